//! The text of a block with everything that lies over it: emphasis, marks, links, findings. Where these cross,
//! the text is cut into pieces that each know all that holds for them, so that the markup always nests.

use maud::{Markup, html};

use crate::{
    citations::{LinkId, MarkId},
    document::InlineKind,
    finding::Severity,
    render::{
        html::{
            links,
            view::{View, within},
            words::{Line, Prose, href, letter},
        },
        style::count,
    },
    span::Span,
};

/// Something that begins and ends in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Superscript,
    Subscript,
    Emphasis,
    Strong,
    Code,
    Mark(MarkId),
    Link(LinkId),
    Finding(usize),
}

/// A block of a document with its text to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inked<'v, 'a> {
    pub(super) view: &'v View<'a>,
    /// Index of the document.
    pub(super) document: usize,
    /// Index of the block.
    pub(super) block: usize,
}

impl Inked<'_, '_> {
    /// The text of the block.
    pub(super) fn text(&self) -> Markup {
        let audited = &self.view.report().documents[self.document];
        let span = audited.document.blocks[self.block].span;
        let layers = self.layers(span);
        let mut cuts: Vec<usize> = layers
            .iter()
            .flat_map(|(layer, _)| [layer.start, layer.end])
            .chain([span.start, span.end])
            .map(|cut| floor(&audited.document.text, cut.clamp(span.start, span.end)))
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut waiting = layers.as_slice();
        let mut active: Vec<(Span, Layer)> = Vec::new();
        html! {
            @for pair in cuts.windows(2) {
                @let piece = Span::new(pair[0], pair[1]);
                @let begun = waiting.partition_point(|(layer, _)| layer.start <= piece.start);
                @let new = &waiting[..begun];
                ({
                    waiting = &waiting[begun..];
                    active.retain(|(layer, _)| layer.end > piece.start);
                    active.extend(new.iter().filter(|(layer, _)| layer.end > piece.start));
                    self.piece(piece, &active, new)
                })
            }
        }
    }

    /// What lies over the text of a block, by start.
    fn layers(&self, span: Span) -> Vec<(Span, Layer)> {
        let audited = &self.view.report().documents[self.document];
        let sheet = &self.view.sheets[self.document];
        let mut layers: Vec<(Span, Layer)> = Vec::new();
        for inline in audited.document.inlines_in(span) {
            let layer = match inline.kind {
                InlineKind::Superscript => Layer::Superscript,
                InlineKind::Subscript => Layer::Subscript,
                InlineKind::Emphasis => Layer::Emphasis,
                InlineKind::Strong => Layer::Strong,
                InlineKind::Code => Layer::Code,
                InlineKind::NoteRef { .. } => Layer::Superscript,
                InlineKind::Link { .. }
                | InlineKind::NoteLink { .. }
                | InlineKind::Anchor { .. } => continue,
            };
            layers.push((inline.span, layer));
        }
        let marks = within(&sheet.marks, span).iter();
        layers.extend(marks.map(|(span, id)| (*span, Layer::Mark(*id))));
        let links = within(&sheet.links, span).iter();
        layers.extend(links.map(|(span, id)| (*span, Layer::Link(*id))));
        let stretches = sheet.stretches[self.block].iter();
        layers.extend(stretches.map(|(span, index)| (*span, Layer::Finding(*index))));
        layers.sort_by_key(|(layer, _)| layer.start);
        layers
    }

    /// One piece of text under all its layers; `new` are those that begin with it.
    fn piece(&self, piece: Span, active: &[(Span, Layer)], new: &[(Span, Layer)]) -> Markup {
        let audited = &self.view.report().documents[self.document];
        let text = Prose(piece.of(&audited.document.text));
        let has = |wanted: Layer| active.iter().any(|(_, layer)| *layer == wanted);
        let mark = active.iter().find_map(|(_, layer)| match layer {
            Layer::Mark(id) => Some(*id),
            _ => None,
        });
        let link = active.iter().find_map(|(_, layer)| match layer {
            Layer::Link(id) => Some(*id),
            _ => None,
        });
        let mut inner = html! { (text) };
        if has(Layer::Code) {
            inner = html! { code { (inner) } };
        }
        if has(Layer::Emphasis) {
            inner = html! { i { (inner) } };
        }
        if has(Layer::Strong) {
            inner = html! { b { (inner) } };
        }
        if has(Layer::Subscript) {
            inner = html! { sub { (inner) } };
        }
        let starts = |wanted: Layer| new.iter().any(|(_, layer)| *layer == wanted);
        let mut after = Markup::default();
        if let Some(id) = mark {
            inner = self.mark(id, starts(Layer::Mark(id)), &inner);
        } else if let Some(id) = link {
            inner = self.link(id, starts(Layer::Link(id)), &inner);
            let ends =
                |(span, layer): &(Span, Layer)| *layer == Layer::Link(id) && span.end == piece.end;
            if active.iter().any(ends) {
                after = self.way_out(id);
            }
        }
        if has(Layer::Superscript) {
            inner = html! { sup { (inner) } };
        }
        inner = self.highlight(active, new, &inner);
        let d = self.document;
        html! {
            // Two marks at one spot (3–5), a mark of no width, a second stretch that begins here: jumps go there, too.
            @for (_, layer) in new {
                @match layer {
                    Layer::Mark(id) if mark != Some(*id) => {
                        span id=(format_args!("d{d}m{id}")) {}
                    }
                    Layer::Link(id) if link != Some(*id) || mark.is_some() => {
                        span id=(format_args!("d{d}l{id}")) {}
                    }
                    _ => {}
                }
            }
            (inner)
            (after)
        }
    }

    /// A piece of a mark: a jump to its note.
    fn mark(&self, id: MarkId, first: bool, inner: &Markup) -> Markup {
        let d = self.document;
        let mark = &self.view.report().documents[d].citations.marks[id];
        let anchor = first.then(|| format!("d{d}m{id}"));
        html! {
            @if let Some(note) = mark.note {
                a.mk id=[anchor] href=(format_args!("#d{d}n{note}")) data-n=(note)
                    aria-label={ "Note " (Line(&mark.label)) } { (inner) }
            } @else {
                span.mk.none id=[anchor] title="This mark has no note." { (inner) }
            }
        }
    }

    /// A piece of a link: a jump to what is known of it.
    fn link(&self, id: LinkId, first: bool, inner: &Markup) -> Markup {
        let d = self.document;
        let anchor = first.then(|| format!("d{d}l{id}"));
        let row = self.view.row(d, id);
        let verdict = row
            .and_then(|row| self.view.addresses[row].probe)
            .map(|probe| probe.verdict.as_str());
        html! {
            @match row {
                Some(row) => a class=(format_args!("lk {}", verdict.unwrap_or_default()))
                    id=[anchor] href=(format_args!("#l{row}")) title=[verdict] { (inner) },
                None => span.lk id=[anchor] { (inner) },
            }
        }
    }

    /// The way to the page itself and to its archived copy.
    fn way_out(&self, id: LinkId) -> Markup {
        let d = self.document;
        let link = &self.view.report().documents[d].citations.links[id];
        html! {
            @if let Some(url) = href(&link.url) {
                a.out href=(Line(url)) target="_blank" rel="noreferrer" aria-label="Open the page" { "↗" }
            }
            @if let Some(row) = self.view.row(d, id) { (links::copy(&self.view.addresses[row])) }
        }
    }

    /// Puts the color of the worst finding under a piece.
    fn highlight(&self, active: &[(Span, Layer)], new: &[(Span, Layer)], inner: &Markup) -> Markup {
        let findings = || {
            active.iter().filter_map(|(span, layer)| match layer {
                Layer::Finding(index) => Some((*span, *index)),
                _ => None,
            })
        };
        let severity = |index: usize| self.view.finding(index).severity;
        let begins_here = |index: usize| {
            self.view.spots[index].is_some_and(|spot| spot.block == Some(self.block))
        };
        // The shortest of the worst: the one that says most about this very piece.
        let worst = findings().max_by_key(|(span, index)| {
            (
                severity(*index),
                usize::MAX - span.len(),
                usize::MAX - index,
            )
        });
        let Some((_, worst)) = worst else {
            return html! { (inner) };
        };
        let begun = new.iter().filter_map(|(_, layer)| match layer {
            Layer::Finding(index) if begins_here(*index) => Some(*index),
            _ => None,
        });
        let number = findings().count();
        let named = (number > 1).then(|| count(number, "finding"));
        html! {
            @for index in begun { span id=(format_args!("h{index}")) {} }
            mark class=(letter(severity(worst))) data-f=(worst) title=[named] { (inner) }
        }
    }
}

/// The severity in words for those who see no colors.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Query",
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
