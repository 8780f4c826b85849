//! Numbers as word processors print them: roman, letters, symbols and the rest of their number formats.
//! Knows nothing of what is numbered.

/// How a number is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Numerals {
    /// 1, 2, 3
    #[default]
    Decimal,
    /// 01, 02, … 10
    DecimalZero,
    /// I, II, III
    UpperRoman,
    /// i, ii, iii
    LowerRoman,
    /// A … Z, AA, BB
    UpperLetter,
    /// a … z, aa, bb
    LowerLetter,
    /// A … Z, AA, AB
    UpperColumn,
    /// a … z, aa, ab
    LowerColumn,
    /// *, †, ‡, §, **, ††
    Chicago,
    /// 1st, 2nd, 3rd
    Ordinal,
    /// ①, ②, … ⑳, 21
    Circled,
    /// １, ２, ３
    FullWidth,
    /// 一, 二, 三
    Chinese,
    /// а, б, в
    LowerRussian,
    /// А, Б, В
    UpperRussian,
    /// א, ב, ג
    Hebrew,
    /// أ, ب, ت
    Arabic,
    /// 1F
    Hex,
    /// - 1 -
    Dashed,
    /// Nothing is printed.
    None,
}

impl Numerals {
    /// The format of a `w:numFmt` (ISO 29500-1, 17.18.59); those not told apart are decimal.
    pub(super) fn of_word(name: &str) -> Self {
        match name {
            "decimalZero" => Self::DecimalZero,
            "upperRoman" => Self::UpperRoman,
            "lowerRoman" => Self::LowerRoman,
            "upperLetter" => Self::UpperLetter,
            "lowerLetter" => Self::LowerLetter,
            "chicago" => Self::Chicago,
            "ordinal" => Self::Ordinal,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Self::Circled,
            "decimalFullWidth" | "decimalFullWidth2" => Self::FullWidth,
            "chineseCounting"
            | "chineseCountingThousand"
            | "ideographDigital"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "japaneseDigitalTenThousand"
            | "taiwaneseDigital"
            | "koreanDigital2" => Self::Chinese,
            "russianLower" => Self::LowerRussian,
            "russianUpper" => Self::UpperRussian,
            "hebrew1" | "hebrew2" => Self::Hebrew,
            "arabicAlpha" | "arabicAbjad" => Self::Arabic,
            "hex" => Self::Hex,
            "numberInDash" => Self::Dashed,
            "none" | "bullet" => Self::None,
            _ => Self::Decimal,
        }
    }

    /// The format of a `style:num-format` (ODF 1.3 part 3, 19.502); `sync` for `style:num-letter-sync`.
    pub(super) fn of_open_document(name: &str, sync: bool) -> Self {
        match (name, sync) {
            ("", _) => Self::None,
            ("I", _) => Self::UpperRoman,
            ("i", _) => Self::LowerRoman,
            ("A", true) => Self::UpperLetter,
            ("a", true) => Self::LowerLetter,
            ("A", false) => Self::UpperColumn,
            ("a", false) => Self::LowerColumn,
            ("①, ②, ③, ...", _) => Self::Circled,
            ("１, ２, ３, ...", _) => Self::FullWidth,
            ("一, 二, 三, ...", _) => Self::Chinese,
            ("א, ב, ג, ..." | "א, י, ק, ...", _) => Self::Hebrew,
            ("أ, ب, ت, ...", _) => Self::Arabic,
            (name, _) if name.starts_with("А, Б") => Self::UpperRussian,
            (name, _) if name.starts_with("а, б") => Self::LowerRussian,
            _ => Self::Decimal,
        }
    }

    /// Whether the format prints digits that count as a plain number.
    pub(super) fn is_decimal(self) -> bool {
        matches!(self, Self::Decimal | Self::DecimalZero)
    }

    /// The number as printed; decimal where the format has no sign for it.
    pub(super) fn print(self, number: u64) -> String {
        let decimal = || number.to_string();
        if number == 0 && !matches!(self, Self::None | Self::DecimalZero) {
            return decimal();
        }
        match self {
            Self::Decimal => decimal(),
            Self::DecimalZero => format!("{number:02}"),
            Self::UpperRoman => roman(number).unwrap_or_else(decimal),
            Self::LowerRoman => roman(number).map_or_else(decimal, |text| text.to_lowercase()),
            Self::UpperLetter => {
                repeated(number, &LATIN).map_or_else(decimal, |text| text.to_uppercase())
            }
            Self::LowerLetter => repeated(number, &LATIN).unwrap_or_else(decimal),
            Self::UpperColumn => column(number).to_uppercase(),
            Self::LowerColumn => column(number),
            Self::Chicago => repeated(number, &['*', '†', '‡', '§']).unwrap_or_else(decimal),
            Self::Ordinal => ordinal(number),
            Self::Circled => u32::try_from(number)
                .ok()
                .filter(|number| *number <= 20)
                .and_then(|number| char::from_u32(0x245F + number))
                .map_or_else(decimal, String::from),
            Self::FullWidth => decimal()
                .chars()
                .filter_map(|c| char::from_u32(c as u32 + 0xFEE0))
                .collect(),
            Self::Chinese => chinese(number).unwrap_or_else(decimal),
            Self::LowerRussian => repeated(number, &RUSSIAN).unwrap_or_else(decimal),
            Self::UpperRussian => {
                repeated(number, &RUSSIAN).map_or_else(decimal, |text| text.to_uppercase())
            }
            Self::Hebrew => hebrew(number).unwrap_or_else(decimal),
            Self::Arabic => repeated(number, &ARABIC).unwrap_or_else(decimal),
            Self::Hex => format!("{number:X}"),
            Self::Dashed => format!("- {number} -"),
            Self::None => String::new(),
        }
    }
}

const LATIN: [char; 26] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z',
];

/// The letters that Russian lists count with.
const RUSSIAN: [char; 29] = [
    'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'к', 'л', 'м', 'н', 'о', 'п', 'р', 'с', 'т', 'у',
    'ф', 'х', 'ц', 'ч', 'ш', 'щ', 'ы', 'э', 'ю', 'я',
];

const ARABIC: [char; 28] = [
    'أ', 'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ',
    'ف', 'ق', 'ك', 'ل', 'م', 'ن', 'ه', 'و', 'ي',
];

/// One sign, repeated once more each time the signs are used up; `None` beyond thirty.
fn repeated(number: u64, signs: &[char]) -> Option<String> {
    let index = usize::try_from(number.checked_sub(1)?).ok()?;
    let times = index / signs.len() + 1;
    (times <= 30).then(|| signs[index % signs.len()].to_string().repeat(times))
}

/// a … z, aa, ab: as the columns of a spreadsheet.
fn column(mut number: u64) -> String {
    let mut out = Vec::new();
    while number > 0 {
        let digit = usize::try_from((number - 1) % 26).unwrap_or(0);
        out.push(LATIN[digit]);
        number = (number - 1) / 26;
    }
    out.iter().rev().collect()
}

/// A Roman numeral in capitals; nothing for numbers that nobody writes so.
pub(super) fn roman(mut number: u64) -> Option<String> {
    const DIGITS: [(u64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number >= 5_000 {
        return None;
    }
    let mut out = String::new();
    for (value, digits) in DIGITS {
        while number >= value {
            out.push_str(digits);
            number -= value;
        }
    }
    Some(out)
}

fn ordinal(number: u64) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Counting up to 99, as lists and notes need it.
fn chinese(number: u64) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let number = usize::try_from(number)
        .ok()
        .filter(|number| *number < 100)?;
    let ten = match number / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", DIGITS[tens]),
    };
    Some(ten + DIGITS[number % 10])
}

/// Letters by value; fifteen and sixteen are written so that they do not spell a name of God.
fn hebrew(number: u64) -> Option<String> {
    const ONES: [&str; 10] = ["", "א", "ב", "ג", "ד", "ה", "ו", "ז", "ח", "ט"];
    const TENS: [&str; 10] = ["", "י", "כ", "ל", "מ", "נ", "ס", "ע", "פ", "צ"];
    const HUNDREDS: [&str; 5] = ["", "ק", "ר", "ש", "ת"];
    let number = usize::try_from(number)
        .ok()
        .filter(|number| *number < 500)?;
    let rest = match number % 100 {
        15 => "טו".to_owned(),
        16 => "טז".to_owned(),
        rest => format!("{}{}", TENS[rest / 10], ONES[rest % 10]),
    };
    Some(format!("{}{rest}", HUNDREDS[number / 100]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_prints_its_signs() {
        use Numerals as N;
        for (format, number, printed) in [
            (N::Decimal, 12, "12"),
            (N::DecimalZero, 7, "07"),
            (N::LowerRoman, 14, "xiv"),
            (N::UpperRoman, 1999, "MCMXCIX"),
            (N::UpperRoman, 9000, "9000"),
            (N::LowerLetter, 27, "aa"),
            (N::LowerLetter, 28, "bb"),
            (N::LowerColumn, 28, "ab"),
            (N::UpperColumn, 703, "AAA"),
            (N::Chicago, 1, "*"),
            (N::Chicago, 4, "§"),
            (N::Chicago, 6, "††"),
            (N::Ordinal, 112, "112th"),
            (N::Ordinal, 22, "22nd"),
            (N::Circled, 20, "⑳"),
            (N::Circled, 21, "21"),
            (N::FullWidth, 10, "１０"),
            (N::Chinese, 42, "四十二"),
            (N::LowerRussian, 10, "к"),
            (N::Hebrew, 115, "קטו"),
            (N::Arabic, 2, "ب"),
            (N::Hex, 31, "1F"),
            (N::None, 3, ""),
            (N::LowerLetter, 0, "0"),
            (N::LowerLetter, 1_000_000_000, "1000000000"),
        ] {
            assert_eq!(format.print(number), printed, "{format:?} {number}");
        }
    }

    #[test]
    fn names_of_both_standards_are_known() {
        assert_eq!(Numerals::of_word("chicago"), Numerals::Chicago);
        assert_eq!(Numerals::of_word("lowerRoman"), Numerals::LowerRoman);
        assert_eq!(Numerals::of_word("neverHeardOf"), Numerals::Decimal);
        assert_eq!(
            Numerals::of_open_document("a", false),
            Numerals::LowerColumn
        );
        assert_eq!(Numerals::of_open_document("a", true), Numerals::LowerLetter);
        assert_eq!(Numerals::of_open_document("", false), Numerals::None);
    }
}
