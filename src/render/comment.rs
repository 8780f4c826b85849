//! A page that is never longer than a comment on GitHub may be, and says what it leaves out. Knows no findings.

use crate::render::style::{count, grouped};

/// Characters that a comment on GitHub may have.
const LIMIT: usize = 65_536;
/// Characters kept free for the title, the words that say what was left out, and the end.
const RESERVE: usize = 800;
/// Characters for everything else.
pub(crate) const ROOM: usize = LIMIT - RESERVE;

/// How much is said of each link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// All that is known, folded.
    Whole,
    /// Where it is, what is the matter, what to do.
    Brief,
}

/// A page that takes no more than it has room for. What comes after the first block that does not fit is left
/// out too, so that nothing is missing in between.
pub(crate) struct Page {
    out: String,
    room: usize,
    /// How much is said of each link.
    pub(crate) depth: Depth,
    left_out: usize,
    /// Headings that are written with the first block below them.
    headings: [Option<String>; 2],
}

impl Page {
    /// An empty page with room for so many characters.
    pub(crate) fn new(room: usize, depth: Depth) -> Self {
        Self {
            out: String::new(),
            room,
            depth,
            left_out: 0,
            headings: [None, None],
        }
    }

    /// Begins a section; one of the lower level ends with it.
    pub(crate) fn section(&mut self, heading: String) {
        self.headings = [Some(heading), None];
    }

    /// Begins a part of a section.
    pub(crate) fn subsection(&mut self, heading: String) {
        self.headings[1] = Some(heading);
    }

    /// Adds a block that tells of `items` links or findings.
    pub(crate) fn add(&mut self, block: &str, items: usize) {
        let heading: String = self.headings.iter().flatten().map(String::as_str).collect();
        let long = heading.chars().count() + block.chars().count();
        if self.left_out > 0 || long > self.room {
            self.left_out += items;
            return;
        }
        self.headings = [None, None];
        self.room -= long;
        self.out.push_str(&heading);
        self.out.push_str(block);
    }

    /// What was written.
    pub(crate) fn text(&self) -> &str {
        &self.out
    }

    /// Whether something did not fit.
    pub(crate) fn is_cut(&self) -> bool {
        self.left_out > 0
    }

    /// What was left out, in a sentence.
    pub(crate) fn told(&self) -> Option<String> {
        let whole = "The whole report: `footfault check --output report.html`.";
        if self.left_out > 0 {
            let what = count(self.left_out, "link and finding");
            let what = what.replace("link and findings", "links and findings");
            return Some(format!(
                "**Cut**: a comment may have {} characters. {what} and all details are left out. {whole}",
                grouped(LIMIT)
            ));
        }
        (self.depth == Depth::Brief).then(|| {
            format!(
                "**Shortened**: a comment may have {} characters. What was tried is left out. {whole}",
                grouped(LIMIT)
            )
        })
    }
}
