//! The packages of `corpus/` are what the presses make of `corpus/sources/`; `UPDATE_DOCS=1` writes them.
//! What is found in them is compared by `tests/corpus.rs`.

use std::{env, fs, path::Path};

use crate::{
    packing::zip,
    press::{Source, book, odf, word},
};

/// The file that a source gives: how its name ends, and its bytes.
fn printed(source: &Source) -> (&'static str, Vec<u8>) {
    let (extension, parts) = match source.press.as_str() {
        "word footnotes" => ("docx", word::print(source, true)),
        "word typed" => ("docx", word::print(source, false)),
        "libreoffice endnotes" => ("odt", odf::print(source, odf::Notes::End)),
        "libreoffice footnotes" => ("odt", odf::print(source, odf::Notes::Foot)),
        "flat endnotes" => return ("fodt", odf::flat(source, odf::Notes::End).into_bytes()),
        "epub endnotes" => ("epub", book::print(source, book::Kind::Endnotes)),
        "calibre" => ("epub", book::print(source, book::Kind::Calibre)),
        other => panic!("no press is called {other:?}"),
    };
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    (extension, zip(&parts))
}

#[test]
fn packages_are_what_their_sources_give() {
    let mut seen = 0;
    for entry in fs::read_dir("corpus/sources").unwrap() {
        let path = entry.unwrap().path();
        let source = Source::parse(&fs::read_to_string(&path).unwrap());
        let (extension, bytes) = printed(&source);
        let name = path.file_stem().unwrap();
        let package = Path::new("corpus").join(name).with_extension(extension);
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&package, &bytes).unwrap();
        }
        assert!(
            fs::read(&package).is_ok_and(|there| there == bytes),
            "{} is not what its source gives: run `UPDATE_DOCS=1 cargo test --test office corpus`",
            package.display()
        );
        seen += 1;
    }
    assert_eq!(seen, 7);
}
