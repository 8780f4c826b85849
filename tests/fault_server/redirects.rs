//! Ways of sending readers on.

use footfault::probe::Reason;

use super::{Part, Reply, Row, article, page, row};

const MOVED: &str = "301 Moved Permanently";
const FOUND: &str = "302 Found";

fn here() -> Reply {
    Reply::html(article("Water and Markets"))
}

/// Redirects.
pub fn rows() -> Vec<Row> {
    let mut rows = chains();
    rows.extend(locations());
    rows.extend(destinations());
    rows.extend(by_the_page());
    rows
}

fn chains() -> Vec<Row> {
    vec![
        row(
            "http://moved.test/report",
            "301 to another page",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to(MOVED, "/archive/report")
                } else {
                    here()
                }
            },
        ),
        row(
            "http://moved-308.test/report",
            "308 to another page",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to("308 Permanent Redirect", "/archive/report")
                } else {
                    here()
                }
            },
        ),
        row(
            "http://found.test/report",
            "302 to another page",
            Reason::TemporaryRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to(FOUND, "/today/report")
                } else {
                    here()
                }
            },
        ),
        row(
            "http://see-other.test/report",
            "303 to another page",
            Reason::TemporaryRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to("303 See Other", "/today/report")
                } else {
                    here()
                }
            },
        ),
        row(
            "http://found-307.test/report",
            "307 to another page",
            Reason::TemporaryRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to("307 Temporary Redirect", "/today/report")
                } else {
                    here()
                }
            },
        ),
        row(
            "http://permanent-then-temporary.test/report",
            "301, then 302",
            Reason::PermanentRedirect,
            |asked| match asked.path.as_str() {
                "/report" => Reply::to(MOVED, "/archive/report"),
                "/archive/report" => Reply::to(FOUND, "/today/report"),
                _ => here(),
            },
        ),
        row(
            "http://temporary-then-permanent.test/report",
            "302, then 301",
            Reason::TemporaryRedirect,
            |asked| match asked.path.as_str() {
                "/report" => Reply::to(FOUND, "/archive/report"),
                "/archive/report" => Reply::to(MOVED, "/today/report"),
                _ => here(),
            },
        ),
        row(
            "http://long-chain.test/step/15",
            "fifteen permanent redirects, then the page",
            Reason::PermanentRedirect,
            |asked| match asked
                .path
                .strip_prefix("/step/")
                .and_then(|step| step.parse::<u32>().ok())
            {
                Some(step) if step > 0 => Reply::to(MOVED, &format!("/step/{}", step - 1)),
                _ => here(),
            },
        ),
        row(
            "http://endless-chain.test/step/1",
            "each redirect leads to another",
            Reason::TooManyRedirects,
            |asked| {
                let step: u32 = asked
                    .path
                    .rsplit('/')
                    .next()
                    .and_then(|step| step.parse().ok())
                    .unwrap_or(0);
                Reply::to(FOUND, &format!("/step/{}", step + 1))
            },
        ),
        row(
            "http://growing-chain.test/report",
            "each redirect makes the address longer",
            Reason::TooManyRedirects,
            |asked| Reply::to(FOUND, &format!("{}/and{}", asked.path, "-so-on".repeat(50))),
        ),
        row(
            "http://self-loop.test/report",
            "redirects to itself",
            Reason::RedirectLoop,
            |_| Reply::to(FOUND, "/report"),
        ),
        row(
            "http://two-loop.test/report",
            "two pages redirect to each other",
            Reason::RedirectLoop,
            |asked| {
                Reply::to(
                    MOVED,
                    if asked.path == "/report" {
                        "/other"
                    } else {
                        "/report"
                    },
                )
            },
        ),
    ]
}

fn locations() -> Vec<Row> {
    vec![
        row(
            "http://no-location.test/report",
            "302 without Location",
            Reason::BadRedirect,
            |_| Reply::new(FOUND, &[], ""),
        ),
        row(
            "http://empty-location.test/report",
            "302 with an empty Location",
            Reason::BadRedirect,
            |_| Reply::to(FOUND, ""),
        ),
        row(
            "http://bad-location.test/report",
            "302 to what is no address",
            Reason::BadRedirect,
            |_| Reply::to(FOUND, "http://[bad/"),
        ),
        row(
            "http://no-host-location.test/report",
            "302 to an address without a host",
            Reason::BadRedirect,
            |_| Reply::to(FOUND, "http://"),
        ),
        row(
            "http://relative.test/a/report",
            "301 with a relative Location",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/a/report" {
                    Reply::to(MOVED, "../b/report")
                } else if asked.path == "/b/report" {
                    here()
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
        row(
            "http://protocol-relative.test/report",
            "301 with a Location without a scheme",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to(MOVED, "//protocol-relative.test/new")
                } else {
                    here()
                }
            },
        ),
        row(
            "http://query-only.test/report",
            "301 with a Location of a query alone",
            Reason::PermanentRedirect,
            |asked| match asked.path.as_str() {
                "/report" => Reply::to(MOVED, "?page=2"),
                "/report?page=2" => here(),
                _ => Reply::status("404 Not Found", "no"),
            },
        ),
        row(
            "http://spaced-location.test/report",
            "301 with spaces in Location",
            Reason::PermanentRedirect,
            |asked| match asked.path.as_str() {
                "/report" => Reply::to(MOVED, "  /the new report  "),
                "/the%20new%20report" => here(),
                _ => Reply::status("404 Not Found", "no"),
            },
        ),
        row(
            "http://utf8-location.test/report",
            "301 with raw UTF-8 in Location",
            Reason::PermanentRedirect,
            |asked| match asked.path.as_str() {
                "/report" => Reply::to(MOVED, "/ma\u{f1}ana"),
                "/ma%C3%B1ana" => here(),
                _ => Reply::status("404 Not Found", "no"),
            },
        ),
        row(
            "http://latin1-location.test/report",
            "301 with raw Latin-1 in Location",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::raw(
                        b"HTTP/1.1 301 Moved\r\nLocation: /ma\xf1ana\r\nContent-Length: 0\r\n\r\n",
                    )
                } else if asked.path == "/ma%C3%B1ana" {
                    here()
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
        row(
            "http://fragment-location.test/report",
            "301 with a fragment in Location that the page has",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to(MOVED, "/new#part-2")
                } else {
                    Reply::html(page(
                        "Water and Markets",
                        &format!(
                            "<h1>Water and Markets</h1>{}<h2 id=\"part-2\">Two</h2>",
                            super::PROSE
                        ),
                    ))
                }
            },
        ),
        row(
            "http://mail-location.test/report",
            "302 to mailto:",
            Reason::BadRedirect,
            |_| Reply::to(FOUND, "mailto:office@example.org"),
        ),
        row(
            "http://file-location.test/report",
            "302 to file:",
            Reason::BadRedirect,
            |_| Reply::to(FOUND, "file:///etc/passwd"),
        ),
        row(
            "http://body-with-redirect.test/report",
            "301 with an endless body",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::raw("HTTP/1.1 301 Moved\r\nLocation: /new\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .then(Part::Endless(b"1000\r\n".iter().copied().chain([b'a'; 0x1000]).chain(*b"\r\n").collect()))
                } else {
                    here()
                }
            },
        ),
    ]
}

fn destinations() -> Vec<Row> {
    vec![
        row(
            "http://sent-home.test/2019/05/report.html",
            "301 to the home page",
            Reason::RedirectedHome,
            |asked| {
                if asked.path == "/" {
                    Reply::html(page(
                        "The Daily Canal",
                        "<h1>The Daily Canal</h1><ul><li>Today's news</li></ul>",
                    ))
                } else {
                    Reply::to(MOVED, "/")
                }
            },
        ),
        row(
            "http://sent-home-language.test/news/report",
            "302 to the home page of a language",
            Reason::RedirectedHome,
            |asked| {
                if asked.path == "/en/" {
                    Reply::html(article("The Daily Canal"))
                } else {
                    Reply::to(FOUND, "/en/")
                }
            },
        ),
        row(
            "http://login.redirecting.test/",
            "the home page of a host sends to its start page",
            Reason::TemporaryRedirect,
            |asked| {
                if asked.path == "/start" {
                    here()
                } else {
                    Reply::to(FOUND, "/start")
                }
            },
        ),
        row(
            "http://sent-to-login.test/members/report",
            "302 to a login page",
            Reason::LoginRequired,
            |asked| {
                if asked.path.starts_with("/login") {
                    Reply::html(page(
                        "Log in",
                        "<form><input name=user><input type=password name=pass></form>",
                    ))
                } else {
                    Reply::to(FOUND, "/login?next=/members/report")
                }
            },
        ),
        row(
            "http://sent-to-error.test/report",
            "302 to an error page that answers 200",
            Reason::Soft404,
            |asked| {
                if asked.path == "/error/404.html" {
                    Reply::html(page(
                        "Oops",
                        "<h1>Oops</h1><p>The page you are looking for was not found.</p>",
                    ))
                } else {
                    Reply::to(FOUND, "/error/404.html")
                }
            },
        ),
        row(
            "http://upgraded.test/report",
            "301 to the same page over https",
            Reason::HttpsUpgrade,
            |asked| {
                if asked.encrypted {
                    here()
                } else {
                    Reply::to(MOVED, "https://upgraded.test/report")
                }
            },
        ),
        row(
            "http://upgraded-302.test/report",
            "302 to the same page over https",
            Reason::HttpsUpgrade,
            |asked| {
                if asked.encrypted {
                    here()
                } else {
                    Reply::to(FOUND, "https://upgraded-302.test/report")
                }
            },
        ),
        row(
            "https://downgraded.test/report",
            "302 from https down to http",
            Reason::Downgrade,
            |asked| {
                if asked.encrypted {
                    Reply::to(FOUND, "http://downgraded.test/report")
                } else {
                    here()
                }
            },
        ),
        row(
            "http://cookie-wall.test/report",
            "redirects until its cookie comes back",
            Reason::Ok,
            |asked| {
                if asked
                    .header("cookie")
                    .is_some_and(|cookie| cookie.contains("seen=yes"))
                {
                    here()
                } else if asked.path == "/set-cookie" {
                    Reply::new(
                        FOUND,
                        &[("Set-Cookie", "seen=yes; Path=/"), ("Location", "/report")],
                        "",
                    )
                } else {
                    Reply::to(FOUND, "/set-cookie")
                }
            },
        ),
        row(
            "http://consent-wall.test/report",
            "redirects to itself with a cookie",
            Reason::Ok,
            |asked| {
                if asked.header("cookie").is_some() {
                    here()
                } else {
                    Reply::new(
                        FOUND,
                        &[("Set-Cookie", "consent=1; Path=/"), ("Location", "/report")],
                        "",
                    )
                }
            },
        ),
        row(
            "http://to-private.test/report",
            "302 to the cloud's metadata address",
            Reason::PrivateRedirect,
            |_| Reply::to(FOUND, "http://169.254.169.254/latest/meta-data/"),
        ),
        row(
            "http://to-loopback.test/report",
            "302 to another loopback address in hexadecimal",
            Reason::PrivateRedirect,
            |_| Reply::to(FOUND, "http://0x7f.0.0.2/"),
        ),
        row(
            "http://to-gone.test/report",
            "301 to a page that is gone",
            Reason::NotFound,
            |asked| {
                if asked.path == "/report" {
                    Reply::to(MOVED, "/new")
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
    ]
}

fn by_the_page() -> Vec<Row> {
    vec![
        row(
            "http://meta-refresh.test/report",
            "a page that refreshes to another at once",
            Reason::MetaRefresh,
            |asked| {
                if asked.path == "/report" {
                    Reply::html(
                        "<html><head><meta http-equiv=\"refresh\" content=\"0; url=/new\"><title>Moved</title></head><body>Moved</body></html>",
                    )
                } else {
                    here()
                }
            },
        ),
        row(
            "http://script-redirect.test/report",
            "a page whose script goes elsewhere at once",
            Reason::MetaRefresh,
            |asked| {
                if asked.path == "/report" {
                    Reply::html(
                        "<html><head><script>window.location.href = \"/new\";</script></head><body></body></html>",
                    )
                } else {
                    here()
                }
            },
        ),
        row(
            "http://reloading.test/report",
            "a page that reloads itself every five minutes",
            Reason::Ok,
            |_| {
                Reply::html(article("Water and Markets").replace(
                    "<title>",
                    "<meta http-equiv=\"refresh\" content=\"300\"><title>",
                ))
            },
        ),
        row(
            "http://refresh-loop.test/report",
            "two pages refresh to each other",
            Reason::RedirectLoop,
            |asked| {
                let to = if asked.path == "/report" {
                    "/other"
                } else {
                    "/report"
                };
                Reply::html(format!(
                    "<html><head><meta http-equiv=\"refresh\" content=\"0; url={to}\"></head><body>One moment</body></html>"
                ))
            },
        ),
    ]
}
