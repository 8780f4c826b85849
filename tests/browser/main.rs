//! The HTML report in a real headless Chromium: it opens, filters, jumps, prints, fits a phone, is read by keyboard
//! and by screen readers, and runs nothing that a document or a server says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod driver;
mod made;
mod measures;

use std::sync::OnceLock;

use driver::{Browser, DESK, PHONE, Window, in_browser};
use footfault::report::Report;
use made::{Written, written};
use serde_json::{Value, json};

/// The report most tests look at: eight chapters, 141 notes, every verdict.
fn report() -> Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let made = REPORT.get_or_init(|| made::corpus(&["afghanistan-neighbours"]));
    made.clone()
}

/// Opens a page at a place in it, in a browser of its own.
async fn on<F, Fut>(window: Window, page: Written, hash: &'static str, test: F)
where
    F: FnOnce(Browser) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    in_browser(window, async move |browser| {
        browser.open_file(&page.path, hash).await;
        test(browser.clone()).await;
        let console = browser.console().await;
        assert!(console.is_empty(), "the console says {console:#?}");
        let requests = browser.requests().await;
        assert!(
            requests.iter().all(|url| url.contains("/report.html")),
            "asked for {requests:?}"
        );
    })
    .await;
}

const SHOWN: &str =
    "return document.querySelectorAll('section.view.shown .rows tbody tr:not([hidden])').length";

#[tokio::test]
async fn it_opens_with_every_view_and_asks_for_nothing() {
    on(DESK, written(&report()), "", async |page| {
        let requests = page.requests().await;
        assert_eq!(requests.len(), 1, "{requests:?}");
        assert!(requests[0].contains("report.html"), "{requests:?}");
        for view in ["findings", "links", "document", "summary"] {
            page.click(&format!(".views a[href='#{view}']")).await;
            let shown = "return [...document.querySelectorAll('section.view.shown')].map(v => v.id).join()";
            assert_eq!(page.text(shown).await, view);
            let current = "return document.querySelector('.views [aria-current=page]').hash";
            assert_eq!(page.text(current).await, format!("#{view}"));
        }
        assert!(page.number("return document.querySelectorAll('.plot svg').length").await > 10.0);
        // A policy that is only printed would be no policy.
        let refused = "const s = document.createElement('script'); \
            try { s.textContent = 'window.hit = 1'; document.body.append(s); } catch {} return window.hit ?? 'refused'";
        assert_eq!(page.text(refused).await, "refused");
        let told = page.console().await;
        assert!(told.iter().any(|line| line.contains("Content Security Policy") || line.contains("TrustedScript")), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn findings_are_filtered_by_severity_rule_chapter_and_words() {
    let report = report();
    let all = report.findings.len();
    let of = |test: &dyn Fn(&footfault::finding::Finding) -> bool| {
        report
            .findings
            .iter()
            .filter(|finding| test(finding))
            .count()
    };
    let errors = of(&|finding| finding.severity.as_str() == "error");
    let dead = of(&|finding| finding.rule == "dead-link");
    let chapter = report.documents[0].citations.chapters[1].title.clone();
    let in_chapter = of(&|finding| finding.chapter.as_deref() == Some(&*chapter));
    assert!(errors > 0 && dead > 0 && in_chapter > 0 && in_chapter < all);
    on(DESK, written(&report), "findings", async move |page| {
        let shown = async || page.number(SHOWN).await.round().to_string();
        let count = async || page.text("return document.querySelector('#findings .count').textContent").await;
        assert_eq!(shown().await, all.to_string());
        page.click("#findings input[value=e]").await;
        assert_eq!(shown().await, errors.to_string());
        assert_eq!(count().await, format!("{errors} of {all} findings"));
        page.click("#findings input[value=e]").await;
        let choose = |name: &str, value: &str| format!(
            "const s = document.querySelector('#findings select[name={name}]'); s.value = {value:?}; \
             s.dispatchEvent(new Event('change', {{bubbles: true}}))"
        );
        page.js(&choose("r", "dead-link")).await;
        assert_eq!(shown().await, dead.to_string());
        page.js(&choose("r", "")).await;
        page.js(&choose("c", "0.1")).await;
        assert_eq!(shown().await, in_chapter.to_string());
        page.js(&choose("c", "")).await;
        page.write("#findings input[type=search]", "DEAD-link").await;
        page.wait(&format!("return document.querySelectorAll('#findings tbody tr:not([hidden])').length === {dead}")).await;
        page.write("#findings input[type=search]", " surely not there").await;
        page.wait("return !document.querySelector('#findings .nothing').hidden").await;
        page.click("#findings [data-clear]").await;
        assert_eq!(shown().await, all.to_string());
        assert_eq!(count().await, format!("{all} findings"));
        page.js(&choose("order", "s")).await;
        let order = "return [...document.querySelectorAll('#findings tbody tr')].map(r => r.dataset.s).join('')";
        let order = page.text(order).await;
        assert!(order.starts_with('e') && !order.contains("we") && !order.contains("ie") && !order.contains("iw"));
        page.js(&choose("order", "")).await;
        let ids = "return [...document.querySelectorAll('#findings tbody tr')].every((r, i) => r.id === 'f' + i)";
        assert_eq!(page.js(ids).await, json!(true));
    })
    .await;
}

#[tokio::test]
async fn links_are_filtered_by_verdict_and_by_the_plots() {
    let report = report();
    let of = |word: &str| {
        report
            .probes
            .iter()
            .filter(|probe| probe.verdict.as_str() == word)
            .count()
    };
    let (dead, suspect) = (of("dead"), of("suspect"));
    let lost = dead + of("invalid");
    let copies = report
        .probes
        .iter()
        .filter(|probe| probe.archive.is_some())
        .count();
    assert!(copies > 0 && copies < dead);
    on(DESK, written(&report), "links", async move |page| {
        let shown = async || page.number(SHOWN).await.round().to_string();
        page.click("#links input[value=dead]").await;
        assert_eq!(shown().await, dead.to_string());
        page.click("#links input[value=suspect]").await;
        assert_eq!(shown().await, (dead + suspect).to_string());
        page.click("#links input[name=a]").await;
        assert_eq!(shown().await, copies.to_string());
        let copy = "return document.querySelector('#links tr:not([hidden]) .copy a').href";
        assert!(page.text(copy).await.starts_with("https://archive.example/2020/"));
        page.click(".views a[href='#summary']").await;
        page.click("#plot-verdicts a[data-value=suspect]").await;
        page.wait("return location.hash === '#links'").await;
        assert_eq!(shown().await, suspect.to_string());
        page.back().await;
        page.click(".tile.t-lost").await;
        page.wait("return location.hash === '#links'").await;
        assert_eq!(shown().await, lost.to_string());
        page.back().await;
        page.click("#plot-hosts .bars a").await;
        page.wait("return location.hash === '#links'").await;
        let host = page.text("return document.querySelector('#links input[type=search]').value").await;
        let rows = "return [...document.querySelectorAll('#links tbody tr:not([hidden])')].map(r => r.textContent)";
        let rows = page.js(rows).await;
        let rows = rows.as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|row| row.as_str().unwrap().contains(&host)));
    })
    .await;
}

/// Whether an element is in sight, and not under the bar.
const IN_SIGHT: &str = "const e = document.querySelector(arguments[0]).getBoundingClientRect(); \
    return e.top >= 50 && e.bottom <= innerHeight";

#[tokio::test]
async fn a_mark_leads_to_its_note_to_its_link_and_back() {
    on(DESK, written(&report()), "d0m0", async |page| {
        let at = async |hash: &str, selector: &str| {
            page.wait(&format!("return location.hash === '#{hash}'"))
                .await;
            let script = format!("return (function() {{ {IN_SIGHT} }})({selector:?})");
            page.wait(&script).await;
        };
        at("d0m0", "#d0m0").await;
        let note = page
            .text("return document.querySelector('#d0m0').hash.slice(1)")
            .await;
        page.click("#d0m0").await;
        at(&note, &format!(".tx:has(#{note})")).await;
        let row = format!(".row:has(#{note})");
        let link = page
            .text(&format!(
                "return document.querySelector('{row} .lk').hash.slice(1)"
            ))
            .await;
        page.click(&format!("{row} .lk")).await;
        at(&link, &format!("#{link} .url")).await;
        page.click(&format!("#{link} .uses a")).await;
        page.wait("return /^#d0l/.test(location.hash)").await;
        page.back().await;
        at(&link, &format!("#{link} .url")).await;
        page.back().await;
        at(&note, &format!(".tx:has(#{note})")).await;
        page.click(&format!("{row} .back .label")).await;
        at("d0m0", "#d0m0").await;
        // From a finding to its words and from the comment beside them to the finding, filtered away or not.
        page.click(".views a[href='#findings']").await;
        page.click("#f3 .where .jump").await;
        page.wait("return /^#(h3|d0b)/.test(location.hash)").await;
        page.js(
            "const i = document.querySelector('#findings input[value=i]'); i.checked = true; \
                 i.dispatchEvent(new Event('change', {bubbles: true}))",
        )
        .await;
        page.click(".cm[data-f='3']").await;
        at("f3", "#f3 .message").await;
        page.click(".views a[href='#document']").await;
        page.click("[data-step='1']").await;
        let focus = "return document.activeElement.matches('.cm')";
        assert_eq!(page.js(focus).await, json!(true));
        // A click on highlighted words shows what is said of them.
        page.js("document.querySelector('.tx mark[data-f]').click()")
            .await;
        assert_eq!(page.js(focus).await, json!(true));
    })
    .await;
}

#[tokio::test]
async fn a_mark_and_its_note_light_up_together() {
    on(DESK, written(&report()), "d0m0", async |page| {
        page.js("document.querySelector('#d0m0').focus()").await;
        let lit = "return [...document.querySelectorAll('.lit')].map(e => e.className.split(' ')[0]).join()";
        assert_eq!(page.text(lit).await, "mk,sn");
        let whole = "const s = document.querySelector('.sn.lit'); s.click(); return s.matches('.on')";
        assert_eq!(page.js(whole).await, json!(true));
        page.click(".steps input[name=notes]").await;
        assert_eq!(page.number("return document.querySelector('.sn').offsetHeight").await.round().to_string(), "0");
    })
    .await;
}

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

#[tokio::test]
async fn the_keyboard_is_enough() {
    on(DESK, written(&report()), "", async |page| {
        let focus = async || {
            page.text("const e = document.activeElement; return e.className || e.name || e.hash || e.tagName").await
        };
        page.press(TAB).await;
        assert_eq!(focus().await, "skip");
        assert!(page.number("return document.activeElement.getBoundingClientRect().left").await >= 0.0, "it comes into sight");
        page.press(ENTER).await;
        page.press(TAB).await;
        assert!(focus().await.starts_with("tile t-e"), "{}", focus().await);
        page.press(ENTER).await;
        page.wait("return location.hash === '#findings'").await;
        page.js("document.querySelector('.views a[href=\"#links\"]').focus()").await;
        page.press(ENTER).await;
        page.wait("return document.querySelector('#links').matches('.shown')").await;
        page.js("document.querySelector('#links input[type=search]').focus()").await;
        page.press(TAB).await;
        assert_eq!(focus().await, "v");
        let outline = "return getComputedStyle(document.activeElement.nextElementSibling).outlineStyle";
        assert_eq!(page.text(outline).await, "solid", "the focus is seen");
        let before = page.number(SHOWN).await;
        page.press(SPACE).await;
        assert!(page.number(SHOWN).await < before, "space filters");
        page.js("document.querySelector('.theme').focus()").await;
        page.press(ENTER).await;
        assert_eq!(page.text("return document.documentElement.dataset.theme").await, "light");
        // No place swallows the focus: it comes round.
        page.js("location.hash = '#summary'").await;
        page.js("document.querySelector('#plot-hosts details summary').focus()").await;
        page.press(TAB).await;
        page.press(TAB).await;
        assert_ne!(focus().await, "SUMMARY");
    })
    .await;
}

#[tokio::test]
async fn nothing_that_a_document_or_server_says_is_run() {
    on(DESK, written(&made::hostile()), "", async |page| {
        page.js(
            "for (const view of ['summary', 'findings', 'links', 'document']) { location.hash = '#' + view; \
             for (const fold of document.querySelectorAll('details')) fold.open = true; \
             for (const e of document.querySelectorAll('main *')) for (const kind of ['mouseover', 'focus', 'load', 'error']) \
             e.dispatchEvent(new Event(kind)); }",
        )
        .await;
        for click in ["#d0m0", ".lk", ".cm"] {
            page.js("location.hash = '#document'").await;
            page.wait("return document.querySelector('#document').matches('.shown')").await;
            page.js_with("document.querySelector(arguments[0]).click()", json!([click])).await;
        }
        assert_eq!(page.text("return window.hit ?? 'nothing'").await, "nothing");
        let made = "return [...document.querySelectorAll('script, img, iframe, object, embed, base, link, form[action], style')].map(e => e.tagName).join()";
        assert_eq!(page.text(made).await, "STYLE,SCRIPT,SCRIPT");
        let handlers = "return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on/i.test(a.name) || a.name === 'style').length";
        assert_eq!(page.number(handlers).await.round().to_string(), "0");
        let schemes = "return [...new Set([...document.querySelectorAll('[href]')].map(e => e.getAttribute('href').split(/(?<=:|#)/)[0]))].sort().join()";
        assert_eq!(page.text(schemes).await, "#,https:");
        let seen = page.text("return document.body.textContent").await;
        for part in ["<script>window.hit=1</script>", "\\u{202e}desrever\\u{2066}", "&lt;b&gt;&#60;i&#62;", "javascript:window.hit=13"] {
            assert!(seen.contains(part), "{part} is shown as text");
        }
        assert!(!seen.contains(['\u{202e}', '\u{2066}', '\u{1b}']));
        let title = page.text("return document.title").await;
        assert!(title.starts_with("<script>"), "{title}");
    })
    .await;
}

#[tokio::test]
async fn a_phone_shows_everything_without_moving_sideways() {
    let reports = made::corpus(&["afghanistan-neighbours", "island-clinics"]);
    on(PHONE, written(&reports), "", async |page| {
        for view in ["summary", "findings", "links", "document"] {
            page.js(&format!("location.hash = '#{view}'")).await;
            page.wait(&format!("return document.querySelector('#{view}').matches('.shown')")).await;
            for width in [390, 320] {
                page.devtools(
                    "Emulation.setDeviceMetricsOverride",
                    json!({ "width": width, "height": 844, "deviceScaleFactor": 2, "mobile": true }),
                )
                .await;
                let wide = page.js(measures::TOO_WIDE).await;
                assert_eq!(wide, json!([]), "{view} at {width}");
            }
            let small = page.js(measures::SMALL_TARGETS).await;
            assert_eq!(small, json!([]), "{view}: too small for a finger");
        }
        page.js("location.hash = '#d1'").await;
        page.wait("return scrollY > 1000").await;
    })
    .await;
}

#[tokio::test]
async fn all_text_stands_out_from_its_ground_in_both_schemes() {
    let reports = made::corpus(&["afghanistan-neighbours", "island-clinics"]);
    on(DESK, written(&reports), "", async |page| {
        for scheme in ["light", "dark"] {
            page.devtools(
                "Emulation.setEmulatedMedia",
                json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
            )
            .await;
            let ground = page
                .text("return getComputedStyle(document.documentElement).backgroundColor")
                .await;
            assert_eq!(
                ground == "rgb(246, 245, 241)",
                scheme == "light",
                "{ground}"
            );
            let faint = page.js(measures::FAINT).await;
            assert!(faint["texts"].as_u64().unwrap() > 1_000, "{faint}");
            assert_eq!(faint["faint"], json!([]), "{scheme}");
        }
    })
    .await;
}

#[tokio::test]
async fn screen_readers_find_their_way() {
    let reports = made::corpus(&["afghanistan-neighbours", "island-clinics"]);
    on(DESK, written(&reports), "", async |page| {
        assert_eq!(page.js(measures::WRONG_ARIA).await, json!([]));
        for view in ["summary", "findings", "links"] {
            page.js(&format!("location.hash = '#{view}'")).await;
            page.wait(&format!(
                "return document.querySelector('#{view}').matches('.shown')"
            ))
            .await;
            let tree = page
                .devtools("Accessibility.getFullAXTree", json!({}))
                .await;
            let nodes = tree["nodes"].as_array().unwrap();
            let role = |node: &Value| {
                node["role"]["value"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            };
            let names = [
                "link",
                "button",
                "checkbox",
                "searchbox",
                "combobox",
                "table",
                "img",
                "region",
                "figure",
                "image",
            ];
            for node in nodes.iter().filter(|node| names.contains(&&*role(node))) {
                let name = node["name"]["value"].as_str().unwrap_or_default();
                assert!(
                    !name.trim().is_empty(),
                    "{view}: a {} without a name: {node}",
                    role(node)
                );
            }
            let roles: Vec<String> = nodes.iter().map(role).collect();
            for wanted in ["main", "navigation", "banner", "contentinfo", "heading"] {
                assert!(
                    roles.iter().any(|role| role == wanted),
                    "{view}: no {wanted}"
                );
            }
            // The rows are grids to the eye, and still rows of a table here.
            if view != "summary" {
                for wanted in ["table", "columnheader", "row", "cell", "status", "search"] {
                    assert!(
                        roles.iter().any(|role| role == wanted),
                        "{view}: no {wanted}"
                    );
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn paper_and_browsers_without_scripts_show_everything() {
    let page = written(&report());
    in_browser(DESK, async move |browser| {
        browser.open_file(&page.path, "links").await;
        let displayed = "return [...document.querySelectorAll('section.view')].filter(v => getComputedStyle(v).display !== 'none').length";
        assert_eq!(browser.number(displayed).await.round().to_string(), "1");
        browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        assert_eq!(browser.number(displayed).await.round().to_string(), "4");
        let paper = browser.post("/print", json!({ "background": true, "pageRanges": ["1"] })).await;
        assert!(paper.as_str().unwrap().starts_with("JVBERi0"), "a PDF");
        browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        browser.open_file(&page.path, "").await;
        assert_eq!(browser.number(displayed).await.round().to_string(), "4");
        let tools = "return getComputedStyle(document.querySelector('.tools')).display";
        assert_eq!(browser.text(tools).await, "none", "what needs the script is not offered");
        let console = browser.console().await;
        assert!(console.is_empty(), "{console:#?}");
    })
    .await;
}

/// Seconds that the page has kept the processor busy: other work on the machine does not count.
async fn busy(page: &Browser) -> f64 {
    let metrics = page.devtools("Performance.getMetrics", json!({})).await;
    let metrics = metrics["metrics"].as_array().unwrap();
    let duration = metrics
        .iter()
        .find(|metric| metric["name"] == "TaskDuration");
    duration.unwrap()["value"].as_f64().unwrap()
}

#[tokio::test]
async fn five_thousand_notes_stay_quick() {
    let report = made::book(5_000);
    let page = written(&report);
    let size = std::fs::metadata(&page.path).unwrap().len();
    // A note with its sentence, a finding and an address, each in its place and beside the others.
    assert!(size < 5_000 * 3_500, "{size} bytes");
    in_browser(DESK, async move |browser| {
        browser.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
        let before = busy(&browser).await;
        browser.open_file(&page.path, "").await;
        let opened = busy(&browser).await - before;
        let mut slowest = 0.0_f64;
        for (view, field, value, expected) in [
            ("findings", "s", "e", 1_667..1_668),
            ("findings", "q", "weir 17", 1..5_000),
            ("findings", "q", "", 5_000..5_001),
            ("findings", "order", "r", 5_000..5_001),
            ("links", "v", "dead", 556..557),
            ("links", "q", "reach7.example", 250..251),
        ] {
            let script = "const [view, field, value] = arguments; location.hash = '#' + view; \
                const form = document.querySelector('form[data-for=' + view + ']'); form.reset(); \
                for (const input of form.elements) if (input.name === field) { \
                    if (input.type === 'checkbox') input.checked = input.value === value; else input.value = value; } \
                form.querySelector('select').dispatchEvent(new Event('change', {bubbles: true})); \
                document.body.offsetHeight; \
                return document.querySelectorAll('#' + view + ' tbody tr:not([hidden])').length";
            let before = busy(&browser).await;
            let shown = browser.js_with(script, json!([view, field, value])).await;
            slowest = slowest.max(busy(&browser).await - before);
            let shown = shown.as_u64().unwrap();
            assert!(expected.contains(&shown), "{field}={value}: {shown}");
        }
        let before = busy(&browser).await;
        browser.js("location.hash = '#d0n4999'").await;
        browser.wait("return (function() { const e = document.querySelector('.tx:has(#d0n4999)').getBoundingClientRect(); \
                   return e.height > 0 && e.top >= 50 && e.bottom <= innerHeight; })()").await;
        let jumped = busy(&browser).await - before;
        println!(
            "5,000 notes: {size} bytes; seconds: open {opened:.2}, slowest filter {slowest:.2}, jump to the last note {jumped:.2}"
        );
        // Several times what a machine of 2024 needs.
        assert!(opened < 6.0, "open after {opened} s");
        assert!(slowest < 1.0, "the slowest filter took {slowest} s");
        assert!(jumped < 2.0, "the jump took {jumped} s");
    })
    .await;
}

/// Where `name` is kept, for the README.
fn picture(name: &str) -> std::path::PathBuf {
    std::path::PathBuf::from(format!("reports/broken-links-{name}.png"))
}

/// The pictures of the README. Letters differ between machines, so that they are taken only when asked for.
#[tokio::test]
async fn pictures_for_the_readme_are_there() {
    let window = Window {
        width: 1280,
        height: 1040,
        ratio: 1.5,
        ..DESK
    };
    if std::env::var_os("UPDATE_DOCS").is_some() {
        in_browser(window, async |page| {
            let file = std::fs::canonicalize("reports/broken-links.html").unwrap();
            page.open_file(&file, "").await;
            let calm = "const s = new CSSStyleSheet(); s.replaceSync('.here { animation: none !important } :focus { outline: none !important }'); \
                        document.adoptedStyleSheets = [s]; location.hash = arguments[0]";
            for (name, hash) in [("summary", ""), ("document", "d0n1")] {
                page.js_with(calm, json!([hash])).await;
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                std::fs::write(picture(name), page.picture().await).unwrap();
            }
        })
        .await;
    }
    for name in ["summary", "document"] {
        let bytes = std::fs::read(picture(name)).unwrap();
        let wide = bytes
            .get(16..20)
            .map(|wide| u32::from_be_bytes(wide.try_into().unwrap()));
        assert_eq!(
            wide,
            Some(1920),
            "{name}: UPDATE_DOCS=1 cargo test --test browser pictures"
        );
        assert!(bytes.len() < 600_000, "{name}: {} bytes", bytes.len());
    }
}
