//! Commands that stand for characters, and accents. Knows nothing else of LaTeX.

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

/// Commands that print a character, without their backslash.
const SYMBOLS: &[(&str, &str)] = &[
    ("&", "&"),
    ("%", "%"),
    ("$", "$"),
    ("#", "#"),
    ("_", "_"),
    ("{", "{"),
    ("}", "}"),
    ("ss", "ß"),
    ("SS", "ẞ"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("dh", "ð"),
    ("DH", "Ð"),
    ("dj", "đ"),
    ("DJ", "Đ"),
    ("th", "þ"),
    ("TH", "Þ"),
    ("ng", "ŋ"),
    ("NG", "Ŋ"),
    ("S", "§"),
    ("P", "¶"),
    ("textsection", "§"),
    ("textparagraph", "¶"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("dagger", "†"),
    ("ddagger", "‡"),
    ("textdagger", "†"),
    ("textdaggerdbl", "‡"),
    ("textasteriskcentered", "*"),
    ("copyright", "©"),
    ("textcopyright", "©"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("pounds", "£"),
    ("textsterling", "£"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("EUR", "€"),
    ("textyen", "¥"),
    ("textcent", "¢"),
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("lq", "‘"),
    ("rq", "’"),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("glqq", "„"),
    ("grqq", "“"),
    ("glq", "‚"),
    ("grq", "‘"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guillemetleft", "«"),
    ("guillemetright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("flqq", "«"),
    ("frqq", "»"),
    ("flq", "‹"),
    ("frq", "›"),
    ("og", "« "),
    ("fg", " »"),
    ("textbackslash", "\\"),
    ("textasciitilde", "~"),
    ("textasciicircum", "^"),
    ("textasciigrave", "`"),
    ("textunderscore", "_"),
    ("textbar", "|"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textquotesingle", "'"),
    ("textquotedbl", "\""),
    ("textdollar", "$"),
    ("textbraceleft", "{"),
    ("textbraceright", "}"),
    ("lbrace", "{"),
    ("rbrace", "}"),
    ("lbrack", "["),
    ("rbrack", "]"),
    ("textdegree", "°"),
    ("degree", "°"),
    ("textbullet", "•"),
    ("bullet", "•"),
    ("textperiodcentered", "·"),
    ("textordfeminine", "ª"),
    ("textordmasculine", "º"),
    ("textnumero", "№"),
    ("textonehalf", "½"),
    ("textonequarter", "¼"),
    ("textthreequarters", "¾"),
    ("textonesuperior", "¹"),
    ("texttwosuperior", "²"),
    ("textthreesuperior", "³"),
    ("textmu", "µ"),
    ("texttimes", "×"),
    ("textdiv", "÷"),
    ("textpm", "±"),
    ("textminus", "−"),
    ("textexclamdown", "¡"),
    ("textquestiondown", "¿"),
    ("textrightarrow", "→"),
    ("textleftarrow", "←"),
    ("checkmark", "✓"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("slash", "/"),
    ("textvisiblespace", "␣"),
    ("textunderscore", "_"),
    ("textquotestraightbase", "‚"),
];

/// Symbols of formulas that text is also set with.
const MATH: &[(&str, &str)] = &[
    ("times", "×"),
    ("cdot", "·"),
    ("circ", "°"),
    ("pm", "±"),
    ("mp", "∓"),
    ("sim", "~"),
    ("approx", "≈"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("leftarrow", "←"),
    ("Rightarrow", "⇒"),
    ("infty", "∞"),
    ("ast", "*"),
    ("star", "⋆"),
    ("dagger", "†"),
    ("ddagger", "‡"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("S", "§"),
    ("P", "¶"),
    ("parallel", "‖"),
    ("|", "‖"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("theta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Delta", "Δ"),
    ("Sigma", "Σ"),
    ("Omega", "Ω"),
    ("%", "%"),
    ("$", "$"),
    ("&", "&"),
    ("#", "#"),
    ("_", "_"),
    ("{", "{"),
    ("}", "}"),
    ("ldots", "…"),
    ("dots", "…"),
    ("cdots", "…"),
    ("prime", "′"),
    (",", " "),
    (" ", " "),
    (";", " "),
    ("quad", " "),
];

fn lookup(name: &str, table: &'static [(&str, &str)]) -> Option<&'static str> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// The character a command prints.
pub(super) fn symbol(name: &str) -> Option<&'static str> {
    static TABLE: LazyLock<HashMap<&'static str, &'static str>> =
        LazyLock::new(|| SYMBOLS.iter().copied().collect());
    TABLE.get(name).copied()
}

/// The character a command prints in a formula.
pub(super) fn math_symbol(name: &str) -> Option<&'static str> {
    lookup(name, MATH)
}

/// The combining character of an accent.
pub(super) fn accent(name: &str) -> Option<char> {
    Some(match name {
        "'" => '\u{301}',
        "`" => '\u{300}',
        "^" => '\u{302}',
        "\"" => '\u{308}',
        "~" => '\u{303}',
        "=" => '\u{304}',
        "." => '\u{307}',
        "u" => '\u{306}',
        "v" => '\u{30C}',
        "H" => '\u{30B}',
        "c" => '\u{327}',
        "d" => '\u{323}',
        "b" => '\u{331}',
        "r" => '\u{30A}',
        "k" => '\u{328}',
        "t" => '\u{361}',
        "U" => '\u{30E}',
        _ => return None,
    })
}

/// A base, as it stands in the file, with an accent over its first letter.
pub(super) fn accented(base: &str, accent: char) -> String {
    let base = base.trim().trim_matches(['{', '}']);
    let plain = match base.strip_prefix('\\') {
        Some("i") => "i",
        Some("j") => "j",
        Some(name) => symbol(name.trim()).unwrap_or(""),
        None => base,
    };
    let mut chars = plain.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    [first, accent].into_iter().nfc().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_composed() {
        for (base, mark, expected) in [
            ("e", "'", "é"),
            ("\\i", "\"", "ï"),
            ("{\\i}", "'", "í"),
            ("c", "c", "ç"),
            ("S", "v", "Š"),
            ("\\ae", "'", "ǽ"),
            ("", "'", ""),
        ] {
            assert_eq!(accented(base, accent(mark).unwrap()), expected, "{base}");
        }
    }
}
