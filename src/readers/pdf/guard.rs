//! Looks over the raw bytes of a file before the library opens it. Opening unpacks cross-reference
//! and object streams without any limit and keeps them, and searches for the end of broken streams
//! again and again: what could cost too much is measured here, and refused.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, FromBytes, Name, Object, Stream};

use super::{
    glyphs::Refusal,
    streams::{self, Unpacker},
};

/// Dictionaries longer than this are looked at again as a whole, a few times.
const DICT: usize = 64 << 10;

/// How often.
const MAX_LONG_DICTS: usize = 20;

/// Longest dictionary of a stream.
const LONG_DICT: usize = 4 << 20;

/// Streams that lack their end; a damaged file has a few.
const MAX_UNENDED: usize = 1000;

/// Dictionaries that lack their end; a damaged file has a few.
const MAX_RUNAWAYS: usize = 1000;

/// Bytes the library may go over in vain: each of these dictionaries may cost it the whole file.
const MAX_IN_VAIN: usize = 1 << 30;

/// Largest object stream of an encrypted file, packed: it cannot be measured before it is opened, and
/// deflate grows at most a thousandfold.
const MAX_ENCRYPTED: usize = 256 << 10;

/// Largest sum of them.
const MAX_ENCRYPTED_TOTAL: usize = 8 << 20;

/// An object as it stands in the file.
struct Found<'a> {
    /// Its number; `None` if it cannot be told.
    number: Option<u32>,
    /// From behind `obj` to the end of the file.
    rest: &'a [u8],
    /// Length up to the next object.
    length: usize,
}

impl<'a> Found<'a> {
    /// At most `most` bytes of its value. Comments are skipped up to the next object: one that hides
    /// in a comment is an object of its own here.
    fn value(&self, most: usize) -> &'a [u8] {
        let own = &self.rest[..self.length];
        let start = self.length - skip_comments(own.trim_ascii_start()).len();
        &self.rest[start..self.rest.len().min(start + most)]
    }
}

/// Refuses a file that would cost too much to open.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    if unended(bytes) > MAX_UNENDED {
        return Err(damaged("its streams have no end"));
    }
    let objects = objects(bytes);
    let most = (MAX_IN_VAIN / bytes.len().max(1)).clamp(8, MAX_RUNAWAYS);
    if runaways(bytes, most) + runaway_values(&objects, most) > most {
        return Err(damaged("its dictionaries have no end"));
    }
    let mut long_dicts = 0;
    let unpacker = Unpacker::default();
    let mut packed = HashSet::new();
    let mut measured = vec![false; objects.len()];
    let mut encrypted = find(bytes, b"/Encrypt").is_some();
    // First the cross-reference streams, which say which streams hold objects.
    for (index, object) in objects.iter().enumerate() {
        let head = &object.rest[..object.length.min(DICT)];
        if !(contains(head, b"/W") || contains(head, b"ObjStm") || head.contains(&b'#')) {
            continue;
        }
        let Some(dict) = dict_of(object, &mut long_dicts)? else {
            continue;
        };
        encrypted |= dict.contains_key("Encrypt");
        if dict.contains_key("W") && dict.contains_key("Size") {
            measured[index] = true;
            if let Some(stream) = Stream::from_bytes(object.rest.trim_ascii_start()) {
                let table = measure(&stream, object, &unpacker)?;
                note_object_streams(&dict, &table, &mut packed);
            }
        } else if dict.get::<Name<'_>>("Type").as_deref() == Some(b"ObjStm") {
            packed.extend(object.number);
            if object.number.is_none() {
                measured[index] = true;
                check_packed(object, &unpacker, encrypted, &mut 0)?;
            }
        }
    }
    let mut total = 0;
    for (object, measured) in objects.iter().zip(measured) {
        if !measured && object.number.is_none_or(|number| packed.contains(&number)) {
            check_packed(object, &unpacker, encrypted, &mut total)?;
        }
    }
    Ok(())
}

fn check_packed(
    object: &Found<'_>,
    unpacker: &Unpacker,
    encrypted: bool,
    total: &mut usize,
) -> Result<(), Refusal> {
    let Some(stream) = Stream::from_bytes(object.rest.trim_ascii_start()) else {
        return Ok(());
    };
    if encrypted {
        let length = stream
            .raw_data()
            .len()
            .max(object.length.min(MAX_ENCRYPTED * 2));
        *total += length;
        if length > MAX_ENCRYPTED || *total > MAX_ENCRYPTED_TOTAL || stream.filters().len() > 2 {
            return Err(too_large());
        }
        // A file can say `/Encrypt` without being encrypted, so its streams are measured all the same.
    }
    measure(&stream, object, unpacker).map(|_| ())
}

/// Unpacks a stream within bounds.
fn measure(
    stream: &Stream<'_>,
    object: &Found<'_>,
    unpacker: &Unpacker,
) -> Result<Vec<u8>, Refusal> {
    let dict = stream.dict();
    let elsewhere = |key: &str| dict.get_ref(key).is_some();
    if ["F", "Filter", "DP", "DecodeParms"]
        .into_iter()
        .any(elsewhere)
    {
        return Err(too_large());
    }
    // Where the length is told elsewhere, the stream may be longer than it looks.
    let bytes = if elsewhere("Length") {
        after_keyword(object.rest).unwrap_or_default().to_vec()
    } else {
        stream.raw_data().into_owned()
    };
    unpacker.undo(bytes, stream).ok_or_else(too_large)
}

fn damaged(how: &str) -> Refusal {
    Refusal {
        what: format!("the file is damaged: {how}"),
        cure: "export it again, or repair it (\"qpdf broken.pdf whole.pdf\")",
    }
}

fn too_large() -> Refusal {
    Refusal {
        what: format!(
            "a stream of the file unpacks to more than {} MB",
            streams::MAX_STREAM >> 20
        ),
        cure: "write the file anew with the tools that made it, or check the report in another format",
    }
}

/// Adds the streams the rows of a cross-reference table (7.5.8.3) name as holding objects.
fn note_object_streams(dict: &Dict<'_>, table: &[u8], packed: &mut HashSet<u32>) {
    let widths: Vec<usize> = dict
        .get::<Array<'_>>("W")
        .map(|widths| widths.iter::<u8>().take(3).map(usize::from).collect())
        .unwrap_or_default();
    let &[kind, second, third] = widths.as_slice() else {
        return;
    };
    let row = kind + second + third;
    if row == 0 || kind == 0 {
        return;
    }
    for row in table.chunks_exact(row) {
        // The library takes the first byte for the kind.
        if row[0] == 2 || row[kind - 1] == 2 {
            for field in [
                &row[kind..kind + second],
                &row[1..(1 + second).min(row.len())],
            ] {
                packed.insert(
                    field
                        .iter()
                        .fold(0u32, |number, byte| number << 8 | u32::from(*byte)),
                );
            }
        }
    }
}

fn dict_of<'a>(object: &Found<'a>, long_dicts: &mut usize) -> Result<Option<Dict<'a>>, Refusal> {
    let rest = object.value(LONG_DICT);
    if !rest.starts_with(b"<<") {
        return Ok(None);
    }
    if let Some(dict) = Dict::from_bytes(&rest[..rest.len().min(DICT)]) {
        return Ok(Some(dict));
    }
    if object.length <= DICT {
        return Ok(None);
    }
    *long_dicts += 1;
    if *long_dicts > MAX_RUNAWAYS {
        return Err(damaged("its dictionaries have no end"));
    }
    Ok(Dict::from_bytes(&rest[..rest.len().min(LONG_DICT)]))
}

fn skip_comments(mut bytes: &[u8]) -> &[u8] {
    while bytes.first() == Some(&b'%') {
        let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        bytes = bytes[end.unwrap_or(bytes.len())..].trim_ascii_start();
    }
    bytes
}

/// All objects, by their keyword; text within streams that looks like one does no harm.
fn objects(bytes: &[u8]) -> Vec<Found<'_>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut at = 0;
    let mut starts = Vec::new();
    while let Some(next) = find(&bytes[at..], b"obj") {
        let keyword = at + next;
        at = keyword + 3;
        if bytes[..keyword].ends_with(b"end") {
            continue;
        }
        found.push(Found {
            number: number_before(&bytes[..keyword]),
            rest: &bytes[at..],
            length: 0,
        });
        starts.push(at);
    }
    starts.push(bytes.len());
    for (object, bounds) in found.iter_mut().zip(starts.windows(2)) {
        object.length = bounds[1] - bounds[0];
    }
    found
}

/// The object number before its generation and the keyword `obj`.
fn number_before(bytes: &[u8]) -> Option<u32> {
    let bytes = bytes.trim_ascii_end();
    let generation = digits_at_end(bytes)?;
    let bytes = bytes[..bytes.len() - generation.len()].trim_ascii_end();
    std::str::from_utf8(digits_at_end(bytes)?)
        .ok()?
        .parse()
        .ok()
}

fn digits_at_end(bytes: &[u8]) -> Option<&[u8]> {
    let tail = &bytes[bytes.len().saturating_sub(12)..];
    let count = tail
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (count > 0).then(|| &bytes[bytes.len() - count..])
}

/// What stands behind the keyword `stream` of an object.
fn after_keyword(rest: &[u8]) -> Option<&[u8]> {
    let rest = &rest[find(rest, b"stream")? + b"stream".len()..];
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    Some(rest.strip_prefix(b"\n").unwrap_or(rest))
}

/// How many streams have no end before the next one starts.
fn unended(bytes: &[u8]) -> usize {
    let (mut at, mut unended, mut open) = (0, 0usize, false);
    while let Some(next) = find(&bytes[at..], b"stream") {
        let keyword = at + next;
        at = keyword + b"stream".len();
        let is_end = bytes[..keyword].ends_with(b"end");
        unended += usize::from(open && !is_end);
        open = !is_end;
    }
    unended
}

/// How many dictionaries have no end within reach. The library, when it mends a file, looks at every
/// `<<` behind a blank or an `obj`, also within streams, and reads as far as it takes.
fn runaways(bytes: &[u8], most: usize) -> usize {
    let (mut at, mut runaways, mut long) = (0, 0, 0);
    while let Some(next) = find(&bytes[at..], b"<<") {
        at += next;
        let before = &bytes[..at];
        let is_token = before.ends_with(b"obj")
            || before
                .last()
                .is_none_or(|byte| matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' '));
        if !is_token {
            at += 1;
            continue;
        }
        let rest = &bytes[at..];
        // What is no key ends the matter at once, as in the bytes of a picture.
        let inner = skip_comments(rest[2..rest.len().min(DICT)].trim_ascii_start());
        if !matches!(inner.first(), None | Some(b'/' | b'>' | 0)) {
            at += 1;
            continue;
        }
        let mut length = dict_length(rest, DICT);
        if length.is_none() && rest.len() > DICT && long < MAX_LONG_DICTS {
            long += 1;
            length = dict_length(rest, LONG_DICT);
        }
        if let Some(length) = length {
            at += length.max(2);
        } else {
            at += 2;
            runaways += 1;
            if runaways > most {
                break;
            }
        }
    }
    runaways
}

/// The same for objects that are strings or arrays.
fn runaway_values(objects: &[Found<'_>], most: usize) -> usize {
    objects
        .iter()
        .filter(|object| {
            let head = object.value(DICT);
            matches!(head, [b'(' | b'[', ..] | [b'<', _, ..])
                && !head.starts_with(b"<<")
                && Object::from_bytes(head).is_none()
        })
        .take(most + 1)
        .count()
}

fn dict_length(rest: &[u8], most: usize) -> Option<usize> {
    Dict::from_bytes(&rest[..rest.len().min(most)]).map(|dict| dict.data().len())
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    find(bytes, needle).is_some()
}

/// The first place of `needle`.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == first) {
        at += found;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}
