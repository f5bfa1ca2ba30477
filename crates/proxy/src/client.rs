//! Who a request comes from.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The address of the client, as far as it can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client(pub(crate) IpAddr);

impl Client {
    /// The peer itself; if that is a web server in front, the last address in its list that isn't
    /// one. What stands to the left of it was written by the client, who may write anything.
    pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Client {
        let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
        let mut client = peer.to_canonical();
        let values = headers.get_all(FORWARDED_FOR).into_iter().rev();
        let texts = values.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
        for text in texts {
            if !is_trusted(&client) {
                break;
            }
            let Ok(next) = text.trim().parse::<IpAddr>() else { break };
            client = next.to_canonical();
        }
        Client(client)
    }

    /// What counts as one client: an address, or of IPv6 the network that a site gets as a whole.
    pub(crate) fn group(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let network = u128::from(address) & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from(network))
            }
            address => address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 41.
    #[test]
    fn only_a_server_in_front_is_believed_and_only_about_its_own_client() {
        let trusted: Vec<IpNet> =
            ["10.0.0.0/8", "2001:db8::1/128"].map(|t| t.parse().unwrap()).into();
        let check = |peer: &str, forwarded: &[&'static str], expect: &str| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append(FORWARDED_FOR, value.parse().unwrap());
            }
            let client = Client::of(peer.parse().unwrap(), &headers, &trusted);
            assert_eq!(client.0, expect.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
        };
        check("192.0.2.1", &[], "192.0.2.1");
        check("192.0.2.1", &["1.2.3.4"], "192.0.2.1");
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["192.0.2.7"], "192.0.2.7");
        check("10.0.0.1", &["1.2.3.4, 192.0.2.7"], "192.0.2.7");
        check("10.0.0.1", &["1.2.3.4", "192.0.2.7,10.9.9.9"], "192.0.2.7");
        check("10.0.0.1", &["1.2.3.4, nonsense"], "10.0.0.1");
        check("10.0.0.1", &["1.2.3.4, 192.0.2.7:99"], "10.0.0.1");
        check("2001:db8::1", &["2001:db8:5::9"], "2001:db8:5::9");
        check("::ffff:10.0.0.1", &["::ffff:192.0.2.7"], "192.0.2.7");
    }

    #[test]
    fn a_site_of_ipv6_is_one_client() {
        let group = |text: &str| Client(text.parse().unwrap()).group();
        assert_eq!(group("2001:db8:1:2:3::4"), group("2001:db8:1:2::9"));
        assert_ne!(group("2001:db8:1:2::9"), group("2001:db8:1:3::9"));
        assert_ne!(group("192.0.2.1"), group("192.0.2.2"));
        assert_ne!(group("::ffff:192.0.2.1"), group("::ffff:192.0.2.2"));
        assert_eq!(group("::ffff:192.0.2.1"), group("192.0.2.1"));
    }
}
