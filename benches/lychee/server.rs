//! The web of the benchmark: every address of 127.0.0.0/8 is a host with as many pages as are asked for.
//!
//! `/page/N` answers at once, `/late/N` after 200 ms, `/silent/N` never. Prints its port, serves until its
//! standard input ends, and turns away whoever is not on this machine.

#![expect(
    clippy::print_stdout,
    reason = "its parent process reads the port from there"
)]

use std::{fmt::Write, io::Read, net::Ipv4Addr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// How late a late page is.
const LATENCY: Duration = Duration::from_millis(200);

/// Words of a page's text, so that pages are neither empty nor alike.
const WORDS: [&str; 16] = [
    "river", "valley", "treaty", "winter", "harvest", "council", "border", "letter", "market",
    "bridge", "archive", "witness", "village", "railway", "election", "ministry",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    // Every address of the loopback net needs a socket of no particular address.
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(|| {
        let mut rest = Vec::new();
        let _ = std::io::stdin().read_to_end(&mut rest);
        end();
    });
    loop {
        // Out of file descriptors: the client's own limit is reached as well, and it will let go.
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        if peer.ip().is_loopback() {
            tokio::spawn(serve(stream));
        }
    }
}

#[expect(
    clippy::exit,
    reason = "the parent is gone, and nothing is to be saved"
)]
fn end() -> ! {
    std::process::exit(0)
}

/// Answers the requests of one connection, one after the other.
async fn serve(mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let mut head = Vec::with_capacity(1024);
    let mut answer = String::with_capacity(8192);
    loop {
        head.clear();
        while !head.ends_with(b"\r\n\r\n") {
            if head.len() > 16 * 1024 || !matches!(stream.read_buf(&mut head).await, Ok(1..)) {
                return;
            }
        }
        let head = String::from_utf8_lossy(&head);
        let mut words = head.split(' ');
        let (method, path) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let number = path
            .rsplit('/')
            .next()
            .and_then(|number| number.parse::<usize>().ok());
        let Some(number) = number else { return };
        if path.starts_with("/silent/") {
            tokio::time::sleep(Duration::from_hours(1)).await;
        }
        if path.starts_with("/late/") {
            tokio::time::sleep(LATENCY).await;
        }
        let close = head.contains("onnection: close");
        let body = page(number);
        answer.clear();
        let _ = write!(
            answer,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n{}\r\n{}",
            body.len(),
            if close { "Connection: close\r\n" } else { "" },
            if method == "HEAD" { "" } else { &body },
        );
        if stream.write_all(answer.as_bytes()).await.is_err() || close {
            return;
        }
    }
}

/// A page of some six kilobytes with a title of its own.
fn page(number: usize) -> String {
    let word = |at: usize| WORDS[(number.wrapping_mul(31) + at * (number % 7 + 1)) % WORDS.len()];
    let mut page = String::with_capacity(7000);
    let _ = write!(
        page,
        "<!DOCTYPE html><html lang=\"en\"><head><title>The {} and the {}, part {number}</title></head><body>\n\
         <h1>The {} and the {}, part {number}</h1>\n",
        word(1),
        word(2),
        word(1),
        word(2)
    );
    for paragraph in 0..16 {
        page.push_str("<p>");
        for at in 0..48 {
            let _ = write!(page, "{} ", word(paragraph * 48 + at));
        }
        page.push_str("</p>\n");
    }
    page.push_str("</body></html>\n");
    page
}
