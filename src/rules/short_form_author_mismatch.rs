//! See the page on `ShortFormAuthorMismatch`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, NoteId, parse, titles},
    finding::{Confidence, Finding},
};

declare_rule! {
    /// # What it checks
    /// The author in a short form is the head of the full citation's author: the surname of a person, the first words or the
    /// acronym of an institution.
    ///
    /// # Why it matters
    /// A reader who looks for “Afghanistan” does not find “Ministry of Foreign Affairs – Afghanistan”. Reference managers
    /// produce such forms. Source: *The Chicago Manual of Style*, shortened citations.
    ///
    /// # Examples
    /// ```md fires:6
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ministry of Foreign Affairs - Overmarrow, “Statement Concerning the Lake,” May 3, 2021, <https://gov.example/lake>.
    /// 2. Overmarrow, “Statement Concerning the Lake.”
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ministry of Foreign Affairs, Overmarrow, “Statement Concerning the Lake,” May 3, 2021, <https://gov.example/lake>.
    /// 2. Ministry of Foreign Affairs, “Statement Concerning the Lake.”
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Roe, “Council Meets.”
    /// ```
    ShortFormAuthorMismatch {
        id: "short-form-author-mismatch",
        summary: "short form names another author than the full citation",
        family: Repeats,
        severity: Warning,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ShortFormAuthorMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut causes: Vec<(NoteId, String, Vec<at_citation::Cited<'_>>)> = Vec::new();
        for cited in at_citation::all(facts) {
            let citation = cited.citation;
            let (CitationForm::Short, Some(target), Some(short)) =
                (citation.form, citation.refers_to, citation.authors.first())
            else {
                continue;
            };
            let title = citation.title.as_deref().map(titles::words).unwrap_or_default();
            let meant: Vec<&String> = facts.citations.notes[target]
                .citations
                .iter()
                .filter(|full| full.form == CitationForm::Full)
                .filter(|full| {
                    let words = full.title.as_deref().map(titles::words).unwrap_or_default();
                    title.is_empty() || title.iter().all(|word| words.contains(word))
                })
                .flat_map(|full| &full.authors)
                .collect();
            if meant.is_empty() || meant.iter().any(|full| is_head(short, full)) {
                continue;
            }
            match causes.iter_mut().find(|(note, name, _)| *note == target && name == short) {
                Some((.., all)) => all.push(cited),
                None => causes.push((target, short.clone(), vec![cited])),
            }
        }
        for (target, short, all) in causes {
            let full = &facts.citations.notes[target];
            let author = full
                .citations
                .iter()
                .find_map(|citation| citation.authors.first())
                .map(String::as_str)
                .unwrap_or_default();
            let finding = all[0]
                .finding(
                    facts,
                    &Self::META,
                    format!(
                        "{}: the short form names {}, the full citation {}",
                        all[0].name(),
                        at_citation::quoted(&short),
                        at_citation::quoted(author)
                    ),
                )
                .help("use the name that the full citation begins with")
                .confidence(Confidence::Medium)
                .related("the full citation", facts.citations.note_place(facts.document, target));
            push(at_citation::with_others(finding, facts, &all[1..], |other| {
                format!("{} does so too", other.name())
            }));
        }
    }
}

/// Whether a reader finds the short name at the head of the full one.
fn is_head(short: &str, full: &str) -> bool {
    let (ours, theirs) = (titles::words(short), titles::words(full));
    let bare = |words: &[String]| {
        let skip = usize::from(words.first().is_some_and(|word| word == "the"));
        words[skip..].to_vec()
    };
    let (ours, theirs) = (bare(&ours), bare(&theirs));
    if theirs.starts_with(&ours) {
        return true;
    }
    let squeezed = titles::squeezed(short);
    // An acronym, made of the initials or printed with the name.
    if titles::initials(full).contains(&squeezed) || theirs.contains(&squeezed) && short.chars().all(|c| !c.is_lowercase()) {
        return true;
    }
    !parse::is_body(full) && (parse::surname(short) == parse::surname(full) || theirs.contains(&parse::surname(short)))
}
