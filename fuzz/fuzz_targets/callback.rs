//! Any query of a callback: it is an answer only if nothing in it can be read in two ways.

#![no_main]

use gate::callback::{Callback, LONGEST_VALUE};
use libfuzzer_sys::fuzz_target;
use protocol::session::SignInError;
use secrecy::ExposeSecret;

fuzz_target!(|query: &str| {
    // Read by another parser of addresses.
    let address = url::Url::parse(&format!("https://x/?{}", query.replace('#', "%23")));
    let Ok(address) = address else { return };
    let values = |key: &str| -> Vec<String> {
        let pairs = address.query_pairs().filter(|(found, _)| found == key);
        pairs.map(|(_, value)| value.into_owned()).collect()
    };
    let [states, codes, errors] = ["state", "code", "error"].map(values);
    let Some(callback) = Callback::read(address.query().unwrap_or_default()) else {
        let long = |value: &String| value.len() > LONGEST_VALUE;
        let all = [&states, &codes, &errors];
        assert!(
            states.is_empty()
                || all.iter().any(|values| values.len() > 1)
                || all.iter().any(|values| values.iter().any(long)),
            "{query:?} was refused without a reason"
        );
        return;
    };
    assert_eq!(states, [callback.state.as_str()]);
    assert!(callback.state.len() <= LONGEST_VALUE && codes.len() <= 1 && errors.len() <= 1);
    match callback.outcome {
        Ok(code) => {
            assert!(errors.is_empty(), "a code beside an error is never redeemed");
            assert_eq!(codes, [code.expose_secret()]);
            assert!((1..=LONGEST_VALUE).contains(&code.expose_secret().len()));
        }
        Err(SignInError::Denied) => assert_eq!(errors, ["access_denied"]),
        Err(_) => assert!(!errors.is_empty() || codes.iter().all(String::is_empty)),
    }
});
