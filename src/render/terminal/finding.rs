//! One finding: title, excerpt with carets, what to do; for a link, what the web answered.

use annotate_snippets::{
    AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet, renderer::DecorStyle,
};

use url::Url;

use crate::{
    finding::{Applicability, Finding, Severity},
    probe::{LinkRef, Probe},
    render::{
        Detail, Options,
        escape::{line, shortened},
        joined::{self, Joined},
        style,
        terminal::{excerpt, position, within},
        word,
    },
};

/// How many further places are named before the rest is counted.
const FURTHER_PLACES: usize = 3;

/// Stands for the place in what is rendered: annotate-snippets would count the column in the cut line.
/// Escaped text never holds it.
const PLACE: char = '\u{2060}';

/// Columns before a footer, for line numbers of up to five digits.
const MARGIN: usize = 8;

/// Sentences are broken no narrower than this.
const NARROWEST: usize = 30;

/// Columns of the gutter beside an excerpt, the line number left out.
const GUTTER: usize = 3;

/// The finding of this index, without a line break at its end.
pub(crate) fn render(joined: &Joined<'_>, index: usize, options: &Options) -> String {
    let finding = &joined.report.findings[index];
    let level = level(finding.severity);
    let taken = finding.severity.as_str().len() + finding.rule.len() + "[]: ".len();
    let title = broken(&finding.message, taken, options);
    let group = Group::with_title(level.primary_title(title).id(finding.rule));
    let (group, place) = match joined.probe(index) {
        Some((probe, at)) => link(group, joined, finding, (probe, at)),
        None => excerpted(group, joined, finding, options),
    };
    let group = footers(group, joined, finding, options);
    let place = linked(&place, &finding.place.path, options.directory.as_ref());
    put_place(&renderer(options).render(&[group]), &place)
}

/// The place as a link to its file, for terminals that follow such links (OSC 8).
fn linked(place: &str, path: &str, directory: Option<&Url>) -> String {
    let target = directory.filter(|_| path != "-").and_then(|directory| {
        // A question mark in a file's name is no query; a drive letter is no scheme.
        let mut target = directory.clone();
        let path = path.replace('\\', "/");
        let absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
        let mut segments = target.path_segments_mut().ok()?;
        if absolute {
            segments.clear();
        } else {
            segments.pop_if_empty();
        }
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            if segment == ".." {
                segments.pop();
            } else if segment != "." {
                segments.push(segment);
            }
        }
        drop(segments);
        Some(target)
    });
    match target {
        Some(target) => format!("\x1b]8;;{target}\x1b\\{place}\x1b]8;;\x1b\\"),
        None => place.to_owned(),
    }
}

/// Puts the place where it belongs, instead of its stand-in and the numbers after it.
fn put_place(text: &str, place: &str) -> String {
    match text.split_once(PLACE) {
        Some((before, after)) => {
            let after = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
            format!("{before}{place}{after}")
        }
        None => text.to_owned(),
    }
}

fn renderer(options: &Options) -> Renderer {
    let renderer = if options.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer
        .decor_style(if options.unicode {
            DecorStyle::Unicode
        } else {
            DecorStyle::Ascii
        })
        // The excerpts are cut already.
        .term_width(usize::from(u16::MAX))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// Adds the line it is on; says where that is.
fn excerpted<'a>(
    group: Group<'a>,
    joined: &Joined<'_>,
    finding: &Finding,
    options: &Options,
) -> (Group<'a>, String) {
    let place = &finding.place;
    let number = place
        .page
        .map(|page| page as usize)
        .or(place.paragraph)
        .or(place.line);
    let digits = number.unwrap_or(0).to_string().len();
    let room = options.width.saturating_sub(digits + GUTTER);
    let found = joined
        .document(place)
        .zip(joined.whereabouts(place))
        .and_then(|(audited, whereabouts)| {
            excerpt::excerpt(&audited.document, whereabouts, place, room)
        });
    let group = match found {
        Some(found) => {
            let label = found.until.map(|until| format!("to line {until}"));
            group.element(
                Snippet::source(found.text)
                    .path(PLACE.to_string())
                    .line_start(found.line)
                    .annotation(AnnotationKind::Primary.span(found.span).label(label)),
            )
        }
        None => group.element(Origin::path(PLACE.to_string())),
    };
    (group, position(place))
}

/// Adds what the web answered; says where the link stands.
fn link<'a>(
    group: Group<'a>,
    joined: &Joined<'_>,
    finding: &Finding,
    (probe, at): (&Probe, LinkRef),
) -> (Group<'a>, String) {
    let note = joined
        .link(at)
        .and_then(|(audited, _)| joined::note_of(&audited.citations, at.link))
        .map_or(String::new(), |label| format!(", note {}", line(label)));
    let mut group = group
        .element(Origin::path(PLACE.to_string()))
        .element(named("link", &probe.url))
        .element(named(probe.verdict.as_str(), &answer(probe)));
    if let Some(way) = way(probe) {
        group = group.element(named("redirects", &way));
    }
    if let Some(better) = &probe.better_url {
        group = group.element(named("better", better));
    }
    if let Some(archive) = &probe.archive {
        let text = format!("{} ({})", archive.url, archive.captured);
        group = group.element(named("archived", &text));
    }
    if let Some(last_alive) = &probe.last_alive {
        group = group.element(named("last alive", last_alive));
    }
    (group, format!("{}{note}", position(&finding.place)))
}

/// Reason and status, and in words what was seen.
fn answer(probe: &Probe) -> String {
    let mut parts = vec![word(probe.reason)];
    parts.extend(probe.status.map(|status| format!(", status {status}")));
    if probe.from_cache {
        parts.push(", remembered from an earlier run".to_owned());
    }
    if !probe.detail.is_empty() {
        parts.push(format!(": {}", probe.detail));
    }
    parts.concat()
}

/// The redirects and where they ended; `None` where there were none.
fn way(probe: &Probe) -> Option<String> {
    if probe.hops.is_empty() && probe.final_url.is_none() {
        return None;
    }
    let mut steps: Vec<String> = Vec::new();
    for hop in &probe.hops {
        // The first address is the link itself, which is shown already.
        let address = if hop.url == probe.url { "" } else { &hop.url };
        let status = match hop.status {
            0 => "page".to_owned(),
            status => status.to_string(),
        };
        steps.push(format!("{address} {status}").trim().to_owned());
    }
    steps.extend(probe.final_url.clone());
    Some(steps.join(" → "))
}

/// Adds further places, what to do, and the fix.
fn footers<'a>(
    mut group: Group<'a>,
    joined: &Joined<'_>,
    finding: &Finding,
    options: &Options,
) -> Group<'a> {
    if !finding.related.is_empty() {
        let shown = if options.detail == Detail::Full {
            usize::MAX
        } else {
            FURTHER_PLACES
        };
        for related in finding.related.iter().take(shown) {
            let place = if related.place.path == finding.place.path {
                within(&related.place).trim_start_matches(':').to_owned()
            } else {
                position(&related.place)
            };
            group = group.element(named("see", &format!("{place}: {}", related.message)));
        }
        let rest = finding.related.len().saturating_sub(shown);
        if rest > 0 {
            let text = format!("and {rest} more");
            group = group.element(named("see", &text));
        }
    }
    if !finding.help.is_empty() {
        let taken = MARGIN + "help: ".len();
        group = group.element(Level::HELP.message(broken(&finding.help, taken, options)));
    }
    if let Some(text) = fix(joined, finding) {
        group = group.element(named("fix", &text));
    }
    group
}

/// The first replacement of a fix, in words.
fn fix(joined: &Joined<'_>, finding: &Finding) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    let edit = fix.edits.first()?;
    let how = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Suggest => "suggested",
        Applicability::Unsafe => "changes meaning or numbering",
    };
    let before = joined
        .document(&finding.place)
        .and_then(|audited| {
            let part = audited.document.parts.first()?;
            let shift = part.offset?;
            part.source
                .get(edit.start.checked_sub(shift)?..edit.end.checked_sub(shift)?)
        })
        .unwrap_or_default();
    let change = match (before.is_empty(), edit.text.is_empty()) {
        (true, _) => format!("insert {}", shortened(&edit.text, 80)),
        (false, true) => format!("remove {}", shortened(before, 80)),
        (false, false) => format!("{} → {}", shortened(before, 80), shortened(&edit.text, 80)),
    };
    let more = match fix.edits.len() {
        0 | 1 => String::new(),
        edits => format!(" and {}", style::count(edits - 1, "further change")),
    };
    Some(format!("{change}{more} ({how})"))
}

/// A footer under a name of its own, in one line: addresses must not be broken.
fn named<'a>(name: &str, text: &str) -> Message<'a> {
    Level::NOTE
        .with_name(Some(name.to_owned()))
        .message(line(text).into_owned())
}

/// A sentence in as many lines as it needs beside what is `taken`.
fn broken(text: &str, taken: usize, options: &Options) -> String {
    let text = line(text);
    if !options.wrap {
        return text.into_owned();
    }
    let room = options.width.saturating_sub(taken).max(NARROWEST);
    style::wrap(&text, 0, room).join("\n")
}
