//! See the page on `ImplausibleOrMergedNumber`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::{Confidence, Finding};

declare_rule! {
    /// # What it checks
    /// No number stands far out of its series (3100 between 309 and 311), and no note runs on into the next one
    /// (“… 2019. 13. Jane Roe …”) while the mark of that one has no note.
    ///
    /// # Why it matters
    /// Digits were doubled or run together when the document was converted. The marks of the lost numbers lead
    /// nowhere.
    ///
    /// # Examples
    /// ```md fires:6
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Jane Roe, *One* (2019), 5.
    /// 2. Jane Roe, *Two* (2019), 7. 3. Jane Roe, *Three* (2019), 9.
    /// ```
    /// ```md fires:6
    /// One.[1] Two.[2] Three.[3]
    ///
    /// # Notes
    ///
    /// 1. Jane Roe, *One* (2019), 5.
    /// 2200. Jane Roe, *Two* (2019), 7.
    /// 3. Jane Roe, *Three* (2019), 9.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Jane Roe, “One,” *Review*, no. 2. Berlin, 2019.
    /// 2. Jane Roe, *Two* (2019), 3. She wrote it at home.
    /// 3. Jane Roe, *Three* (2019), 9.
    /// ```
    /// ```md quiet
    /// Two.<sup>2</sup> Thirty.<sup>30</sup>
    ///
    /// # Notes
    ///
    /// 2. Jane Roe, *Two* (2019), 5.
    /// 30. Jane Roe, *Thirty* (2019), 9.
    /// ```
    ImplausibleOrMergedNumber {
        id: "implausible-or-merged-number",
        summary: "a number is far out of its series, or two notes run together",
        family: Notes,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ImplausibleOrMergedNumber {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::causes(facts) {
            let name = cause.name(facts);
            let (message, help, confidence) = match (cause.side, cause.fault) {
                (Side::Notes, Fault::Merged { number }) => (
                    format!("note {number} runs on in {name}"),
                    format!("begin a new note at {number}"),
                    Confidence::Medium,
                ),
                (_, Fault::Implausible { instead_of }) => match instead_of {
                    Some(number) if cause.others.len() > 1 => (
                        format!("{name} is where {} are missing", numbering::range(number, number + 1)),
                        "part the two numbers".to_owned(),
                        Confidence::High,
                    ),
                    Some(number) => (
                        format!("{name} is far out of the series; {number} is missing in its place"),
                        format!("change it to {number}"),
                        Confidence::High,
                    ),
                    None => (
                        format!("{name} is far out of the series"),
                        "correct the number, or join it with the one before".to_owned(),
                        Confidence::Medium,
                    ),
                },
                _ => continue,
            };
            let mut finding = cause
                .finding(facts, &Self::META, message)
                .help(help)
                .confidence(confidence);
            let other = cause.side.other();
            for id in &cause.others {
                let label = other.label(facts, *id);
                let lacks = match other {
                    Side::Marks => "which has no note",
                    Side::Notes => "which no mark calls",
                };
                finding = finding.related(
                    format!("{} {label}, {lacks}", other.word()),
                    other.place(facts, *id),
                );
                match other {
                    Side::Marks => finding.marks.push(label),
                    Side::Notes => finding.notes.push(label),
                }
            }
            push(finding);
        }
    }
}
