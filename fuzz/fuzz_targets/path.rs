//! Any path, and any place to return to: what is accepted means the same to every other reader of
//! addresses, so nothing can be disguised, and nothing leads to another host.

#![no_main]

use gate::return_path::ReturnPath;
use gate::route::Route;
use libfuzzer_sys::fuzz_target;
use protocol::session::SignInError;
use url::Url;

/// Names of configured Majoras; another name leads nowhere.
const INSTANCES: [&str; 2] = ["test", "production"];

fuzz_target!(|text: &str| {
    route(text);
    place(text);
});

fn route(path: &str) {
    let route = Route::of(path);
    let known = route.instance().is_some_and(|name| INSTANCES.contains(&name));
    if let (Some(endpoint), true) = (route.endpoint(), known) {
        let name = route.instance().expect("a call names one");
        assert_eq!(path, format!("/api/{name}/{}", endpoint.path()), "one spelling");
        assert!(endpoint.upstream_path().starts_with("/api/v2/"));
    }
    if known || route == Route::Session {
        let read = Url::parse(&format!("https://uploader.example.org{path}")).expect("plain");
        assert_eq!((read.path(), read.query(), read.fragment()), (path, None, None));
        assert_eq!(read.host_str(), Some("uploader.example.org"));
    }
    let template = route.template();
    assert!(template == "app" || template == "nothing" || template.starts_with('/'));
    // What the app's pages are must not be what a shorter reading takes for a call.
    if route == Route::App {
        assert!(!path.starts_with("/api/") && !path.starts_with("/auth/"));
    }
}

fn place(text: &str) {
    let place = ReturnPath::parse(text);
    let base = Url::parse("https://uploader.example.org/auth/test/callback").expect("plain");
    for location in [place.as_str().to_owned(), place.with_error(SignInError::Denied, "test")] {
        assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{location:?}");
        let there = base.join(&location).expect("a path and query of this site");
        assert_eq!(there.origin(), base.origin(), "{location:?}");
        assert_eq!(Route::of(there.path()), Route::App, "{location:?}");
        assert!(there.fragment().is_none());
    }
    assert_eq!(ReturnPath::parse(place.as_str()), place, "it is what it is read as");
}
