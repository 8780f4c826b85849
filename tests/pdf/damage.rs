//! Damaged files: an error or a document, never a panic, and in bounded time.

use std::{fs, time::Instant};

use footfault::{
    input::{Format, Input},
    readers,
};
use proptest::prelude::*;

const FILES: [&str; 3] = [
    "tests/pdf/files/groff-footnotes.pdf",
    "tests/pdf/files/reportlab-chapters.pdf",
    "corpus/pdf/dredging-accounts.pdf",
];

fn survives(bytes: Vec<u8>) {
    let start = Instant::now();
    if let Ok(input) = Input::from_bytes("damaged.pdf", bytes, Some(Format::Pdf)) {
        // Either outcome is right; what counts is that there is one.
        let _ = readers::read(&input, &readers::Options::default());
    }
    assert!(start.elapsed().as_secs() < 60, "too slow");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_do_not_panic(
        file in 0..FILES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
    ) {
        let mut bytes = fs::read(FILES[file]).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        survives(bytes);
    }

    #[test]
    fn files_cut_short_do_not_panic(file in 0..FILES.len(), keep in any::<prop::sample::Index>()) {
        let mut bytes = fs::read(FILES[file]).unwrap();
        let keep = keep.index(bytes.len());
        bytes.truncate(keep);
        survives(bytes);
    }
}
