//! Where messages may go: to the world, and to nothing behind the server's back.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// What is wrong with an address, by the code of its text.
pub(crate) fn refused(url: &Url, to_this_machine: bool) -> Option<&'static str> {
    let near = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain("localhost")) => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        Some(Host::Domain(_)) => None,
        None => return Some("malformed"),
    };
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Some("malformed");
    }
    let this_machine = near.is_some_and(|address| address.is_loopback());
    if this_machine && to_this_machine {
        return None;
    }
    if near.is_some_and(|address| !is_public(address)) {
        return Some("private_address");
    }
    (url.scheme() != "https").then_some("not_https")
}

/// Names are looked up, and addresses inside are left out, at the moment of sending: what a name means may change.
pub(crate) struct PublicOnly {
    pub to_this_machine: bool,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let to_this_machine = self.to_this_machine;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found
                .filter(|address| is_public(address.ip()) || (to_this_machine && address.ip().is_loopback()))
                .collect();
            if allowed.is_empty() {
                return Err("the name leads to no public address".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the open Internet (IANA's registries of special-purpose addresses).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, .., high, low] = address.segments();
    // 64:ff9b::/96 leads to the address of version 4 that it ends in; 64:ff9b:1::/48 is for networks of their own.
    let translated = matches!(address.segments(), [0x64, 0xff9b, 0, 0, 0, 0, _, _]);
    if address.to_ipv4_mapped().is_some() || translated {
        return is_public_v4(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)));
    }
    // Global unicast is 2000::/3; Teredo, 6to4 and documentation lie within.
    first & 0xe000 == 0x2000
        && first != 0x2002
        && !(first == 0x2001 && (second == 0 || second == 0xdb8))
        && first != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inside_is_reached() {
        for (url, wrong) in [
            ("https://hr.example.org/hook", None),
            ("https://hr.example.org:8443/hook?a=b", None),
            ("https://93.184.215.14/", None),
            ("https://[2606:4700::1111]/", None),
            ("http://hr.example.org/hook", Some("not_https")),
            ("ftp://hr.example.org/hook", Some("not_https")),
            ("https://user:word@hr.example.org/", Some("malformed")),
            ("https://localhost/", Some("private_address")),
            ("https://127.0.0.1/", Some("private_address")),
            ("https://2130706433/", Some("private_address")),
            ("https://0x7f.1/", Some("private_address")),
            ("https://10.1.2.3/", Some("private_address")),
            ("https://172.31.0.1/", Some("private_address")),
            ("https://192.168.1.1/", Some("private_address")),
            ("https://169.254.169.254/latest/", Some("private_address")),
            ("https://100.64.0.1/", Some("private_address")),
            ("https://0.0.0.0/", Some("private_address")),
            ("https://[::1]/", Some("private_address")),
            ("https://[::ffff:10.0.0.1]/", Some("private_address")),
            ("https://[64:ff9b::7f00:1]/", Some("private_address")),
            ("https://[64:ff9b::5db8:d70e]/", None),
            ("https://[64:ff9b:1::5db8:d70e]/", Some("private_address")),
            ("https://[fe80::1]/", Some("private_address")),
            ("https://[fd00::1]/", Some("private_address")),
        ] {
            assert_eq!(refused(&url.parse().unwrap(), false), wrong, "{url}");
        }
        assert_eq!(refused(&"http://127.0.0.1:8080/hook".parse().unwrap(), true), None);
        assert_eq!(refused(&"http://10.0.0.1/hook".parse().unwrap(), true), Some("private_address"));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let name = || "localhost".parse::<Name>().unwrap();
        assert!(PublicOnly { to_this_machine: false }.resolve(name()).await.is_err());
        assert!(PublicOnly { to_this_machine: true }.resolve(name()).await.is_ok());
    }
}
