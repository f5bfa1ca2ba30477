//! The configuration: what is taken, and what is refused with the key's name and never its value.

use std::{fs, io::ErrorKind, path::Path, process::Command};

use protocol::session::World as Realm;
use proxy::{Config, ConfigError, Doubt, Fault, LogFormat, OriginFault};
use secrecy::ExposeSecret;

const GOOD: &str = "
listen = '127.0.0.1:8080'
public_url = 'https://uploader.example.org'
[[instance]]
name = 'test'
label = 'Test'
world = 'test'
base_url = 'https://majora.example.org/'
client_id = 'id'
client_secret_env = 'SECRET'
";

fn variable(name: &str) -> Option<String> {
    let value = match name {
        "SECRET" => "canary-secret",
        "EMPTY" => "",
        "NEWLINE" => "\n",
        _ => return None,
    };
    Some(value.to_owned())
}

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("."), variable)
}

/// The good file with one line replaced, or with a line more.
fn with(old: &str, new: &str) -> String {
    assert!(GOOD.contains(old), "{old}");
    GOOD.replace(old, new)
}

fn refused(text: &str, key: &str, fault: Fault) {
    let error = parse(text).unwrap_err();
    assert_eq!(error, ConfigError::Key { key: key.into(), fault }, "{text}");
}

#[test]
fn a_good_file_says_everything() {
    let config = parse(GOOD).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url.as_str(), "https://uploader.example.org");
    assert_eq!((config.static_dir, config.log), (None, LogFormat::Text));
    assert_eq!(config.limits.answer_ms, 35_000);
    let [instance] = config.instances.try_into().unwrap();
    assert_eq!((instance.name.as_str(), instance.world), ("test", Realm::Test));
    assert_eq!(instance.base_url.as_str(), "https://majora.example.org");
    assert_eq!(instance.client_secret.expose_secret(), "canary-secret");
}

#[test]
fn the_example_is_a_good_file_with_the_defaults() {
    let text = include_str!("../../uploader.example.toml");
    let config = Config::parse(text, Path::new("."), |name| {
        (name == "UPLOADER_TEST_CLIENT_SECRET").then(|| "x".to_owned())
    })
    .unwrap();
    assert_eq!(format!("{:?}", config.limits), format!("{:?}", proxy::Limits::default()));
    assert_eq!(config.instances[0].base_url.as_str(), "http://127.0.0.1:8000");
}

#[test]
fn what_is_missing_is_named() {
    for key in ["listen", "public_url"] {
        let line = GOOD.lines().find(|line| line.starts_with(key)).unwrap();
        refused(&with(line, ""), key, Fault::Missing);
    }
    for key in ["name", "label", "world", "base_url", "client_id"] {
        let line = GOOD.lines().find(|line| line.starts_with(&format!("{key} "))).unwrap();
        refused(&with(line, ""), &format!("instance[0].{key}"), Fault::Missing);
    }
    refused(&with("client_secret_env = 'SECRET'", ""), "instance[0]", Fault::SecretSource);
    let top = GOOD.split("[[").next().unwrap();
    refused(top, "instance", Fault::NoInstance);
}

#[test]
fn what_isnt_known_is_named() {
    let more = |key: &str| with("label = 'Test'", &format!("label = 'Test'\n{key} = 'x'"));
    refused(&more("lable"), "instance[0].lable", Fault::Unknown);
    refused(&format!("tsl = 'x'\n{GOOD}"), "tsl", Fault::Unknown);
    refused(
        &format!("{GOOD}\n[limits]\nanswer_seconds = 1"),
        "limits.answer_seconds",
        Fault::Unknown,
    );
    refused(&more("client_secret"), "instance[0].client_secret", Fault::InlineSecret);
}

#[test]
fn the_wrong_kind_of_value_is_named() {
    let error = parse(&with("world = 'test'", "world = 'canary-world'")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "instance[0].world has the wrong kind of value; expected test or production"
    );
    let error = parse(&format!("{GOOD}\n[limits]\nanswer_ms = 'canary'")).unwrap_err();
    assert_eq!(error.to_string(), "limits.answer_ms has the wrong kind of value; expected u64");
    let error = parse(&format!("\n\n{GOOD}x = canary")).unwrap_err();
    assert_eq!(error, ConfigError::Syntax { line: 13 });
}

#[test]
fn addresses_are_held_to_their_rules() {
    for listen in ["0.0.0.0:8080", "192.168.1.1:8080", "[::]:8080"] {
        refused(&with("127.0.0.1:8080", listen), "listen", Fault::ListenOpen);
    }
    refused(&with("127.0.0.1:8080", "8080"), "listen", Fault::Listen);
    assert!(parse(&with("127.0.0.1:8080", "[::1]:0")).is_ok());
    let public = "https://uploader.example.org";
    let plain = with(public, "http://uploader.example.org");
    refused(&plain, "public_url", Fault::Origin(OriginFault::PlainHttp));
    let path = with(public, "https://uploader.example.org/app");
    refused(&path, "public_url", Fault::Origin(OriginFault::NotBare));
    assert!(parse(&with(public, "http://127.0.0.1:8080")).is_ok());
    let upstream = with("https://majora.example.org/", "http://majora.example.org/");
    refused(&upstream, "instance[0].base_url", Fault::Origin(OriginFault::PlainHttp));
}

#[test]
fn names_labels_and_colours_are_held_to_their_rules() {
    for name in ["", "Test", "1test", "te st", "te/st", "te_st", &"t".repeat(33)] {
        refused(
            &with("name = 'test'", &format!("name = '{name}'")),
            "instance[0].name",
            Fault::Name,
        );
    }
    for label in ["", "  ", &"x".repeat(41)] {
        refused(&with("'Test'", &format!("'{label}'")), "instance[0].label", Fault::Label);
    }
    for colour in ["", "red", "#12345", "#1234567", "#12345g", "123456"] {
        let text = with("label = 'Test'", &format!("label = 'Test'\ncolour = '{colour}'"));
        refused(&text, "instance[0].colour", Fault::Colour);
    }
    for words in ["", "  ", "two\\nlines", &"x".repeat(201)] {
        let text = format!("contact = \"{words}\"\n{GOOD}");
        refused(&text, "contact", Fault::Words);
        let text = with("label = 'Test'", &format!("label = 'Test'\ndeadline = \"{words}\""));
        refused(&text, "instance[0].deadline", Fault::Words);
    }
    let text = with("label = 'Test'", "label = 'Test'\ndeadline = ' By noon. '");
    let config = parse(&format!("contact = 'help@example.org'\n{text}")).unwrap();
    assert_eq!(config.contact.as_deref(), Some("help@example.org"));
    assert_eq!(config.instances[0].deadline.as_deref(), Some("By noon."));
    for id in ["", "two words", "é"] {
        refused(&with("'id'", &format!("'{id}'")), "instance[0].client_id", Fault::ClientId);
    }
}

#[test]
fn a_bound_is_neither_nothing_nor_none() {
    let limit = |key: &str, value: u64| format!("{GOOD}\n[limits]\n{key} = {value}");
    for key in ["sessions", "answer_ms", "turn_ms", "store_ms", "body_ms", "connections"] {
        refused(&limit(key, 0), &format!("limits.{key}"), Fault::Zero);
    }
    for (key, most) in [
        ("drain_ms", 600_000),
        ("waiting_per_instance", 100_000),
        ("idle_ms", 31_536_000_000),
        ("bodies_kib", 16_777_216),
    ] {
        assert!(parse(&limit(key, most)).is_ok(), "{key}");
        refused(&limit(key, most + 1), &format!("limits.{key}"), Fault::TooMuch(most));
    }
    for key in ["drain_ms", "waiting_per_instance", "renewal_wait_ms"] {
        assert!(parse(&limit(key, 0)).is_ok(), "{key}");
    }
}

#[test]
fn two_instances_dont_share_a_name_or_the_world() {
    let entry = GOOD.split("[[instance]]").nth(1).unwrap();
    let two = |second: &str| format!("{GOOD}\n[[instance]]{second}");
    refused(&two(entry), "instance[1].name", Fault::NameTwice);
    let other = entry.replace("name = 'test'", "name = 'other'");
    let alike = other.replace("label = 'Test'", "label = ' TEST '");
    refused(&two(&alike), "instance[1].label", Fault::LabelTwice);
    let other = other.replace("label = 'Test'", "label = 'Other'");
    assert_eq!(parse(&two(&other)).unwrap().instances.len(), 2);
    let real = other.replace("world = 'test'", "world = 'production'");
    refused(&two(&real), "instance[0].base_url", Fault::BothWorlds);
    let dotted = real.replace("majora.example.org", "majora.example.org.");
    refused(&two(&dotted), "instance[0].base_url", Fault::BothWorlds);
}

#[test]
fn the_secret_comes_from_a_variable_or_a_file() {
    let key = |name: &str| format!("instance[0].{name}");
    let missing = Fault::VariableMissing("NONE".into());
    refused(&with("'SECRET'", "'NONE'"), &key("client_secret_env"), missing);
    let empty = Fault::VariableMissing("EMPTY".into());
    refused(&with("'SECRET'", "'EMPTY'"), &key("client_secret_env"), empty);
    refused(&with("'SECRET'", "'NEWLINE'"), &key("client_secret_env"), Fault::SecretEmpty);
    let both = with("client_secret_env", "client_secret_file = 'x'\nclient_secret_env");
    refused(&both, "instance[0]", Fault::SecretSource);

    let folder = tempfile::tempdir().unwrap();
    let text = with("client_secret_env = 'SECRET'", "client_secret_file = 'secret'");
    let parse = || Config::parse(&text, folder.path(), variable);
    let fault = Fault::FileUnreadable(ErrorKind::NotFound);
    assert_eq!(parse().unwrap_err(), ConfigError::Key { key: key("client_secret_file"), fault });
    fs::write(folder.path().join("secret"), "canary secret\r\n").unwrap();
    assert_eq!(parse().unwrap().instances[0].client_secret.expose_secret(), "canary secret");
}

/// What an editor leaves in a file, or a terminal that breaks lines.
#[test]
fn a_secret_that_cannot_be_right_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let broken =
        ["\u{feff}canary", "can\nary", "\ncanary", "canary\u{200b}", "can\tary", "can\0ary"];
    let whole =
        "base_url = 'https://majora.example.org/'\nclient_id = 'id'\nclient_secret_env = 'SECRET'";
    let ways = [
        ("client_secret_env", "client_secret_env = 'SECRET'", "client_secret_env = 'BROKEN'"),
        ("client_secret_file", "client_secret_env = 'SECRET'", "client_secret_file = 'secret'"),
        ("ocarina_file", whole, "ocarina_file = 'ocarina'"),
    ];
    for secret in broken {
        fs::write(folder.path().join("secret"), secret).unwrap();
        let settings = serde_json::json!({
            "MAJORA_DOMAIN": "https://o.example", "CLIENT_ID": "id", "CLIENT_SECRET": secret,
        });
        fs::write(folder.path().join("ocarina"), settings.to_string()).unwrap();
        let variable = |name: &str| (name == "BROKEN").then(|| secret.to_owned());
        for (source, old, new) in ways {
            let error = Config::parse(&with(old, new), folder.path(), variable).unwrap_err();
            let key = format!("instance[0].{source}");
            assert_eq!(error, ConfigError::Key { key, fault: Fault::SecretBroken }, "{secret:?}");
        }
    }
}

#[test]
fn ocarinas_file_and_variables_are_read() {
    let entry =
        "base_url = 'https://majora.example.org/'\nclient_id = 'id'\nclient_secret_env = 'SECRET'";
    let home = tempfile::tempdir().unwrap();
    let text = with(entry, "ocarina_file = '~/.ocarina'");
    let variables = |name: &str| match name {
        "HOME" => Some(home.path().display().to_string()),
        "MAJORA_DOMAIN" => Some("https://env.example.org/".to_owned()),
        "MAJORA_CLIENT_ID" => Some("env-id".to_owned()),
        "MAJORA_CLIENT_SECRET" => Some("env-secret".to_owned()),
        _ => None,
    };
    let parse = |text: &str| Config::parse(text, Path::new("."), variables);
    let write = |json: &str| fs::write(home.path().join(".ocarina"), json).unwrap();
    let refused = |text: &str, key: &str, fault: Fault| {
        let error = parse(text).unwrap_err();
        assert_eq!(error, ConfigError::Key { key: format!("instance[0].{key}"), fault });
        assert!(!error.to_string().contains("canary"));
    };
    refused(&text, "ocarina_file", Fault::FileUnreadable(ErrorKind::NotFound));
    write("{canary");
    refused(&text, "ocarina_file", Fault::OcarinaNotJson);
    write(r#"{"MAJORA_DOMAIN":"https://o.example/","CLIENT_ID":"","CLIENT_SECRET":"canary"}"#);
    refused(&text, "ocarina_file", Fault::OcarinaLacks("the client id"));
    write(r#"{"MAJORA_DOMAIN":"http://o.example/","CLIENT_ID":"i","CLIENT_SECRET":"canary"}"#);
    refused(&text, "ocarina_file", Fault::OcarinaDomain(OriginFault::PlainHttp));
    write(
        r#"{"MAJORA_DOMAIN":"https://o.example/","MAJORA_USER":"u","MAJORA_TOKEN":"OAUTH",
            "CLIENT_ID":"file-id","CLIENT_SECRET":"file-secret"}"#,
    );
    let found = |text: &str| {
        let instance = parse(text).unwrap().instances.remove(0);
        let secret = instance.client_secret.expose_secret().to_owned();
        (instance.base_url.to_string(), instance.client_id, secret)
    };
    let own =
        |url: &str, id: &str, secret: &str| (url.to_owned(), id.to_owned(), secret.to_owned());
    assert_eq!(found(&text), own("https://o.example", "file-id", "file-secret"));
    let by_env = with(entry, "ocarina_env = true");
    assert_eq!(found(&by_env), own("https://env.example.org", "env-id", "env-secret"));
    let twice = format!("{by_env}\n[[instance]]{}", by_env.split("[[instance]]").nth(1).unwrap());
    let error = parse(&twice).unwrap_err();
    let key = "instance[1].ocarina_env".to_owned();
    assert_eq!(error, ConfigError::Key { key, fault: Fault::OcarinaEnvTwice });
    let given = text.replace("ocarina_file", "client_id = 'x'\nocarina_file");
    refused(&given, "client_id", Fault::GivenByOcarina);
}

#[test]
fn variables_override_the_files_addresses() {
    let config = Config::parse(GOOD, Path::new("/etc/uploader"), |name| match name {
        "UPLOADER_LISTEN" => Some("127.0.0.1:0".to_owned()),
        "UPLOADER_PUBLIC_URL" => Some("http://127.0.0.1:9000".to_owned()),
        "UPLOADER_STATIC_DIR" => Some("dist".to_owned()),
        name => variable(name),
    })
    .unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:0");
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:9000");
    assert_eq!(config.static_dir.unwrap(), Path::new("/etc/uploader/dist"));
}

#[test]
fn no_secret_is_in_an_error_or_in_the_configurations_own_print() {
    let shown = format!("{:?}", parse(GOOD).unwrap());
    assert!(!shown.contains("canary"), "{shown}");
    let faults = [
        with("client_secret_env = 'SECRET'", "client_secret = 'canary'"),
        with("client_secret_env = 'SECRET'", "client_secret_file = ['canary']"),
        with("client_secret_env = 'SECRET'", "client_secret_file = canary"),
        with("client_secret_env = 'SECRET'", "client_secret_file = 'canary"),
        with("client_secret_env = 'SECRET'", "client_secret_env = 1\ncanary"),
        with("world = 'test'", "world = 'canary'"),
        with("label = 'Test'", "label = { canary = 1 }"),
    ];
    for text in faults {
        let error = parse(&text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[test]
fn the_command_checks_a_file_without_serving() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uploader.toml");
    let run = |text: &str| {
        fs::write(&path, text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_majora-uploader"))
            .args(["serve", "--check", "--config"])
            .arg(&path)
            .env("SECRET", "canary-secret")
            .output()
            .unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), text)
    };
    let (code, text) = run(GOOD);
    assert_eq!((code, text), (Some(0), format!("{}: all right\n", path.display())));
    let (code, text) = run(&with("https://majora", "http://majora"));
    assert_eq!(code, Some(1));
    assert!(
        text.starts_with("majora-uploader: line 8: instance[0].base_url uses plain http"),
        "{text}"
    );
    let (code, text) =
        run(&format!("{GOOD}\n[tls]\ncertificate_file = 'none.pem'\nkey_file = 'none.pem'"));
    let said = "majora-uploader: tls: certificate_file names a file that can't be read (entity not \
                found); check the path and that this user may read it\n";
    assert_eq!((code, text.as_str()), (Some(1), said));
}

/// Plain http leaves this machine only towards a web server that is named.
#[test]
fn an_open_listener_needs_a_certificate_or_a_front() {
    let open = GOOD.replace("listen = '127.0.0.1:8080'", "listen = '0.0.0.0:8080'");
    assert_ne!(open, GOOD, "the listener is there");
    refused(&open, "listen", Fault::ListenOpen);
    let parse = |more: &str| Config::parse(&format!("{open}\n{more}"), Path::new("."), variable);
    let front = parse("[front]\ntrusted = ['10.1.2.3', '10.2.0.0/16', '::1']").unwrap();
    let trusted: Vec<_> = front.network.trusted.iter().map(ToString::to_string).collect();
    assert_eq!(trusted, ["10.1.2.3/32", "10.2.0.0/16", "::1/128"]);
    let tls = parse("[tls]\ncertificate_file = 'c.pem'\nkey_file = 'k.pem'").unwrap();
    assert!(tls.network.tls.unwrap().key.ends_with("k.pem"));
    let bad = format!("{GOOD}\n[front]\ntrusted = ['10.1.2.3', 'anybody']");
    refused(&bad, "front.trusted[1]", Fault::Network);
    for all in ["0.0.0.0/0", "::/0"] {
        let all = format!("{GOOD}\n[front]\ntrusted = ['{all}']");
        refused(&all, "front.trusted[0]", Fault::NetworkOfAll);
    }
    let local = open.replace("https://uploader.example.org", "http://127.0.0.1:8080");
    let local = format!("{local}\n[front]\ntrusted = ['10.1.2.3']");
    refused(&local, "public_url", Fault::PublicUrlLocal);
    refused(&format!("{GOOD}\n[operations]\nlisten = 'x'"), "operations.listen", Fault::Listen);
}

/// Case 73's other half, K2 and K5: one place, and keys that every server has.
#[test]
fn a_store_is_one_place_with_keys() {
    let store = |lines: &str| format!("{GOOD}\n[store]\n{lines}");
    refused(&store("file = 'a'\nmemory = true"), "store", Fault::TwoStores);
    let redis = "redis_env = 'REDIS'";
    refused(&store(redis), "store.redis_env", Fault::VariableMissing("REDIS".into()));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("url"), "redis://127.0.0.1\n").unwrap();
    std::fs::write(folder.path().join("short"), "c2hvcnQ=\n").unwrap();
    std::fs::write(folder.path().join("no-url"), "10.0.0.1\n").unwrap();
    let cases = [
        ("redis_file = 'url'", "store", Fault::SharedKeys),
        ("redis_file = 'no-url'", "store.redis_file", Fault::RedisUrl),
        ("redis_file = 'url'\nkeys_file = 'short'", "store", Fault::Keys),
        (
            "redis_file = 'url'\nkeys_file = 'missing'",
            "store.keys_file",
            Fault::FileUnreadable(std::io::ErrorKind::NotFound),
        ),
        ("keys_file = 'a'\nkeys_env = 'B'", "store.keys_env", Fault::TwoKeySources),
    ];
    for (lines, key, fault) in cases {
        let found = Config::parse(&store(lines), folder.path(), variable).unwrap_err();
        assert_eq!(found, ConfigError::Key { key: key.into(), fault }, "{lines}");
    }
    let keys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n# old\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh4\n";
    std::fs::write(folder.path().join("keys"), keys).unwrap();
    Config::parse(&store("redis_file = 'url'\nkeys_file = 'keys'"), folder.path(), variable)
        .unwrap();
}

/// It works, so it is no fault; but the password of a Redis elsewhere is read by everybody in between.
#[test]
fn an_open_way_to_redis_is_a_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    fs::write(folder.path().join("keys"), key).unwrap();
    let text = format!("{GOOD}\n[store]\nredis_file = 'url'\nkeys_file = 'keys'");
    let doubts = |url: &str| {
        fs::write(folder.path().join("url"), url).unwrap();
        Config::parse(&text, folder.path(), variable).unwrap().doubts()
    };
    let local = ["redis://127.0.0.1", "redis://[::1]:7", "redis://localhost", "redis+unix:///r"];
    for url in local.iter().chain(&["rediss://r.example.org"]) {
        assert_eq!(doubts(url), [], "{url}");
    }
    assert_eq!(doubts("rediss://r.example.org/#insecure"), [Doubt::RedisUnverified]);
    assert_eq!(doubts("redis://:canary@r.example.org"), [Doubt::RedisInPlain]);
    let path = folder.path().join("uploader.toml");
    fs::write(&path, &text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_majora-uploader"));
    command.env("SECRET", "x").args(["serve", "--check", "--config"]).arg(&path);
    let output = command.output().unwrap();
    assert!(output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("warning: store: the way to the Redis is not encrypted"), "{error}");
    assert!(!error.contains("canary"));
}

#[test]
fn the_command_names_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uploader.toml");
    let check = |text: &str, expect: &str| {
        fs::write(&path, text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_majora-uploader"));
        command.env("SECRET", "x").args(["serve", "--check", "--config"]).arg(&path);
        let output = command.output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(expect), "{error}");
    };
    check(&with("world = 'test'", "world = 'canary'"), "line 7: instance[0].world has the wrong");
    check(
        &with("base_url = 'https://majora.example.org/'\n", ""),
        "line 4: instance[0].base_url is missing",
    );
    check(&format!("{GOOD}\n[limits]\nidle_ms = 0"), "line 13: limits.idle_ms must be at least 1");
}

/// The configuration of the package and those in docs/operations.md, with files of this test's in place
/// of theirs.
#[test]
fn the_configurations_of_the_package_and_the_document_are_good() {
    let folder = tempfile::tempdir().unwrap();
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let files = [("test-client-secret", "secret"), ("redis-url", "redis://h"), ("keys", key)];
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let package = include_str!("../../../../packaging/uploader.toml");
    let document = include_str!("../../../../docs/operations.md");
    let blocks = document.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut places = Vec::new();
    for text in std::iter::once(package).chain(blocks) {
        let mut text = text.replace('…', "id");
        let home = folder.path().display().to_string();
        for theirs in ["/etc/majora-uploader", "/var/lib/majora-uploader"] {
            text = text.replace(theirs, &home);
        }
        // What the document shows of a file is a part of it.
        if !text.contains("public_url") {
            text = format!("public_url = \"https://uploader.example.org\"\n{text}");
        }
        if !text.contains("listen") {
            text = format!("listen = \"0.0.0.0:443\"\n{text}");
        }
        if !text.contains("\n[[instance]]") {
            text += "\n[[instance]]\nname = 'test'\nlabel = 'Test'\nworld = 'test'\nclient_id = 'id'\n\
                     base_url = 'https://majora.example.org'\nclient_secret_file = 'test-client-secret'\n";
        }
        let config = Config::parse(&text, folder.path(), |_| None).unwrap();
        assert_eq!(config.public_url.as_str(), "https://uploader.example.org");
        places.push(match config.store.place {
            proxy::Place::File(_) => "file",
            proxy::Place::Redis(_) => "Redis",
            proxy::Place::Memory => "memory",
        });
    }
    assert_eq!(places, ["file", "file", "Redis"]);
}
