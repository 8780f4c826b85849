//! Tells what kind of work a citation cites, from its words, its container and the host of its URL.
//! It judges fields that are already read and changes none of them.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    authors,
    scan::{compile_ascii, host},
    words::{JOURNAL_WORDS, NEWS_WORDS, OFFICIAL_WORDS, POST_WORDS, PUBLISHER_WORDS, REPORT_WORDS},
};
use crate::citations::{Citation, WorkKind};

static THESIS: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) (?: ph\.?\s?d\.? | d\.?phil\.? | doctoral | master['’]?s? | m\.?a\.? | m\.?sc\.? | mphil | bachelor['’]?s? | undergraduate | honors | ll\.?m\.? | j\.?s\.?d\.? ) \s+ (?: diss\b | dissertation | thesis ) | \b (?: diss\. | dissertation \b | inauguraldissertation | masterarbeit | habilitationsschrift | thèse | mémoire \s de \s master | tesis | tesi \s di | dissertação | tese \s de | doktora \s tezi | yüksek \s lisans \s tezi | proefschrift ) | диссертаци | дис\. \s … | дис\. \s+ \p{L} | автореф | 博士(?:学位)?论文 | 硕士(?:学位)?论文 | 博士論文 | 修士論文 | رسالة \s+ (?: دكتوراه | ماجستير ) | أطروحة",
    )
});

static DATASET: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) \b (?: data \s? sets? | \[data\s?set\] | data \s files? | databases? | data \s portal | data \s bank | databank | datenbank | datensatz | base \s de \s données | jeu \s de \s données | base \s de \s datos | banco \s de \s dados | banca \s dati | world \s development \s indicators | data \s explorer | statistical \s database | microdata | codebook | data \s tables? | veri \s (?:seti|tabanı) ) \b | база \s данных | набор \s данных | 数据库 | 数据集 | データベース | قاعدة \s بيانات",
    )
});

static REPORT_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?i)\b(?:report|rapport|paper|brief|briefing|bericht|informe|memo|memorandum|analysis|insights?|studie|study|note)\s+(?:no\.?|nr\.?|n[°º]|#|№)?\s?[A-Z]{0,4}-?\d",
    )
});

static OFFICIAL: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) \( (?: speech | remarks | testimony | address )\b | \b (?: press \s (?: release | conference ) | pressekonferenz | pressemitteilung | communiqué (?: \s de \s presse )? | comunicado (?: \s de \s (?: prensa | imprensa ) )? | joint \s statement | executive \s order | hansard | hc \s deb | hl \s deb | drucksache | plenarprotokoll | congressional \s record | hearing \s before | cong\. | h\.r\. | s\. \s rep\. | green \s paper | com\s?\(\d{4}\) | cmnd | cmd | cm \s \d | official \s journal | boletín \s oficial | journal \s officiel | diário \s (?:oficial|da \s república) | resmî? \s gazete | gazzetta \s ufficiale | testimony \s before | nota \s à \s imprensa | resolution \s \d ) | пресс-релиз | указ \s президента | постановление | 新闻发布会 | 外交部发言人 | 白皮书 | 白書 | بيان",
    )
});

/// What tells the kind, besides the citation's own fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    /// The text of the citation outside its title.
    pub(super) around: &'a str,
    /// Targets of its URLs.
    pub(super) urls: &'a [&'a str],
    /// Whether the title is in italics, or in the marks that stand for them (《》, 『』).
    pub(super) italic_title: bool,
    /// Whether the container is in italics, or in such marks.
    pub(super) italic_container: bool,
    /// Whether a publisher was read.
    pub(super) publisher: bool,
}

/// The kind of a citation whose fields are read.
pub(super) fn tell(citation: &Citation, look: Look<'_>) -> WorkKind {
    let clues = Clues::new(citation, look);
    if let Some(kind) = clues.plain_word().or_else(|| clues.numbered()) {
        return kind;
    }
    if look.italic_title {
        return clues.italic_title();
    }
    clues.body().or_else(|| clues.article()).unwrap_or(
        if !clues.hosts.is_empty() || (citation.container.is_some() && clues.full_date) {
            WorkKind::Web
        } else {
            WorkKind::Other
        },
    )
}

/// The fields of a citation made ready for comparing.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent observations, not states"
)]
struct Clues<'a> {
    citation: &'a Citation,
    look: Look<'a>,
    container: String,
    title: String,
    authors: String,
    hosts: Vec<String>,
    /// A ministry, parliament or the like is the author.
    official_author: bool,
    /// The author belongs to the United Nations, whose papers without a symbol are reports.
    united_nations: bool,
    /// A report's word stands in the container or title, or a report's number is printed.
    report: bool,
    /// A volume or issue is printed.
    counted: bool,
    /// The date has a month at least.
    full_date: bool,
}

impl<'a> Clues<'a> {
    fn new(citation: &'a Citation, look: Look<'a>) -> Self {
        let container = citation
            .container
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        let title = citation.title.as_deref().unwrap_or_default().to_lowercase();
        let authors = citation.authors.join("; ").to_lowercase();
        let learned = has_word(
            &authors,
            &["institute", "foundation", "center", "centre", "university"],
        );
        let titled_report = has_word(
            &title,
            &["report", "rapport", "bericht", "informe", "доклад"],
        );
        Self {
            citation,
            look,
            hosts: look.urls.iter().map(|url| host(url)).collect(),
            official_author: !learned && has_word(&authors, &OFFICIAL_WORDS),
            united_nations: authors.contains("united nations"),
            report: titled_report
                || has_word(&container, &REPORT_WORDS)
                || REPORT_NUMBER.is_match(look.around),
            counted: citation.volume.is_some() || citation.issue.is_some(),
            full_date: citation.date.is_some_and(|date| date.month.is_some()),
            container,
            title,
            authors,
        }
    }

    fn in_container(&self, words: &[&str]) -> bool {
        has_word(&self.container, words)
    }

    fn publisher_in_container(&self) -> bool {
        self.container
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| PUBLISHER_WORDS.contains(word))
    }

    /// What one word, host or identifier says outright.
    fn plain_word(&self) -> Option<WorkKind> {
        let around = self.look.around.to_lowercase();
        let identifiers = &self.citation.identifiers;
        let handle =
            around.contains("(@") && (around.contains("tweet") || around.contains("twitter"));
        if POST_WORDS.contains(self.container.as_str())
            || self.hosts.iter().any(|host| is_social(host))
            || handle
        {
            return Some(WorkKind::Social);
        }
        if THESIS.is_match(self.look.around) {
            return Some(WorkKind::Thesis);
        }
        if identifiers.un_symbol.is_some() {
            return Some(WorkKind::Official);
        }
        let alone = self.citation.container.is_none() && !self.look.publisher;
        if DATASET.is_match(self.look.around)
            || !self.counted
                && self
                    .hosts
                    .iter()
                    .any(|host| DATA_HOSTS.contains(&host.as_str()))
            || alone && DATASET.is_match(&self.title)
        {
            return Some(WorkKind::Dataset);
        }
        if identifiers.isbn.is_some() {
            return Some(WorkKind::Book);
        }
        OFFICIAL
            .is_match(self.look.around)
            .then_some(WorkKind::Official)
    }

    /// A journal by its volume, issue, ISSN or DOI.
    fn numbered(&self) -> Option<WorkKind> {
        let citation = self.citation;
        let book_volume =
            self.look.italic_title && (citation.pages.is_none() || self.look.publisher);
        let report_number = citation.volume.is_none() && self.in_container(&REPORT_WORDS);
        let paper_issue = citation.volume.is_none()
            && self.in_container(&NEWS_WORDS)
            && !self.in_container(&JOURNAL_WORDS);
        if self.counted && !book_volume && !report_number && !paper_issue {
            return Some(WorkKind::Journal);
        }
        let identified = citation.identifiers.issn.is_some() || citation.identifiers.doi.is_some();
        (identified
            && citation.container.is_some()
            && !self.look.publisher
            && !self.look.italic_title)
            .then_some(WorkKind::Journal)
    }

    /// A book, report or paper by its italic title.
    fn italic_title(&self) -> WorkKind {
        let official = self.official_author && !self.united_nations;
        if self.report {
            let named =
                REPORT_NUMBER.is_match(self.look.around) || has_word(&self.title, &["report"]);
            return if official && !named {
                WorkKind::Official
            } else {
                WorkKind::Report
            };
        }
        let body_author = self
            .citation
            .authors
            .iter()
            .any(|name| authors::is_body(name) || is_acronym(name));
        if body_author
            && !self.united_nations
            && self.hosts.iter().any(|host| is_official_host(host))
        {
            return WorkKind::Official;
        }
        if body_author || authors::is_body(&self.container) && !self.publisher_in_container() {
            return if official {
                WorkKind::Official
            } else {
                WorkKind::Report
            };
        }
        if self.look.publisher {
            return WorkKind::Book;
        }
        match (self.hosts.is_empty(), self.citation.container.is_some()) {
            (true, false) if self.citation.date.is_none() => WorkKind::Other,
            (true, _) => WorkKind::Book,
            (false, _) if self.in_container(&NEWS_WORDS) => WorkKind::News,
            (false, _) => WorkKind::Web,
        }
    }

    /// A paper of a ministry, institute or house.
    fn body(&self) -> Option<WorkKind> {
        let periodical = self.in_container(&JOURNAL_WORDS)
            || self.in_container(&NEWS_WORDS)
            || (self.look.italic_container && self.full_date);
        let official_host = !periodical && self.hosts.iter().any(|host| is_official_host(host));
        let official_house = self.in_container(&[
            "white house",
            "department of state",
            "ministry",
            "federal register",
        ]);
        if self.official_author {
            return Some(WorkKind::Official);
        }
        if official_host || official_house {
            let report = self.report && !self.citation.authors.is_empty();
            return Some(if report {
                WorkKind::Report
            } else {
                WorkKind::Official
            });
        }
        if self.report {
            return Some(WorkKind::Report);
        }
        (self.look.publisher && !self.full_date).then_some(WorkKind::Book)
    }

    /// An article of a newspaper, journal or institute.
    fn article(&self) -> Option<WorkKind> {
        let citation = self.citation;
        let news = self.in_container(&NEWS_WORDS);
        let institute = authors::is_body(&self.container) && !news
            || self.in_container(&[
                "institute",
                "council",
                "center",
                "centre",
                "foundation",
                "crisis group",
                "watch",
                "university",
            ]);
        if news && !institute && (self.full_date || citation.pages.is_none()) {
            return Some(WorkKind::News);
        }
        let agency = has_word(
            &self.authors,
            &[
                "reuters",
                "associated press",
                "afp",
                "tass",
                "xinhua",
                "bbc news",
            ],
        );
        if agency || self.hosts.iter().any(|host| is_news_host(host)) {
            return Some(WorkKind::News);
        }
        if citation.pages.is_some()
            && citation.container.is_some()
            && !self.look.publisher
            && citation.date.is_some()
        {
            return Some(WorkKind::Journal);
        }
        if self.look.italic_container && !institute {
            // Chicago sets newspapers, magazines and journals in italics; the day is a newspaper's.
            if citation.date.is_some_and(|date| date.day.is_some()) {
                return Some(WorkKind::News);
            }
            if self.in_container(&JOURNAL_WORDS) || citation.date.is_some() && self.hosts.is_empty()
            {
                return Some(WorkKind::Journal);
            }
            if self.full_date {
                return Some(WorkKind::News);
            }
        }
        let printed = self
            .look
            .urls
            .iter()
            .any(|url| url.to_lowercase().ends_with(".pdf"));
        (institute && printed).then_some(WorkKind::Report)
    }
}

const DATA_HOSTS: [&str; 11] = [
    "zenodo.org",
    "dataverse.harvard.edu",
    "data.worldbank.org",
    "databank.worldbank.org",
    "kaggle.com",
    "ucdp.uu.se",
    "acleddata.com",
    "data.un.org",
    "figshare.com",
    "datadryad.org",
    "icpsr.umich.edu",
];

fn has_word(text: &str, words: &[&str]) -> bool {
    // Where a word can begin: looked for once, not once for every word of a long list.
    let mut before = None;
    let begins = |(at, c): (usize, char)| {
        let inside = before.replace(c).is_some_and(char::is_alphanumeric);
        (!inside && c.is_alphanumeric()).then_some(at)
    };
    let starts: Vec<usize> = text.char_indices().filter_map(begins).collect();
    words.iter().any(|word| {
        if !word.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return contains_word(text, word);
        }
        starts.iter().any(|at| {
            let rest = text[*at..].strip_prefix(word);
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    })
}

/// Whether `word` stands in `text` with no letter right before or after it (scripts without spaces aside).
fn contains_word(text: &str, word: &str) -> bool {
    if word.chars().any(authors::is_cjk) {
        return text.contains(word);
    }
    text.match_indices(word).any(|(at, found)| {
        !text[..at]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
            && !text[at + found.len()..]
                .chars()
                .next()
                .is_some_and(char::is_alphanumeric)
    })
}

/// `OECD`, `SIGAR`: a body by its initials.
fn is_acronym(name: &str) -> bool {
    name.chars().count() >= 3 && name.chars().all(char::is_uppercase)
}

fn is_social(host: &str) -> bool {
    const HOSTS: [&str; 17] = [
        "twitter.com",
        "x.com",
        "t.me",
        "telegram.me",
        "facebook.com",
        "fb.com",
        "instagram.com",
        "tiktok.com",
        "linkedin.com",
        "bsky.app",
        "threads.net",
        "vk.com",
        "weibo.com",
        "truthsocial.com",
        "reddit.com",
        "mastodon.social",
        "ok.ru",
    ];
    HOSTS.iter().any(|known| {
        host == *known
            || host
                .strip_suffix(known)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

fn is_official_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    let second = labels.iter().rev().nth(1).copied().unwrap_or_default();
    matches!(last, "gov" | "mil") && !host.ends_with("ncbi.nlm.nih.gov")
        || (matches!(
            second,
            "gov" | "gob" | "gouv" | "gub" | "govt" | "gc" | "mil" | "go" | "bund"
        ) && last.len() == 2)
        || host == "europa.eu"
        || host.ends_with(".europa.eu")
        || host == "un.org"
        || host.ends_with(".un.org")
        || host == "mid.ru"
        || host.ends_with("kremlin.ru")
        || host.ends_with("bundesregierung.de")
        || host.ends_with("auswaertiges-amt.de")
        || host.ends_with("bundestag.de")
        || host.ends_with("diplo.de")
        || host == "ohchr.org"
        || host.ends_with(".mfa.gov.cn")
}

fn is_news_host(host: &str) -> bool {
    const HOSTS: [&str; 44] = [
        "reuters.com",
        "apnews.com",
        "afp.com",
        "bbc.com",
        "bbc.co.uk",
        "cnn.com",
        "nytimes.com",
        "washingtonpost.com",
        "theguardian.com",
        "ft.com",
        "wsj.com",
        "bloomberg.com",
        "economist.com",
        "aljazeera.com",
        "aljazeera.net",
        "dawn.com",
        "thehindu.com",
        "lemonde.fr",
        "lefigaro.fr",
        "liberation.fr",
        "spiegel.de",
        "zeit.de",
        "faz.net",
        "sueddeutsche.de",
        "welt.de",
        "tagesschau.de",
        "taz.de",
        "nzz.ch",
        "dw.com",
        "elpais.com",
        "elmundo.es",
        "folha.uol.com.br",
        "globo.com",
        "corriere.it",
        "repubblica.it",
        "lastampa.it",
        "tass.ru",
        "tass.com",
        "ria.ru",
        "interfax.ru",
        "kommersant.ru",
        "xinhuanet.com",
        "nhk.or.jp",
        "asahi.com",
    ];
    HOSTS.iter().any(|known| {
        host == *known
            || host
                .strip_suffix(known)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        assert!(contains_word("the new york times", "times"));
        assert!(!contains_word("sometimes", "times"));
        assert!(contains_word("国际政治研究", "研究"));
    }
}
