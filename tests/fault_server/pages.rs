//! Pages that answer 200 and are not what was cited, and sound pages that look like them.

use footfault::{
    citations::PartialDate,
    probe::{Cited, Reason},
};

use super::{Asked, PROSE, Part, Reply, Row, article, page, row};

fn titled(title: &str) -> Cited {
    Cited {
        titles: vec![title.to_owned()],
        ..Cited::default()
    }
}

fn water() -> Cited {
    titled("Water and Markets")
}

fn canals() -> Cited {
    Cited {
        date: Some(PartialDate {
            year: 2019,
            month: Some(5),
            day: Some(3),
        }),
        ..titled("Irrigation, Canals and Tolls between the Two Rivers")
    }
}

/// A page on something else.
pub fn recipes() -> String {
    page(
        "Ten Recipes for Winter Soup",
        "<article><h1>Ten Recipes for Winter Soup</h1><p>Peel the pumpkins and roast them for an hour with garlic and thyme. \
         Blend them with stock, season with nutmeg, and serve the soup with bread and a spoon of cream. \
         Leeks, potatoes and celery make a good second pot, and lentils a third one for the cold days of the year.</p><p>\
         Each recipe feeds four people and keeps for three days in a cool place.</p></article>",
    )
}

/// What the page shows.
pub fn rows() -> Vec<Row> {
    let mut rows = not_found();
    rows.extend(gone_sites());
    rows.extend(look_alikes());
    rows.extend(identity());
    rows.extend(kinds());
    rows.extend(fragments());
    rows
}

macro_rules! not_found_in {
    ($host:literal, $language:literal, $title:literal, $text:literal) => {
        row(
            concat!("http://", $host, ".test/archive/report.html"),
            concat!("a not-found page with 200 in ", $language),
            Reason::Soft404,
            |_| {
                Reply::html(page(
                    $title,
                    concat!(
                        "<h1>",
                        $title,
                        "</h1><p>",
                        $text,
                        "</p><p><a href=\"/\">&#x2302;</a></p>"
                    ),
                ))
            },
        )
    };
}

fn not_found() -> Vec<Row> {
    vec![
        not_found_in!(
            "soft-en",
            "English",
            "Page not found",
            "Sorry, the page you are looking for does not exist."
        ),
        not_found_in!(
            "soft-de",
            "German",
            "Seite nicht gefunden",
            "Die angeforderte Seite konnte leider nicht gefunden werden."
        ),
        not_found_in!(
            "soft-fr",
            "French",
            "Page introuvable",
            "La page que vous recherchez n'existe pas ou a été déplacée."
        ),
        not_found_in!(
            "soft-es",
            "Spanish",
            "Página no encontrada",
            "Lo sentimos, la página que busca no existe."
        ),
        not_found_in!(
            "soft-ru",
            "Russian",
            "Страница не найдена",
            "Запрашиваемая страница не существует или была удалена."
        ),
        not_found_in!(
            "soft-zh",
            "Chinese",
            "页面不存在",
            "抱歉，您访问的页面不存在或已删除。"
        ),
        not_found_in!(
            "soft-ar",
            "Arabic",
            "الصفحة غير موجودة",
            "عذرا، الصفحة التي تبحث عنها غير موجودة."
        ),
        not_found_in!(
            "soft-fa",
            "Persian",
            "صفحه مورد نظر یافت نشد",
            "صفحه مورد نظر شما یافت نشد."
        ),
        not_found_in!(
            "soft-tr",
            "Turkish",
            "Sayfa bulunamadı",
            "Aradığınız sayfa bulunamadı."
        ),
        not_found_in!(
            "soft-ja",
            "Japanese",
            "ページが見つかりません",
            "お探しのページは見つかりませんでした。"
        ),
        row(
            "http://catch-all.test/2019/report.html",
            "the same page for every address, with another title than cited",
            Reason::Soft404,
            |_| Reply::html(recipes()),
        )
        .cited_as(canals),
        row(
            "http://database-error.test/report",
            "a database error with 200",
            Reason::Maintenance,
            |_| {
                Reply::html(page(
                    "Database Error",
                    "<h1>Error establishing a database connection</h1>",
                ))
            },
        ),
        row(
            "http://web.archive.org/web/2019/http://gone.test/",
            "an archive that has no copy, with 200",
            Reason::Soft404,
            |_| {
                Reply::html(page(
                    "Wayback Machine",
                    "<h1>Hrm.</h1><p>The Wayback Machine has not archived that URL.</p><p>This page is not available on the web because the page does not exist.</p>",
                ))
            },
        ),
    ]
}

fn gone_sites() -> Vec<Row> {
    vec![
        row(
            "http://parked.test/report",
            "a parked domain",
            Reason::Parked,
            |_| {
                Reply::html(page(
                    "parked.test",
                    "<h1>parked.test</h1><p>This domain is for sale! Buy this domain.</p><p>Related searches</p><script src=\"https://www.sedoparking.com/frmpark/x.js\"></script>",
                ))
            },
        ),
        row(
            "http://suspended.test/report",
            "a suspended account",
            Reason::Suspended,
            |_| {
                Reply::html(page(
                    "Account Suspended",
                    "<h1>Account Suspended</h1><p>This account has been suspended. Contact your hosting provider for more information.</p>",
                ))
            },
        ),
        row(
            "http://default-page.test/report",
            "the web server's first page",
            Reason::DefaultPage,
            |_| {
                Reply::html(page(
                    "Welcome to nginx!",
                    "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p>",
                ))
            },
        ),
        row(
            "http://maintenance.test/report",
            "\"down for maintenance\" with 200",
            Reason::Maintenance,
            |_| {
                Reply::html(page(
                    "Maintenance",
                    "<h1>We'll be back soon</h1><p>The site is currently down for scheduled maintenance. Please check back soon.</p>",
                ))
            },
        ),
        row(
            "http://empty.test/report",
            "zero bytes with 200",
            Reason::Empty,
            |_| Reply::html(""),
        ),
        row(
            "http://empty-body.test/report",
            "a page without a word",
            Reason::Empty,
            |_| Reply::html("<html><head></head><body></body></html>"),
        ),
        row(
            "http://paywalled.test/report",
            "the offer to subscribe, with 403",
            Reason::Paywall,
            |_| {
                Reply::status(
                    "403 Forbidden",
                    "<html lang=\"en\"><head><title>Water and Markets</title><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Water and Markets\",\"isAccessibleForFree\":false}</script></head><body><h1>Water and Markets</h1><p>Subscribe to continue reading. Already a subscriber? Sign in.</p></body></html>",
                )
            },
        ),
        row(
            "http://login-page.test/report",
            "a login form with 200",
            Reason::LoginRequired,
            |_| {
                Reply::html(page(
                    "Log in",
                    "<h1>Log in</h1><p>Please log in to continue.</p><form><input name=\"user\"><input type=\"password\" name=\"pass\"><button>Log in</button></form>",
                ))
            },
        ),
    ]
}

fn look_alikes() -> Vec<Row> {
    vec![
        row("http://about-404.test/http-404", "an article about the 404 error", Reason::Ok, |_| {
            Reply::html(article("Why We See \"404 Not Found\": A History of the Error Page"))
        }).cited_as(|| titled("Why We See “404 Not Found”: A History of the Error Page")),
        row("http://image-missing.test/report", "an article with \"image not found\" in its side bar", Reason::Ok, |_| {
            Reply::html(page("Water and Markets", &format!("<aside>Image not found</aside><h1>Water and Markets</h1>{PROSE}")))
        }).cited_as(water),
        row("http://short-text.test/report", "a very short text", Reason::Ok, |_| {
            Reply::html(page("Water and Markets", "<h1>Water and Markets</h1><p>The gates open on Monday.</p>"))
        }).cited_as(water),
        row("http://abstract.test/report", "an abstract before a paywall", Reason::Ok, |_| {
            Reply::html(page("Water and Markets", &format!("<h1>Water and Markets</h1><h2>Abstract</h2>{PROSE}<p>Get access to the full version of this content by subscribing.</p>")))
        }).cited_as(water),
        row("http://script-shell.test/report", "a page drawn by scripts alone", Reason::Ok, |_| {
            Reply::html("<!DOCTYPE html><html><head><title>Water and Markets</title></head><body><div id=\"root\"></div><script src=\"/app.js\"></script></body></html>")
        }).cited_as(water),
    ]
}

fn identity() -> Vec<Row> {
    vec![
        row("http://same-title.test/report", "the cited title with the site's name, entities, other dashes and case", Reason::Ok, |_| {
            Reply::html(article("Water &amp; Markets &#8211; A REPORT | The Daily Canal"))
        }).cited_as(|| titled("Water & Markets — A Report")),
        row("http://subscribers-only.test/report", "the title and the offer to subscribe, with 200", Reason::Ok, |_| {
            Reply::html(page("Water and Markets", "<h1>Water and Markets</h1><p>The canals were dug twice.</p><p>Subscribe to continue reading. Already a subscriber? Sign in.</p>"))
        }).cited_as(water),
        row("http://other-title.test/report", "a page about something else", Reason::TitleMismatch, |asked: &Asked| {
            if asked.path == "/report" {
                Reply::html(recipes())
            } else {
                Reply::status("404 Not Found", "no")
            }
        }).cited_as(canals),
        row("http://retracted.test/report", "the cited article, retracted", Reason::Retracted, |_| {
            Reply::html(article("RETRACTED: Water and Markets"))
        }).cited_as(water),
    ]
}

fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>> endobj\n4 0 obj <</Title(Water and Markets)>> endobj\ntrailer <</Root 1 0 R/Info 4 0 R>>\n%%EOF".to_vec()
}

fn kinds() -> Vec<Row> {
    vec![
        row("http://pdf.test/report.pdf", "a PDF file", Reason::Ok, |_| Reply::new("200 OK", &[("Content-Type", "application/pdf")], pdf())).cited_as(water),
        row("http://pdf-as-html.test/report.pdf", "a PDF file that says it is HTML", Reason::Ok, |_| Reply::html(pdf())),
        row("http://pdf-octets.test/download?id=7", "a PDF file under no telling name or type", Reason::Ok, |_| Reply::new("200 OK", &[("Content-Type", "application/octet-stream")], pdf())),
        row("http://html-for-pdf.test/report.pdf", "an unrelated page where a PDF was cited", Reason::WrongType, |asked: &Asked| {
            if asked.path == "/report.pdf" { Reply::html(page("Library", "<h1>Library</h1><p>Welcome to our new library portal. Browse by subject.</p>")) } else { Reply::status("404 Not Found", "no") }
        }).cited_as(water),
        row("http://no-type.test/report", "a page without a content type", Reason::Ok, |_| Reply::new("200 OK", &[], article("Water and Markets"))),
        row("http://lying-type.test/report", "a page that says it is a picture", Reason::Ok, |_| Reply::new("200 OK", &[("Content-Type", "image/png")], article("Water and Markets"))),
        row("http://picture.test/map.png", "a picture", Reason::Ok, |_| Reply::new("200 OK", &[("Content-Type", "image/png")], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01")),
        row("http://zero-pdf.test/report.pdf", "a PDF file of zero bytes", Reason::Empty, |_| Reply::new("200 OK", &[("Content-Type", "application/pdf")], b"")),
        row("http://broken-off-pdf.test/report.pdf", "a PDF file that breaks off", Reason::Ok, |_| {
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 90000\r\n\r\n").then(Part::Bytes(pdf()))
        }),
    ]
}

fn fragments() -> Vec<Row> {
    fn with_anchor() -> Reply {
        Reply::html(page(
            "Water and Markets",
            &format!(
                "<h1>Water and Markets</h1>{PROSE}<h2 id=\"schools\">Schools</h2><p>More to come.</p>"
            ),
        ))
    }
    vec![
        row(
            "http://anchor.test/report#schools",
            "a fragment that is there",
            Reason::Ok,
            |_| with_anchor(),
        ),
        row(
            "http://no-anchor.test/report#hospitals",
            "a fragment that is not there",
            Reason::MissingAnchor,
            |_| with_anchor(),
        ),
        row(
            "http://text-fragment.test/report#:~:text=Teachers%20were%20paid%20in%20grain",
            "a text fragment that is there",
            Reason::Ok,
            |_| with_anchor(),
        ),
        row(
            "http://no-text-fragment.test/report#:~:text=nurses%20were%20paid%20in%20silver",
            "a text fragment that is not there",
            Reason::MissingTextFragment,
            |_| with_anchor(),
        ),
        row(
            "http://moved-anchor.test/report#schools",
            "a redirect to a page that has the fragment",
            Reason::PermanentRedirect,
            |asked| {
                if asked.path == "/report" {
                    Reply::to("301 Moved Permanently", "/new")
                } else {
                    with_anchor()
                }
            },
        ),
    ]
}
