//! Addresses, names and what cannot be asked at all. The tests' resolver knows these hosts.

use footfault::probe::Reason;

use super::{Reply, Row, article, mute, row};

/// Addresses and names.
pub fn rows() -> Vec<Row> {
    let mut rows = names();
    rows.extend(addresses());
    rows.extend(spellings());
    rows
}

fn names() -> Vec<Row> {
    vec![
        mute(
            "http://no-such-host.test:8080/report",
            "the name does not exist",
            Reason::NoSuchHost,
        ),
        mute(
            "http://resolver-fails.test:8080/report",
            "the resolver gives no answer",
            Reason::DnsFailure,
        ),
        mute(
            "http://resolver-hangs.test:8080/report",
            "the resolver does not come back",
            Reason::DnsFailure,
        )
        .slowly(),
        mute(
            "http://refused.test:1/report",
            "nobody listens on the port",
            Reason::ConnectionRefused,
        ),
        mute(
            "http://inside.test:8080/report",
            "the name leads to 10.0.0.1",
            Reason::PrivateAddress,
        ),
        mute(
            "http://inside6.test:8080/report",
            "the name leads to fd00::1",
            Reason::PrivateAddress,
        ),
        row(
            "http://b\u{fc}cher.test/stra\u{df}e",
            "an internationalized host and path",
            Reason::Ok,
            |asked| {
                if asked.path == "/stra%C3%9Fe" {
                    Reply::html(article("Water and Markets"))
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
    ]
}

fn addresses() -> Vec<Row> {
    vec![
        mute(
            "http://10.0.0.1/",
            "a private address",
            Reason::PrivateAddress,
        ),
        mute(
            "http://127.0.0.2/",
            "a loopback address",
            Reason::PrivateAddress,
        ),
        mute(
            "http://2130706434/",
            "a loopback address in decimal",
            Reason::PrivateAddress,
        ),
        mute(
            "http://0177.0.0.2/",
            "a loopback address in octal",
            Reason::PrivateAddress,
        ),
        mute(
            "http://0x7f000002/",
            "a loopback address in hexadecimal",
            Reason::PrivateAddress,
        ),
        mute(
            "http://127.2/",
            "a loopback address cut short",
            Reason::PrivateAddress,
        ),
        mute(
            "http://[::1]/",
            "the IPv6 loopback address",
            Reason::PrivateAddress,
        ),
        mute(
            "http://[::ffff:127.0.0.2]/",
            "a loopback address mapped into IPv6",
            Reason::PrivateAddress,
        ),
        mute(
            "http://[64:ff9b::a00:1]/",
            "a private address behind NAT64",
            Reason::PrivateAddress,
        ),
        mute(
            "http://[2002:a00:1::]/",
            "a private address behind 6to4",
            Reason::PrivateAddress,
        ),
        mute(
            "http://[fe80::1]/",
            "a link-local address",
            Reason::PrivateAddress,
        ),
        mute(
            "http://169.254.169.254/latest/meta-data/",
            "the cloud's metadata address",
            Reason::PrivateAddress,
        ),
        mute(
            "http://0.0.0.0/",
            "the address of no host",
            Reason::PrivateAddress,
        ),
    ]
}

fn spellings() -> Vec<Row> {
    vec![
        mute(
            "http//colon-missing.test/report",
            "no colon after http",
            Reason::Malformed,
        ),
        mute("https://", "no host", Reason::Malformed),
        mute(
            "https://spa ce.test/report",
            "a space in the host",
            Reason::Malformed,
        ),
        mute(
            "https://port.test:99999/report",
            "a port that is none",
            Reason::Malformed,
        ),
        mute(
            "htps://typo.test/report",
            "a scheme with a letter missing",
            Reason::Malformed,
        ),
        mute(
            "ftp://files.test/report.pdf",
            "a scheme that browsers no longer ask",
            Reason::UnsupportedScheme,
        ),
        mute(
            "file:///C:/Users/me/report.pdf",
            "a file on somebody's machine",
            Reason::UnsupportedScheme,
        ),
        row(
            "http://space-in-path.test/the report",
            "a space in the path",
            Reason::Ok,
            |asked| {
                if asked.path == "/the%20report" {
                    Reply::html(article("Water and Markets"))
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
        row(
            "http://stray-percent.test/100%-sure",
            "a `%` that encodes nothing, which the server takes",
            Reason::Ok,
            |asked| {
                if asked.path == "/100%-sure" {
                    Reply::html(article("Water and Markets"))
                } else {
                    Reply::status("400 Bad Request", "no")
                }
            },
        ),
        row(
            "http://stray-percent-refused.test/100%-sure",
            "a `%` that encodes nothing; encoded, the page is there",
            Reason::ClientError,
            |asked| {
                if asked.path == "/100%25-sure" {
                    Reply::html(article("Water and Markets"))
                } else {
                    Reply::status("400 Bad Request", "no")
                }
            },
        ),
        row(
            "http://trailing-stop.test/report.",
            "a full stop too much; without it the page is there",
            Reason::NotFound,
            |asked| {
                if asked.path == "/report" {
                    Reply::html(article("Water and Markets"))
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
        row(
            "http://cut-off.test/a-long-title-that-is-c...",
            "an address cut off with an ellipsis",
            Reason::Truncated,
            |_| Reply::status("404 Not Found", "no"),
        ),
        row(
            "http://credentials.test/report",
            "a page, asked without credentials",
            Reason::Ok,
            |asked| {
                if asked.header("authorization").is_none() {
                    Reply::html(article("Water and Markets"))
                } else {
                    Reply::status("400 Bad Request", "no")
                }
            },
        ),
        row(
            "http://user:secret@with-credentials.test/report",
            "credentials in the address, which a redirect does not carry to another host",
            Reason::TemporaryRedirect,
            |asked| {
                if asked.header("authorization") == Some("Basic dXNlcjpzZWNyZXQ=") {
                    Reply::to("302 Found", "http://credentials.test/report")
                } else {
                    Reply::status("401 Unauthorized", "who are you?")
                }
            },
        ),
    ]
}
