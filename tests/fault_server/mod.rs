//! A server that answers as badly as the web does: one behavior a host, plain and over TLS, on loopback.
//! Each behavior stands in the tables below with the verdict a careful person would give.

#![expect(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "tables and a server shared by test binaries, each of which uses its own part"
)]

pub mod machine;
pub mod pages;
pub mod redirects;
pub mod robots;
pub mod serve;
pub mod status;
pub mod tls;
pub mod wire;

use footfault::probe::{Cited, Reason, Target};

pub use serve::{Asked, FaultServer, Part, Reply};

/// A behavior with the verdict it deserves.
pub struct Row {
    /// The link as it stands in a document.
    pub url: &'static str,
    /// What the server does, in a sentence.
    pub does: &'static str,
    /// The reason that the probe must give; the verdict follows from it.
    pub reason: Reason,
    /// What the note says of the page.
    pub cited: fn() -> Cited,
    /// Whether the verdict takes the probe's whole patience.
    pub slow: bool,
    /// The behavior; `None` where nobody answers.
    pub act: Option<fn(&Asked) -> Reply>,
}

impl Row {
    /// The host of the link, by which the server knows the behavior.
    pub fn host(&self) -> String {
        let url = url::Url::parse(self.url).expect(self.url);
        url.host_str().expect(self.url).to_owned()
    }

    /// The target a document with this link gives.
    pub fn target(&self) -> Target {
        Target {
            url: self.url.to_owned(),
            cited: (self.cited)(),
            links: Vec::new(),
        }
    }
}

/// A row whose link is cited without a title.
pub fn row(url: &'static str, does: &'static str, reason: Reason, act: fn(&Asked) -> Reply) -> Row {
    Row {
        url,
        does,
        reason,
        cited: Cited::default,
        slow: false,
        act: Some(act),
    }
}

/// A row nobody answers.
pub fn mute(url: &'static str, does: &'static str, reason: Reason) -> Row {
    Row {
        url,
        does,
        reason,
        cited: Cited::default,
        slow: false,
        act: None,
    }
}

impl Row {
    /// The same with what the note says.
    pub fn cited_as(self, cited: fn() -> Cited) -> Self {
        Self { cited, ..self }
    }

    /// The same, known to be slow.
    pub fn slowly(self) -> Self {
        Self { slow: true, ..self }
    }
}

/// Every table with its heading.
pub fn tables() -> Vec<(&'static str, Vec<Row>)> {
    vec![
        ("Status codes", status::rows()),
        ("Redirects", redirects::rows()),
        ("Robot filters", robots::rows()),
        ("What the page shows", pages::rows()),
        ("On the wire", wire::rows()),
        ("Certificates and encryption", tls::rows()),
        ("Addresses and this machine", machine::rows()),
    ]
}

/// Text that nobody takes for an error page.
pub const PROSE: &str = "<p>The ministry published its report in the spring of the second year, after a \
long debate in the committee. Farmers from the northern districts had asked for water rights since the dam \
was finished, and the surveyors had measured every canal between the two rivers. Their maps show how the \
villages shared the water before the new gates were built.</p><p>Older residents remember the market days \
when traders crossed the bridge with salt, wool and dried fruit. The archive keeps their letters, and the \
historians who read them found prices, names of caravans, and complaints about tolls. None of the letters \
mentions the flood, which came later and took the lower quarter of the town with it.</p><p>In its last \
chapter the report turns to the schools. Teachers were paid in grain, classes met in the mosque and in the \
weaving hall, and the first printed primers arrived by mule. The author closes with a table of pupils by \
district and with the hope that the series will be continued.</p>";

/// An ordinary page.
pub fn article(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1>{title}</h1>{PROSE}</body></html>"
    )
}

/// A page of the given text only.
pub fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body>{body}</body></html>"
    )
}
