//! The command itself, run over a report whose links are the fault server's: the broken-link report must say of
//! every bad link what a careful person would say, and nothing of the sound ones.

#![expect(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "a test fails by panicking"
)]

mod fault_server;

use std::process::{Command, Stdio};

use fault_server::{FaultServer, Row, tables};
use footfault::probe::Verdict;
use serde_json::Value;

/// Rows that need neither the tests' resolver nor a citation nor patience.
fn rows() -> Vec<Row> {
    tables()
        .into_iter()
        .flat_map(|(_, rows)| rows)
        .filter(|row| {
            let plain = !row.url.contains(' ') && !row.url.ends_with(['.', '\u{2026}']);
            let uncited = (row.cited)().titles.is_empty();
            row.act.is_some() && plain && uncited && !row.slow && !row.url.contains('@')
        })
        .collect()
}

fn report(rows: &[Row]) -> String {
    let mut text = String::from("# Canals\n\n## Water\n\n");
    for number in 1..=rows.len() {
        text.push_str(&format!(
            "The canal was dug again in year {number}.[^{number}]\n\n"
        ));
    }
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&format!(
            "[^{}]: Surveyors' office, <{}>.\n",
            index + 1,
            row.url
        ));
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_of_bad_links_ends_in_a_report_an_editor_can_act_on() {
    fault_server::wire::prepare();
    let rows = rows();
    assert!(rows.len() > 100, "{} rows", rows.len());
    let server = FaultServer::of_rows(&rows).await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("report.md"), report(&rows)).unwrap();
    std::fs::write(path("authority.pem"), server.authority()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_footfault"));
    command
        .arg("check")
        .arg(path("report.md"))
        .args([
            "--no-config",
            "--no-cache",
            "--fail-on=never",
            "--allow-private=127.0.0.1/32",
        ])
        .args([
            "--per-host-interval",
            "0ms",
            "--timeout",
            "20s",
            "--retries",
            "2",
        ])
        .args(["--archive-url", "http://refused.test:1/"])
        .arg("--resolve")
        .arg(format!("*:80:{}", server.plain))
        .arg("--resolve")
        .arg(format!("*:443:{}", server.encrypted))
        .arg("--ca-file")
        .arg(path("authority.pem"))
        .arg("--output")
        .arg(path("out.json"))
        .arg("--output")
        .arg(path("out.md"))
        .env_clear()
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let status = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    let errors = String::from_utf8_lossy(&status.stderr);
    assert_eq!(status.status.code(), Some(0), "{errors}");
    let json: Value = serde_json::from_slice(&std::fs::read(path("out.json")).unwrap()).unwrap();
    let markdown = std::fs::read_to_string(path("out.md")).unwrap();
    let probes = json["probes"].as_array().unwrap();
    assert_eq!(probes.len(), rows.len());
    let mut wrong = Vec::new();
    for (row, probe) in rows.iter().zip(probes) {
        if probe["reason"] != row.reason.as_str() {
            wrong.push(format!("{} ({}): {probe}", row.url, row.does));
        }
        let told = markdown.contains(&row.host());
        let bad = matches!(row.reason.verdict(), Verdict::Dead | Verdict::Suspect);
        if bad && !told {
            wrong.push(format!(
                "{} is {} and not in the report",
                row.url,
                row.reason.as_str()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
