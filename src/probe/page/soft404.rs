//! Pages that answer 200 and say "not found". Evidence is weighed, because sound pages speak of missing
//! pages, too: where a phrase stands, how much prose stands beside it, and what the page says of itself.

use super::{
    Judgement, PageFacts, Reason, Sample,
    phrases::{self, Category},
    text, titles,
};

/// How much of the main text is searched, in bytes.
pub(super) const SEARCHED: usize = 16 * 1024;
/// How much of it, folded, is searched for "not found": an error page comes to the point; an article that
/// mentions one may do so anywhere.
const OPENING: usize = 1500;
/// The most that the main text weighs.
const MOST_OF_TEXT: i32 = 3;
/// A sure judgement needs this much.
const SURE: i32 = 5;
/// A judgement that needs the sibling's support.
const UNSURE: i32 = 3;

/// The first line or heading that shows a phrase, and its weight.
struct Evidence {
    score: i32,
    quotes: Vec<String>,
}

impl Evidence {
    fn add(&mut self, score: i32, quote: String) {
        self.score += score;
        if !self.quotes.contains(&quote) {
            self.quotes.push(quote);
        }
    }
}

/// Whether the page is an error page.
pub(super) fn judge(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    let mut evidence = Evidence {
        score: 0,
        quotes: Vec::new(),
    };
    let (title, whole_title) = title_weight(facts);
    if let Some(title) = title {
        evidence.add(
            title.0,
            format!("its title is “{}”", text::excerpt(&title.1, 80)),
        );
    }
    if let Some((score, heading)) = heading_weight(facts) {
        evidence.add(
            score,
            format!("its heading is “{}”", text::excerpt(&heading, 80)),
        );
    }
    // What is known without searching the text: most pages are past all doubt here.
    let stated = matches!(facts.stated_status, Some(404 | 410));
    let landed = lands_on_error_path(sample);
    let known = 4 * i32::from(stated) + 2 * i32::from(landed) + i32::from(facts.noindex);
    let few_words = if facts.prose < 60 { 2 } else { 0 };
    let most = evidence.score + MOST_OF_TEXT + known + few_words - against(facts);
    if most < UNSURE {
        return None;
    }
    let opening = text::fold_opening(text::prefix(&facts.text, SEARCHED), OPENING);
    if facts.headings.is_empty() && phrases::is_phrase(Category::NotFoundTitle, &opening) {
        evidence.add(
            3,
            format!("it says nothing but “{}”", text::excerpt(&facts.text, 80)),
        );
    } else {
        body_weight(&facts.text, &opening, &mut evidence);
    }
    if evidence.score == 0 {
        return None;
    }
    if stated {
        evidence.add(4, "it calls itself a 404 page in its metadata".to_owned());
    }
    if landed {
        evidence.add(
            2,
            format!("the request was sent on to {}", sample.url.path()),
        );
    }
    evidence.score += i32::from(facts.noindex);
    evidence.score += match facts.prose {
        0..60 if whole_title || evidence.score >= 3 && facts.headings.is_empty() => 2,
        0..45 => 1,
        _ => 0,
    };
    evidence.score -= against(facts);
    if evidence.score < UNSURE || speaks_of_errors(facts) {
        return None;
    }
    let detail = format!(
        "answers {} with an error page: {}",
        sample.status,
        evidence.quotes.join(", ")
    );
    let judgement = Judgement::suspect(Reason::Soft404, detail);
    Some(if evidence.score >= SURE {
        judgement
    } else {
        judgement.unsure()
    })
}

/// What speaks against an error page: prose, and metadata of a published work.
fn against(facts: &PageFacts) -> i32 {
    let prose = match facts.prose {
        0..=150 => 0,
        151..=300 => 2,
        301..=800 => 4,
        _ => 8,
    };
    prose + 4 * i32::from(facts.is_work)
}

/// A text about error pages says what a status code is; an error page does not.
fn speaks_of_errors(facts: &PageFacts) -> bool {
    facts.prose > 20
        && phrases::first(
            Category::AboutErrors,
            &text::fold(text::prefix(&facts.text, SEARCHED)),
        )
        .is_some()
}

/// The heaviest title, with its weight, and whether a whole title says "not found".
fn title_weight(facts: &PageFacts) -> (Option<(i32, String)>, bool) {
    let best = facts
        .document_title
        .iter()
        .chain(facts.titles.first())
        .filter_map(|title| Some((weigh_title(title)?, title.clone())))
        .max_by_key(|(score, _)| *score);
    let whole = best.as_ref().is_some_and(|(score, _)| *score >= 3);
    (best, whole)
}

fn heading_weight(facts: &PageFacts) -> Option<(i32, String)> {
    facts
        .headings
        .iter()
        .take(4)
        .filter_map(|heading| Some((weigh_title(heading)?, heading.clone())))
        .max_by_key(|(score, _)| *score)
}

/// 3 for a title that says "not found" and nothing else, 2 for one that ends so, 1 for one that contains
/// it or says "error".
fn weigh_title(title: &str) -> Option<i32> {
    let mut best = None;
    let whole = text::fold(title);
    let segments = titles::segments(title);
    // "Error 404: Page not found" says it twice; "Not Found: a novel" is a title.
    let twice = segments
        .iter()
        .filter_map(|segment| segment.split_once(':'))
        .any(|(before, after)| is_error(&text::fold(before)) && is_not_found(&text::fold(after)));
    if twice {
        return Some(3);
    }
    let segments = segments.into_iter().map(text::fold);
    for segment in std::iter::once(whole).chain(segments) {
        let words = text::word_count(&segment);
        let weight = if is_not_found(&segment) {
            Some(3)
        } else if let Some(hit) = longest(&segment) {
            let ends = hit.end == segment.len();
            let rest = text::word_count(&segment[hit.end..]);
            let before = text::word_count(&segment[..hit.start]);
            match (ends, before, rest) {
                (true, 0..=6, _) => Some(2),
                (false, 0, 0..=6) | (_, 0..=4, 0..=4) => Some(1),
                _ => None,
            }
        } else if phrases::is_phrase(Category::VagueError, &segment) && words <= 5 {
            Some(1)
        } else {
            None
        };
        best = best.max(weight);
    }
    best
}

fn is_not_found(folded: &str) -> bool {
    phrases::is_phrase(Category::NotFoundTitle, folded)
}

fn is_error(folded: &str) -> bool {
    is_not_found(folded) || phrases::is_phrase(Category::VagueError, folded)
}

/// The hit that reaches furthest to the end.
fn longest(segment: &str) -> Option<phrases::Hit> {
    phrases::find(Category::NotFound, segment, 12)
        .into_iter()
        .max_by_key(|hit| (hit.end, hit.end - hit.start))
}

/// Sentences of error pages in the main text: 2 for the first, 1 for advice beside it.
fn body_weight(printed: &str, opening: &str, evidence: &mut Evidence) {
    if let Some(hit) = phrases::find(Category::NotFound, opening, 6)
        .into_iter()
        .min_by_key(|hit| hit.start)
    {
        let quote = text::quote(printed, &opening[hit.start..hit.end]);
        evidence.add(2, format!("it says “{quote}”"));
        let hints = phrases::find(Category::NotFoundHint, opening, 2).len();
        evidence.score += i32::from(hints > 0);
    } else if evidence.score >= 3 && !phrases::find(Category::NotFoundHint, opening, 1).is_empty() {
        evidence.score += 1;
    }
}

/// Whether the redirects ended at an address such as `/404.html` that was not asked for.
fn lands_on_error_path(sample: &Sample<'_>) -> bool {
    let names_error = |url: &url::Url| {
        url.path_segments().into_iter().flatten().any(|segment| {
            let segment = segment.to_ascii_lowercase();
            let stem = segment.split('.').next().unwrap_or_default();
            matches!(
                stem,
                "404"
                    | "error404"
                    | "error-404"
                    | "404error"
                    | "404-error"
                    | "notfound"
                    | "not-found"
                    | "not_found"
                    | "pagenotfound"
                    | "page-not-found"
                    | "page_not_found"
                    | "error"
                    | "errorpage"
                    | "error-page"
            )
        })
    };
    names_error(sample.url) && !names_error(sample.requested)
}
