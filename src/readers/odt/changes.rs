//! Tracked changes, for reading a text as it was before them: which stretches were inserted, and where the
//! file keeps what was deleted.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use crate::readers::xml::{Bindings, Event, Space, Xml};

/// The tracked changes of a text.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Ids of insertions.
    pub(super) inserted: HashSet<String>,
    /// What was deleted, by id.
    pub(super) deleted: HashMap<String, Range<usize>>,
    /// Where the element stands whose prefixes hold for all deletions.
    root: Range<usize>,
}

impl Changes {
    /// Reads `text:tracked-changes`.
    pub(super) fn read(source: &str) -> Self {
        let mut out = Self::default();
        let mut xml = Xml::new(source);
        let mut region: Option<String> = None;
        let mut open = false;
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) => match (element.space, element.name) {
                    (Space::Office, name) if name.starts_with("document") => {
                        out.root = element.span.start..element.span.end;
                    }
                    (
                        Space::Office,
                        "styles" | "automatic-styles" | "master-styles" | "font-face-decls",
                    ) => xml.leave_out(),
                    (Space::Text, "tracked-changes") => open = true,
                    (Space::Text, "p" | "h" | "list") if !open => break,
                    (Space::Text, "changed-region") => {
                        region = element.attr("id").map(Into::into);
                    }
                    (Space::Text, "insertion") => out.inserted.extend(region.clone()),
                    (Space::Text, "deletion") => {
                        let from = element.span.end;
                        xml.leave_out();
                        let to = source[..xml.offset().min(source.len())]
                            .rfind("</")
                            .unwrap_or(from);
                        if let Some(id) = region.clone() {
                            out.deleted.insert(id, from..to.max(from));
                        }
                    }
                    _ => {}
                },
                Event::Close(Space::Text, "tracked-changes") => break,
                _ => {}
            }
        }
        out
    }

    /// The prefixes that the root of the part binds.
    pub(super) fn bindings<'a>(&self, source: &'a str) -> Bindings<'a> {
        let mut xml = Xml::within(source, self.root.clone(), Vec::new());
        xml.next();
        xml.bindings()
    }
}
