//! Decodes streams within bounds: the library that reads the objects has no limit on what a few
//! kilobytes unpack to, so nothing is handed to it that was not measured here first.

use std::cell::Cell;

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::{
    Filter,
    object::{Array, Dict, Object, Stream},
};
use weezl::{BitOrder, LzwStatus};

/// Largest stream after unpacking; the text of 64 MB is a shelf of books.
pub(super) const MAX_STREAM: usize = 64 << 20;

/// All streams of one file together.
const MAX_TOTAL: usize = 512 << 20;

/// Filters applied one after the other.
const MAX_FILTERS: usize = 8;

/// Unpacks streams until the file has had its share.
#[derive(Debug)]
pub(super) struct Unpacker {
    left: Cell<usize>,
}

impl Default for Unpacker {
    fn default() -> Self {
        Self {
            left: Cell::new(MAX_TOTAL),
        }
    }
}

impl Unpacker {
    /// The stream with its filters undone. A damaged stream gives what stands before the damage.
    ///
    /// `None` for pictures, for what grows beyond the bounds, and for unknown filters.
    pub(super) fn unpack(&self, stream: &Stream<'_>) -> Option<Vec<u8>> {
        self.undo(stream.raw_data().into_owned(), stream)
    }

    /// As [`Unpacker::unpack`], for bytes that were found to belong to the stream.
    pub(super) fn undo(&self, mut bytes: Vec<u8>, stream: &Stream<'_>) -> Option<Vec<u8>> {
        let filters = stream.filters();
        if filters.len() > MAX_FILTERS {
            return None;
        }
        let params = parameters(stream.dict());
        for (index, filter) in filters.into_iter().enumerate() {
            let empty = Dict::empty();
            let params = params.get(index).unwrap_or(&empty);
            let cap = self.left.get().min(MAX_STREAM);
            bytes = match filter {
                Filter::Crypt if index == 0 => bytes,
                Filter::FlateDecode => unpredict(inflate(&bytes, cap)?, params)?,
                Filter::LzwDecode => unpredict(unlzw(&bytes, params, cap)?, params)?,
                Filter::AsciiHexDecode => unhex(&bytes),
                Filter::Ascii85Decode => un85(&bytes),
                Filter::RunLengthDecode => unrun(&bytes, cap)?,
                _ => return None,
            };
            self.left.set(self.left.get().checked_sub(bytes.len())?);
        }
        Some(bytes)
    }

    /// Whether the stream stays within the bounds, so that the library may unpack it.
    pub(super) fn fits(&self, stream: &Stream<'_>) -> bool {
        self.unpack(stream).is_some()
    }
}

fn parameters<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    for key in ["DP", "DecodeParms"] {
        if let Some(params) = dict.get::<Dict<'_>>(key) {
            return vec![params];
        }
        if let Some(list) = dict.get::<Array<'_>>(key) {
            return list
                .iter::<Object<'_>>()
                .take(MAX_FILTERS)
                .map(|params| params.into_dict().unwrap_or_else(Dict::empty))
                .collect();
        }
    }
    Vec::new()
}

/// Inflates a zlib stream, or a bare deflate stream; `None` beyond `cap` bytes.
pub(super) fn inflate(bytes: &[u8], cap: usize) -> Option<Vec<u8>> {
    let wrapped = bytes.len() >= 2
        && bytes[0] & 0x0f == 8
        && (u16::from(bytes[0]) << 8 | u16::from(bytes[1])).is_multiple_of(31);
    let mut state = Decompress::new(wrapped);
    let mut unpacked = Vec::new();
    let mut at = 0;
    let mut buffer = vec![0u8; 64 << 10];
    loop {
        let (read, written) = (state.total_in(), state.total_out());
        let status = state.decompress(&bytes[at..], &mut buffer, FlushDecompress::None);
        let read = usize::try_from(state.total_in() - read).ok()?;
        let written = usize::try_from(state.total_out() - written).ok()?;
        at += read;
        unpacked.extend_from_slice(&buffer[..written]);
        if unpacked.len() > cap {
            return None;
        }
        match status {
            Ok(Status::Ok) if read > 0 || written > 0 => {}
            // A damaged or cut stream keeps what came before.
            _ => return Some(unpacked),
        }
    }
}

fn unlzw(bytes: &[u8], params: &Dict<'_>, cap: usize) -> Option<Vec<u8>> {
    let early = params.get::<i64>("EarlyChange").unwrap_or(1) != 0;
    let mut state = if early {
        weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        weezl::decode::Decoder::new(BitOrder::Msb, 8)
    };
    let mut unpacked = Vec::new();
    let mut at = 0;
    let mut buffer = vec![0u8; 64 << 10];
    loop {
        let result = state.decode_bytes(&bytes[at..], &mut buffer);
        at += result.consumed_in;
        unpacked.extend_from_slice(&buffer[..result.consumed_out]);
        if unpacked.len() > cap {
            return None;
        }
        match result.status {
            Ok(LzwStatus::Ok) if result.consumed_in > 0 || result.consumed_out > 0 => {}
            _ => return Some(unpacked),
        }
    }
}

fn unhex(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::with_capacity(bytes.len() / 2);
    let mut high = None;
    for byte in bytes.iter().take_while(|byte| **byte != b'>') {
        let Some(digit) = char::from(*byte).to_digit(16) else {
            continue;
        };
        let digit = digit.to_le_bytes()[0];
        match high.take() {
            Some(high) => unpacked.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    unpacked.extend(high.map(|high| high << 4));
    unpacked
}

fn un85(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::with_capacity(bytes.len() / 5 * 4);
    let mut group = [0u8; 5];
    let mut count = 0;
    for byte in bytes {
        match byte {
            b'z' if count == 0 => unpacked.extend([0; 4]),
            b'!'..=b'u' => {
                group[count] = byte - b'!';
                count += 1;
                if count == 5 {
                    unpacked.extend(ascii_85_group(group));
                    count = 0;
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        group[count..].fill(84);
        unpacked.extend(&ascii_85_group(group)[..count - 1]);
    }
    unpacked
}

fn ascii_85_group(group: [u8; 5]) -> [u8; 4] {
    group
        .iter()
        .fold(0u32, |value, digit| {
            value.wrapping_mul(85).wrapping_add(u32::from(*digit))
        })
        .to_be_bytes()
}

fn unrun(bytes: &[u8], cap: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut rest = bytes;
    while let Some((&length, after)) = rest.split_first() {
        match length {
            0..=127 => {
                let count = (usize::from(length) + 1).min(after.len());
                unpacked.extend_from_slice(&after[..count]);
                rest = &after[count..];
            }
            128 => break,
            _ => {
                let Some((&byte, after)) = after.split_first() else {
                    break;
                };
                unpacked.resize(unpacked.len() + 257 - usize::from(length), byte);
                rest = after;
            }
        }
        if unpacked.len() > cap {
            return None;
        }
    }
    Some(unpacked)
}

/// Undoes a predictor (7.4.4.4): TIFF's (2) for 8 bits, PNG's (10 and more).
fn unpredict(bytes: Vec<u8>, params: &Dict<'_>) -> Option<Vec<u8>> {
    let predictor = params.get::<i64>("Predictor").unwrap_or(1);
    if predictor < 2 {
        return Some(bytes);
    }
    // Beyond any picture: such numbers only serve to make a reader reserve memory.
    let setting = |key: &str, default: usize, most: usize| -> Option<usize> {
        match params.get::<i64>(key) {
            None => Some(default),
            Some(value) => usize::try_from(value)
                .ok()
                .filter(|value| (1..=most).contains(value)),
        }
    };
    let colors = setting("Colors", 1, 32)?;
    let bits = setting("BitsPerComponent", 8, 16)?;
    let columns = setting("Columns", 1, 1 << 20)?;
    let pixel = (colors.checked_mul(bits)?).div_ceil(8);
    let row = colors.checked_mul(bits)?.checked_mul(columns)?.div_ceil(8);
    if predictor == 2 {
        let mut bytes = bytes;
        if bits == 8 {
            for line in bytes.chunks_mut(row) {
                for index in pixel..line.len() {
                    line[index] = line[index].wrapping_add(line[index - pixel]);
                }
            }
        }
        return Some(bytes);
    }
    let mut unpacked: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0u8; row.min(bytes.len())];
    for line in bytes.chunks(row + 1) {
        let (&kind, line) = line.split_first()?;
        let mut current = line.to_vec();
        for index in 0..current.len() {
            let left = if index >= pixel {
                current[index - pixel]
            } else {
                0
            };
            let up = above.get(index).copied().unwrap_or(0);
            let corner = if index >= pixel {
                above.get(index - pixel).copied().unwrap_or(0)
            } else {
                0
            };
            let add = match kind {
                1 => left,
                2 => up,
                3 => (u16::midpoint(u16::from(left), u16::from(up))).to_le_bytes()[0],
                4 => paeth(left, up, corner),
                _ => 0,
            };
            current[index] = current[index].wrapping_add(add);
        }
        unpacked.extend_from_slice(&current);
        above = current;
    }
    Some(unpacked)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}
