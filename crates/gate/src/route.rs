//! Which route a path is, by its bytes as they came: nothing is decoded, so nothing can be disguised.

use protocol::endpoint::Endpoint;

/// A path of this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'p> {
    /// `/auth/session`.
    Session,
    /// `/auth/{instance}/login`.
    Login(&'p str),
    /// `/auth/{instance}/callback`.
    Callback(&'p str),
    /// `/auth/{instance}/logout`.
    Logout(&'p str),
    /// `/api/{instance}/{call}`.
    Call(&'p str, Endpoint),
    /// Anything else below `/auth` and `/api`.
    Nothing,
    /// A file or a page of the app.
    App,
}

impl<'p> Route<'p> {
    /// The route of a path.
    pub fn of(path: &'p str) -> Route<'p> {
        if path == "/auth/session" {
            return Route::Session;
        }
        if let Some(rest) = below(path, "/auth") {
            return match rest.split_once('/') {
                Some((instance, "login")) => Route::Login(instance),
                Some((instance, "callback")) => Route::Callback(instance),
                Some((instance, "logout")) => Route::Logout(instance),
                _ => Route::Nothing,
            };
        }
        let Some(rest) = below(path, "/api") else { return Route::App };
        let call = rest.split_once('/').and_then(|(instance, call)| {
            Endpoint::from_path(call).map(|endpoint| Route::Call(instance, endpoint))
        });
        call.unwrap_or(Route::Nothing)
    }

    /// The route's name in the log; no part of it comes from the request.
    pub fn template(self) -> &'static str {
        match self {
            Route::Session => "/auth/session",
            Route::Login(_) => "/auth/{instance}/login",
            Route::Callback(_) => "/auth/{instance}/callback",
            Route::Logout(_) => "/auth/{instance}/logout",
            Route::Call(..) => "/api/{instance}/{call}",
            Route::Nothing => "nothing",
            Route::App => "app",
        }
    }

    /// The instance that the path names, configured or not.
    pub fn instance(self) -> Option<&'p str> {
        match self {
            Route::Login(name) | Route::Callback(name) | Route::Logout(name) => Some(name),
            Route::Call(name, _) => Some(name),
            Route::Session | Route::Nothing | Route::App => None,
        }
    }

    /// The call that the path names.
    pub fn endpoint(self) -> Option<Endpoint> {
        match self {
            Route::Call(_, endpoint) => Some(endpoint),
            _ => None,
        }
    }
}

/// What follows `prefix` and a slash; nothing for the prefix itself.
fn below<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(prefix)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: Route<'_>) {
        assert_eq!(Route::of(path), expect, "{path}");
    }

    #[test]
    fn each_route_has_one_spelling() {
        check("/auth/session", Route::Session);
        check("/auth/test/login", Route::Login("test"));
        check("/auth/test/callback", Route::Callback("test"));
        check("/auth/test/logout", Route::Logout("test"));
        check("/api/test/artifact/biosample/add", Route::Call("test", Endpoint::BiosampleAdd));
        check("/", Route::App);
        check("/upload", Route::App);
        check("/authors", Route::App);
    }

    #[test]
    fn anything_near_them_is_nothing() {
        let near = [
            "/auth",
            "/auth/",
            "/auth/test",
            "/auth/test/",
            "/auth/test/login/",
            "/auth/test/LOGIN",
            "/auth/session/",
            "/api",
            "/api/",
            "/api/test",
            "/api/test/artifact/biosample/add/",
            "/api/test//artifact/biosample/add",
            "/api/test/artifact/biosample/../biosample/add",
            "/api/test/artifact/biosample/%61dd",
            "/api/test/artifact/biosample/add;x",
            "/api/test/artifact\\biosample\\add",
            "/api/test/majora/task/get",
            "/api/test/../../o/token/",
            "/api/test/Artifact/biosample/add",
            "/api//evil.example/artifact/biosample/add",
        ];
        for path in near {
            check(path, Route::Nothing);
        }
    }
}
