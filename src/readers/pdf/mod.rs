//! PDF. The lower half (`load` and what it uses) turns a file into placed glyphs, links, rules,
//! bookmarks and tags, within bounds; the upper half (`read` and what it uses) makes a document of them.

mod anchors;
mod bidi;
mod build;
mod columns;
mod content;
mod feet;
mod flow;
mod fonts;
mod furniture;
mod glyphs;
mod guard;
mod headings;
mod interpret;
mod labels;
mod layers;
mod linked;
mod links;
mod load;
mod overfull;
mod paragraphs;
mod paths;
mod place;
mod read;
mod rows;
mod seams;
mod sheet;
mod spread;
mod streams;
mod strings;
mod styles;
mod tags;
mod tidy;
mod unicode;
mod words;

pub(super) use read::read;

#[cfg(test)]
mod tests;
