//! See the page on `ChapterTitleMismatch`.

use super::{Facts, Meta, Rule, titles};
use crate::{
    citations::{Chapter, ContentsEntry, Heading, NotesSection, TitleMatch, compare_titles, title_words},
    finding::Finding,
};

/// From so many chapters on, notes headings that are cut short are one way of naming, and one finding.
const MANY: usize = 3;

declare_rule! {
    /// # What it checks
    /// A chapter has the same title over its text, over its notes and in the table of contents. Number,
    /// quotation marks, case, dashes and markup do not count, and a notes heading may leave out the subtitle.
    ///
    /// A title that is split over two headings in mid-phrase is a mismatch, too. Where three and more chapters have
    /// only the first words of their titles over their notes, that is told once.
    ///
    /// # Why it matters
    /// The reader does not find the chapter. A title that was changed in one place only is often what remains
    /// of a chapter that was rewritten.
    ///
    /// # Examples
    /// ```md fires:6
    /// # Contents
    ///
    /// Foreword
    /// The Doctor's Boat
    ///
    /// # The Doctor's Launch
    ///
    /// The first clinic floated.[1]
    ///
    /// # Notes
    ///
    /// 1. Health Board, minute of June 6, 1988.
    /// ```
    /// ```md quiet
    /// # Contents
    ///
    /// The Doctor's Launch ........ 12
    ///
    /// Aurelia Stenmark
    ///
    /// # THE DOCTOR’S LAUNCH
    ///
    /// The first clinic floated.[1]
    ///
    /// # Notes
    ///
    /// 1. Health Board, minute of June 6, 1988.
    /// ```
    /// ```md quiet
    /// # Water and Power: The Delta in Flood
    ///
    /// One.[1]
    ///
    /// # Wind and Power: The Hills in Storm
    ///
    /// Two.[1]
    ///
    /// # Notes
    ///
    /// ## Water and Power
    ///
    /// 1. Jane Roe, *One* (2020).
    ///
    /// ## Wind and Power
    ///
    /// 1. Jane Roe, *Two* (2020).
    /// ```
    /// ```md fires:1
    /// # Water Under the Bridges
    ///
    /// One.[1]
    ///
    /// # Wind in the Mills
    ///
    /// Two.[1]
    ///
    /// # Salt on the Roads
    ///
    /// Three.[1]
    ///
    /// # Notes
    ///
    /// ## Water
    ///
    /// 1. Jane Roe, *One* (2020).
    ///
    /// ## Wind
    ///
    /// 1. Jane Roe, *Two* (2020).
    ///
    /// ## Salt
    ///
    /// 1. Jane Roe, *Three* (2020).
    /// ```
    ChapterTitleMismatch {
        id: "chapter-title-mismatch",
        summary: "a chapter's title differs between text, notes and contents",
        family: Structure,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ChapterTitleMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let citations = facts.citations;
        let listed = in_contents(facts);
        let mut beginnings: Vec<(&Chapter, &Heading)> = Vec::new();
        let mut apart: Vec<Finding> = Vec::new();
        for (id, chapter) in citations.chapters.iter().enumerate() {
            if chapter.title.is_empty() {
                continue;
            }
            let section = citations
                .sections
                .iter()
                .find(|section| section.chapter == Some(id) && section.heading.is_some());
            let entry = listed.get(id).copied().flatten();
            if let Some(finding) =
                split(facts, chapter, section, entry).or_else(|| differs(facts, chapter, section, entry))
            {
                let finding = finding.chapter(Some(&chapter.title));
                if let Some(heading) = section.and_then(|section| section.heading.as_ref())
                    && chapter.headings.len() == 1
                    && begins(&chapter.title, &heading.title)
                {
                    beginnings.push((chapter, heading));
                    apart.push(finding);
                } else {
                    push(finding);
                }
            }
        }
        if beginnings.len() < MANY {
            apart.into_iter().for_each(push);
        } else {
            push(only_beginnings(facts, &beginnings));
        }
    }
}

/// Whether a notes heading is the first words of a title, the last of them perhaps without its genitive “’s”.
fn begins(title: &str, heading: &str) -> bool {
    let (title, heading) = (title_words(title), title_words(heading));
    let rest = title.strip_prefix(&heading);
    !heading.is_empty() && rest.is_some_and(|rest| rest.strip_prefix('s').unwrap_or(rest).starts_with(' '))
}

/// One way of naming the notes of all chapters is one finding.
fn only_beginnings(facts: &Facts<'_>, found: &[(&Chapter, &Heading)]) -> Finding {
    let (first, _) = found[0];
    let mut finding = Finding::new(
        ChapterTitleMismatch::META.id,
        ChapterTitleMismatch::META.severity,
        titles::chapter_place(facts, first),
        format!("{} chapters have only the first words of their titles over their notes", found.len()),
    )
    .help("give the notes the titles of their chapters, or their numbers")
    .chapter(Some(&first.title));
    for (_, heading) in found {
        let message = format!("only {}", titles::quoted(&heading.title));
        finding = finding.related(message, titles::heading_place(facts, heading.span));
    }
    finding
}

/// The title stands in two headings.
fn split(
    facts: &Facts<'_>,
    chapter: &Chapter,
    section: Option<&NotesSection>,
    entry: Option<&ContentsEntry>,
) -> Option<Finding> {
    let heading = section.and_then(|section| section.heading.as_ref());
    let whole = heading.map_or(chapter.title.as_str(), |heading| heading.title.as_str());
    if !titles::split_in_phrase(chapter, whole) {
        return None;
    }
    let mut finding = Finding::new(
        ChapterTitleMismatch::META.id,
        ChapterTitleMismatch::META.severity,
        titles::chapter_place(facts, chapter),
        format!(
            "the title {} is split over {} headings",
            titles::quoted(&chapter.title),
            chapter.headings.len()
        ),
    )
    .help("join the headings");
    for part in chapter.headings.iter().skip(1) {
        finding = finding.related("the title goes on", titles::heading_place(facts, part.span));
    }
    if let Some(entry) = entry {
        finding = finding.related("whole in the contents", facts.document.place(entry.span));
    }
    if let Some(heading) = heading {
        finding = finding.related("whole over the notes", titles::heading_place(facts, heading.span));
    }
    Some(finding)
}

/// The title is another in the contents or over the notes.
fn differs(
    facts: &Facts<'_>,
    chapter: &Chapter,
    section: Option<&NotesSection>,
    entry: Option<&ContentsEntry>,
) -> Option<Finding> {
    let other = |title: &str| {
        compare_titles(title, &chapter.title) != Some(TitleMatch::Equal)
            && !shortened(title, &chapter.title)
            && !titles::bare_number(title)
            && !titles::bare_number(&chapter.title)
    };
    let heading = section
        .filter(|section| section.matched == TitleMatch::Near)
        .and_then(|section| section.heading.as_ref())
        .filter(|heading| other(&heading.title));
    let entry = entry
        .filter(|entry| other(&entry.title))
        .filter(|entry| !run_together(&entry.title, &chapter.title));
    let message = match (entry, heading) {
        (Some(entry), Some(heading)) if entry.title == heading.title => format!(
            "{} is {} in the contents and over its notes",
            titles::quoted(&chapter.title),
            titles::quoted(&entry.title)
        ),
        (Some(entry), _) => format!(
            "{} is {} in the contents",
            titles::quoted(&chapter.title),
            titles::quoted(&entry.title)
        ),
        (None, Some(heading)) => format!(
            "{} is {} over its notes",
            titles::quoted(&chapter.title),
            titles::quoted(&heading.title)
        ),
        (None, None) => return None,
    };
    let mut finding = Finding::new(
        ChapterTitleMismatch::META.id,
        ChapterTitleMismatch::META.severity,
        titles::chapter_place(facts, chapter),
        message,
    )
    .help("make the titles agree");
    if let Some(entry) = entry {
        finding = finding.related("the title in the contents", facts.document.place(entry.span));
    }
    if let Some(heading) = heading {
        finding = finding.related("the title over the notes", titles::heading_place(facts, heading.span));
    }
    Some(finding)
}

/// Whether one of two titles is the other without its subtitle.
fn shortened(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let short = title_words(short);
    [':', '–', '—', '-', '.', '?', '!', '('].iter().any(|mark| {
        long.match_indices(*mark)
            .any(|(at, _)| title_words(&long[..at]) == short)
    })
}

/// Whether a line of the contents names the chapter with its page between other entries or authors.
fn run_together(line: &str, title: &str) -> bool {
    let line = format!(" {} ", title_words(line));
    let title = format!(" {} ", title_words(title));
    let number = |word: Option<&str>| {
        word.is_some_and(|word| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    line.match_indices(&title).any(|(at, found)| {
        let after = line[at + found.len()..].split_whitespace().next();
        let before = line[..at].split_whitespace().next_back();
        number(after) || (number(before) && after.is_none())
    })
}

/// The contents entry of each chapter: equal, or the most similar one between its neighbors' entries.
fn in_contents<'a>(facts: &Facts<'a>) -> Vec<Option<&'a ContentsEntry>> {
    let citations = facts.citations;
    let entries: Vec<(&ContentsEntry, String)> = citations
        .contents
        .iter()
        .map(|entry| (entry, title_words(&entry.title)))
        .collect();
    let chapters: Vec<String> = citations
        .chapters
        .iter()
        .map(|chapter| title_words(&chapter.title))
        .collect();
    let mut found: Vec<Option<usize>> = Vec::with_capacity(chapters.len());
    let mut from = 0;
    for words in &chapters {
        let hit = (from..entries.len()).find(|at| !words.is_empty() && entries[*at].1 == *words);
        if let Some(hit) = hit {
            from = hit + 1;
        }
        found.push(hit);
    }
    let mut out: Vec<Option<usize>> = found.clone();
    let mut low = 0;
    for (id, words) in chapters.iter().enumerate() {
        if let Some(at) = found[id] {
            low = at + 1;
            continue;
        }
        let high = found[id + 1..]
            .iter()
            .flatten()
            .next()
            .copied()
            .unwrap_or(entries.len());
        let near = (low..high)
            .filter(|at| alike(words, &entries[*at].1))
            .max_by_key(|at| (shared(words, &entries[*at].1), std::cmp::Reverse(*at)));
        if let Some(near) = near {
            low = near + 1;
        }
        out[id] = near;
    }
    out.into_iter()
        .map(|at| at.map(|at| entries[at].0))
        .collect()
}

/// How many words two titles share, small ones left out.
fn shared(a: &str, b: &str) -> usize {
    let small = |word: &&str| word.chars().count() > 3;
    let words: Vec<&str> = b.split(' ').filter(small).collect();
    a.split(' ')
        .filter(small)
        .filter(|word| words.contains(word))
        .count()
}

/// Whether two different titles may be meant to be one: at least half of the longer words agree.
fn alike(a: &str, b: &str) -> bool {
    let long = |text: &str| text.split(' ').filter(|word| word.chars().count() > 3).count();
    let most = long(a).max(long(b));
    most > 0 && shared(a, b) * 2 >= most
}
