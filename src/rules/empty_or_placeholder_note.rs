//! See the page on `EmptyOrPlaceholderNote`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule};
use crate::{
    citations::Note,
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// No note is empty, and none consists of a word that was to be replaced: “TK”, “TBD”, “citation needed”,
    /// “source?”, “ibid?” and their like in some other languages.
    ///
    /// A placeholder inside a longer note (“p. XX”, “TK”) is a warning.
    ///
    /// # Why it matters
    /// It is printed.
    ///
    /// # Examples
    /// ```md fires:6,7
    /// A court ordered a gauge.<sup>1</sup> It came.<sup>2</sup> The frogs went to law.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Company, purchase order of February 6, 2023.
    /// 2.
    /// 3. [citation needed]
    /// ```
    /// ```md fires:3
    /// Children were not counted.[^children]
    ///
    /// [^children]: Ottilie Frame, *Heads Covered* (Brackwater: Pavement Press, TK), p. XX.
    /// ```
    /// ```md quiet
    /// The pope answered.[^1] The volume is lost.[^2] See there.[^3]
    ///
    /// [^1]: John XX, letter of 1030.
    /// [^2]: *Annals*, vol. XXX (Todo: Todo University Press, 1988), xx.
    /// [^3]: Ibid.
    /// ```
    /// ```md quiet
    /// The study needed a citation.[^1]
    ///
    /// [^1]: “No Citation Needed: How Sources Vanish,” *Invented Review* 4 (2020): 1–9.
    /// ```
    EmptyOrPlaceholderNote {
        id: "empty-or-placeholder-note",
        summary: "a note is empty, or still to be written",
        family: Notes,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for EmptyOrPlaceholderNote {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, note) in facts.citations.notes.iter().enumerate() {
            let Some((message, severity)) = fault(note) else {
                continue;
            };
            let mut finding = Finding::new(
                Self::META.id,
                severity,
                facts.citations.note_place(facts.document, id),
                message,
            )
            .help("write the note, or take it out with its mark")
            .chapter(facts.citations.chapter_title(note.chapter))
            .note(note.label.clone());
            if severity != Severity::Error {
                finding = finding.confidence(Confidence::Medium);
            }
            push(finding);
        }
    }
}

fn fault(note: &Note) -> Option<(String, Severity)> {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) ^ (?:
              (?:tk\s?)+ | to\s?do(?:\b.*)? | fix\s?me | tb[acd] | x{2,} | placeholder | dummy(?:\s+text)? | lorem\s+ipsum.*
            | (?:citation|reference|ref|source|cite|note|footnote|endnote) (?:\s+(?:is\s+)?(?:needed|missing|required|to\s+come|here|tk))?
            | (?:add|insert|find|check|supply|need|needs|missing) \s+ (?:a\s+|the\s+)? (?:citation|reference|ref|source|note|footnote|endnote)s?
            | to\s+be\s+(?:added|completed|confirmed|supplied) | coming\s+soon | n/?a | none | missing | empty
            | ibid\.?\s*\?+ | idem\s*\?+ | (?:quelle|beleg|nachweis)(?:\s+(?:fehlt|nachtragen|einf(?:ü|ue)gen))? | quelle\s*\?+
            | (?:source|r[ée]f[ée]rence)\s+(?:manquante|n[ée]cessaire|[àa]\s+compl[ée]ter) | (?:falta|a[ñn]adir)\s+(?:la\s+)?(?:fuente|cita|referencia)
            | (?:нужен|нет|указать)\s+источник\w* | источник\s*\?+ | сноска
            ) $",
        )
        .expect("a fixed pattern")
    });
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\bTK\b|\bTBD\b|\bTBC\b|\bpp?\.\s?(?:XX+|xx+\b|\?\?+|00+\b)|\[(?i:citation needed|ref(?:erence)?|source|add source|insert [a-z ]+)\??\]|\?\?\?",
        )
        .expect("a fixed pattern")
    });
    let bare = note.text.trim_matches(|c: char| {
        c.is_whitespace() || (!c.is_alphanumeric() && !matches!(c, '$' | '%' | '#' | '@'))
    });
    if note.text.trim().is_empty() {
        return Some((format!("note {} is empty", note.label), Severity::Error));
    }
    if bare.is_empty() {
        return Some((format!("note {} has no words", note.label), Severity::Error));
    }
    let whole = note.text.trim().trim_matches(|c: char| {
        matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '*' | '_' | '.' | '!' | ':')
            || c.is_whitespace()
    });
    if WHOLE.is_match(whole) || WHOLE.is_match(bare) {
        return Some((
            format!("note {} is a placeholder: “{whole}”", note.label),
            Severity::Error,
        ));
    }
    PART.find(&note.text).map(|found| {
        (
            format!("note {} has a placeholder in it: “{}”", note.label, found.as_str()),
            Severity::Warning,
        )
    })
}
