//! Whom to ask for help.

use leptos::prelude::*;

/// Whom the operator has named, as a link where that is an address; nobody in particular otherwise.
#[component]
pub fn Contact(
    /// What the operator has written.
    #[prop(into)]
    contact: Signal<Option<String>>,
) -> impl IntoView {
    move || match contact.get() {
        None => "the people who run this uploader at your site".into_any(),
        Some(text) => match address(&text) {
            Some(href) => {
                view! { <a href=href target="_blank" rel="noreferrer">{text}</a> }.into_any()
            }
            None => text.into_any(),
        },
    }
}

/// Where a contact leads, if it is an address of mail or of a page.
fn address(text: &str) -> Option<String> {
    let is_one_word = !text.contains(char::is_whitespace);
    if ["https://", "http://", "mailto:"].iter().any(|scheme| text.starts_with(scheme)) {
        return is_one_word.then(|| text.to_owned());
    }
    let (who, host) = text.split_once('@')?;
    let is_mail = is_one_word && !who.is_empty() && host.contains('.') && !host.contains('@');
    is_mail.then(|| format!("mailto:{text}"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_what_is_an_address_becomes_a_link() {
        for (text, href) in [
            ("help@example.org", Some("mailto:help@example.org")),
            ("mailto:help@example.org", Some("mailto:help@example.org")),
            ("https://example.org/help", Some("https://example.org/help")),
            ("Ring extension 12", None),
            ("write to help@example.org", None),
            ("javascript:alert(1)", None),
            ("a@b", None),
        ] {
            assert_eq!(address(text).as_deref(), href, "{text}");
        }
    }
}
