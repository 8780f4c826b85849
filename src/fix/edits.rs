//! Replacements in bytes: whether they can be made, whether they meet, and making them. Knows no document.

use crate::finding::Edit;

/// Whether the edits of one fix can be made at all; the reason where they cannot.
pub(super) fn sound(bytes: &[u8], edits: &[Edit]) -> Result<(), String> {
    if edits.is_empty() {
        return Err("it changes nothing".to_owned());
    }
    let mut last = 0;
    for edit in edits {
        if edit.start > edit.end || edit.end > bytes.len() {
            return Err("it reaches beyond the file".to_owned());
        }
        if edit.start < last {
            return Err("its changes overlap".to_owned());
        }
        if !is_boundary(bytes, edit.start) || !is_boundary(bytes, edit.end) {
            return Err("it would cut a character in two".to_owned());
        }
        last = edit.end;
    }
    Ok(())
}

/// Whether the edits make a difference.
pub(super) fn changes(bytes: &[u8], edits: &[Edit]) -> bool {
    edits
        .iter()
        .any(|edit| bytes.get(edit.start..edit.end) != Some(edit.text.as_bytes()))
}

/// Whether two edits are in each other's way: they share a byte, or stand at the same place.
pub(super) fn touch(one: &Edit, other: &Edit) -> bool {
    one.start.max(other.start) < one.end.min(other.end)
        || one.start == other.start
        || (one.start == one.end && other.start <= one.start && one.start <= other.end)
        || (other.start == other.end && one.start <= other.start && other.start <= one.end)
}

/// The bytes with every edit made; the edits are [sound] and do not touch one another.
pub(super) fn applied(bytes: &[u8], edits: &[&Edit]) -> Vec<u8> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut out = Vec::with_capacity(bytes.len() + 64 * edits.len());
    let mut done = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(done..edit.start).unwrap_or_default());
        out.extend_from_slice(edit.text.as_bytes());
        done = edit.end.max(done);
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    out
}

/// Whether no character of UTF-8 reaches over `at`.
fn is_boundary(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| byte & 0xC0 != 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit {
            start,
            end,
            text: text.to_owned(),
        }
    }

    #[test]
    fn hostile_edits_are_told() {
        let bytes = "aéb".as_bytes();
        for (edits, reason) in [
            (vec![], "nothing"),
            (vec![edit(3, 9, "")], "beyond"),
            (vec![edit(3, 1, "")], "beyond"),
            (vec![edit(0, 3, ""), edit(1, 4, "")], "overlap"),
            (vec![edit(3, 4, ""), edit(0, 1, "")], "overlap"),
            (vec![edit(0, 2, "")], "in two"),
            (vec![edit(usize::MAX, usize::MAX, "")], "beyond"),
        ] {
            let told = sound(bytes, &edits).unwrap_err();
            assert!(told.contains(reason), "{edits:?}: {told}");
        }
        assert!(sound(bytes, &[edit(0, 1, "x"), edit(1, 3, "y"), edit(4, 4, "z")]).is_ok());
    }

    #[test]
    fn edits_that_meet_are_told_apart_from_neighbors() {
        for (one, other, meet) in [
            (edit(0, 3, ""), edit(2, 4, ""), true),
            (edit(0, 3, ""), edit(3, 4, ""), false),
            (edit(3, 3, "a"), edit(3, 3, "b"), true),
            (edit(1, 3, "a"), edit(3, 3, "b"), true),
            (edit(1, 3, "a"), edit(1, 1, "b"), true),
            (edit(1, 3, "a"), edit(4, 4, "b"), false),
            (edit(0, 9, ""), edit(4, 5, ""), true),
        ] {
            assert_eq!(touch(&one, &other), meet, "{one:?} {other:?}");
            assert_eq!(touch(&other, &one), meet, "{other:?} {one:?}");
        }
    }

    #[test]
    fn edits_are_made_in_any_order() {
        let (one, other) = (edit(4, 5, "E"), edit(0, 1, ""));
        assert_eq!(applied(b"abcdef", &[&one, &other]), b"bcdEf");
        assert!(!changes(b"abc", &[edit(1, 2, "b")]));
        assert!(changes(b"abc", &[edit(1, 2, "")]));
    }
}
