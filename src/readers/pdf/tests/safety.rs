//! Bounds, damage, encryption: nothing a file says ends the program or takes more than it may.

use std::sync::Arc;

use super::{PAGE, borrowed, load, page_file, read, text};
use crate::readers::pdf::glyphs::{Role, Target};

#[test]
fn forms_are_run_within_bounds() {
    let page =
        |resources: &str| PAGE.replace("/Font<<", &format!("/XObject<<{resources}>>/Font<<"));
    let form = |content: &str, extra: &str| {
        format!(
            "<</Type/XObject/Subtype/Form/Matrix[2 0 0 2 0 0]{extra}/Length {}>>\nstream\n{content}\nendstream",
            content.len()
        )
    };
    let (facts, pages) = read(&page_file(
        "/X Do (after) BT /F 9 Tf 9 9 Td (end) Tj ET",
        &[
            (3, &page("/X 7 0 R")),
            (7, &form("BT /F 5 Tf 10 20 Td (in) Tj ET /X Do EMC", "")),
        ],
    ));
    assert_eq!(text(&pages[0]), "inend");
    assert_eq!(
        (pages[0].glyphs[0].x0, pages[0].glyphs[0].size),
        (20.0, 10.0)
    );
    assert!(facts.notices.is_empty());
    // Forms that double the work at each level are cut, and it is said.
    let names = (0..40)
        .map(|level| format!("/X{level} {} 0 R", 20 + level))
        .collect::<Vec<_>>()
        .concat();
    let doubling = page(&names);
    let mut objects = vec![(3, doubling)];
    for level in 0..40 {
        let next = (level + 1).min(39);
        objects.push((20 + level, form(&format!("/X{next} Do /X{next} Do"), "")));
    }
    let (facts, _) = read(&page_file("/X0 Do", &borrowed(&objects)));
    assert!(
        facts.notices[0].starts_with("page 1"),
        "{:?}",
        facts.notices
    );
}

#[test]
fn broken_files_are_mended_or_refused() {
    let whole = page_file("BT /F 10 Tf 50 500 Td (Hello) Tj ET", &[]);
    let at = whole
        .windows(4)
        .position(|window| window == b"xref")
        .unwrap();
    for bytes in [
        // No table; a wrong one; rubbish before the head.
        whole[..at].to_vec(),
        String::from_utf8(whole.clone())
            .unwrap()
            .replace("startxref\n", "startxref\n9")
            .into_bytes(),
        [b"rubbish\n".as_slice(), &whole].concat(),
    ] {
        assert_eq!(text(&read(&bytes).1[0]), "Hello");
    }
    for bytes in [&b""[..], b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[2 0 R]>>endobj trailer<</Root 1 0 R>>"] {
        let refusal = load(Arc::from(bytes), &mut |_, _| {}).unwrap_err();
        assert!(refusal.to_string().contains("damaged"), "{refusal}");
    }
}

/// A file of `tests/fixtures/pdf`, made from `plain.pdf` there by `make.sh`.
fn fixture(name: &str) -> Vec<u8> {
    let path = format!(
        "{}/tests/fixtures/pdf/{name}.pdf",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read(path).unwrap()
}

#[test]
fn encrypted_and_packed_files_read_as_plain_ones() {
    for name in [
        "plain",
        "packed",
        "rc4-40",
        "rc4-128",
        "aes-128",
        "aes-256-packed",
    ] {
        let (facts, pages) = read(&fixture(name));
        assert_eq!(
            text(&pages[0]),
            "The keeper’s logThe lamp was lit at dusk.1",
            "{name}"
        );
        assert_eq!(facts.title.as_deref(), Some("The keeper’s log"), "{name}");
        assert_eq!(facts.tags[0].role, Role::Heading(1), "{name}");
        let target = Target::Uri("https://harbor.example/log".to_owned());
        assert_eq!(pages[0].links[0].target, target, "{name}");
    }
    let refusal = load(Arc::from(fixture("password")), &mut |_, _| {}).unwrap_err();
    assert_eq!(
        refusal.what,
        "the file is encrypted and asks for a password"
    );
}

/// Streams that unpack to a gigabyte from a few bytes, wherever the library would unpack them.
#[test]
fn what_unpacks_to_too_much_is_not_unpacked() {
    use std::io::Write as _;
    let packed = |megabytes: usize| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let blanks = vec![b' '; 1 << 20];
        for _ in 0..megabytes {
            encoder.write_all(&blanks).unwrap();
        }
        encoder.finish().unwrap()
    };
    let bomb = packed(200);
    let hex = bomb
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    let stream = |keys: &str| {
        format!(
            "<<{keys}/Filter[/ASCIIHexDecode/FlateDecode]/Length {}>>\nstream\n{hex}\nendstream",
            hex.len()
        )
    };
    // As content and as a map of a font, the rest of the file is read.
    let (facts, _) = read(&page_file("", &[(4, &stream(""))]));
    assert!(facts.notices[0].contains("page 1"), "{:?}", facts.notices);
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/ToUnicode 7 0 R>>";
    let content = "BT /F 10 Tf 50 500 Td (ab) Tj /G 10 Tf (cd) Tj ET";
    let bytes = page_file(content, &[(5, font), (7, &stream(""))]);
    assert!(text(&read(&bytes).1[0]).ends_with("cd"));
    // As objects, the file is refused.
    let bytes = page_file(content, &[(7, &stream("/Type/ObjStm/N 1/First 10"))]);
    let refusal = load(Arc::from(bytes), &mut |_, _| {}).unwrap_err();
    assert!(refusal.what.contains("MB"), "{refusal}");
}

#[test]
fn fonts_that_spell_out_too_many_widths_are_left_unread() {
    let composite = |widths: &str| {
        format!(
            "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/W {widths}>>]>>"
        )
    };
    for font in [
        composite("[0 4294967290 500]"),
        composite("[[1] 0 4294967290 500]"),
        composite(&format!("[{}]", "0 65535 1 ".repeat(1000))),
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/FirstChar 4000000000/LastChar 4000000001/Widths[1]>>".to_owned(),
    ] {
        let (facts, _) = read(&page_file("BT /F 10 Tf 50 500 Td (abcd) Tj ET", &[(5, &font)]));
        assert_eq!(facts.glyphs, facts.unmapped, "{font:.120}");
    }
}

#[test]
fn files_made_to_be_searched_for_ever_are_refused() {
    for unit in [
        "<< /A ( >> ",
        "1 0 obj ( ",
        "1 0 obj << /A [ >> endobj ",
        "<</A ",
        "1 0 obj<<>>stream\n",
    ] {
        let mut bytes = b"%PDF-1.4\n".to_vec();
        bytes.extend(unit.repeat(3_000_000 / unit.len()).bytes());
        bytes.extend(b"\n2 0 obj<</Kids[]>>endobj trailer<</Root 7 0 R>>");
        let started = std::time::Instant::now();
        let refusal = load(Arc::from(bytes), &mut |_, _| {}).unwrap_err();
        assert!(refusal.what.contains("damaged"), "{refusal}");
        assert!(started.elapsed().as_secs() < 60, "{unit}");
    }
}

/// Mutants of a file with everything in it: each is read or refused.
#[test]
fn damaged_files_never_end_the_program() {
    let mut random = fastrand::Rng::with_seed(7);
    let files = ["plain", "packed", "aes-128"].map(fixture);
    let (mut read, mut refused) = (0, 0);
    for round in 0..600 {
        let mut bytes = files[round % files.len()].clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..bytes.len());
            match random.u8(..6) {
                0 => bytes.truncate(at.max(9)),
                1 => bytes[at] ^= 1 << random.u8(..8),
                2 => drop(bytes.drain(at..(at + random.usize(..60)).min(bytes.len()))),
                3 => {
                    let part = bytes[at..(at + 80).min(bytes.len())].to_vec();
                    bytes.splice(at..at, part);
                }
                4 => {
                    let words: [&[u8]; 8] = [
                        b"<<",
                        b">>",
                        b"[",
                        b" 3 0 R ",
                        b"-1",
                        b"9999999999",
                        b"(",
                        b"/Kids",
                    ];
                    let word = random.choice(words).unwrap_or(b"<<");
                    bytes.splice(at..at, word.iter().copied());
                }
                _ => {
                    if bytes[at].is_ascii_digit() {
                        bytes[at] = random.u8(b'0'..=b'9');
                    }
                }
            }
        }
        match load(Arc::from(bytes), &mut |_, _| {}) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read > 100 && refused > 10, "read {read}, refused {refused}");
}
