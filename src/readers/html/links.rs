//! What the `href`s of a page mean: places within the report, or addresses on the web. Follows none.

use std::collections::HashSet;

use url::Url;

use crate::readers::package;

/// Where the links of a page lead from.
#[derive(Debug, Clone)]
pub(super) enum Base<'a> {
    /// A page by itself.
    Page {
        /// Against which relative addresses are resolved, where the page says it.
        base: Option<Url>,
        /// The page's own address, without a fragment.
        address: Option<Url>,
        /// Its ids.
        ids: &'a HashSet<String>,
    },
    /// A part of a book.
    Book {
        /// Name of the part.
        part: &'a str,
        /// Names of all parts that are read as text.
        parts: &'a HashSet<String>,
    },
}

impl<'a> Base<'a> {
    /// A page by itself, with what it says of its own address.
    pub(super) fn page(
        base: Option<&str>,
        address: Option<&str>,
        ids: &'a HashSet<String>,
    ) -> Self {
        let address = address.and_then(|address| Url::parse(address).ok());
        let base = base
            .and_then(|base| match &address {
                Some(address) => address.join(base).ok(),
                None => Url::parse(base).ok(),
            })
            .or_else(|| address.clone());
        Self::Page { base, address, ids }
    }

    /// The id of an anchor, as links to it name it.
    pub(super) fn anchor(&self, id: &str) -> String {
        match self {
            Self::Page { .. } => id.to_owned(),
            Self::Book { part, .. } => format!("{part}#{id}"),
        }
    }

    /// The target of a link; `None` where it leads nowhere (`javascript:`, an empty `href`).
    pub(super) fn target(&self, href: &str) -> Option<String> {
        let href = href.trim();
        let lower = href.get(..11).unwrap_or(href).to_ascii_lowercase();
        if href.is_empty() || href == "#" || lower.starts_with("javascript:") {
            return None;
        }
        if let Some(address) = unwrapped(href) {
            return Some(address);
        }
        match self {
            Self::Page { base, address, ids } => {
                Some(in_page(href, base.as_ref(), address.as_ref(), ids))
            }
            Self::Book { part, parts } => Some(match package::resolve(part, href) {
                Some((name, fragment)) if parts.contains(&name) => {
                    format!("{name}#{}", fragment.unwrap_or_default())
                }
                _ => href.to_owned(),
            }),
        }
    }
}

/// Whether a target is a place in the document.
pub(super) fn is_internal(target: &str) -> bool {
    target.contains('#') && !target.contains("://")
}

/// The address that a Google Docs export wraps in one of Google's own, which nobody wrote or cited:
/// `https://www.google.com/url?q=…&sa=D&source=editors&ust=…`.
fn unwrapped(href: &str) -> Option<String> {
    let query = href
        .strip_prefix("https://www.google.com/url?")
        .or_else(|| href.strip_prefix("http://www.google.com/url?"))?;
    let mut exported = false;
    let mut address = None;
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "sa" => exported = value == "D",
            "q" => address = Some(value.into_owned()).filter(|address| address.contains(':')),
            _ => {}
        }
    }
    address.filter(|_| exported)
}

fn in_page(href: &str, base: Option<&Url>, address: Option<&Url>, ids: &HashSet<String>) -> String {
    if let Some(id) = href.strip_prefix('#') {
        return format!("#{}", known(id, ids));
    }
    let joined = match base {
        Some(base) => base.join(href).ok(),
        None => Url::parse(href).ok(),
    };
    let Some(url) = joined else {
        return href.to_owned();
    };
    if let Some(id) = url.fragment().filter(|id| !id.is_empty()) {
        let id = known(id, ids);
        // Pages saved by a browser name themselves in full, also in links to their own notes.
        let own = match address {
            Some(address) => same_page(&url, address),
            None => true,
        };
        if own && ids.contains(&id) {
            return format!("#{id}");
        }
    }
    // An address that is whole stays as it was written.
    if Url::parse(href).is_ok() {
        href.to_owned()
    } else {
        url.into()
    }
}

/// An id as the page has it: fragments may be percent-encoded, ids are not.
fn known(id: &str, ids: &HashSet<String>) -> String {
    if ids.contains(id) {
        return id.to_owned();
    }
    let decoded = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
    if ids.contains(decoded.as_ref()) {
        decoded.into_owned()
    } else {
        id.to_owned()
    }
}

/// Whether two addresses are one page: scheme, `www.` and a slash at the end put aside.
fn same_page(a: &Url, b: &Url) -> bool {
    let host = |url: &Url| {
        url.host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    host(a) == host(b) && a.path().trim_end_matches('/') == b.path().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_the_own_page_are_internal() {
        let ids: HashSet<String> = ["n1", "заметка"].map(str::to_owned).into();
        let base = Base::page(None, Some("https://www.a.example/p/"), &ids);
        for (href, target) in [
            ("#n1", "#n1"),
            ("#gone", "#gone"),
            ("#%D0%B7%D0%B0%D0%BC%D0%B5%D1%82%D0%BA%D0%B0", "#заметка"),
            ("http://a.example/p#n1", "#n1"),
            ("https://b.example/p#n1", "https://b.example/p#n1"),
            ("/q?x=1", "https://www.a.example/q?x=1"),
            ("other.html", "https://www.a.example/p/other.html"),
            ("HTTPS://B.example/A b", "HTTPS://B.example/A b"),
            ("mailto:a@b.example", "mailto:a@b.example"),
        ] {
            assert_eq!(base.target(href).as_deref(), Some(target));
        }
        assert_eq!(base.target("JavaScript:void(0)"), None);
        let exported = "https://www.google.com/url?q=https://a.example/p?x%3D1%26y%3D2%23z&sa=D&source=editors&ust=17&usg=A";
        assert_eq!(
            base.target(exported).as_deref(),
            Some("https://a.example/p?x=1&y=2#z")
        );
        let searched = "https://www.google.com/url?q=https://a.example/p&sa=t";
        assert_eq!(base.target(searched).as_deref(), Some(searched));
        let unknown = Base::page(None, None, &ids);
        assert_eq!(unknown.target("../x.html").as_deref(), Some("../x.html"));
        assert_eq!(
            unknown.target("https://a.example/p#n1").as_deref(),
            Some("#n1")
        );
    }

    #[test]
    fn links_between_the_parts_of_a_book_are_internal() {
        let parts: HashSet<String> = ["OEBPS/a.xhtml", "OEBPS/n/notes.xhtml"]
            .map(str::to_owned)
            .into();
        let base = Base::Book {
            part: "OEBPS/a.xhtml",
            parts: &parts,
        };
        for (href, target) in [
            ("#x", "OEBPS/a.xhtml#x"),
            ("n/notes.xhtml#n1", "OEBPS/n/notes.xhtml#n1"),
            ("n/notes.xhtml", "OEBPS/n/notes.xhtml#"),
            ("images/a.png", "images/a.png"),
            ("https://a.example/#x", "https://a.example/#x"),
        ] {
            assert_eq!(base.target(href).as_deref(), Some(target));
        }
        assert_eq!(base.anchor("x"), "OEBPS/a.xhtml#x");
    }
}
