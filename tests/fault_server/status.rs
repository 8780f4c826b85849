//! Status codes, common and odd.

use footfault::probe::Reason;

use super::{Reply, Row, article, row};

macro_rules! plain_status {
    ($host:literal, $status:literal, $does:literal, $reason:ident) => {
        row(
            concat!("http://", $host, ".test/report"),
            $does,
            Reason::$reason,
            |_| {
                Reply::status(
                    $status,
                    "<html><title>Answer</title><p>The server has nothing more to say.</html>",
                )
            },
        )
    };
}

/// Status codes.
pub fn rows() -> Vec<Row> {
    let mut rows = sound();
    rows.extend(refusals());
    rows.extend(failures());
    rows
}

fn sound() -> Vec<Row> {
    vec![
        row("http://ok.test/report", "200", Reason::Ok, |_| {
            Reply::html(article("Water and Markets"))
        }),
        row(
            "http://accepted.test/report",
            "202 for ever, with nothing to read",
            Reason::TemporaryFailure,
            |_| Reply::status("202 Accepted", ""),
        ),
        row(
            "http://accepted-then-ready.test/report",
            "202 once, then the page",
            Reason::Ok,
            |asked| {
                if asked.before == 0 {
                    Reply::status("202 Accepted", "")
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
        row(
            "http://accepted-with-page.test/report",
            "202 with the whole page",
            Reason::Ok,
            |_| Reply::status("202 Accepted", article("Water and Markets")),
        ),
        row(
            "http://non-authoritative.test/report",
            "203 with the page",
            Reason::Ok,
            |_| {
                Reply::status(
                    "203 Non-Authoritative Information",
                    article("Water and Markets"),
                )
            },
        ),
        row(
            "http://no-content.test/report",
            "204",
            Reason::Empty,
            |_| Reply {
                keep: false,
                ..Reply::raw("HTTP/1.1 204 No Content\r\n\r\n")
            },
        ),
        row(
            "http://partial.test/report",
            "206 unasked, with the page",
            Reason::Ok,
            |_| {
                Reply::new(
                    "206 Partial Content",
                    &[
                        ("Content-Type", "text/html"),
                        ("Content-Range", "bytes 0-999/1000"),
                    ],
                    article("Water and Markets"),
                )
            },
        ),
        row(
            "http://choices.test/report",
            "300 with a list to choose from",
            Reason::Ok,
            |_| {
                Reply::status(
                    "300 Multiple Choices",
                    article("Two Versions of This Report"),
                )
            },
        ),
        row(
            "http://choices-with-location.test/report",
            "300 with a preferred address",
            Reason::TemporaryRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to("300 Multiple Choices", "/report.en")
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
        row(
            "http://not-modified.test/report",
            "304, though nothing was kept",
            Reason::Empty,
            |_| Reply::raw("HTTP/1.1 304 Not Modified\r\n\r\n"),
        ),
        row(
            "http://use-proxy.test/report",
            "305",
            Reason::BadRedirect,
            |_| Reply::to("305 Use Proxy", "http://proxy.test/"),
        ),
        row(
            "http://http10.test/report",
            "answers in HTTP/1.0",
            Reason::Ok,
            |_| {
                Reply::raw(format!(
                    "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{}",
                    article("Water and Markets")
                ))
            },
        ),
        row(
            "http://no-reason-phrase.test/report",
            "a status line without a reason phrase",
            Reason::Ok,
            |_| {
                Reply::raw(format!(
                    "HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n{}",
                    article("Water and Markets")
                ))
            },
        ),
    ]
}

fn refusals() -> Vec<Row> {
    vec![
        plain_status!("bad-request", "400 Bad Request", "400", ClientError),
        plain_status!("unauthorized", "401 Unauthorized", "401", LoginRequired),
        plain_status!("payment", "402 Payment Required", "402", Paywall),
        plain_status!("forbidden", "403 Forbidden", "403 to everybody", Forbidden),
        plain_status!("not-found", "404 Not Found", "404", NotFound),
        plain_status!(
            "no-method",
            "405 Method Not Allowed",
            "405 for GET",
            ClientError
        ),
        plain_status!(
            "not-acceptable",
            "406 Not Acceptable",
            "406 to everybody",
            Forbidden
        ),
        plain_status!(
            "request-timeout",
            "408 Request Timeout",
            "408 for ever",
            Timeout
        ),
        plain_status!("conflict", "409 Conflict", "409", ClientError),
        plain_status!("gone", "410 Gone", "410", Gone),
        plain_status!("uri-too-long", "414 URI Too Long", "414", ClientError),
        plain_status!(
            "teapot",
            "418 I'm a teapot",
            "418, as robot filters do",
            BotChallenge
        ),
        plain_status!(
            "too-early",
            "425 Too Early",
            "425 for ever",
            TemporaryFailure
        ),
        plain_status!(
            "upgrade-required",
            "426 Upgrade Required",
            "426",
            ClientError
        ),
        plain_status!("legal", "451 Unavailable For Legal Reasons", "451", Legal),
        plain_status!(
            "request-denied",
            "999 Request denied",
            "LinkedIn's 999",
            BotChallenge
        ),
        plain_status!("odd-4xx", "499 Odd", "a 4xx nobody defined", ClientError),
    ]
}

fn failures() -> Vec<Row> {
    vec![
        plain_status!(
            "server-error",
            "500 Internal Server Error",
            "500 for ever",
            ServerError
        ),
        plain_status!("not-implemented", "501 Not Implemented", "501", ServerError),
        plain_status!(
            "bad-gateway",
            "502 Bad Gateway",
            "502 for ever",
            TemporaryFailure
        ),
        plain_status!(
            "unavailable",
            "503 Service Unavailable",
            "503 for ever",
            TemporaryFailure
        ),
        plain_status!(
            "gateway-timeout",
            "504 Gateway Timeout",
            "504 for ever",
            TemporaryFailure
        ),
        plain_status!(
            "version",
            "505 HTTP Version Not Supported",
            "505",
            ServerError
        ),
        plain_status!(
            "captive",
            "511 Network Authentication Required",
            "511, a captive portal",
            TemporaryFailure
        ),
        plain_status!(
            "origin-down",
            "521 Web Server Is Down",
            "Cloudflare's 521",
            TemporaryFailure
        ),
        plain_status!(
            "origin-silent",
            "522 Connection Timed Out",
            "Cloudflare's 522",
            TemporaryFailure
        ),
        plain_status!(
            "origin-certificate",
            "526 Invalid SSL Certificate",
            "Cloudflare's 526",
            TemporaryFailure
        ),
        row(
            "http://error-passes.test/report",
            "500 twice, then the page",
            Reason::Ok,
            |asked| {
                if asked.before < 2 {
                    Reply::status("500 Internal Server Error", "oops")
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
        row(
            "http://timeout-passes.test/report",
            "408 once, then the page",
            Reason::Ok,
            |asked| {
                if asked.before < 1 {
                    Reply::status("408 Request Timeout", "")
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
        row(
            "http://gateway-passes.test/report",
            "502 once, then 503, then the page",
            Reason::Ok,
            |asked| match asked.before {
                0 => Reply::status("502 Bad Gateway", "oops"),
                1 => Reply::status("503 Service Unavailable", "oops"),
                _ => Reply::html(article("Water and Markets")),
            },
        ),
        row(
            "http://retry-seconds.test/report",
            "429 with Retry-After: 0, then the page",
            Reason::Ok,
            |asked| {
                if asked.before == 0 {
                    Reply::new(
                        "429 Too Many Requests",
                        &[("Retry-After", "0")],
                        "slow down",
                    )
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
        row(
            "http://retry-date.test/report",
            "503 with Retry-After as a date, then the page",
            Reason::Ok,
            |asked| {
                if asked.before == 0 {
                    Reply::new(
                        "503 Service Unavailable",
                        &[("Retry-After", "Mon, 23 Nov 2026 12:00:00 GMT")],
                        "slow down",
                    )
                } else {
                    Reply::html(article("Water and Markets"))
                }
            },
        ),
        row(
            "http://retry-absurd.test/report",
            "429 with Retry-After: 86400, which is not waited for",
            Reason::RateLimited,
            |_| {
                Reply::new(
                    "429 Too Many Requests",
                    &[("Retry-After", "86400")],
                    "come back tomorrow",
                )
            },
        ),
        row(
            "http://retry-absurd-date.test/report",
            "503 with Retry-After in the year 2099",
            Reason::TemporaryFailure,
            |_| {
                Reply::new(
                    "503 Service Unavailable",
                    &[("Retry-After", "Fri, 23 Oct 2099 12:00:00 GMT")],
                    "<p>come back</p>",
                )
            },
        ),
        row(
            "http://rate-limited.test/report",
            "429 for ever",
            Reason::RateLimited,
            |_| Reply::status("429 Too Many Requests", "slow down"),
        ),
    ]
}
