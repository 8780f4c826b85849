//! Which addresses may be contacted. A document is written by strangers: without leave, nothing in it
//! may make this machine speak to itself or to its own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;

/// Which of the addresses that are not public may be contacted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Allowed {
    /// None of them.
    #[default]
    PublicOnly,
    /// Those in the given ranges.
    Ranges(Vec<IpNet>),
    /// All.
    All,
}

impl Allowed {
    /// Whether `address` may be contacted.
    pub fn permits(&self, address: IpAddr) -> bool {
        match self {
            Self::All => true,
            Self::PublicOnly => is_public(address),
            Self::Ranges(ranges) => {
                is_public(address)
                    || ranges
                        .iter()
                        .any(|range| range.contains(&address) || range.contains(&plain(address)))
            }
        }
    }
}

/// An address that stands in for a name, as curl's `--resolve HOST:PORT:ADDR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Host in lower case, or `*` for every host.
    pub host: String,
    /// Port the URL names or implies.
    pub port: u16,
    /// Where to connect. Its port is 0 for the URL's own; another port works where the URL has its scheme's
    /// usual port.
    pub address: SocketAddr,
}

impl std::str::FromStr for Override {
    type Err = String;

    /// Reads `HOST:PORT:ADDR` or `HOST:PORT:ADDR:PORT`; an IPv6 address with a port stands in brackets.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not HOST:PORT:ADDR");
        let (host, rest) = match text.strip_prefix('[') {
            Some(rest) => rest.split_once("]:").ok_or_else(wrong)?,
            None => text.split_once(':').ok_or_else(wrong)?,
        };
        let (port, address) = rest.split_once(':').ok_or_else(wrong)?;
        let bare = address.trim_start_matches('[').trim_end_matches(']');
        let address = match bare.parse::<IpAddr>() {
            Ok(ip) => SocketAddr::new(ip, 0),
            Err(_) => address.parse().map_err(|_| wrong())?,
        };
        if host.is_empty() {
            return Err(wrong());
        }
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port: port.parse().map_err(|_| wrong())?,
            address,
        })
    }
}

/// Whether an address is one of the public internet.
///
/// Ranges: the IANA registries of special-purpose addresses (RFC 6890 and its updates). An IPv4 address
/// within an IPv6 one (mapped, compatible, 6to4, Teredo, NAT64) is judged by itself.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The IPv4 address that an IPv4-mapped IPv6 address stands for, else the address itself.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a == 10
        || a == 127
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let v4 = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // ::, ::1, IPv4-compatible and IPv4-mapped.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => v4(high, low),
        // IPv4-translated (RFC 6052, RFC 2765).
        [0, 0, 0, 0, 0xffff, 0, high, low] => v4(high, low),
        // NAT64 with the well-known prefix; the local-use prefix leads into the own network.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x64, 0xff9b, 1, ..] => false,
        // 6to4.
        [0x2002, high, low, ..] => v4(high, low),
        // Teredo: the client's address is written inverted.
        [0x2001, 0, server_high, server_low, _, _, high, low] => {
            v4(!high, !low) && v4(server_high, server_low)
        }
        // ORCHID, benchmarking, documentation, discard, segment routing.
        [0x2001, 0x2, 0, ..] | [0x2001, 0xdb8, ..] | [0x100, 0, 0, 0 | 1, ..] | [0x5f00, ..] => {
            false
        }
        [0x2001, second, ..] if (0x10..0x40).contains(&second) => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // All else outside global unicast 2000::/3: unique local, link-local, site-local, multicast.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_every_form() {
        let private = [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2001:db8::1",
            "2001:0:4136:e378:8000:63bf:80ff:fffe",
        ];
        for address in private {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        let public = [
            "1.1.1.1",
            "93.184.216.34",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
            "2a00:1450:4001::1",
        ];
        for address in public {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn ranges_allow_what_they_hold_and_no_more() {
        let allowed = Allowed::Ranges(vec!["127.0.0.0/8".parse().unwrap()]);
        assert!(allowed.permits("127.0.0.1".parse().unwrap()));
        assert!(allowed.permits("::ffff:127.0.0.1".parse().unwrap()));
        assert!(allowed.permits("1.1.1.1".parse().unwrap()));
        assert!(!allowed.permits("10.0.0.1".parse().unwrap()));
        assert!(!allowed.permits("::1".parse().unwrap()));
    }

    #[test]
    fn overrides_are_read_as_curl_writes_them() {
        let read = |text: &str| text.parse::<Override>().unwrap().address.to_string();
        assert_eq!(read("example.org:443:127.0.0.1"), "127.0.0.1:0");
        assert_eq!(read("*:80:127.0.0.1:8080"), "127.0.0.1:8080");
        assert_eq!(read("example.org:80:[::1]"), "[::1]:0");
        assert_eq!(read("example.org:80:::1"), "[::1]:0");
        assert_eq!(read("example.org:80:[::1]:8080"), "[::1]:8080");
        for wrong in [
            "example.org",
            "example.org:80",
            "example.org:x:127.0.0.1",
            ":80:127.0.0.1",
        ] {
            assert!(wrong.parse::<Override>().is_err(), "{wrong}");
        }
    }
}
