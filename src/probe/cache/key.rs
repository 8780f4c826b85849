//! Under what a verdict is kept: the URL as requested, and a fingerprint of all else that it hangs on.

use url::Url;

use crate::probe::Cited;

/// Raised whenever the same answer would get another verdict, so that no old judgment is recalled.
const JUDGMENT: u32 = 1;

/// Fingerprint of what the verdict on a page depends on besides its URL: what the notes say of it, the run's
/// setting, and the way of judging. A changed title is so judged anew.
///
/// FNV-1a of 64 bits (Fowler, Noll, Vo): stable over versions and machines, which the standard library's
/// hasher does not promise. It guards against confusion, not against intent.
pub(super) fn fingerprint(cited: &Cited, setting: &str) -> i64 {
    let Cited {
        titles,
        authors,
        date,
        container,
        doi,
        quotations,
    } = cited;
    let mut hash = Fnv::default();
    hash.write(&JUDGMENT.to_le_bytes());
    hash.text(setting);
    for list in [titles, authors, quotations] {
        // The order is that of the notes; moving a note changes nothing.
        let mut list: Vec<&str> = list.iter().map(String::as_str).collect();
        list.sort_unstable();
        hash.write(&(list.len() as u64).to_le_bytes());
        for text in list {
            hash.text(text);
        }
    }
    let date = date.map(|date| date.to_string());
    for text in [&date, container, doi] {
        match text {
            Some(text) => hash.text(text),
            None => hash.write(&[0xff]),
        }
    }
    hash.0.cast_signed()
}

/// Whether an address carries a password or an access token, and so must not be written to a file.
pub(super) fn is_secret(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return address.contains('@');
    };
    !url.username().is_empty()
        || url.password().is_some()
        || url.query_pairs().any(|(name, value)| {
            let name = name.to_ascii_lowercase();
            !value.is_empty() && SECRET_PARAMETERS.contains(&name.as_str())
        })
}

/// Query parameters that open a door: those of the signed links of the large stores and of OAuth.
const SECRET_PARAMETERS: [&str; 20] = [
    "access_token",
    "api_key",
    "apikey",
    "auth",
    "authorization",
    "client_secret",
    "id_token",
    "jwt",
    "key-pair-id",
    "pass",
    "passwd",
    "password",
    "refresh_token",
    "secret",
    "sig",
    "signature",
    "token",
    "x-amz-security-token",
    "x-amz-signature",
    "x-goog-signature",
];

struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The length goes first, so that `ab`, `c` differs from `a`, `bc`.
    fn text(&mut self, text: &str) {
        self.write(&(text.len() as u64).to_le_bytes());
        self.write(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_follows_every_field() {
        let base = Cited {
            titles: vec!["a".into(), "b".into()],
            authors: vec!["c".into()],
            ..Cited::default()
        };
        let same = Cited {
            titles: vec!["b".into(), "a".into()],
            ..base.clone()
        };
        assert_eq!(fingerprint(&base, ""), fingerprint(&same, ""));
        let mut seen = vec![fingerprint(&base, ""), fingerprint(&base, "proxy")];
        let mut differs = |cited: Cited| {
            let fingerprint = fingerprint(&cited, "");
            assert!(!seen.contains(&fingerprint), "{cited:?}");
            seen.push(fingerprint);
        };
        let with = |change: fn(&mut Cited)| {
            let mut cited = base.clone();
            change(&mut cited);
            cited
        };
        differs(with(|cited| cited.titles = vec!["ab".into()]));
        differs(with(|cited| cited.authors.clear()));
        differs(with(|cited| cited.container = Some("d".into())));
        differs(with(|cited| cited.doi = Some("d".into())));
        differs(with(|cited| cited.quotations = vec!["d".into()]));
        differs(with(|cited| {
            cited.date = Some(crate::citations::PartialDate {
                year: 2024,
                month: None,
                day: None,
            });
        }));
    }

    #[test]
    fn addresses_with_a_password_or_token_are_secret() {
        for url in [
            "https://user:pass@example.org/",
            "https://user@example.org/",
            "https://bucket.example/a?X-Amz-Signature=1",
            "https://example.org/?a=1&TOKEN=x",
            "//user@host",
        ] {
            assert!(is_secret(url), "{url}");
        }
        for url in [
            "https://example.org/@user/1",
            "https://example.org/?q=token",
            "https://example.org/?token=",
        ] {
            assert!(!is_secret(url), "{url}");
        }
    }
}
