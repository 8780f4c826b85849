//! One HTML file for editors: summary with plots, findings, links, and the documents with their notes beside them.
//! It asks for nothing from anywhere; only its own style and script run, named by their hashes in its policy.
//! Decides nothing: what is shown comes from the report.

use std::io::{self, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest::{SHA256, digest};

use crate::{
    render::html::{
        view::View,
        words::{Line, plural},
    },
    report::Report,
};

mod document;
mod figures;
mod findings;
mod history;
mod links;
mod marked;
mod plots;
mod spots;
mod summary;
mod view;
mod words;

/// The style of the page. Neither it nor the script may hold `</`.
const STYLE: &str = include_str!("assets/style.css");

/// What filters, jumps and themes need.
const SCRIPT: &str = include_str!("assets/script.js");

/// Runs before the page is laid out: with scripts, one view is shown at a time.
const EARLY: &str = "document.documentElement.classList.add(\"js\")";

/// Writes the page.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let title = match report.documents.as_slice() {
        [only] => only.document.path.clone(),
        documents => plural(documents.len(), "document"),
    };
    // Line ends of another system, as a checkout may have them, would change the hashes.
    let (style, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    let policy = policy(&style, &[EARLY, &script]);
    let head = html! {
        meta charset="utf-8";
        meta http-equiv="Content-Security-Policy" content=(policy);
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="referrer" content="no-referrer";
        meta name="color-scheme" content="light dark";
        meta name="generator" content=(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")));
        title { (Line(&title)) " – footfault" }
        style { (PreEscaped(&style)) }
        script { (PreEscaped(EARLY)) }
    };
    let begin = html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        head { (head) }
        (PreEscaped("<body>"))
        a.skip href="#main" { "Skip to the report" }
        (bar(&view, &title))
        (PreEscaped("<main id=\"main\" tabindex=\"-1\">"))
    };
    write!(writer, "{}", begin.into_string())?;
    // Part by part, so that a long report is not held twice.
    for part in [
        summary::section,
        findings::section,
        links::section,
        document::section,
    ] {
        writeln!(writer, "{}", part(&view).into_string())?;
    }
    let end = html! {
        (PreEscaped("</main>"))
        footer.foot { "Written by " (env!("CARGO_PKG_NAME")) " " (env!("CARGO_PKG_VERSION")) "." }
        script { (PreEscaped(&script)) }
        (PreEscaped("</body></html>"))
    };
    writeln!(writer, "{}", end.into_string())
}

/// Nothing may be loaded, sent or embedded; one style and these scripts may run, and no other.
fn policy(style: &str, scripts: &[&str]) -> String {
    let hash = |text: &str| {
        let digest = digest(&SHA256, text.as_bytes());
        format!("'sha256-{}'", BASE64_STANDARD.encode(digest))
    };
    let scripts: Vec<String> = scripts.iter().map(|script| hash(script)).collect();
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(style),
        scripts.join(" ")
    )
}

/// Name, views and theme.
fn bar(view: &View<'_>, title: &str) -> Markup {
    let report = view.report();
    html! {
        header.bar {
            div.who {
                span.brand { "footfault" }
                h1 { (Line(title)) }
            }
            nav.views aria-label="Views" {
                a href="#summary" { "Summary" }
                a href="#findings" { "Findings " span.n { (report.findings.len()) } }
                a href="#links" { "Links " span.n { (view.addresses.len()) } }
                a href="#document" { @if view.many() { "Documents" } @else { "Document" } }
            }
            button.theme type="button" hidden aria-label="Color scheme: as the system" { "Auto" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_cannot_end_their_elements() {
        for text in [STYLE, SCRIPT, EARLY] {
            assert!(!text.contains("</") && !text.contains("<!--"));
            assert!(
                !text.contains("http:") && !text.contains("https:"),
                "asks for nothing"
            );
            assert!(!text.contains("url(") && !text.contains("@import"));
        }
    }

    #[test]
    fn the_policy_names_what_may_run() {
        // The hash of the empty text is known to everybody.
        let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        let policy = policy("", &["x", ""]);
        assert!(policy.contains(&format!("style-src 'sha256-{empty}';")));
        assert_eq!(policy.matches(empty).count(), 2, "a hash for each");
        assert!(policy.starts_with("default-src 'none';"));
        assert!(!policy.contains("unsafe") && !policy.contains('*'));
    }
}
