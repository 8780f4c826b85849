//! See the page on `AuthorForm`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::parse,
    finding::{Confidence, Finding},
};

/// How many names with the first name first make that the document's practice.
const PRACTICE: usize = 3;

declare_rule! {
    /// # What it checks
    /// Names stand as in the other notes: not surname first among notes with the first name first. “Et al.” does not stand for
    /// fewer authors than the house style shortens, as far as another note names them all.
    ///
    /// # Why it matters
    /// Readers and indexes take the forms for two persons. Source: *The Chicago Manual of Style*: notes give the first name
    /// first, and “et al.” from four authors on; the Bluebook from three on.
    ///
    /// # Examples
    /// ```md fires:8
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup> Four.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021.
    /// 2. Peter Stroud, “Council Sits Alone,” *Harbor Post*, May 9, 2021.
    /// 3. Amina Kohl, “Rain over Harbor,” *Harbor Post*, June 1, 2021.
    /// 4. Nessarov M.O., “Snow over Harbor,” *Harbor Post*, December 1, 2021.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021.
    /// 2. S.A. Zaidi, “Council Sits Alone,” *Harbor Post*, May 9, 2021.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Roe A.B., “Council Meets Again,” *Harbor Post*, May 3, 2021.
    /// 2. Stroud P., “Council Sits Alone,” *Harbor Post*, May 9, 2021.
    /// ```
    AuthorForm {
        id: "author-form",
        summary: "author name in another form than the others",
        family: Fields,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for AuthorForm {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut usual = 0usize;
        let mut odd = Vec::new();
        for cited in at_citation::full(facts) {
            let persons = cited.citation.authors.iter().filter(|name| !parse::is_body(name));
            let inverted = persons.clone().filter(|name| is_surname_first(name)).count();
            let plain = persons.filter(|name| name.split_whitespace().count() >= 2 && !is_surname_first(name)).count();
            if inverted > 0 {
                odd.push(cited);
            }
            usual += plain;
        }
        if usual >= PRACTICE && usual >= 3 * odd.len() {
            for cited in &odd {
                let name = cited
                    .citation
                    .authors
                    .iter()
                    .find(|name| is_surname_first(name))
                    .map(String::as_str)
                    .unwrap_or_default();
                push(
                    cited
                        .finding(facts, &Self::META, format!("{}: {} stands with the surname first", cited.name(), at_citation::quoted(name)))
                        .help("put the first name first, as the other notes do")
                        .confidence(Confidence::Medium),
                );
            }
        }
        for work in &facts.citations.works {
            let all: Vec<at_citation::Cited<'_>> =
                work.citations.iter().filter_map(|at| at_citation::get(facts, *at)).collect();
            let Some(named) = all.iter().find(|cited| {
                !cited.citation.et_al && (2..facts.options.profile.et_al_from()).contains(&cited.citation.authors.len())
            }) else {
                continue;
            };
            for cited in all.iter().filter(|cited| cited.citation.et_al) {
                push(
                    cited
                        .finding(
                            facts,
                            &Self::META,
                            format!(
                                "{}: “et al.” for a work whose {} authors note {} names",
                                cited.name(),
                                named.citation.authors.len(),
                                named.note.label
                            ),
                        )
                        .help(format!("name them all: {}", named.citation.authors.join(", ")))
                        .related("all authors named", named.place(facts)),
                );
            }
        }
    }
}

/// `Nessar M.O.` and `Roe, Ada`.
fn is_surname_first(name: &str) -> bool {
    if let Some((surname, first)) = name.split_once(',') {
        let first = first.trim();
        return surname.split_whitespace().count() == 1
            && (1..=3).contains(&first.split_whitespace().count())
            && !matches!(first, "Jr." | "Jr" | "Sr." | "Sr" | "II" | "III");
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let initials = |word: &str| {
        word.contains('.')
            && word.split(['.', '-']).filter(|part| !part.is_empty()).all(|part| {
                part.chars().count() == 1 && part.chars().all(char::is_uppercase)
            })
    };
    matches!(words.as_slice(), [surname, rest @ ..] if !rest.is_empty()
        && surname.chars().count() > 2
        && !surname.contains('.')
        && rest.iter().all(|word| initials(word)))
}
