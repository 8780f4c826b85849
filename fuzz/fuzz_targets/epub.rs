//! Any bytes as the chapter, the package document and the table of contents of an EPUB, and any bytes as the
//! whole archive.

#![no_main]

mod pipeline;

use std::io::Write;

use footfault::input::Format;
use libfuzzer_sys::fuzz_target;
use rawzip::{CompressionMethod, ZipArchiveWriter};

const CONTAINER: &[u8] =
    br#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

const PACKAGE: &[u8] = br#"<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav"/>
</manifest><spine><itemref idref="a"/><itemref idref="a"/></spine></package>"#;

const CHAPTER: &[u8] = b"<html><body><h1>A</h1><p>Said so.<sup>1</sup></p></body></html>";

/// A package of these files, not packed.
fn package(files: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut out);
    for (name, bytes) in files {
        let (mut entry, config) = archive
            .new_file(name)
            .compression_method(CompressionMethod::STORE)
            .start()
            .ok()?;
        let mut writer = config.wrap(&mut entry);
        writer.write_all(bytes).ok()?;
        let (_, descriptor) = writer.finish().ok()?;
        entry.finish(descriptor).ok()?;
    }
    archive.finish().ok()?;
    Some(out)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let (package_document, chapter, contents): (&[u8], &[u8], &[u8]) = match first % 4 {
        0 => (PACKAGE, rest, CHAPTER),
        1 => (rest, CHAPTER, CHAPTER),
        2 => (PACKAGE, CHAPTER, rest),
        _ => return pipeline::run(rest, "fuzz.epub", Format::Epub),
    };
    let files: [(&str, &[u8]); 5] = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("c.opf", package_document),
        ("a.xhtml", chapter),
        ("n.xhtml", contents),
    ];
    if let Some(package) = package(&files) {
        pipeline::run(&package, "fuzz.epub", Format::Epub);
    }
});
