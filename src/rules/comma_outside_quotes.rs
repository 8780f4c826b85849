//! The page stands on `CommaOutsideQuotes`.

use super::{Facts, Meta, Profile, Rule, at_link};
use crate::{
    finding::{Applicability, Edit, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// The comma after a quoted title stands where the house style puts it: inside the closing mark (Chicago, Bluebook),
    /// outside (OSCOLA, Chatham House); without a chosen style, where most notes of the document have it.
    ///
    /// # Why it matters
    /// Notes that differ in it look careless.
    ///
    /// # Known limits
    /// Notes in languages other than English have their own habits and are left alone, as are single marks.
    ///
    /// # Examples
    /// ```md fires:6,7
    /// Text.[^1] More.[^2] More.[^3] More.[^4] More.[^5]
    ///
    /// [^1]: “One Title,” *Press*, May 1, 2023.
    /// [^2]: “Another Title,” *Press*, May 1, 2023.
    /// [^3]: “Third Title,” *Press*, May 1, 2023.
    /// [^4]: “Iran’s Exports Up 4%”, *Press*, May 1, 2023.
    /// [^5]: “Sow ‘as You Can Reap’,” *Press*, May 1, 2023.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: “What Will It Take?” *Press*, May 1, 2023.
    /// [^2]: “Rounding Up ‘Refugees,’” *Press*, May 1, 2023.
    /// ```
    /// ```md quiet profile:oscola
    /// Text.[^1]
    ///
    /// [^1]: “One Title”, *Press*, May 1, 2023.
    /// ```
    CommaOutsideQuotes {
        id: "comma-outside-quotes",
        summary: "a comma stands on the wrong side of a closing quotation mark",
        family: Characters,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

/// Where commas stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
}

impl Rule for CommaOutsideQuotes {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let language = facts.citations.language.as_deref();
        if language.is_some_and(|language| !language.starts_with("en")) {
            return;
        }
        let mut all: Vec<(Span, Side)> = Vec::new();
        for note in &facts.citations.notes {
            let skip = at_link::not_words(facts, note.span);
            let found = commas(note.span.of(&facts.document.text));
            all.extend(found.into_iter().filter_map(|(start, end, side)| {
                let span = Span::new(note.span.start + start, note.span.start + end);
                (!skip.iter().any(|skip| skip.overlaps(span))).then_some((span, side))
            }));
        }
        let inside = all.iter().filter(|(_, side)| *side == Side::Inside).count();
        let outside = all.len() - inside;
        let right = match facts.options.profile {
            Profile::Chicago | Profile::Bluebook => Side::Inside,
            Profile::Oscola | Profile::ChathamHouse => Side::Outside,
            _ if inside >= outside.saturating_mul(3) / 2 && inside > outside => Side::Inside,
            _ if outside >= inside.saturating_mul(3) => Side::Outside,
            _ => return,
        };
        for (span, side) in all {
            if side != right {
                push(told(facts, span, right));
            }
        }
    }
}

fn told(facts: &Facts<'_>, span: Span, right: Side) -> Finding {
    let text = span.of(&facts.document.text);
    let (what, help) = match right {
        Side::Inside => ("outside", "put the comma before the closing mark, as elsewhere"),
        Side::Outside => ("inside", "put the comma after the closing mark, as elsewhere"),
    };
    let finding = at_link::finding_in_text(
        facts,
        &CommaOutsideQuotes::META,
        span,
        Severity::Info,
        format!("the comma stands {what} the closing quotation mark in “{text}”"),
    )
    .help(help);
    let marks: String = text.chars().filter(|c| *c != ',').collect();
    let mended = match right {
        Side::Inside => format!(",{marks}"),
        Side::Outside => format!("{marks},"),
    };
    match facts.document.verbatim_in_file(span) {
        Some(start) => {
            let edit = Edit {
                start,
                end: start + span.len(),
                text: mended,
            };
            finding.fix(Applicability::Safe, vec![edit])
        }
        None => finding,
    }
}

/// Commas beside closing marks: the range of marks and comma, and the side. A comma between the marks of an
/// inner and an outer quotation is outside the inner one.
fn commas(text: &str) -> Vec<(usize, usize, Side)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let closing = |at: usize| {
        let mark = chars.get(at).is_some_and(|(_, c)| matches!(c, '”' | '"' | '’' | '\''));
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).map(|(_, c)| *c);
        mark && before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '['))
    };
    let double = |at: usize| chars.get(at).is_some_and(|(_, c)| matches!(c, '”' | '"'));
    let offset = |at: usize| chars.get(at).map_or(text.len(), |(offset, _)| *offset);
    let mut out = Vec::new();
    for (at, (_, c)) in chars.iter().enumerate() {
        if *c != ',' {
            continue;
        }
        let blank = |at: usize| chars.get(at).is_none_or(|(_, c)| c.is_whitespace());
        if at > 0 && double(at - 1) && closing(at - 1) && blank(at + 1) {
            // Inner and outer mark together.
            let first = if at > 1 && closing(at - 2) { at - 2 } else { at - 1 };
            out.push((offset(first), offset(at + 1), Side::Outside));
        } else if at > 0 && !double(at - 1) && closing(at - 1) && double(at + 1) && blank(at + 2) {
            // `’,”`: an apostrophe at the end of a word looks the same.
            let opened = chars[..at - 1]
                .iter()
                .rev()
                .take(300)
                .take_while(|(_, c)| !matches!(c, '“' | '"'))
                .any(|(_, c)| matches!(c, '‘' | '\''));
            let side = if opened { Side::Outside } else { Side::Inside };
            out.push((offset(at - 1), offset(at + 1 + usize::from(!opened)), side));
        } else if double(at + 1) && blank(at + 2) {
            out.push((offset(at), offset(at + 2), Side::Inside));
        } else if chars.get(at + 1).is_some_and(|(_, c)| matches!(c, '’' | '\'')) && double(at + 2) {
            out.push((offset(at), offset(at + 3), Side::Inside));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_told() {
        let sides = |text: &str| commas(text).into_iter().map(|(.., side)| side).collect::<Vec<_>>();
        assert_eq!(sides("“One,” Press"), [Side::Inside]);
        assert_eq!(sides("“One”, Press"), [Side::Outside]);
        assert_eq!(sides("“Sow ‘It’,” Press"), [Side::Outside]);
        assert_eq!(sides("“Sow ‘It,’” Press"), [Side::Inside]);
        assert_eq!(sides("\"A 'b'\", Press"), [Side::Outside]);
        assert_eq!(sides("Press, “One” and two, “three"), []);
    }
}
