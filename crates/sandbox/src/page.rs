//! The pages that people see.

use crate::python::Value;
use crate::world::{Application, User};

const STYLE: &str = "
:root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--text:#1b2430;--soft:#566273;--line:#d5dae1;--accent:#1f5fbf;--on-accent:#fff;--bad:#b3261e;--good:#1b6b3a}
@media(prefers-color-scheme:dark){:root{--ground:#14181e;--card:#1d232b;--text:#e8ecf1;--soft:#a5b0bd;--line:#3a4451;--accent:#8ab4f8;--on-accent:#10233f;--bad:#f2a39d;--good:#8fd6a8}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.55 system-ui,sans-serif}
.notice{padding:.5rem 1rem;background:#7a1f6b;color:#fff;text-align:center;font-weight:600}
main{width:min(34rem,100% - 2rem);margin:2rem auto;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;margin:1.25rem 0 .5rem}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input[type=text],input[type=password]{width:100%;padding:.6rem;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:.35rem}
input[type=submit],button{margin:1.25rem .5rem 0 0;padding:.6rem 1.25rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:1px solid var(--accent);border-radius:.35rem;cursor:pointer}
.plain{color:var(--accent)!important;background:transparent!important}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a{color:var(--accent)}dt{color:var(--soft)}dd{margin:0 0 .6rem;font-weight:600;overflow-wrap:anywhere}
.bad{padding:.6rem .8rem;border-left:4px solid var(--bad);color:var(--bad)}.good{color:var(--good);font-weight:600}
footer{width:min(34rem,100% - 2rem);margin:0 auto 2rem;padding:0 1.5rem;color:var(--soft);font-size:.9rem}
";

/// Escapes a text for HTML, in quotes and out of them.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            c => out.push(c),
        }
    }
    out
}

fn layout(title: &str, main: &str, user: Option<&User>) -> String {
    let title = escape(title);
    let footer = match user {
        Some(user) => format!(
            "Signed in as <strong>{}</strong>. <a href=\"/account/logout/\">Sign out</a>",
            escape(&user.username)
        ),
        None => "You are not signed in.".to_owned(),
    };
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – Sandbox Majora</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <div class=\"notice\" role=\"note\">Sandbox Majora – nothing here is real</div>\n\
         <main>\n{main}\n</main>\n<footer><p>{footer}</p></footer>\n</body>\n</html>\n"
    )
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escape(value))
}

/// `/`
pub(crate) fn landing(user: Option<&User>) -> String {
    let main = "<h1>Sandbox Majora</h1>\n\
        <p>This server stands in for Majora on one machine: its sign-in pages, its OAuth server and \
        its upload API. It keeps samples, libraries and sequencing runs for trying things out. \
        Nothing sent here goes anywhere.</p>\n\
        <p><a href=\"/account/login/\">Sign in</a> or look at <a href=\"/accounts/profile/\">your \
        profile</a>.</p>";
    layout("Welcome", main, user)
}

/// The first step of signing in.
pub(crate) fn password(csrf: &str, username: &str, complaint: Option<&str>) -> String {
    let main = format!(
        "<h1>Sign in to Majora</h1>\n{}<form method=\"post\">\n{}{}\
         <label for=\"username\">Username</label>\n\
         <input id=\"username\" type=\"text\" name=\"auth-username\" value=\"{}\" autocomplete=\"username\" autofocus required>\n\
         <label for=\"password\">Password</label>\n\
         <input id=\"password\" type=\"password\" name=\"auth-password\" autocomplete=\"current-password\" required>\n\
         <button type=\"submit\">Sign in</button>\n</form>",
        complaint_line(complaint),
        hidden("csrfmiddlewaretoken", csrf),
        hidden("login_view-current_step", "auth"),
        escape(username),
    );
    layout("Sign in", &main, None)
}

/// The second step: the one-time code.
pub(crate) fn one_time_code(csrf: &str, code: &str, complaint: Option<&str>) -> String {
    let main = format!(
        "<h1>Enter your one-time code</h1>\n{}<form method=\"post\">\n{}{}\
         <label for=\"code\">Six digits from your authenticator</label>\n\
         <input id=\"code\" type=\"text\" name=\"token-otp_token\" value=\"{}\" inputmode=\"numeric\" autocomplete=\"one-time-code\" autofocus required>\n\
         <button type=\"submit\">Continue</button>\n</form>",
        complaint_line(complaint),
        hidden("csrfmiddlewaretoken", csrf),
        hidden("login_view-current_step", "token"),
        escape(code),
    );
    layout("One-time code", &main, None)
}

fn complaint_line(complaint: Option<&str>) -> String {
    complaint.map_or_else(String::new, |text| {
        format!("<p class=\"bad\" role=\"alert\">{}</p>\n", escape(text))
    })
}

/// `/accounts/profile/`
pub(crate) fn profile(user: &User, institute: Option<&str>) -> String {
    let main = format!(
        "<h1>Your profile</h1>\n<dl>\n<dt>Username</dt><dd>{}</dd>\n<dt>Institute</dt><dd>{}</dd>\n\
         <dt>Second factor</dt><dd>{}</dd>\n</dl>",
        escape(&user.username),
        escape(institute.unwrap_or("None")),
        second_factor(user),
    );
    layout("Your profile", &main, Some(user))
}

fn second_factor(user: &User) -> &'static str {
    if user.has_second_factor() { "<span class=\"good\">Verified</span>" } else { "Not set up" }
}

/// The page of a record. Of the records in it only the names are shown.
pub(crate) fn record(name: &str, record: &Value, user: &User) -> String {
    let main = format!("<h1>{}</h1>\n{}", escape(name), shown(record));
    layout(name, &main, Some(user))
}

fn shown(value: &Value) -> String {
    let name = |value: &Value| match value {
        Value::Dict(record) => ["central_sample_id", "library_name"]
            .iter()
            .find_map(|key| record.get(*key))
            .map_or_else(|| shown(value), shown),
        other => shown(other),
    };
    match value {
        Value::None => "–".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(text) | Value::Str(text) => escape(text),
        Value::Float(number) => number.to_string(),
        Value::List(values) => values.iter().map(name).collect::<Vec<_>>().join("<br>"),
        Value::Dict(pairs) => {
            let pair = |(key, value): (&String, &Value)| {
                format!("<dt>{}</dt><dd>{}</dd>\n", escape(key), shown(value))
            };
            format!("<dl>\n{}</dl>", pairs.iter().map(pair).collect::<String>())
        }
    }
}

/// After `/account/logout/`
pub(crate) fn signed_out() -> String {
    let main = "<h1>You are signed out</h1>\n<p><a href=\"/account/login/\">Sign in again</a></p>";
    layout("Signed out", main, None)
}

/// What the *Authorise application* page shows and sends back.
pub(crate) struct Consent<'a> {
    pub(crate) csrf: &'a str,
    pub(crate) user: &'a User,
    pub(crate) application: &'a Application,
    pub(crate) scopes: &'a [String],
    pub(crate) redirect_uri: &'a str,
    pub(crate) state: &'a str,
    pub(crate) response_type: &'a str,
    pub(crate) code_challenge: &'a str,
    pub(crate) code_challenge_method: &'a str,
}

/// The page on which a user lets an application act for them.
pub(crate) fn authorise(consent: &Consent<'_>) -> String {
    let Consent { application, user, .. } = consent;
    let permission = |scope: &String| format!("<li>{}</li>\n", escape(&permission(scope)));
    let permissions: String = consent.scopes.iter().map(permission).collect();
    let fields: String = [
        ("csrfmiddlewaretoken", consent.csrf),
        ("redirect_uri", consent.redirect_uri),
        ("scope", &consent.scopes.join(" ")),
        ("client_id", &application.client_id),
        ("state", consent.state),
        ("response_type", consent.response_type),
        ("code_challenge", consent.code_challenge),
        ("code_challenge_method", consent.code_challenge_method),
    ]
    .into_iter()
    .map(|(name, value)| hidden(name, value))
    .collect();
    let main = format!(
        "<h1>Authorise application</h1>\n\
         <p><strong>{name}</strong> wants to act for you in Majora. It will be able to do what is \
         listed here until you revoke it:</p>\n<ul>\n{permissions}</ul>\n\
         <dl>\n<dt>Application</dt><dd>{name}</dd>\n<dt>App ID</dt><dd>{id}</dd>\n\
         <dt>Owner</dt><dd>{owner}</dd>\n<dt>You are</dt><dd>{username}</dd>\n\
         <dt>Second factor</dt><dd>{factor}</dd>\n</dl>\n\
         <form method=\"post\">\n{fields}<input type=\"submit\" name=\"allow\" value=\"Authorize\">\n\
         <input type=\"submit\" class=\"plain\" value=\"Cancel\">\n</form>",
        name = escape(&application.name),
        id = escape(&application.client_id),
        owner = escape(&application.owner),
        username = escape(&user.username),
        factor = second_factor(user),
    );
    layout("Authorise application", &main, Some(user))
}

/// A permission in Django's words: `Can add biosample artifact`.
fn permission(scope: &str) -> String {
    const MODELS: [(&str, &str); 6] = [
        ("biosampleartifact", "biosample artifact"),
        ("biosamplesource", "biosample source"),
        ("biosourcesamplingprocess", "biosource sampling process"),
        ("libraryartifact", "library artifact"),
        ("librarypoolingprocess", "library pooling process"),
        ("dnasequencingprocess", "dna sequencing process"),
    ];
    let name = scope.rsplit('.').next().unwrap_or(scope);
    let (action, model) = name.split_once('_').unwrap_or((name, ""));
    let words = MODELS.iter().find(|(key, _)| *key == model).map_or(model, |(_, words)| words);
    format!("Can {action} {words}")
}

/// An OAuth request that cannot be answered by a redirect.
pub(crate) fn oauth_error(error: &str, description: &str, user: Option<&User>) -> String {
    let main = format!(
        "<h1>This application cannot be authorised</h1>\n<h2>Error: {}</h2>\n<p>{}</p>",
        escape(error),
        escape(description)
    );
    layout("Error", &main, user)
}

/// A page that says what is wrong, in one sentence.
pub(crate) fn problem(title: &str, sentence: &str) -> String {
    let main = format!(
        "<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"/\">To the start page</a></p>",
        escape(title),
        escape(sentence)
    );
    layout(title, &main, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let world = World::demo();
        let scopes = ["majora2.add_<b>".to_owned()];
        let html = authorise(&Consent {
            csrf: "c",
            user: &world.users[0],
            application: &world.applications[0],
            scopes: &scopes,
            redirect_uri: "http://x/\"><script>",
            state: "'\"<i>",
            response_type: "code",
            code_challenge: "",
            code_challenge_method: "",
        });
        for markup in ["<b>", "<script>", "<i>"] {
            assert!(!html.contains(markup), "{markup}");
        }
    }

    #[test]
    fn permissions_are_in_words() {
        assert_eq!(
            permission("majora2.change_dnasequencingprocess"),
            "Can change dna sequencing process"
        );
        assert_eq!(permission("majora2.view_something"), "Can view something");
    }
}
