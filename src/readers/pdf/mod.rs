//! PDF. The lower half (`load` and what it uses) turns a file into placed glyphs, links, rules,
//! bookmarks and tags, within bounds; the upper half makes a document of them.

mod content;
mod fonts;
mod glyphs;
mod guard;
mod interpret;
mod labels;
mod layers;
mod links;
mod load;
mod paths;
mod streams;
mod strings;
mod tags;
mod tidy;
mod unicode;
