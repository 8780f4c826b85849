//! The main language of a text, told from its script and its commonest words. A short text stays untold:
//! a wrong language would make rules about punctuation speak nonsense.

/// Commonest words that the languages do not share with one another, lower case.
const WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "and", "of", "to", "that", "was", "is", "with", "by", "which", "this", "have",
        ],
    ),
    (
        "de",
        &[
            "der", "und", "die", "das", "nicht", "ist", "von", "den", "mit", "auf", "eine", "wurde",
        ],
    ),
    (
        "fr",
        &[
            "les", "des", "est", "dans", "une", "et", "du", "qui", "pour", "au", "sur", "aux",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "que", "y", "del", "una", "por", "con", "fue", "su", "como",
        ],
    ),
    (
        "pt",
        &[
            "os", "que", "não", "uma", "dos", "das", "foi", "pelo", "pela", "ao", "é", "são",
        ],
    ),
    (
        "it",
        &[
            "il", "gli", "che", "della", "di", "nel", "sono", "è", "dei", "alla", "una", "più",
        ],
    ),
    (
        "nl",
        &[
            "het", "een", "van", "niet", "zijn", "dat", "voor", "wordt", "aan", "ook", "deze",
            "werd",
        ],
    ),
    (
        "sv",
        &[
            "och", "att", "det", "som", "inte", "är", "för", "av", "till", "ett", "på", "var",
        ],
    ),
    (
        "pl",
        &[
            "się", "nie", "jest", "na", "oraz", "przez", "do", "które", "jako", "był", "od", "dla",
        ],
    ),
    (
        "tr",
        &[
            "ve", "bir", "bu", "için", "ile", "olarak", "daha", "olan", "gibi", "çok", "sonra",
            "kadar",
        ],
    ),
    (
        "ru",
        &[
            "и", "в", "не", "что", "на", "был", "это", "как", "по", "с", "его", "для",
        ],
    ),
    (
        "uk",
        &[
            "і", "у", "не", "що", "на", "та", "його", "як", "був", "є", "для", "від",
        ],
    ),
];

/// Fewest known words that tell a language.
const ENOUGH: usize = 12;

/// Two-letter code of the main language of `text`, where enough of it is known.
pub(super) fn tell(text: &str) -> Option<String> {
    let sample: String = text.chars().take(60_000).collect();
    if let Some(code) = by_script(&sample) {
        return Some(code.to_owned());
    }
    let mut counts = [0usize; WORDS.len()];
    for word in sample.split(|c: char| !c.is_alphabetic()) {
        let word = word.to_lowercase();
        for (count, (_, words)) in counts.iter_mut().zip(WORDS) {
            *count += usize::from(words.contains(&word.as_str()));
        }
    }
    let mut ranked: Vec<(usize, &str)> = counts
        .iter()
        .zip(WORDS)
        .map(|(count, (code, _))| (*count, *code))
        .collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let (first, second) = (ranked[0], ranked[1]);
    (first.0 >= ENOUGH && first.0 * 2 >= second.0 * 3).then(|| first.1.to_owned())
}

/// Scripts that one language, for all practical purposes, is written in; Persian, Pashto and Urdu have letters
/// that Arabic lacks.
fn by_script(text: &str) -> Option<&'static str> {
    let count = |test: fn(char) -> bool| text.chars().filter(|c| test(*c)).count();
    let letters = count(char::is_alphabetic).max(1);
    let most = |part: usize| part * 2 > letters;
    let kana = count(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
    let han = count(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let arabic = count(|c| matches!(c, '\u{600}'..='\u{6ff}'));
    if most(han + kana) {
        return Some(if kana * 20 > han { "ja" } else { "zh" });
    }
    if most(arabic) {
        let urdu = count(|c| matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ے' | 'ں'));
        let pashto = count(|c| matches!(c, 'ښ' | 'ځ' | 'څ' | 'ړ' | 'ږ'));
        let persian = count(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ'));
        let share = |part: usize| part * 100 > arabic;
        return Some(if share(pashto) {
            "ps"
        } else if share(urdu) {
            "ur"
        } else if share(persian) {
            "fa"
        } else {
            "ar"
        });
    }
    let others = [
        ('\u{ac00}'..='\u{d7a3}', "ko"),
        ('\u{370}'..='\u{3ff}', "el"),
        ('\u{590}'..='\u{5ff}', "he"),
        ('\u{900}'..='\u{97f}', "hi"),
    ];
    others
        .into_iter()
        .find(|(range, _)| most(text.chars().filter(|c| range.contains(c)).count()))
        .map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::tell;

    #[test]
    fn languages_are_told_and_short_texts_are_not() {
        for (text, code) in [
            (
                "The report that was written by the ministry is with the court, and the office to which this went.",
                Some("en"),
            ),
            (
                "Der Bericht, den die Behörde nicht mit der Post auf den Weg gab, ist eine Schande, und das wurde von der Presse und der Kammer gesagt.",
                Some("de"),
            ),
            (
                "Les ponts du canton sont dans les vallées, et une partie est sur les routes des communes qui vont au lac pour les foires.",
                Some("fr"),
            ),
            (
                "Доклад, который был подготовлен и передан по почте, как это принято, не на русском, что и понятно для его авторов в столице и в области.",
                Some("ru"),
            ),
            ("这是一份关于水资源的报告，说明了三个问题。", Some("zh")),
            ("گزارش پژوهشگران چاپ گردید", Some("fa")),
            ("Smith, 12", None),
            ("", None),
        ] {
            assert_eq!(tell(text).as_deref(), code, "{text}");
        }
    }
}
