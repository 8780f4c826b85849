//! Oddities of HTTP and of time.

use std::{io::Write, sync::LazyLock, time::Duration};

use footfault::probe::Reason;

use super::{Part, Reply, Row, article, row};

fn reset() -> Reply {
    Reply::default().then(Part::Reset)
}

static GZIP: LazyLock<Reply> = LazyLock::new(|| packed_bomb("gzip"));
static DEFLATE: LazyLock<Reply> = LazyLock::new(|| packed_bomb("deflate"));
static BROTLI: LazyLock<Reply> = LazyLock::new(|| packed_bomb("br"));
static ZSTD: LazyLock<Reply> = LazyLock::new(|| packed_bomb("zstd"));

/// Packs the bombs before anybody waits for them.
pub fn prepare() {
    for bomb in [&GZIP, &DEFLATE, &BROTLI, &ZSTD] {
        LazyLock::force(bomb);
    }
}

fn packed_bomb(encoding: &str) -> Reply {
    let page = article("Water and Markets");
    let mut body = page.replace("</body></html>", "").into_bytes();
    body.extend(std::iter::repeat_n(b' ', 2 << 20));
    let packed = match encoding {
        "gzip" => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&body).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder =
                flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&body).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut packed = Vec::new();
            let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 1, 20);
            encoder.write_all(&body).unwrap();
            drop(encoder);
            packed
        }
        _ => zstd::encode_all(body.as_slice(), 1).unwrap(),
    };
    Reply::new(
        "200 OK",
        &[
            ("Content-Type", "text/html"),
            ("Content-Encoding", encoding),
        ],
        packed,
    )
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// Oddities on the wire.
pub fn rows() -> Vec<Row> {
    let mut rows = broken();
    rows.extend(large());
    rows.extend(slow());
    rows
}

fn broken() -> Vec<Row> {
    vec![
        row(
            "http://bad-status-line.test/report",
            "a status line that is none",
            Reason::ProtocolError,
            |_| Reply::raw("HELLO THERE\r\n\r\n<html>hi</html>"),
        ),
        row(
            "http://truncated-body.test/report",
            "closes before the announced end of the body",
            Reason::Ok,
            |_| {
                Reply::raw(format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n{}",
                    article("Water and Markets")
                ))
            },
        ),
        row(
            "http://bad-chunking.test/report",
            "breaks chunked encoding after the page",
            Reason::Ok,
            |_| {
                Reply::raw(format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{}zz\r\nno chunk",
                    chunk(&article("Water and Markets"))
                ))
            },
        ),
        row(
            "http://bad-chunking-at-once.test/report",
            "breaks chunked encoding at once",
            Reason::ProtocolError,
            |_| {
                Reply::raw(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno chunk",
                )
            },
        ),
        row(
            "http://bad-packing.test/report",
            "says gzip and sends noise",
            Reason::ProtocolError,
            |_| {
                Reply::new(
                    "200 OK",
                    &[("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
                    [0_u8, 1, 2, 3, 4, 5, 6, 7],
                )
            },
        ),
        row(
            "http://not-packed.test/report",
            "says gzip and sends plain HTML",
            Reason::Ok,
            |_| {
                Reply::new(
                    "200 OK",
                    &[("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
                    article("Water and Markets"),
                )
            },
        ),
        row(
            "http://closes.test/report",
            "closes without an answer",
            Reason::ConnectionReset,
            |_| Reply::default(),
        ),
        row(
            "http://resets.test/report",
            "resets the connection before the answer",
            Reason::ConnectionReset,
            |_| reset(),
        ),
        row(
            "http://resets-in-headers.test/report",
            "resets the connection in the headers",
            Reason::ConnectionReset,
            |_| {
                Reply::raw("HTTP/1.1 200 OK\r\nContent-Ty")
                    .then(Part::Pause(Duration::from_millis(20)))
                    .then(Part::Reset)
            },
        ),
        row(
            "http://reset-passes.test/report",
            "resets once, then shows the page",
            Reason::Ok,
            |asked| {
                if asked.before == 0 {
                    reset()
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
        row(
            "http://early-close-passes.test/report",
            "closes once, then shows the page",
            Reason::Ok,
            |asked| {
                if asked.before == 0 {
                    Reply::default()
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
    ]
}

fn large() -> Vec<Row> {
    vec![
        row(
            "http://many-headers.test/report",
            "300 headers",
            Reason::Ok,
            |_| {
                let headers: String = (0..300)
                    .map(|number| format!("X-Header-{number}: value\r\n"))
                    .collect();
                let body = article("Water and Markets");
                Reply::raw(format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}Content-Length: {}\r\n\r\n{body}",
                    body.len()
                ))
            },
        ),
        row(
            "http://endless-headers.test/report",
            "headers without end",
            Reason::ProtocolError,
            |_| {
                Reply::raw("HTTP/1.1 200 OK\r\n").then(Part::Endless(
                    b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".to_vec(),
                ))
            },
        ),
        row(
            "http://huge-header.test/report",
            "one header without end",
            Reason::ProtocolError,
            |_| Reply::raw("HTTP/1.1 200 OK\r\nX-Filler: ").then(Part::Endless(vec![b'a'; 4096])),
        ),
        row(
            "http://endless-body.test/report",
            "a page without end",
            Reason::Ok,
            |_| {
                Reply::raw(format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}",
                    article("Water and Markets").replace("</body></html>", "")
                ))
                .then(Part::Endless(
                    format!("<p>{}</p>", "and so on ".repeat(400)).into_bytes(),
                ))
            },
        ),
        row(
            "http://gigabyte.test/report",
            "announces a gigabyte",
            Reason::Ok,
            |_| {
                Reply::raw(format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1073741824\r\n\r\n{}", article("Water and Markets")))
                .then(Part::Endless(vec![b' '; 65536]))
            },
        ),
        row(
            "http://bomb-gzip.test/report",
            "a gzip bomb behind the page's text",
            Reason::Ok,
            |_| GZIP.clone(),
        ),
        row(
            "http://bomb-deflate.test/report",
            "a deflate bomb behind the page's text",
            Reason::Ok,
            |_| DEFLATE.clone(),
        ),
        row(
            "http://bomb-brotli.test/report",
            "a brotli bomb behind the page's text",
            Reason::Ok,
            |_| BROTLI.clone(),
        ),
        row(
            "http://bomb-zstd.test/report",
            "a zstd bomb behind the page's text",
            Reason::Ok,
            |_| ZSTD.clone(),
        ),
    ]
}

fn slow() -> Vec<Row> {
    vec![
        row(
            "http://slow-headers.test/report",
            "headers after a fifth of a second",
            Reason::Ok,
            |_| {
                Reply::html(article("Water and Markets"))
                    .after(Part::Pause(Duration::from_millis(200)))
            },
        ),
        row(
            "http://slow-body.test/report",
            "a body that never ends and comes too slowly",
            Reason::Ok,
            |_| {
                let mut reply = Reply::raw(format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}",
                    article("Water and Markets").replace("</body></html>", "")
                ));
                for _ in 0..100 {
                    reply = reply
                        .then(Part::Pause(Duration::from_millis(50)))
                        .then(Part::Bytes(b"<p>more</p>".to_vec()));
                }
                reply
            },
        )
        .slowly(),
        row(
            "http://no-body.test/report",
            "headers, but the body never comes",
            Reason::Timeout,
            |_| {
                Reply::raw(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n",
                )
                .then(Part::Pause(Duration::from_secs(30)))
            },
        )
        .slowly(),
        row(
            "http://never-answers.test/report",
            "takes the request and never answers",
            Reason::Timeout,
            |_| Reply::silence(),
        )
        .slowly(),
        row(
            "http://dripping-headers.test/report",
            "one header a moment, for ever",
            Reason::Timeout,
            |_| {
                let mut reply = Reply::raw("HTTP/1.1 200 OK\r\n");
                for _ in 0..100 {
                    reply = reply
                        .then(Part::Pause(Duration::from_millis(50)))
                        .then(Part::Bytes(b"X-Drip: 1\r\n".to_vec()));
                }
                reply
            },
        )
        .slowly(),
    ]
}
