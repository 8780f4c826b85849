//! What the rules about marks share: edits that move a printed mark past what stands beside it in the user's
//! file. Judges nothing; where the file does not read as expected, there are no edits.

use super::Facts;
use crate::{
    citations::Mark,
    document::Origin,
    finding::{Applicability, Edit, Finding},
};

/// A printed mark in the user's file, its markup included, and the text on both sides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printed<'a> {
    /// Byte offset of its start.
    start: usize,
    /// Byte offset just after it.
    end: usize,
    /// It, as it stands in the file.
    source: &'a str,
    before: &'a str,
    after: &'a str,
}

/// Where a mark is printed; `None` where the file cannot be edited by offsets.
pub(super) fn printed<'a>(facts: &Facts<'a>, mark: &Mark) -> Option<Printed<'a>> {
    let (start, source) = facts.document.in_file(mark.origin)?;
    let Origin::Bytes { part, span } = mark.origin else {
        return None;
    };
    let whole = &facts.document.parts.get(part)?.source;
    Some(Printed {
        start,
        end: start + source.len(),
        source,
        before: whole.get(..span.start)?,
        after: whole.get(span.end..)?,
    })
}

impl Printed<'_> {
    /// Puts the mark behind the stop that follows it, and behind the quotation marks that close there.
    pub(super) fn behind_stop(&self) -> Vec<Edit> {
        let stop = self.after.chars().next().filter(|c| is_stop(*c));
        let Some(stop) = stop else { return Vec::new() };
        let closing: usize = self.after[stop.len_utf8()..]
            .chars()
            .take_while(|c| matches!(c, '”' | '"' | '’' | '»'))
            .map(char::len_utf8)
            .sum();
        self.behind(stop.len_utf8() + closing)
    }

    /// Whether this text follows in the file, letter for letter.
    pub(super) fn is_followed_by(&self, text: &str) -> bool {
        self.after.starts_with(text)
    }

    /// Puts the mark behind the next `length` bytes.
    pub(super) fn behind(&self, length: usize) -> Vec<Edit> {
        let Some(text) = self.after.get(..length).filter(|text| !text.is_empty()) else {
            return Vec::new();
        };
        vec![
            insertion(self.start, text),
            removal(self.end, self.end + length),
        ]
    }

    /// Puts the mark before the stop that it follows.
    pub(super) fn before_stop(&self) -> Vec<Edit> {
        let mut chars = self.before.chars().rev();
        match (chars.next(), chars.next()) {
            // An escaped character takes its backslash along, and a row of stops is no stop.
            (Some(stop), Some(earlier))
                if is_stop(stop) && !is_stop(earlier) && earlier != '\\' =>
            {
                vec![
                    removal(self.start - stop.len_utf8(), self.start),
                    insertion(self.end, stop.encode_utf8(&mut [0; 4])),
                ]
            }
            _ => Vec::new(),
        }
    }

    /// Takes out the blanks before the mark.
    pub(super) fn closed_up(&self) -> Vec<Edit> {
        let kept = self.before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        // At the start of a line blanks may mean something.
        if kept.len() == self.before.len() || kept.is_empty() || kept.ends_with(['\n', '\r']) {
            return Vec::new();
        }
        vec![removal(
            self.start - (self.before.len() - kept.len()),
            self.start,
        )]
    }

    /// Makes one printed mark of this and the next, which it touches: `<sup>1</sup><sup>2</sup>` becomes
    /// `<sup>1,2</sup>`.
    pub(super) fn joined(&self, next: &Self) -> Vec<Edit> {
        let closes = self
            .source
            .rfind("</sup>")
            .filter(|at| at + 6 == self.source.len());
        let opens = next.source.starts_with("<sup>").then_some(5);
        match (closes, opens) {
            (Some(closes), Some(opens)) if self.end == next.start => vec![Edit {
                start: self.start + closes,
                end: next.start + opens,
                text: ",".to_owned(),
            }],
            _ => Vec::new(),
        }
    }
}

/// The finding with a safe fix, if there are edits.
pub(super) fn fixed(finding: Finding, edits: Vec<Edit>) -> Finding {
    if edits.is_empty() {
        finding
    } else {
        finding.fix(Applicability::Safe, edits)
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | '!' | '?')
}

fn insertion(at: usize, text: &str) -> Edit {
    Edit {
        start: at,
        end: at,
        text: text.to_owned(),
    }
}

fn removal(start: usize, end: usize) -> Edit {
    Edit {
        start,
        end,
        text: String::new(),
    }
}
