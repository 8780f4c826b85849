//! What stands in reports/ is what the command prints, and the README quotes it. `UPDATE_DOCS=1` writes both.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod fault_server;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use fault_server::{Asked, FaultServer, Reply, Row, row, tables};
use footfault::probe::Reason;
use serde_json::Value;

/// Reports of the corpus that are also kept as JSON and as Markdown; more would only be heavier.
const IN_ALL_FORMS: [&str; 4] = [
    "bicycle-counts",
    "ferry-tariffs",
    "island-clinics",
    "weinbau-obere-lauter",
];

/// The one of them that is also kept in the forms that other programs read.
const IN_MACHINES_FORMS: &str = "island-clinics";

/// The report whose links are hosts of the fault server.
const CANALS: &str = "tests/fault_server/canals.md";

fn footfault() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_footfault"));
    command.env_clear().args(["--color", "never"]);
    command
}

/// Runs `footfault check` over `inputs` and gives what it wrote in every format, and how it ended.
fn checked(inputs: &[&str], flags: &[&str], formats: &[&str]) -> (BTreeMap<String, String>, i32) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = footfault();
    command.arg("check").args(inputs).arg("--no-config");
    for format in formats {
        command
            .arg("--output")
            .arg(folder.path().join(format!("out.{format}")));
    }
    let run = command.args(flags).output().unwrap();
    let texts = formats
        .iter()
        .map(|format| {
            let path = folder.path().join(format!("out.{format}"));
            let text = fs::read_to_string(&path).unwrap_or_else(|error| {
                let said = String::from_utf8_lossy(&run.stderr);
                panic!("{inputs:?} as {format}: {error}\n{said}")
            });
            ((*format).to_owned(), text)
        })
        .collect();
    (texts, run.status.code().unwrap())
}

/// The reports of the corpus, in the order of their names.
fn corpus() -> Vec<String> {
    let mut paths: Vec<PathBuf> = fs::read_dir("corpus")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end != "toml"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 18, "the corpus is not whole");
    paths
        .iter()
        .map(|path| path.to_str().unwrap().replace('\\', "/"))
        .collect()
}

fn stem(path: &str) -> &str {
    Path::new(path).file_stem().unwrap().to_str().unwrap()
}

/// Every page of `reports/` that a run without a network makes, and a line about each for its README.
fn pages_of_the_corpus() -> (BTreeMap<String, String>, String) {
    let mut pages = BTreeMap::new();
    let mut lines = String::new();
    let corpus = corpus();
    for path in &corpus {
        let name = stem(path);
        let formats: &[&str] = if name == IN_MACHINES_FORMS {
            &["txt", "json", "md", "sarif", "xml", "csv"]
        } else if IN_ALL_FORMS.contains(&name) {
            &["txt", "json", "md"]
        } else {
            &["txt"]
        };
        let (texts, code) = checked(&[path], &["--offline"], formats);
        let mut links = Vec::new();
        let mut outputs = String::new();
        for format in formats {
            let page = format!("{name}.{format}");
            links.push(format!("[`{page}`]({page})"));
            let _ = write!(outputs, " -o reports/{page}");
            pages.insert(page, texts[*format].clone());
        }
        let _ = writeln!(
            lines,
            "| {} | `footfault check --no-config --offline {path}{outputs}` | {code} |",
            links.join(", ")
        );
    }
    let path = format!("corpus/{IN_MACHINES_FORMS}.md");
    let run = footfault()
        .args([
            "check",
            "--no-config",
            "--offline",
            "--format",
            "github",
            &path,
        ])
        .output()
        .unwrap();
    let page = format!("{IN_MACHINES_FORMS}.github.txt");
    let _ = writeln!(
        lines,
        "| [`{page}`]({page}) | `footfault check --no-config --offline --format github {path}` | {} |",
        run.status.code().unwrap()
    );
    pages.insert(page, String::from_utf8(run.stdout).unwrap());
    let all: Vec<&str> = corpus.iter().map(String::as_str).collect();
    let (texts, code) = checked(&all, &["--offline", "--quiet"], &["txt", "md"]);
    for (format, text) in texts {
        pages.insert(format!("all.{format}"), text);
    }
    let _ = writeln!(
        lines,
        "| [`all.txt`](all.txt), [`all.md`](all.md) | `footfault check --no-config --offline --quiet \
         -o reports/all.txt -o reports/all.md` and every report of `corpus/` | {code} |"
    );
    (pages, lines)
}

fn readme(lines: &str) -> String {
    format!(
        "<!-- Written by tests/reports.rs. -->\n\
         \n\
         # What footfault prints\n\
         \n\
         Over every report of the [corpus](../corpus/README.md), without a network. Whatever is written to a file \
         is 100 columns wide and has no color. `cargo test --test reports` compares every page with what the \
         command writes, and `UPDATE_DOCS=1 cargo test --test reports` writes them anew.\n\
         \n\
         | page | made by | exit code |\n\
         |---|---|---|\n\
         {lines}\n\
         ## Broken links\n\
         \n\
         [`broken-links.txt`](broken-links.txt), [`broken-links.md`](broken-links.md), \
         [`broken-links.csv`](broken-links.csv) and [`broken-links.html`](broken-links.html) are what comes out when links are asked: a run over [`canals.md`](../{CANALS}), whose links lead to hosts of the tests' \
         [fault server](../tests/fault_server/mod.rs). Every name under `.test` is sent to it with `--resolve`, and \
         an archive of its own, at `localhost`, has a copy of some of the pages. Only the time of the asking is \
         not the real one: `{WHEN}` stands in its place. The pictures of the page are taken by \
         `UPDATE_DOCS=1 cargo test --test browser`.\n"
    )
}

/// Pictures of `broken-links.html`.
const PICTURES: [&str; 2] = ["broken-links-document.png", "broken-links-summary.png"];

/// Stands for the time at which a link was asked.
const WHEN: &str = "2026-01-01T00:00:00Z";

/// The finding of `rule` on a page written for the terminal: from its headline to the next empty line.
fn excerpt(page: &str, rule: &str, of: &str) -> String {
    let headline = format!("[{rule}]: {of}");
    page.lines()
        .skip_while(|line| !line.contains(&headline))
        .take_while(|line| !line.is_empty())
        .fold(String::new(), |out, line| out + line + "\n")
}

/// The README with the findings it quotes from the pages.
fn quoting(readme: &str, pages: &BTreeMap<String, String>) -> String {
    let afghanistan = &pages["afghanistan-neighbours.txt"];
    let findings = [
        excerpt(afghanistan, "shifted-numbering", ""),
        excerpt(afghanistan, "note-block-misplaced", ""),
        excerpt(afghanistan, "bad-percent-encoding", ""),
        excerpt(
            &pages["broken-links.txt"],
            "dead-link",
            "http://not-found.test",
        ),
    ];
    assert!(findings.iter().all(|finding| finding.lines().count() > 3));
    let (begin, end) = ("<!-- output:begin -->\n", "<!-- output:end -->");
    let (before, rest) = readme.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    format!(
        "{before}{begin}```text\n{}```\n{end}{after}",
        findings.join("\n")
    )
}

/// The file without the line ends of Windows.
fn stored(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_printed_is_fresh() {
    let folder = Path::new("reports");
    let links = tokio::spawn(pages_of_links());
    let (mut pages, lines) = tokio::task::spawn_blocking(pages_of_the_corpus)
        .await
        .unwrap();
    pages.extend(links.await.unwrap());
    pages.insert("README.md".to_owned(), readme(&lines));
    let front = stored(Path::new("README.md"));
    let quoting = quoting(&front, &pages);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(folder).unwrap();
        for (name, text) in &pages {
            fs::write(folder.join(name), text).unwrap();
        }
        fs::write("README.md", &quoting).unwrap();
    }
    for (name, text) in &pages {
        assert!(
            stored(&folder.join(name)) == text.replace("\r\n", "\n"),
            "reports/{name} is stale: run UPDATE_DOCS=1 cargo test --test reports; now it reads\n{text}"
        );
    }
    assert!(
        stored(Path::new("README.md")) == quoting,
        "README.md is stale: run UPDATE_DOCS=1 cargo test --test reports"
    );
    let mut strangers: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        // Taken by tests/browser/, and not the same on every machine.
        .filter(|name| !pages.contains_key(name) && !PICTURES.contains(&&**name))
        .collect();
    strangers.sort();
    assert!(strangers.is_empty(), "pages of nothing: {strangers:?}");
}

/// An archive that has a copy of nearly every page, taken in the month of the cited date.
fn archive() -> Row {
    row(
        "http://localhost/wayback/available",
        "an archive",
        Reason::Ok,
        |asked: &Asked| {
            let question = url::Url::parse(&format!("http://localhost{}", asked.path)).unwrap();
            let asked_for: BTreeMap<_, _> = question.query_pairs().into_owned().collect();
            let copy = match (asked_for.get("url"), asked_for.get("timestamp")) {
                (Some(page), Some(time)) if !page.contains("self-loop") => {
                    // The first noon of the month that is asked for.
                    let at = format!("{}01120000", &time[..6]);
                    format!(
                        r#"{{"closest":{{"status":"200","available":true,"url":"http://localhost/web/{at}/{page}","timestamp":"{at}"}}}}"#
                    )
                }
                _ => "{}".to_owned(),
            };
            Reply::new(
                "200 OK",
                &[("Content-Type", "application/json")],
                format!(r#"{{"archived_snapshots":{copy}}}"#),
            )
        },
    )
}

/// The same text with every time at which a link was asked replaced.
fn timeless(text: &str) -> String {
    let time = regex::Regex::new(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z").unwrap();
    time.replace_all(text, WHEN).into_owned()
}

/// The pages that a run over the hosts of the fault server makes.
async fn pages_of_links() -> BTreeMap<String, String> {
    fault_server::wire::prepare();
    let text = fs::read_to_string(CANALS).unwrap();
    let mut rows: Vec<Row> = tables()
        .into_iter()
        .flat_map(|(_, rows)| rows)
        .filter(|row| text.contains(&format!("<{}>", row.url)))
        .collect();
    assert_eq!(rows.len(), text.matches(".test/").count(), "rows");
    let reasons: BTreeMap<&str, Reason> = rows.iter().map(|row| (row.url, row.reason)).collect();
    rows.push(archive());
    let server = FaultServer::of_rows(&rows).await;
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    fs::write(&authority, server.authority()).unwrap();
    let flags = [
        "--no-cache".to_owned(),
        "--allow-private=127.0.0.1/32".to_owned(),
        "--per-host-interval=0ms".to_owned(),
        "--archive-url=http://localhost/".to_owned(),
        format!("--resolve=*:80:{}", server.plain),
        format!("--resolve=*:443:{}", server.encrypted),
        format!("--ca-file={}", authority.display()),
    ];
    let (texts, code) = tokio::task::spawn_blocking(move || {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        checked(&[CANALS], &flags, &["txt", "md", "html", "csv", "json"])
    })
    .await
    .unwrap();
    assert_eq!(code, 1, "dead links are errors");
    let json: Value = serde_json::from_str(&texts["json"]).unwrap();
    let probes = json["probes"].as_array().unwrap();
    assert_eq!(probes.len(), reasons.len());
    for probe in probes {
        let url = probe["url"].as_str().unwrap();
        assert_eq!(probe["reason"], reasons[url].as_str(), "{url}");
    }
    ["txt", "md", "html", "csv"]
        .map(|format| (format!("broken-links.{format}"), timeless(&texts[format])))
        .into()
}
