//! Where a server is: scheme, host and port, and nothing else.

use std::{fmt, net::IpAddr};

use url::{Host, Url};

/// The origin of a web server (RFC 6454). Plain http is accepted for loopback hosts only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    authority: String,
    port: u16,
    https: bool,
    loopback: bool,
}

/// Why a text is no origin that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginFault {
    /// No absolute http or https URL.
    #[error("is no web address; write it like https://majora.example.org")]
    NotAnAddress,
    /// Plain http to a machine other than this one.
    #[error(
        "uses plain http; only https may leave this machine (http is for 127.0.0.1, [::1] and localhost)"
    )]
    PlainHttp,
    /// A path, a query, a fragment or a user name beside scheme, host and port.
    #[error("has more than scheme, host and port; leave out the path, the query and any user name")]
    NotBare,
}

impl Origin {
    /// Reads `scheme://host[:port]`; one slash at the end is accepted.
    pub fn parse(text: &str) -> Result<Origin, OriginFault> {
        let url = Url::parse(text.trim()).map_err(|_| OriginFault::NotAnAddress)?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(OriginFault::NotAnAddress),
        };
        let host = url.host().ok_or(OriginFault::NotAnAddress)?;
        let loopback = is_loopback(&host);
        if !https && !loopback {
            return Err(OriginFault::PlainHttp);
        }
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare {
            return Err(OriginFault::NotBare);
        }
        let port = url.port_or_known_default().ok_or(OriginFault::NotAnAddress)?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_string(),
        };
        Ok(Origin {
            text: format!("{}://{authority}", url.scheme()),
            authority,
            port,
            https,
            loopback,
        })
    }

    /// `scheme://host[:port]`, without a slash at the end and without a default port.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `host[:port]`, as a browser writes it into `Host`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The port, the scheme's own where none is written.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether both are one server: a dot at the end of a host's name changes nothing of where it leads.
    pub fn is_same_server(&self, other: &Origin) -> bool {
        self.port == other.port && self.host() == other.host()
    }

    fn host(&self) -> &str {
        let port = format!(":{}", self.port);
        let host = self.authority.strip_suffix(&port).unwrap_or(&self.authority);
        host.trim_end_matches('.')
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether the host is this machine by its own name or number.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The URL of a path on this server. The path begins with a slash and is never joined as a
    /// relative reference, so it can't lead to another host.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => IpAddr::from(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::from(*address).is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<(&str, &str), OriginFault>) {
        let found = Origin::parse(text);
        let found = found.as_ref().map(|o| (o.as_str(), o.authority())).map_err(|fault| *fault);
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        check(
            "https://Majora.example.org/",
            Ok(("https://majora.example.org", "majora.example.org")),
        );
        check(
            "https://majora.example.org:443",
            Ok(("https://majora.example.org", "majora.example.org")),
        );
        check("https://m.example:8443", Ok(("https://m.example:8443", "m.example:8443")));
        check("http://127.0.0.1:8000", Ok(("http://127.0.0.1:8000", "127.0.0.1:8000")));
        check("http://[::1]:8000/", Ok(("http://[::1]:8000", "[::1]:8000")));
        check("http://localhost", Ok(("http://localhost", "localhost")));
    }

    #[test]
    fn one_server_has_several_spellings() {
        let same = |one: &str, other: &str| {
            Origin::parse(one).unwrap().is_same_server(&Origin::parse(other).unwrap())
        };
        assert!(same("https://m.example", "https://M.example.:443/"));
        assert!(same("https://m.example.:8443", "https://m.example:8443"));
        assert!(same("https://localhost:8443", "http://localhost:8443"));
        assert!(!same("https://m.example", "https://m.example:8443"));
        assert!(!same("https://m.example", "https://n.example"));
        assert!(!same("https://[::1]", "https://[::1:443]"));
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        check("http://majora.example.org", Err(OriginFault::PlainHttp));
        check("http://127.0.0.1.example.org", Err(OriginFault::PlainHttp));
        check("http://10.0.0.1:8000", Err(OriginFault::PlainHttp));
        check("http://localhost.example.org", Err(OriginFault::PlainHttp));
    }

    #[test]
    fn anything_more_is_refused() {
        check("https://m.example/path", Err(OriginFault::NotBare));
        check("https://m.example/?a=b", Err(OriginFault::NotBare));
        check("https://user@m.example", Err(OriginFault::NotBare));
        check("https://:secret@m.example", Err(OriginFault::NotBare));
        check("ftp://m.example", Err(OriginFault::NotAnAddress));
        check("m.example", Err(OriginFault::NotAnAddress));
        check("", Err(OriginFault::NotAnAddress));
    }
}
