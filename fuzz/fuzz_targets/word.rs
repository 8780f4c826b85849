//! Any bytes, read as the main part of a Word document, as accepted and as it was before its changes.

#![no_main]

use std::io::Write;

use footfault::{
    input::{Format, Input},
    readers::{self, Options},
};
use libfuzzer_sys::fuzz_target;
use rawzip::{CompressionMethod, ZipArchiveWriter};

/// A package that holds nothing but its main part, not packed.
fn package(document: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut out);
    let (mut entry, config) = archive
        .new_file("word/document.xml")
        .compression_method(CompressionMethod::STORE)
        .start()
        .ok()?;
    let mut writer = config.wrap(&mut entry);
    writer.write_all(document).ok()?;
    let (_, descriptor) = writer.finish().ok()?;
    entry.finish(descriptor).ok()?;
    archive.finish().ok()?;
    Some(out)
}

fuzz_target!(|bytes: &[u8]| {
    let Some(package) = package(bytes) else {
        return;
    };
    if let Ok(input) = Input::from_bytes("fuzz.docx", package, Some(Format::Docx)) {
        for original in [false, true] {
            let options = Options {
                original,
                ..Options::default()
            };
            let _ = readers::read(&input, &options);
        }
    }
});
