//! Addresses whose end, or middle, is missing.

use super::{Fault, Kind};
use crate::{
    citations::{Link, LinkForm, urls::Pieces},
    finding::{Confidence, Severity},
};

/// An address whose end, or middle, is missing.
pub(super) fn truncated(link: &Link, after: &str) -> Option<Fault> {
    let url = link.url.as_str();
    let pieces = Pieces::of(url);
    let help = "copy the whole address from the page";
    let body = url.split('#').next().unwrap_or_default();
    // `/compare/v1...v2` is how code hosts write a comparison.
    let dots = body.contains("...") && !body.contains("/compare/");
    let placeholder = link.note.is_none() && pieces.path.trim_matches(['/', '.', '…']).is_empty();
    let lower = body.to_ascii_lowercase();
    if (dots || body.contains('…') || lower.contains("%e2%80%a6")) && !placeholder {
        return Some(Fault::new(
            Kind::Truncated,
            Severity::Error,
            "an ellipsis stands in place of a part of it",
            help,
        ));
    }
    if link.form == LinkForm::Bare
        && link.note.is_some()
        && (after.starts_with("...")
            || after.starts_with('…')
            || after.starts_with("[…]")
            || after.starts_with("[...]"))
    {
        return Some(
            Fault::new(
                Kind::Truncated,
                Severity::Error,
                "it ends in an ellipsis",
                help,
            )
            .unsure(Confidence::Medium),
        );
    }
    let last = pieces.path.rsplit('/').next().unwrap_or_default();
    if pieces.query.is_none() && pieces.fragment.is_none() {
        let words = last
            .split(['-', '_'])
            .filter(|word| word.len() > 1 && word.chars().all(char::is_alphabetic))
            .count();
        if last.ends_with('-') && words >= 3 {
            return Some(
                Fault::new(
                    Kind::Truncated,
                    Severity::Warning,
                    "its last word is missing: it ends in a hyphen",
                    help,
                )
                .unsure(Confidence::Medium),
            );
        }
        if let Some(extension) = ["pd", "ht", "htm1", "hmtl", "htlm", "shtm1", "as", "ph"]
            .into_iter()
            .find(|extension| {
                last.rsplit_once('.')
                    .is_some_and(|(stem, end)| !stem.is_empty() && end == *extension)
            })
        {
            return Some(
                Fault::new(
                    Kind::Truncated,
                    Severity::Warning,
                    format!("“.{extension}” is no file extension: its last letters are lost"),
                    help,
                )
                .unsure(Confidence::Medium),
            );
        }
    }
    cut_slug(url).map(|length| {
        Fault::new(
            Kind::Truncated,
            Severity::Info,
            format!(
                "its last part is {length} characters long, which is where many systems cut off titles"
            ),
            "open it and see whether the title goes on",
        )
        .unsure(Confidence::Low)
    })
}

/// Length of a slug that stops at a limit at which content systems and databases cut titles off.
fn cut_slug(url: &str) -> Option<usize> {
    const LIMITS: &[usize] = &[128, 150, 200, 250, 255];
    let address = url.split('#').next().unwrap_or_default();
    let last = address.rsplit(['/', '=']).next().unwrap_or_default();
    let length = last.chars().count();
    let words = last
        .split(['-', '_'])
        .filter(|word| !word.is_empty())
        .count();
    let whole = last.rsplit_once('.').is_some_and(|(_, end)| end.len() <= 5);
    // A limit that falls on the mark between two words leaves the slug one shorter.
    (words >= 12
        && !whole
        && LIMITS
            .iter()
            .any(|limit| length == *limit || length + 1 == *limit))
    .then_some(length)
}
