//! What the command line says of the network, in the prober's terms.

use std::net::IpAddr;

use ipnet::IpNet;

/// Addresses that are not public and may be connected to all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cidr {
    /// All of them.
    All,
    /// Those of a range.
    Range(IpNet),
}

/// An address to connect to for a host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolve {
    /// Host in lower case.
    pub(crate) host: String,
    /// Port.
    pub(crate) port: u16,
    /// Where to connect.
    pub(crate) address: IpAddr,
}
