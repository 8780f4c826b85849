//! Unpacks compressed bodies, as much as was received of them and never more than a cap: a bomb yields its
//! first bytes and no more. Never grows a decoder's window beyond what browsers allow.

use std::io::Read;

/// Largest window a zstd frame may ask for, as a power of two (8 MiB, the limit of RFC 8878 and of browsers).
const ZSTD_WINDOW: u32 = 23;

/// What came out of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unpacked {
    /// The bytes, at most the cap.
    pub(crate) bytes: Vec<u8>,
    /// Whether there was more than the cap.
    pub(crate) capped: bool,
    /// Whether the packing is damaged; a body that was received in part is always so.
    pub(crate) damaged: bool,
}

/// Undoes `encodings` (a `Content-Encoding` header), keeping at most `limit` bytes of each step.
///
/// A body that is not packed as its header says is kept as it is when it looks like text or markup, since
/// servers that pack twice or not at all are common; an unknown encoding leaves the bytes alone.
pub(crate) fn unpack(body: Vec<u8>, encodings: &str, limit: usize) -> Unpacked {
    let mut unpacked = Unpacked {
        bytes: body,
        capped: false,
        damaged: false,
    };
    // RFC 9110, 8.4: encodings are listed in the order in which they were applied.
    for encoding in encodings.rsplit(',') {
        let encoding = encoding.trim().to_ascii_lowercase();
        if unpacked.bytes.is_empty() || matches!(encoding.as_str(), "" | "identity") {
            continue;
        }
        let Some(step) = unpack_one(&unpacked.bytes, &encoding, limit) else {
            return unpacked;
        };
        if step.bytes.is_empty() && step.damaged {
            if !looks_plain(&unpacked.bytes) {
                unpacked.damaged = true;
                unpacked.bytes.clear();
            }
            return unpacked;
        }
        unpacked = Unpacked {
            bytes: step.bytes,
            capped: unpacked.capped || step.capped,
            damaged: unpacked.damaged || step.damaged,
        };
    }
    unpacked
}

fn unpack_one(body: &[u8], encoding: &str, limit: usize) -> Option<Unpacked> {
    Some(match encoding {
        "gzip" | "x-gzip" => drain(flate2::read::MultiGzDecoder::new(body), limit),
        "deflate" => {
            let wrapped = drain(flate2::read::ZlibDecoder::new(body), limit);
            if wrapped.bytes.is_empty() && wrapped.damaged {
                // Some servers send the bare stream, against RFC 9110.
                drain(flate2::read::DeflateDecoder::new(body), limit)
            } else {
                wrapped
            }
        }
        "br" => drain(brotli::Decompressor::new(body, 4096), limit),
        "zstd" => unpack_zstd(body, limit),
        _ => return None,
    })
}

fn unpack_zstd(body: &[u8], limit: usize) -> Unpacked {
    let decoder = zstd::stream::read::Decoder::with_buffer(body).and_then(|mut decoder| {
        decoder.window_log_max(ZSTD_WINDOW)?;
        Ok(decoder)
    });
    match decoder {
        Ok(decoder) => drain(decoder, limit),
        Err(_) => Unpacked {
            bytes: Vec::new(),
            capped: false,
            damaged: true,
        },
    }
}

fn drain(mut from: impl Read, limit: usize) -> Unpacked {
    let mut bytes = Vec::new();
    let mut buffer = [0; 8192];
    let mut damaged = false;
    while bytes.len() <= limit {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(_) => {
                damaged = true;
                break;
            }
        }
    }
    let capped = bytes.len() > limit;
    bytes.truncate(limit);
    Unpacked {
        bytes,
        capped,
        damaged,
    }
}

fn looks_plain(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    !head
        .iter()
        .any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(encoding: &str, body: &[u8]) -> Vec<u8> {
        match encoding {
            "gzip" => {
                let mut encoder =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(body).unwrap();
                encoder.finish().unwrap()
            }
            "deflate" => {
                let mut encoder =
                    flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(body).unwrap();
                encoder.finish().unwrap()
            }
            "br" => {
                let mut out = Vec::new();
                let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
                encoder.write_all(body).unwrap();
                drop(encoder);
                out
            }
            _ => zstd::encode_all(body, 3).unwrap(),
        }
    }

    #[test]
    fn every_encoding_gives_back_the_text_and_a_cut_body_its_beginning() {
        let text = "a page about footnotes and their uses; ".repeat(400);
        for encoding in ["gzip", "deflate", "br", "zstd"] {
            let body = packed(encoding, text.as_bytes());
            let whole = unpack(body.clone(), encoding, 1 << 20);
            assert_eq!(whole.bytes, text.as_bytes(), "{encoding}");
            assert!(!whole.damaged && !whole.capped, "{encoding}");
            let short = unpack(body, encoding, 100);
            assert_eq!(short.bytes.len(), 100, "{encoding}");
            assert!(short.capped, "{encoding}");
        }
    }

    #[test]
    fn bombs_yield_no_more_than_the_cap() {
        let zeros = vec![b' '; 32 << 20];
        for encoding in ["gzip", "deflate", "br", "zstd"] {
            let body = packed(encoding, &zeros);
            let unpacked = unpack(body, encoding, 64 << 10);
            assert_eq!(unpacked.bytes.len(), 64 << 10, "{encoding}");
        }
        let twice = packed("gzip", &packed("gzip", &zeros));
        assert_eq!(unpack(twice, "gzip, gzip", 1000).bytes.len(), 1000);
    }

    #[test]
    fn a_body_that_is_not_packed_after_all_is_kept_and_noise_is_damage() {
        let plain = unpack(b"<html>plain</html>".to_vec(), "gzip", 1000);
        assert_eq!(plain.bytes, b"<html>plain</html>");
        assert!(!plain.damaged);
        assert!(unpack(vec![0, 1, 2, 3], "gzip", 1000).damaged);
        assert!(!unpack(b"text".to_vec(), "made-up", 1000).damaged);
    }
}
