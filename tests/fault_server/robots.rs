//! Filters that turn robots away.

use footfault::probe::Reason;

use super::{Asked, Part, Reply, Row, article, page, row};

fn unless(shown: bool, refusal: Reply) -> Reply {
    if shown {
        Reply::html(article("Water and Markets"))
    } else {
        refusal
    }
}

fn cloudflare(status: &str) -> Reply {
    Reply::new(
        status,
        &[
            ("Content-Type", "text/html"),
            ("Server", "cloudflare"),
            ("cf-mitigated", "challenge"),
        ],
        page(
            "Just a moment...",
            "<h2>Checking your browser before accessing</h2><script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"></script><noscript>Enable JavaScript and cookies to continue</noscript>",
        ),
    )
}

/// Robot filters.
pub fn rows() -> Vec<Row> {
    vec![
        row(
            "http://head-refused.test/report",
            "HEAD is refused, GET is answered",
            Reason::Ok,
            |asked| {
                unless(
                    asked.method == "GET",
                    Reply::status("405 Method Not Allowed", ""),
                )
            },
        ),
        row(
            "http://head-lies.test/report",
            "HEAD says 200, GET says 404",
            Reason::NotFound,
            |asked| {
                if asked.method == "HEAD" {
                    Reply::html("")
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
        row(
            "http://agent-403.test/report",
            "403 to robots, the page to browsers",
            Reason::Ok,
            |asked| {
                unless(
                    asked.is_browser(),
                    Reply::status("403 Forbidden", "no robots"),
                )
            },
        ),
        row(
            "http://agent-404.test/report",
            "404 to robots, the page to browsers",
            Reason::Ok,
            |asked| unless(asked.is_browser(), Reply::status("404 Not Found", "no")),
        ),
        row(
            "http://agent-406.test/report",
            "406 to robots, the page to browsers",
            Reason::Ok,
            |asked| {
                unless(
                    asked.is_browser(),
                    Reply::status("406 Not Acceptable", "no"),
                )
            },
        ),
        row(
            "http://agent-400.test/report",
            "400 to robots, the page to browsers",
            Reason::Ok,
            |asked| unless(asked.is_browser(), Reply::status("400 Bad Request", "no")),
        ),
        row(
            "http://agent-reset.test/report",
            "a reset to robots, the page to browsers",
            Reason::Ok,
            |asked| unless(asked.is_browser(), Reply::default().then(Part::Reset)),
        ),
        row(
            "http://agent-404-then-403.test/report",
            "404 to robots, 403 to browsers",
            Reason::Forbidden,
            |asked| {
                if asked.is_browser() {
                    Reply::status("403 Forbidden", "no")
                } else {
                    Reply::status("404 Not Found", "no")
                }
            },
        ),
        row(
            "http://agent-403-then-reset.test/report",
            "403 to robots, a reset to browsers",
            Reason::Forbidden,
            |asked| {
                if asked.is_browser() {
                    Reply::default().then(Part::Reset)
                } else {
                    Reply::status("403 Forbidden", "no")
                }
            },
        ),
        row(
            "http://no-accept.test/report",
            "403 without Accept",
            Reason::Ok,
            |asked| {
                unless(
                    asked.header("accept").is_some(),
                    Reply::status("403 Forbidden", "no"),
                )
            },
        ),
        row(
            "http://no-language.test/report",
            "403 without Accept-Language",
            Reason::Ok,
            |asked| {
                unless(
                    asked.header("accept-language").is_some(),
                    Reply::status("403 Forbidden", "no"),
                )
            },
        ),
        row(
            "http://cloudflare-403.test/report",
            "Cloudflare's challenge with 403",
            Reason::BotChallenge,
            |_| cloudflare("403 Forbidden"),
        ),
        row(
            "http://cloudflare-503.test/report",
            "Cloudflare's challenge with 503",
            Reason::BotChallenge,
            |_| cloudflare("503 Service Unavailable"),
        ),
        row(
            "http://cloudflare-200.test/report",
            "Cloudflare's challenge with 200",
            Reason::BotChallenge,
            |_| cloudflare("200 OK"),
        ),
        row(
            "http://aws-waf.test/report",
            "AWS WAF's challenge with 202",
            Reason::BotChallenge,
            |_| {
                Reply::new(
                    "202 Accepted",
                    &[
                        ("Content-Type", "text/html"),
                        ("x-amzn-waf-action", "challenge"),
                    ],
                    "<html><script src=\"https://token.awswaf.com/challenge.js\"></script></html>",
                )
            },
        ),
        row(
            "http://captcha.test/report",
            "a CAPTCHA with 200",
            Reason::BotChallenge,
            |_| {
                Reply::html(page(
                    "Are you a robot?",
                    "<h1>Please verify you are a human</h1><div class=\"g-recaptcha\" data-sitekey=\"x\"></div><script src=\"https://www.google.com/recaptcha/api.js\"></script>",
                ))
            },
        ),
        row(
            "http://access-denied.test/report",
            "\"Access denied\" with 200",
            Reason::Forbidden,
            |_| {
                Reply::html(page(
                    "Access Denied",
                    "<h1>Access Denied</h1><p>You don't have permission to access \"http://access-denied.test/report\" on this server.</p><p>Reference #18.2d351ab8.1557333295.a4e16ab</p>",
                ))
            },
        ),
        row(
            "http://doi-resolver.test/10.1234/abc",
            "a resolver whose publisher refuses robots",
            Reason::Forbidden,
            |asked: &Asked| {
                if asked.path == "/10.1234/abc" {
                    Reply::to("302 Found", "/publisher/article")
                } else {
                    Reply::status("403 Forbidden", "no robots")
                }
            },
        ),
    ]
}
