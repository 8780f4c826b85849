//! Over every report of the corpus: no mark, note or pair is lost, and a second run changes nothing.

use std::{fs, path::PathBuf};

use footfault::{
    fix::{self, Level, Source},
    rules::Selection,
};

use crate::prelude::{judged, pairs, read};

/// Reports that can be fixed; others are refused as a whole.
fn reports() -> Vec<(PathBuf, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = fs::read_dir("corpus")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end != "toml"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    paths.extend(
        std::env::var_os("FOOTFAULT_SHARED")
            .map(|shared| PathBuf::from(shared).join("seed/report.md")),
    );
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let bytes = fs::read(&path).unwrap();
            (path, bytes)
        })
        .collect()
}

#[test]
fn nothing_is_lost_and_a_second_run_changes_nothing() {
    let mut applied = 0;
    let mut tried = 0;
    for (path, bytes) in reports() {
        let name = path.to_str().unwrap();
        for (level, pedantic) in [
            (Level::Safe, false),
            (Level::Safe, true),
            (Level::Unsafe, true),
        ] {
            let selection = Selection {
                pedantic,
                offline: true,
                ..Selection::default()
            };
            let run = |bytes: &[u8]| {
                let source = Source {
                    name,
                    bytes,
                    format: None,
                    reading: footfault::readers::Options::default(),
                };
                fix::fix(source, level, &mut |audited| judged(audited, &selection))
            };
            let Ok(once) = run(&bytes) else {
                continue;
            };
            tried += 1;
            applied += once.applied.len();
            let before = read(name, &bytes);
            assert_eq!(
                once.audited.citations.notes.len(),
                before.citations.notes.len(),
                "{name}"
            );
            let (old, new) = (pairs(&before), pairs(&once.audited));
            assert_eq!(old.len(), new.len(), "{name}");
            if level == Level::Safe {
                for ((old, a), (new, b)) in old.iter().zip(&new) {
                    assert_eq!((old, a.is_some()), (new, b.is_some()), "{name}");
                }
                let partners = |audited: &footfault::report::Audited| {
                    audited
                        .citations
                        .marks
                        .iter()
                        .map(|mark| mark.note)
                        .collect::<Vec<_>>()
                };
                assert_eq!(partners(&before), partners(&once.audited), "{name}");
            }
            let twice = run(&once.bytes).unwrap();
            assert!(
                twice.bytes == once.bytes,
                "{name} changes again at {level:?}"
            );
            assert_eq!(twice.applied, [], "{name}");
        }
    }
    assert!(tried >= 45, "only {tried} runs");
    assert!(applied > 30, "only {applied} fixes in the whole corpus");
}
