//! The page stands on `LinkTextTargetDiffer`.

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::{
        Link, LinkForm,
        urls::{self, Pieces},
    },
    finding::{Applicability, Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Where the displayed text of a link is an address, it is the address the link leads to. Another address is an
    /// error; escapes that show as backslashes, blanks and other differences are warnings; a text without the
    /// scheme is a query. Case of the host, percent-encoding, tracking parameters and a final slash make no difference.
    ///
    /// # Why it matters
    /// Readers of the printed page type what is displayed; readers on screen follow the target. Only one of them
    /// arrives.
    ///
    /// # Known limits
    /// A displayed address that is visibly shortened (`a.org/one…`) and a bare host are not compared with the path.
    ///
    /// # Examples
    /// ```md fires:3,4,5
    /// Text.[^1] More.[^2] Yet more.[^3]
    ///
    /// [^1]: “Title,” [https://a.org/press\\_service/1](https://a.org/press_service/1)
    /// [^2]: “Title,” [https://a.org/one](https://b.org/two)
    /// [^3]: “Title,” [www.a.org/one](http://www.a.org/one)
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” [https://a.org/press\_service/1](https://a.org/press_service/1), [Press](https://b.org/two)
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” [https://A.org/é/](https://a.org/%C3%A9), [KUN.uz](https://kun.uz/en/news)
    /// ```
    /// ```md quiet
    /// One.[1]
    ///
    /// # Notes
    ///
    /// 1. Jane Roe, “One,” [https://mill.example.or](https://mill.example.org)g.
    /// ```
    LinkTextTargetDiffer {
        id: "link-text-target-differ",
        summary: "the displayed address is not the one the link leads to",
        family: Urls,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

/// How a displayed address departs from the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// Escapes show as backslashes.
    Backslashes,
    /// A blank inside.
    Blank,
    /// The scheme is not displayed.
    NoScheme,
    /// The same site, another page.
    Page,
    /// Another site.
    Site,
    /// The target only hands on to the displayed address.
    HandedOn,
}

impl Rule for LinkTextTargetDiffer {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let links = &facts.citations.links;
        for (id, link) in at_link::web_links(facts) {
            let shown = match link.form {
                LinkForm::Marked => link.shown.as_str(),
                // `[https://a](https://b and more)`, which Markdown does not see: what is displayed stands before it.
                LinkForm::Broken => match id.checked_sub(1).map(|before| &links[before]) {
                    Some(before)
                        if facts.document.text.get(before.span.end..link.span.start)
                            .is_some_and(|gap| gap.trim_start_matches(['<', ' ']).starts_with("](")) =>
                    {
                        before.url.as_str()
                    }
                    _ => continue,
                },
                _ => continue,
            };
            let Some(difference) = difference(shown, &link.url) else {
                continue;
            };
            if goes_on(facts, link, shown) {
                continue;
            }
            if difference == Difference::NoScheme && link.note.is_none() {
                continue;
            }
            push(told(facts, id, link, shown, difference));
        }
    }
}

/// Whether the last letters of the displayed address stand right after the link, as they do where its box on the page
/// or its markup ends too early.
fn goes_on(facts: &Facts<'_>, link: &Link, shown: &str) -> bool {
    let after = facts.document.text.get(link.span.end..).unwrap_or_default();
    let rest: String = after.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '/')).take(12).collect();
    !rest.is_empty() && same(&format!("{}{rest}", shown.trim()), &link.url)
}

fn told(facts: &Facts<'_>, id: usize, link: &Link, shown: &str, difference: Difference) -> Finding {
    let (severity, confidence, what, help) = match difference {
        Difference::Backslashes => (
            Severity::Warning,
            Confidence::High,
            "backslashes stand in the displayed address, where escapes were doubled",
            "display the target",
        ),
        Difference::Blank => (
            Severity::Warning,
            Confidence::High,
            "a blank stands in the displayed address",
            "display the target",
        ),
        Difference::NoScheme => (
            Severity::Info,
            Confidence::High,
            "the displayed address lacks the scheme of the target",
            "display the target",
        ),
        Difference::Page => (
            Severity::Warning,
            Confidence::High,
            "the displayed address and the target are two pages of one site",
            "find out which of the two is cited",
        ),
        Difference::HandedOn => (
            Severity::Warning,
            Confidence::Medium,
            "the target reaches the displayed address only through another site",
            "link to the displayed address itself",
        ),
        Difference::Site => (
            Severity::Error,
            Confidence::High,
            "the displayed address is another site than the target",
            "find out which of the two is cited",
        ),
    };
    let message = format!(
        "{what}: “{}” leads to {}",
        at_link::brief(shown),
        at_link::brief(&link.url)
    );
    let finding =
        at_link::finding(facts, &LinkTextTargetDiffer::META, id, severity, message)
            .help(help)
            .confidence(confidence);
    let display = matches!(
        difference,
        Difference::Backslashes | Difference::Blank | Difference::NoScheme
    );
    match at_link::replace_whole(facts, link, &link.url).filter(|_| display) {
        Some(edit) => finding.fix(Applicability::Safe, vec![edit]),
        None => finding,
    }
}

/// How `shown`, if it is an address, departs from `target`.
fn difference(shown: &str, target: &str) -> Option<Difference> {
    let shown = shown.trim().trim_start_matches('<').trim_end_matches(['>', '.', ',', ';']);
    let schemed = urls::is_web(shown);
    let lower = shown.to_lowercase();
    let address = schemed
        || lower.starts_with("www.")
        || (shown.contains('/') && !shown.contains(' ') && host_like(shown));
    if !address || !urls::is_web(target) || shown.matches(' ').count() > 3 {
        return None;
    }
    if shown == target || same(shown, target) {
        return (!schemed && !shown.contains('…')).then_some(Difference::NoScheme);
    }
    let unescaped = shown.replace('\\', "");
    if unescaped != shown && same(&unescaped, target) {
        return Some(Difference::Backslashes);
    }
    let joined: String = unescaped.chars().filter(|c| !c.is_whitespace()).collect();
    if joined != unescaped && same(&joined, target) {
        return shown.contains(' ').then_some(Difference::Blank);
    }
    if let Some(head) = joined.strip_suffix('…').or_else(|| joined.strip_suffix("...")) {
        let plain = |url: &str| urls::decoded(url).to_lowercase().replace("https://", "").replace("http://", "").replace("www.", "");
        if plain(target).starts_with(&plain(head)) {
            return None;
        }
    }
    let target_pieces = Pieces::of(target);
    let shown_pieces = Pieces::of(&joined);
    let bare = joined.trim_start_matches("https://").trim_start_matches("http://");
    if urls::decoded(target).contains(bare.trim_start_matches("www.")) && bare.contains('.') {
        let within = target_pieces.bare_host() != shown_pieces.bare_host();
        if within {
            return (!urls::is_copy(target)).then_some(Difference::HandedOn);
        }
    }
    let (shown_host, target_host) = (shown_pieces.bare_host(), target_pieces.bare_host());
    // The old resolver's name leads to the same work.
    if shown_host.ends_with("doi.org") && target_host.ends_with("doi.org") && shown_pieces.path == target_pieces.path {
        return None;
    }
    let site = |host: &str| urls::registrable(host).unwrap_or(host).to_owned();
    if site(&shown_host) != site(&target_host) {
        return Some(Difference::Site);
    }
    // A bare host is a site's name, and its pages belong to it.
    let named = shown_pieces.path.trim_matches('/').is_empty() && shown_pieces.query.is_none();
    (!named).then_some(Difference::Page)
}

fn same(a: &str, b: &str) -> bool {
    urls::canonical(a).to_lowercase() == urls::canonical(b).to_lowercase()
        || url::Url::parse(a).is_ok_and(|a| url::Url::parse(b).is_ok_and(|b| urls::canonical(a.as_str()) == urls::canonical(b.as_str())))
}

/// Whether a text without scheme begins with a name that the domain name system can know.
fn host_like(text: &str) -> bool {
    let host = Pieces::of(text).bare_host();
    host.contains('.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known())
        && urls::registrable(&host).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_told_apart() {
        for (shown, target, expected) in [
            ("https://a.org/b\\_c", "https://a.org/b_c", Some(Difference::Backslashes)),
            ("https://a.org/b c", "https://a.org/bc", Some(Difference::Blank)),
            ("https://a.org/b\nc", "https://a.org/bc", None),
            ("www.a.org/b", "http://www.a.org/b", Some(Difference::NoScheme)),
            ("a.org/b", "https://a.org/b", Some(Difference::NoScheme)),
            ("https://a.org/b", "https://c.org/b", Some(Difference::Site)),
            ("https://a.org/b", "https://www.a.org/c", Some(Difference::Page)),
            ("https://a.org/b", "http://a.org/b/?utm_source=x", None),
            ("https://a.org/b/ä", "https://a.org/b/%C3%A4", None),
            ("https://a.org/b…", "https://a.org/bcdef", None),
            ("https://a.org/b", "https://web.archive.org/web/2020/https://a.org/b", None),
            ("https://a.org/b", "https://links.c.org/?url=https%3A%2F%2Fa.org%2Fb", Some(Difference::HandedOn)),
            ("https://dx.doi.org/10.1/x", "https://doi.org/10.1/x", None),
            ("https://a.org", "https://a.org/press/release", None),
            ("KUN.uz", "https://kun.uz/en", None),
            ("and/or", "https://kun.uz/en", None),
            ("the report", "https://kun.uz/en", None),
        ] {
            assert_eq!(difference(shown, target), expected, "{shown} {target}");
        }
    }
}
