//! Zip packages (Word, OpenDocument, EPUB): parts by name, unpacked under caps, and their XML as text.
//! Knows nothing of what the parts say.

use std::{cell::Cell, collections::HashMap, io::Read, sync::Arc};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

/// Bounds on what a package may unpack to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps {
    /// Most entries.
    pub(super) entries: usize,
    /// Largest unpacked entry in bytes.
    pub(super) entry_bytes: u64,
    /// Most bytes unpacked from one package, every reading of a part counted.
    pub(super) total_bytes: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            entries: 20_000,
            entry_bytes: 64 << 20,
            total_bytes: 256 << 20,
        }
    }
}

/// An opened package; parts are unpacked when they are read.
#[derive(Debug)]
pub(super) struct Package {
    archive: ZipSliceArchive<Arc<[u8]>>,
    names: Vec<String>,
    entries: HashMap<String, Entry>,
    /// Names in lower case, for writers that are careless with it.
    folded: HashMap<String, Entry>,
    caps: Caps,
    /// Bytes unpacked so far.
    spent: Cell<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    at: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    encrypted: bool,
}

impl Package {
    /// Reads the directory of a package.
    ///
    /// # Errors
    /// A clause that completes “this package …”: damaged, or with more entries than `caps` allow.
    pub(super) fn open(bytes: &Arc<[u8]>, caps: Caps) -> Result<Self, String> {
        let archive = ZipArchive::from_slice(Arc::clone(bytes)).map_err(|error| {
            format!("is damaged or was cut off: its directory cannot be read ({error})")
        })?;
        let mut names = Vec::new();
        let mut entries = HashMap::new();
        let mut folded = HashMap::new();
        let mut records = archive.entries();
        loop {
            let record = match records.next_entry() {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(error) => {
                    return Err(format!("is damaged: its directory ends early ({error})"));
                }
            };
            if record.is_dir() {
                continue;
            }
            if names.len() >= caps.entries {
                return Err(format!("holds more than {} files", caps.entries));
            }
            // Some writers use backslashes, which no name of these formats has otherwise.
            let name = String::from_utf8_lossy(record.file_path().as_bytes()).replace('\\', "/");
            let name = name.trim_start_matches('/').to_owned();
            let entry = Entry {
                at: record.wayfinder(),
                method: record.compression_method(),
                encrypted: record.flags().is_encrypted(),
            };
            // Of two entries with one name the first counts.
            entries.entry(name).or_insert_with_key(|name: &String| {
                names.push(name.clone());
                folded.entry(name.to_ascii_lowercase()).or_insert(entry);
                entry
            });
        }
        Ok(Self {
            archive,
            names,
            entries,
            folded,
            caps,
            spent: Cell::new(0),
        })
    }

    /// Names of all parts, in the order of the package.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a part stands in the package.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The entry of a name; where none is equal, one that differs in case only.
    fn find(&self, name: &str) -> Option<Entry> {
        let name = name.trim_start_matches('/');
        self.entries
            .get(name)
            .or_else(|| self.folded.get(&name.to_ascii_lowercase()))
            .copied()
    }

    /// Unpacks a part; `None` where there is none of that name.
    ///
    /// # Errors
    /// A clause that completes “PART …”: encrypted, packed by an unknown method, damaged, or larger than
    /// the caps allow.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(entry) = self.find(name) else {
            return Ok(None);
        };
        if entry.encrypted {
            return Err("is encrypted".to_owned());
        }
        let left = self.caps.total_bytes.saturating_sub(self.spent.get());
        let limit = self.caps.entry_bytes.min(left);
        let found = self
            .archive
            .get_entry(entry.at)
            .map_err(|error| format!("is damaged ({error})"))?;
        let stream: Box<dyn Read + '_> = match entry.method {
            CompressionMethod::STORE => Box::new(found.data()),
            CompressionMethod::DEFLATE => {
                Box::new(flate2::bufread::DeflateDecoder::new(found.data()))
            }
            other => {
                return Err(format!(
                    "is packed by the method {other}, which is not read"
                ));
            }
        };
        let mut out = Vec::new();
        // What the directory says of the size is a claim: the cap counts what comes out.
        let result = found
            .verifying_reader(stream)
            .take(limit + 1)
            .read_to_end(&mut out);
        self.spent.set(self.spent.get() + out.len() as u64);
        if out.len() as u64 > limit {
            return Err(if limit < self.caps.entry_bytes {
                format!(
                    "is too much: the package unpacks to more than {} MB",
                    self.caps.total_bytes >> 20
                )
            } else {
                format!("unpacks to more than {} MB", limit >> 20)
            });
        }
        match result {
            Ok(_) => Ok(Some(out)),
            Err(error) => Err(format!("is damaged ({error})")),
        }
    }
}

/// XML as it was decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct XmlText {
    /// The text, a byte order mark left out, what cannot be decoded as U+FFFD.
    pub(super) text: String,
    /// What to add to an offset in `text` for the offset in the part; `None` where it was not UTF-8.
    pub(super) offset: Option<usize>,
}

/// Decodes XML: by its byte order mark, by the look of UTF-16 without one, by its declaration, else as UTF-8.
/// Never fails.
pub(super) fn xml_text(bytes: &[u8]) -> XmlText {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[length..]);
        return XmlText {
            text: text.into_owned(),
            offset: (encoding == UTF_8 && !broken).then_some(length),
        };
    }
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    // A declaration of UTF-16 that can be read byte by byte is wrong.
    let encoding = match bytes {
        [b'<', b'?', ..] if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        _ => encoding,
    };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    XmlText {
        text: text.into_owned(),
        offset: (encoding == UTF_8 && !broken).then_some(0),
    }
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(256)];
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let rest = declaration[declaration.find("encoding")? + 8..].trim_start();
    let rest = rest.strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let rest = &rest[1..];
    Encoding::for_label(&rest.as_bytes()[..rest.find(quote)?])
}

/// The name of the part that `href`, written in the part `from`, means, and its fragment; percent-encoding
/// undone, `.` and `..` resolved. `None` for an address outside the package, and for one that leaves its root.
pub(super) fn resolve(from: &str, href: &str) -> Option<(String, Option<String>)> {
    let href = href.trim();
    let (path, fragment) = match href.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (href, None),
    };
    let fragment = fragment.map(percent_decoded);
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return Some((from.to_owned(), fragment));
    }
    let scheme = path
        .split(['/', '.'])
        .next()
        .is_some_and(|start| start.contains(':'));
    if scheme || path.starts_with("//") {
        return None;
    }
    let path = percent_decoded(path).replace('\\', "/");
    let mut segments: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        let mut folder: Vec<&str> = from.split('/').collect();
        folder.pop();
        folder
    };
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            other => segments.push(other),
        }
    }
    Some((segments.join("/"), fragment))
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rawzip::ZipArchiveWriter;

    use super::*;

    fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut out);
        for (name, bytes) in parts {
            let (mut entry, config) = archive
                .new_file(name)
                .compression_method(CompressionMethod::DEFLATE)
                .start()
                .unwrap();
            let encoder =
                flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
            let mut writer = config.wrap(encoder);
            writer.write_all(bytes).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        out
    }

    fn open(bytes: Vec<u8>, caps: Caps) -> Result<Package, String> {
        Package::open(&bytes.into(), caps)
    }

    #[test]
    fn parts_are_found_by_name_whatever_their_case() {
        let package = open(zip(&[("a/B.xml", b"one"), ("c", b"")]), Caps::default()).unwrap();
        assert_eq!(package.names(), ["a/B.xml", "c"]);
        assert_eq!(package.read("a/B.xml").unwrap().unwrap(), b"one");
        assert_eq!(package.read("/A/b.xml").unwrap().unwrap(), b"one");
        assert_eq!(package.read("a").unwrap(), None);
        assert!(package.has("C") && !package.has("d"));
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_while_unpacking() {
        let zeros = vec![0; 300_000];
        let caps = Caps {
            entry_bytes: 200_000,
            total_bytes: 250_000,
            entries: 3,
        };
        let bytes = zip(&[
            ("big", &zeros),
            ("a", &zeros[..150_000]),
            ("b", &zeros[..150_000]),
        ]);
        assert!(bytes.len() < 5_000);
        let package = open(bytes.clone(), caps).unwrap();
        assert!(package.read("big").unwrap_err().contains("unpacks to more"));
        let package = open(bytes.clone(), caps).unwrap();
        assert_eq!(
            package.read("a").unwrap().map(|part| part.len()),
            Some(150_000)
        );
        assert!(
            package
                .read("b")
                .unwrap_err()
                .contains("the package unpacks")
        );
        let error = open(bytes, Caps { entries: 2, ..caps }).unwrap_err();
        assert!(error.contains("more than 2 files"), "{error}");
    }

    #[test]
    fn damage_is_told() {
        let bytes = zip(&[("a", b"some text that is packed, and packed, and packed")]);
        let error = open(bytes[..bytes.len() - 30].to_vec(), Caps::default()).unwrap_err();
        assert!(error.contains("cut off"), "{error}");
        for at in 35..60 {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x55;
            let package = open(bytes, Caps::default()).unwrap();
            let error = package.read("a").unwrap_err();
            assert!(error.contains("damaged"), "{at}: {error}");
        }
    }

    #[test]
    fn xml_is_decoded_by_mark_look_and_declaration() {
        let utf16: Vec<u8> = "<?xml version='1.0'?><a>ä</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (bytes, text, offset) in [
            (&b"\xEF\xBB\xBF<a>\xC3\xA4</a>"[..], "<a>ä</a>", Some(3)),
            (b"<a>\xC3\xA4</a>", "<a>ä</a>", Some(0)),
            (b"<a>\xE4</a>", "<a>\u{fffd}</a>", None),
            (utf16.as_slice(), "<?xml version='1.0'?><a>ä</a>", None),
            (
                b"<?xml version=\"1.0\" encoding = 'ISO-8859-1'?><a>\xE4</a>",
                "<?xml version=\"1.0\" encoding = 'ISO-8859-1'?><a>ä</a>",
                None,
            ),
            (
                b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
                Some(0),
            ),
        ] {
            let read = xml_text(bytes);
            assert_eq!((read.text.as_str(), read.offset), (text, offset));
        }
    }

    #[test]
    fn references_between_parts_stay_inside() {
        for (from, href, part, fragment) in [
            ("OEBPS/a.xhtml", "#n1", "OEBPS/a.xhtml", Some("n1")),
            (
                "OEBPS/text/a.xhtml",
                "../notes.xhtml#n%201",
                "OEBPS/notes.xhtml",
                Some("n 1"),
            ),
            ("a.opf", "b%20c.html", "b c.html", None),
            (
                "word/document.xml",
                "/word/media/x.png",
                "word/media/x.png",
                None,
            ),
            ("x/a.html", "./b.html?q=1#", "x/b.html", Some("")),
        ] {
            let found = resolve(from, href).unwrap();
            assert_eq!((found.0.as_str(), found.1.as_deref()), (part, fragment));
        }
        for outside in [
            "http://a.example/",
            "mailto:a@b.example",
            "//host/x",
            "../../etc/passwd",
        ] {
            assert_eq!(resolve("OEBPS/a.xhtml", outside), None, "{outside}");
        }
    }
}
