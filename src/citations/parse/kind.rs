//! Tells what kind of work a citation cites, from its words, its container and the host of its URL.
//! It judges fields that are already read and changes none of them.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    authors,
    scan::{compile, host},
    words::{JOURNAL_WORDS, NEWS_WORDS, OFFICIAL_WORDS, POST_WORDS, PUBLISHER_WORDS, REPORT_WORDS},
};
use crate::citations::{Citation, WorkKind};

static INTERVIEW: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi)^ \s* (?:
            (?: author(?:s)?(?:['’]s?)? | the \s authors?['’]s? | personal | phone | telephone | confidential | anonymous | online | virtual | zoom | skype | whatsapp | remote | in-person | off-the-record | background | expert | field | key \s informant | crisis \s group | email | e-mail | multiple | several | two | three | series \s of | various | group | focus \s group ) (?: [\s,] (?: author['’]?s?['’]? | personal | phone | telephone | email | online | zoom | skype | whatsapp | confidential | in-person | group ))* \s+ (?: interviews? | communications? | conversations? | correspondence | discussions? | exchanges? | notes )
          | interviews? \s+ (?: with | by | of | conducted | \# | no\. | \d ) | interviews? , | interviewees? \b
          | (?: conversations? | communications? | correspondence | discussions? | e-?mails? | telephone \s calls? | briefing | exchange ) \s+ (?: with | to | from ) \s+ (?: the \s+ )? (?: author | an? | former | senior | \p{Lu} | taliban | business | local | officials? )
          | interview \s+ (?: mit | du | de | des | réalisé | der | des ) | (?: gespräch | interviews? | telefoninterview | hintergrundgespräch | experteninterview | telefonat ) \s+ (?: des | der | mit )
          | (?: entretiens? | interview ) \s+ (?: avec | de | des | réalisé | accordé ) | (?: entrevistas? | entrevista \s personal | conversación ) \s+ (?: con | com | a | del | realizada | concedida | do ) | (?: intervist[ae] | colloquio | conversazione ) \s+ (?: con | a | all | dell | di )
          | (?: интервью | беседа | личная \s беседа | интервью \s автора ) \s+ (?: с | автора | со ) | (?: yazarın | yazar ) \s .{0,40}? (?: mülakat | görüşme ) | .{0,60}? \s ile \s (?: yapılan \s )? (?: mülakat | görüşme | röportaj ) | مقابلة \s+ | (?: 作者 | 笔者 | 著者 | 筆者 ) .{0,20} (?: 访谈 | 采访 | 面谈 | インタビュー | 聞き取り ) | .{0,20} (?:へのインタビュー|との面談|への聞き取り)
        )",
    )
});

static INTERVIEWED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi) [,.(] \s* (?: personal \s+ | telephone \s+ | phone \s+ | online \s+ | zoom \s+ | email \s+ )? (?: interview(?:ed)? (?: \s+ conducted )? \s+ (?: with | by ) \s+ (?: the \s+ )? authors? | (?: personal | email | e-mail ) \s+ (?: communication | interview | message | correspondence ) | (?:e-?mail|message|letter) \s+ to \s+ (?: the \s+ )? author | in \s+ (?: discussion | conversation ) \s+ with \s+ (?: the \s+ )? author | interview \s+ by \s+ \p{Lu} | entretien \s avec \s l['’]auteur | entrevista \s (?: con \s el \s autor | ao \s autor ) | interview \s mit \s (?: dem | der ) \s (?: autor | verf) ) ",
    )
});

static THESIS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi) (?: ph\.?\s?d\.? | d\.?phil\.? | doctoral | master['’]?s? | m\.?a\.? | m\.?sc\.? | mphil | bachelor['’]?s? | undergraduate | honors | ll\.?m\.? | j\.?s\.?d\.? ) \s+ (?: diss\b | dissertation | thesis ) | \b (?: diss\. | dissertation \b | inauguraldissertation | masterarbeit | habilitationsschrift | thèse | mémoire \s de \s master | tesis | tesi \s di | dissertação | tese \s de | doktora \s tezi | yüksek \s lisans \s tezi | proefschrift ) | диссертаци | дис\. \s … | дис\. \s+ \p{L} | автореф | 博士(?:学位)?论文 | 硕士(?:学位)?论文 | 博士論文 | 修士論文 | رسالة \s+ (?: دكتوراه | ماجستير ) | أطروحة",
    )
});

static DATASET: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi) \b (?: data \s? sets? | \[data\s?set\] | data \s files? | databases? | data \s portal | data \s bank | databank | datenbank | datensatz | base \s de \s données | jeu \s de \s données | base \s de \s datos | banco \s de \s dados | banca \s dati | world \s development \s indicators | data \s explorer | statistical \s database | microdata | codebook | data \s tables? | veri \s (?:seti|tabanı) ) \b | база \s данных | набор \s данных | 数据库 | 数据集 | データベース | قاعدة \s بيانات",
    )
});

static REPORT_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:report|rapport|paper|brief|briefing|bericht|informe|memo|memorandum|analysis|insights?|studie|study|note)\s+(?:no\.?|nr\.?|n[°º]|#|№)?\s?[A-Z]{0,4}-?\d",
    )
});

static OFFICIAL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi) \( (?: speech | remarks | testimony | address )\b | \b (?: press \s (?: release | conference ) | pressekonferenz | pressemitteilung | communiqué (?: \s de \s presse )? | comunicado (?: \s de \s (?: prensa | imprensa ) )? | joint \s statement | executive \s order | hansard | hc \s deb | hl \s deb | drucksache | plenarprotokoll | congressional \s record | hearing \s before | cong\. | h\.r\. | s\. \s rep\. | green \s paper | com\s?\(\d{4}\) | cmnd | cmd | cm \s \d | official \s journal | boletín \s oficial | journal \s officiel | diário \s (?:oficial|da \s república) | resmî? \s gazete | gazzetta \s ufficiale | testimony \s before | nota \s à \s imprensa | resolution \s \d ) | пресс-релиз | указ \s президента | постановление | 新闻发布会 | 外交部发言人 | 白皮书 | 白書 | بيان",
    )
});

/// End of the words with which a citation of an interview or letter begins.
pub(super) fn interview(text: &str) -> Option<usize> {
    INTERVIEW.find(text).map(|found| found.end()).or_else(|| {
        INTERVIEWED
            .find(text)
            .filter(|found| authors::plausible(&text[..found.start()]))
            .map(|found| found.end())
    })
}

/// Start of `interview with author` behind a name.
pub(super) fn interviewed(text: &str) -> Option<usize> {
    INTERVIEWED.find(text).map(|found| found.start())
}

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
    /// Whether the citation is legal in form.
    pub(super) legal: bool,
}

/// The kind of a citation whose fields are read.
pub(super) fn tell(citation: &Citation, look: Look<'_>) -> WorkKind {
    let container = citation
        .container
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    let title = citation.title.as_deref().unwrap_or_default().to_lowercase();
    let authors = citation.authors.join("; ").to_lowercase();
    let around = look.around.to_lowercase();
    let hosts: Vec<String> = look.urls.iter().map(|url| host(url)).collect();
    let numbered = citation.volume.is_some() || citation.issue.is_some();
    let full_date = citation.date.is_some_and(|date| date.month.is_some());
    let has_word = |text: &str, words: &[&str]| words.iter().any(|word| contains_word(text, word));
    if POST_WORDS.contains(&container.as_str())
        || hosts.iter().any(|host| is_social(host))
        || (around.contains("(@") && (around.contains("tweet") || around.contains("twitter")))
    {
        return WorkKind::Social;
    }
    if look.legal {
        return WorkKind::Legal;
    }
    if THESIS.is_match(look.around) {
        return WorkKind::Thesis;
    }
    if citation.identifiers.un_symbol.is_some() {
        return WorkKind::Official;
    }
    let data_host = hosts.iter().any(|host| {
        [
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
        ]
        .contains(&host.as_str())
    });
    if DATASET.is_match(look.around)
        || data_host && !numbered
        || (DATASET.is_match(&title) && citation.container.is_none() && !look.publisher)
    {
        return WorkKind::Dataset;
    }
    if citation.identifiers.isbn.is_some() {
        return WorkKind::Book;
    }
    if OFFICIAL.is_match(look.around) {
        return WorkKind::Official;
    }
    if look.italic_title && numbered && (citation.pages.is_none() || look.publisher) {
        // A volume of a book.
    } else if numbered
        && !(has_word(&container, &REPORT_WORDS) && citation.volume.is_none())
        && (citation.volume.is_some()
            || !has_word(&container, &NEWS_WORDS)
            || has_word(&container, &JOURNAL_WORDS))
    {
        return WorkKind::Journal;
    }
    if (citation.identifiers.issn.is_some() || citation.identifiers.doi.is_some())
        && citation.container.is_some()
        && !look.publisher
        && !look.italic_title
    {
        return WorkKind::Journal;
    }
    let official_author = has_word(&authors, &OFFICIAL_WORDS)
        && !(authors::is_body(&authors)
            && has_word(
                &authors,
                &["institute", "foundation", "center", "centre", "university"],
            ));
    let report_words = has_word(&container, &REPORT_WORDS)
        || REPORT_NUMBER.is_match(look.around)
        || has_word(
            &title,
            &[
                "report",
                "annual report",
                "rapport",
                "bericht",
                "informe",
                "доклад",
            ],
        );
    if look.italic_title {
        if report_words {
            return if official_author
                && !has_word(&authors, &["united nations"])
                && !REPORT_NUMBER.is_match(look.around)
                && !has_word(&title, &["report"])
            {
                WorkKind::Official
            } else {
                WorkKind::Report
            };
        }
        let gov_host = hosts.iter().any(|host| is_official_host(host));
        let body_author = citation
            .authors
            .iter()
            .any(|name| authors::is_body(name) || is_acronym(name));
        if body_author && gov_host && !has_word(&authors, &["united nations"]) {
            return WorkKind::Official;
        }
        if body_author
            || authors::is_body(&container)
                && !container
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|word| PUBLISHER_WORDS.contains(word))
        {
            return if official_author && !has_word(&authors, &["united nations"]) {
                WorkKind::Official
            } else {
                WorkKind::Report
            };
        }
        if look.publisher || citation.container.is_none() && hosts.is_empty() {
            return if look.publisher || citation.date.is_some() {
                WorkKind::Book
            } else {
                WorkKind::Other
            };
        }
        return if hosts.is_empty() {
            WorkKind::Book
        } else if has_word(&container, &NEWS_WORDS) {
            WorkKind::News
        } else {
            WorkKind::Web
        };
    }
    let gov_host = hosts.iter().any(|host| is_official_host(host));
    if official_author
        || (gov_host
            && !(look.italic_container && full_date)
            && !has_word(&container, &JOURNAL_WORDS)
            && !has_word(&container, &NEWS_WORDS))
        || has_word(
            &container,
            &[
                "white house",
                "department of state",
                "ministry",
                "federal register",
            ],
        )
    {
        return if report_words && !citation.authors.is_empty() && !official_author {
            WorkKind::Report
        } else {
            WorkKind::Official
        };
    }
    if report_words {
        return WorkKind::Report;
    }
    if look.publisher && !full_date {
        return WorkKind::Book;
    }
    let body = authors::is_body(&container) && !has_word(&container, &NEWS_WORDS)
        || has_word(
            &container,
            &[
                "institute",
                "council",
                "center",
                "centre",
                "foundation",
                "crisis group",
                "watch",
                "think tank",
                "university",
            ],
        );
    if has_word(&container, &NEWS_WORDS) && !body && (full_date || citation.pages.is_none()) {
        return WorkKind::News;
    }
    if hosts.iter().any(|host| is_news_host(host))
        || has_word(
            &authors,
            &[
                "reuters",
                "associated press",
                "afp",
                "tass",
                "xinhua",
                "bbc news",
            ],
        )
    {
        return WorkKind::News;
    }
    if citation.pages.is_some()
        && citation.container.is_some()
        && !look.publisher
        && citation.date.is_some()
    {
        return WorkKind::Journal;
    }
    let dated_day = citation.date.is_some_and(|date| date.day.is_some());
    if look.italic_container && !body {
        if dated_day {
            return WorkKind::News;
        }
        if citation.pages.is_some()
            || has_word(&container, &JOURNAL_WORDS)
            || citation.date.is_some() && hosts.is_empty()
        {
            return WorkKind::Journal;
        }
        if full_date {
            return WorkKind::News;
        }
    }
    if has_word(&container, &JOURNAL_WORDS) && citation.pages.is_some() {
        return WorkKind::Journal;
    }
    if body
        && hosts.iter().any(|_| {
            look.urls
                .iter()
                .any(|url| url.to_lowercase().ends_with(".pdf"))
        })
    {
        return WorkKind::Report;
    }
    if !hosts.is_empty() || (citation.container.is_some() && full_date) {
        return WorkKind::Web;
    }
    WorkKind::Other
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
    name.chars().count() >= 3 && name.chars().all(|c| c.is_uppercase())
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
    fn interviews() {
        for text in [
            "Interviews with Taliban officials, September 2023.",
            "Author’s interview with a diplomat",
            "Personal communication with China expert",
            "Conversation with business advisers to the Taliban government",
            "Author interview, Kabul",
            "Jane Doe, interview with author, London",
            "Gespräch des Verfassers mit",
            "Entretien avec un diplomate",
            "Entrevista con el autor",
            "Интервью автора с экспертом",
            "Yazarın bir diplomatla yaptığı görüşme",
            "笔者对某官员的访谈",
        ] {
            assert!(interview(text).is_some(), "{text}");
        }
        for text in [
            "Interviewing the Past (London: Verso, 2010)",
            "Conversations in Tehran",
            "Personal Memoirs",
        ] {
            assert!(interview(text).is_none(), "{text}");
        }
    }

    #[test]
    fn words_are_whole() {
        assert!(contains_word("the new york times", "times"));
        assert!(!contains_word("sometimes", "times"));
        assert!(contains_word("国际政治研究", "研究"));
    }
}
