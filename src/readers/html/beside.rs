//! Notes that stand amid a sentence and are shown beside it: sidenotes behind a switch, texts that pop up, notes
//! kept in an attribute. What the format itself calls a note becomes a native one.

use std::ops::Range;

use super::{
    elements,
    runs::Inherited,
    tokens::Tag,
    walk::{Role, Walker},
};
use crate::{
    document::{BlockKind, InlineKind, NativeNote, Origin, Placement},
    readers::buffer::Context,
    span::Span,
};

/// The number before a sidenote.
#[derive(Debug)]
pub(super) struct Switch {
    /// As printed; empty where a style sheet counts.
    pub(super) label: String,
    pub(super) numbered: bool,
    pub(super) range: Range<usize>,
}

impl Walker<'_, '_> {
    /// Notes that stand amid a sentence.
    pub(super) fn beside(&mut self, tag: &Tag, block: bool) -> Role {
        let word = |word: &str| tag.has_word("class", word);
        if word("sidenote") || word("marginnote") || word("ltx_note_outer") {
            let switch = self.switch.take().filter(|switch| switch.numbered);
            return Role::Beside {
                note: switch.map(|switch| self.native_note(switch, tag.range.clone())),
            };
        }
        if block || self.flow.buffer.text.trim().is_empty() {
            return Role::None;
        }
        let called = tag
            .get("id")
            .is_some_and(|id| self.page.called.contains(id));
        let pops = tag.has_word("role", "tooltip")
            || tag.words("class").any(|word| {
                let word = word.to_ascii_lowercase();
                [
                    "tooltip",
                    "popup",
                    "popover",
                    "footnote__note",
                    "footnote-content",
                    "footnote-text",
                ]
                .iter()
                .any(|part| word.contains(part))
            });
        if called && pops {
            return Role::Beside { note: None };
        }
        if !called && elements::is_note(tag) && !self.inherited().has(Inherited::LINK) {
            let at = tag.range.start;
            let switch = Switch {
                label: String::new(),
                numbered: true,
                range: at..tag.range.end,
            };
            return Role::Beside {
                note: Some(self.native_note(switch, tag.range.clone())),
            };
        }
        Role::None
    }

    /// A note that the format itself knows; its mark is written here.
    pub(super) fn native_note(&mut self, switch: Switch, range: Range<usize>) -> usize {
        self.shared.notes += 1;
        let label = if switch.label.is_empty() {
            self.shared.notes.to_string()
        } else {
            switch.label
        };
        let note = self.flow.builder.native_note(NativeNote {
            label: label.clone(),
            keyed: false,
            placement: Placement::Foot,
            origin: Origin::Bytes {
                part: self.page.part,
                span: Span::new(range.start, range.end),
            },
        });
        let from = self.flow.buffer.len();
        self.flow
            .verbatim(&label, self.page.source, switch.range.clone());
        let to = self.flow.buffer.len();
        self.flow.buffer.inline(
            InlineKind::NoteRef { note: Some(note) },
            from..to,
            switch.range,
        );
        note
    }

    /// A mark whose note stands in an attribute.
    pub(super) fn popover(
        &mut self,
        from: usize,
        text: &str,
        range: Range<usize>,
        whole: Range<usize>,
    ) {
        let from = from.min(self.flow.buffer.len());
        let label = self
            .flow
            .buffer
            .text
            .get(from..)
            .unwrap_or_default()
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')'))
            .to_owned();
        let short = !label.is_empty()
            && label.len() <= 4
            && (label.bytes().all(|byte| byte.is_ascii_digit())
                || label.chars().all(|c| matches!(c, '*' | '†' | '‡')));
        if !short || self.flow.is_aside() {
            return;
        }
        let note = self.flow.builder.native_note(NativeNote {
            label,
            keyed: false,
            placement: Placement::Foot,
            origin: Origin::Bytes {
                part: self.page.part,
                span: whole.clone().into(),
            },
        });
        let to = self.flow.buffer.len();
        self.flow
            .buffer
            .inline(InlineKind::NoteRef { note: Some(note) }, from..to, whole);
        self.flow.aside();
        self.flow
            .verbatim(&plain(text), self.page.source, range.clone());
        let context = Context {
            note: Some(note),
            ..Context::default()
        };
        self.flow.end_block(BlockKind::Paragraph, context, range);
        self.flow.rejoin();
    }
}

/// Whether an element is the number before a sidenote: the switch of Tufte's style sheet, the mark of `LaTeXML`.
pub(super) fn is_switch(tag: &Tag) -> bool {
    (tag.name == "label" && tag.has_word("class", "margin-toggle"))
        || (tag.name == "sup" && tag.has_word("class", "ltx_note_mark"))
}

/// Whether a switch is before a note, and not before a remark without a number.
pub(super) fn is_numbered(tag: &Tag) -> bool {
    tag.name == "sup" || tag.has_word("class", "sidenote-number")
}

/// Whether an element within a sidenote says its number again.
pub(super) fn is_repeated(tag: &Tag) -> bool {
    ["ltx_note_mark", "ltx_tag_note", "ltx_note_type"]
        .iter()
        .any(|word| tag.has_word("class", word))
}

/// Attribute text may hold markup of its own.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '<' => depth += 1,
            '>' if depth > 0 => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
