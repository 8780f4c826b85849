//! What is read from Word and `OpenDocument` files: packages built here part by part, with the elements,
//! attributes and namespaces that Microsoft Word, `LibreOffice`, Google Docs and pandoc write.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it leaves out"
)]
#![expect(
    clippy::needless_raw_string_hashes,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "packages are built of strings, and XML in them is pasted as it is"
)]

mod corpus;
mod hostile;
mod open_document;
mod packing;
mod press;
mod shared;
mod shown;
mod word;
mod word_changes;
mod word_notes;
