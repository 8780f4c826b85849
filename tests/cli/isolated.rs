//! Files read in processes of their own: the same outcome, and an end to what takes too much.

use std::fs;

use crate::run::{Place, SOUND};

#[test]
fn the_outcome_is_the_same() {
    let place = Place::with(&[
        ("report.md", SOUND),
        (
            "main.tex",
            "\\documentclass{article}\\begin{document}\\input{part}\\end{document}",
        ),
        (
            "part.tex",
            "A claim.\\footnote{Jane Roe, \\emph{Silt} (2003), 4.}",
        ),
    ]);
    place.write(
        "tide.pdf",
        &fs::read("corpus/pdf/silt-and-tide.pdf").unwrap(),
    );
    for input in ["report.md", "main.tex", "tide.pdf"] {
        let plain = place.run(&format!("extract --format json {input}"));
        let apart = place.run(&format!("extract --format json --isolate {input}"));
        assert_eq!(plain.code, Some(0), "{plain:?}");
        assert!(plain.stdout.contains("\"notes\""), "{input}");
        assert_eq!(apart.stdout, plain.stdout, "{input}: {}", apart.stderr);
        assert_eq!(
            place
                .run(&format!("check --offline --isolate {input}"))
                .stdout,
            place.run(&format!("check --offline {input}")).stdout,
            "{input}"
        );
    }
    place.write("footfault.toml", b"isolate = true\n");
    let configured = place.run("extract --read-timeout 1ms tide.pdf");
    assert_eq!(configured.code, Some(2), "the configuration asks for it");
}

#[test]
fn what_takes_too_much_is_stopped_and_told() {
    let place = Place::with(&[("report.md", SOUND)]);
    // Larger than the bound by itself: whatever the reader does, it cannot hold it.
    place.write(
        "large.md",
        "All work and no play. ".repeat(2 << 20).as_bytes(),
    );
    for (arguments, words) in [
        (
            "--read-memory 8 large.md",
            ["large.md", "memory", "--read-memory"],
        ),
        (
            "--read-timeout 1ms large.md",
            ["large.md", "longer than 1 ms", "--read-timeout"],
        ),
    ] {
        let ran = place.run(&format!("check --offline --isolate {arguments}"));
        assert_eq!(ran.code, Some(2), "{arguments}: {ran:?}");
        for word in words {
            assert!(ran.stderr.contains(word), "{arguments}: {}", ran.stderr);
        }
    }
    // The others are checked all the same.
    let both = place.run("check --offline --isolate --read-memory 600 report.md missing.md");
    assert!(both.stdout.contains("report.md"), "{both:?}");
}

#[test]
fn a_refusal_is_told_as_without_it() {
    let place = Place::with(&[("report.md", SOUND)]);
    place.write("broken.pdf", b"%PDF-1.7\nnothing of a file\n");
    let plain = place.run("check --offline broken.pdf");
    let apart = place.run("check --offline --isolate broken.pdf");
    assert_eq!((plain.code, apart.code), (Some(2), Some(2)));
    assert_eq!(plain.stderr, apart.stderr);
    let fix = place.run("fix --isolate report.md");
    assert_eq!(fix.code, Some(2));
    assert!(fix.stderr.contains("--isolate"), "{}", fix.stderr);
}
