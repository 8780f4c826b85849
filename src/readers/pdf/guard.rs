//! Looks over the raw bytes of a file before the library opens it: opening unpacks object streams
//! without any limit, so each packed stream is measured here first.

use flate2::{Decompress, FlushDecompress, Status};

use super::{glyphs::Refusal, streams};

/// Largest object stream; 64 MB of objects is more than any sane file has.
const MAX_OBJECTS: usize = 128 << 20;

/// All streams of a file together, as far as they are measured.
const MAX_TOTAL: u64 = 2 << 30;

/// Refuses a file that would unpack to more than is safe.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut total = 0u64;
    let mut at = 0;
    let mut buffer = vec![0u8; 64 << 10];
    while let Some(found) = find(&bytes[at..], b"stream") {
        let keyword = at + found;
        at = keyword + b"stream".len();
        if bytes[..keyword].ends_with(b"end") {
            continue;
        }
        let mut start = at;
        start += usize::from(bytes.get(start) == Some(&b'\r'));
        start += usize::from(bytes.get(start) == Some(&b'\n'));
        let head = &bytes[keyword.saturating_sub(1024)..keyword];
        if is_picture(head) {
            continue;
        }
        let (read, written) = measure(&bytes[start..], &mut buffer);
        total += written;
        if written > MAX_OBJECTS as u64 || total > MAX_TOTAL {
            return Err(too_large());
        }
        if is_twice_packed(head) && !measure_twice(&bytes[start..]) {
            return Err(too_large());
        }
        at = (start + read).min(bytes.len());
    }
    Ok(())
}

fn too_large() -> Refusal {
    Refusal {
        what: "a stream of the file unpacks to more than can be read safely".to_owned(),
        cure: "write the file anew with its publisher's tools, or check the report in another format",
    }
}

/// Bytes read and written when the stream at the start of `bytes` is inflated; 0 if it is none.
fn measure(bytes: &[u8], buffer: &mut [u8]) -> (usize, u64) {
    let [first, second, ..] = *bytes else {
        return (0, 0);
    };
    if first & 0x0f != 8 || !(u16::from(first) << 8 | u16::from(second)).is_multiple_of(31) {
        return (0, 0);
    }
    let mut state = Decompress::new(true);
    let mut at = 0;
    loop {
        let (read, written) = (state.total_in(), state.total_out());
        let status = state.decompress(&bytes[at..], buffer, FlushDecompress::None);
        at = usize::try_from(state.total_in())
            .unwrap_or(bytes.len())
            .min(bytes.len());
        let progress = state.total_in() > read || state.total_out() > written;
        if state.total_out() > MAX_OBJECTS as u64 || !progress || !matches!(status, Ok(Status::Ok))
        {
            return (at, state.total_out());
        }
    }
}

/// Whether the dictionary before a stream names several filters.
fn is_twice_packed(head: &[u8]) -> bool {
    let dict = last_dict(head);
    let filters = [
        &b"/FlateDecode"[..],
        b"/Fl ",
        b"/LZWDecode",
        b"/RunLengthDecode",
    ]
    .iter()
    .map(|name| count(dict, name))
    .sum::<usize>();
    filters > 1
}

/// Whether what a doubly packed stream unpacks to stays within bounds when unpacked again.
fn measure_twice(bytes: &[u8]) -> bool {
    let mut current = bytes.to_vec();
    for _ in 0..8 {
        match streams::inflate(&current, MAX_OBJECTS) {
            None => return false,
            Some(next) if next.is_empty() || next.len() <= current.len() / 4 => return true,
            Some(next) => current = next,
        }
    }
    false
}

/// Pictures are never unpacked, so they need no measuring.
fn is_picture(head: &[u8]) -> bool {
    let dict = last_dict(head);
    count(dict, b"/Image") > 0 && count(dict, b"ObjStm") == 0 && count(dict, b"/First") == 0
}

/// What stands behind the last `obj`.
fn last_dict(head: &[u8]) -> &[u8] {
    let start = (0..head.len().saturating_sub(2))
        .rev()
        .find(|index| &head[*index..index + 3] == b"obj");
    &head[start.unwrap_or(0)..]
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    bytes
        .windows(needle.len())
        .filter(|window| *window == needle)
        .count()
}

/// The first place of `needle`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
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
