//! Recognizes citations of interviews, conversations and letters by the words they begin with, in many languages.
//! Fields are read elsewhere.

use std::sync::LazyLock;

use regex::Regex;

use super::{authors, scan::compile};

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
}
