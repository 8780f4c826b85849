//! LaTeX.

use footfault::input::Format;

use super::{Beside, beside, blocks, check, links, places_hold, read, read_with, summary};

fn latex(text: &str, marks: &str, notes: &[&str]) {
    check(text, Format::Latex, marks, notes);
}

#[test]
fn notes_have_the_numbers_that_latex_prints() {
    for (text, marks, notes) in [
        (
            "One.\\footnote{First.} Two.\\footnote{Second.}",
            "1 2",
            &["1:First.", "2:Second."][..],
        ),
        (
            "One.\\footnote[7]{Seventh.} Two.\\footnote{First.}",
            "7 1",
            &["7:Seventh.", "1:First."],
        ),
        (
            "One.\\endnote{End.} Two.\\footnote{Foot.}",
            "1 1",
            &["1:End.", "1:Foot."],
        ),
        (
            "\\documentclass{report}\\begin{document}\\chapter{A}a\\footnote{x}b\\footnote{y}\\chapter{B}c\\footnote{z}\\end{document}",
            "1 2 1",
            &["1:x", "2:y", "1:z"],
        ),
        (
            "\\documentclass{report}\\counterwithout*{footnote}{chapter}\\begin{document}\\chapter{A}a\\footnote{x}\\chapter{B}c\\footnote{z}\\end{document}",
            "1 2",
            &["1:x", "2:z"],
        ),
        (
            "\\documentclass{book}\\begin{document}\\chapter{A}a\\footnote{x}\\chapter*{B}c\\footnote{z}\\end{document}",
            "1 2",
            &["1:x", "2:z"],
        ),
        (
            "\\documentclass{article}\\begin{document}\\section{A}a\\footnote{x}\\section{B}c\\footnote{z}\\setcounter{footnote}{0}d\\footnote{w}\\end{document}",
            "1 2 1",
            &["1:x", "2:z", "1:w"],
        ),
        (
            "\\renewcommand{\\thefootnote}{\\roman{footnote}}a\\footnote{x} {\\renewcommand{\\thefootnote}{\\fnsymbol{footnote}}b\\footnote{y}} c\\footnote{z}",
            "i † iii",
            &["i:x", "†:y", "iii:z"],
        ),
        (
            "a\\footnotemark{} b\\footnotemark{} c\\footnotetext[1]{x}\\footnotetext[2]{y}",
            "1 2",
            &["1:x", "2:y"],
        ),
        (
            "a\\footnotemark b\\footnotemark\\addtocounter{footnote}{-1}\\footnotetext{x}\\stepcounter{footnote}\\footnotetext{y}",
            "1 2",
            &["1:x", "2:y"],
        ),
        (
            "a\\footnote{x\\label{fn:x}} b\\footref{fn:x} c\\footnotemark[1]",
            "1 1 1",
            &["1:x"],
        ),
        (
            "a\\footnote{See note~\\ref{fn:b}.} b\\footnote{\\label{fn:b}B.}",
            "1 2",
            &["1:See note 2.", "2:B."],
        ),
        (
            "\\begin{minipage}{3cm}a\\footnote{x}b\\footnote{y}\\end{minipage} c\\footnote{z}",
            "a b 1",
            &["a:x", "b:y", "1:z"],
        ),
        ("a\\sidenote{x} b\\tablefootnote{y}", "1 1", &["1:x", "1:y"]),
        (
            "\\documentclass{article}\\title{T\\thanks{Funds.}}\\author{A\\thanks{B.}}\\begin{document}\\maketitle x\\footnote{y}\\end{document}",
            "* † 1",
            &["*:Funds.", "†:B.", "1:y"],
        ),
    ] {
        latex(text, marks, notes);
    }
}

#[test]
fn macros_of_the_report_are_expanded() {
    for (text, marks, notes) in [
        (
            "\\newcommand{\\fn}[1]{\\footnote{#1}}a\\fn{x} b\\fn{y}",
            "1 2",
            &["1:x", "2:y"][..],
        ),
        ("\\def\\fn#1{\\footnote{#1}}a\\fn{x}", "1", &["1:x"]),
        ("\\let\\fn\\footnote a\\fn{x}", "1", &["1:x"]),
        ("\\newcommand\\fn{\\footnote}a\\fn{x}", "1", &["1:x"]),
        ("\\let\\footnote\\endnote a\\footnote{x}", "1", &["1:x"]),
        (
            "\\newcommand{\\src}[2][p.]{\\footnote{#2, #1~4.}}a\\src{Roe} b\\src[fol.]{Doe}",
            "1 2",
            &["1:Roe, p. 4.", "2:Doe, fol. 4."],
        ),
        (
            "\\newcommand{\\un}{United Nations}a\\footnote{The \\un{} in \\un.}",
            "1",
            &["1:The United Nations in United Nations."],
        ),
        (
            "\\let\\old\\footnote\\renewcommand{\\footnote}[1]{\\old{ #1}}a\\footnote{x}",
            "1",
            &["1:x"],
        ),
        (
            "\\NewDocumentCommand{\\note}{s o m}{\\footnote{#3}}a\\note{x} b\\note*[o]{y}",
            "1 2",
            &["1:x", "2:y"],
        ),
        (
            "\\newenvironment{boxed}[1]{\\begin{quote}#1: }{\\end{quote}}\\begin{boxed}{T}a\\footnote{x}\\end{boxed} b\\footnote{y}",
            "1 2",
            &["1:x", "2:y"],
        ),
        (
            "\\newif\\ifdraft\\draftfalse a\\ifdraft b\\footnote{no}\\else c\\footnote{yes}\\fi",
            "1",
            &["1:yes"],
        ),
    ] {
        latex(text, marks, notes);
    }
}

#[test]
fn what_is_not_printed_has_no_notes() {
    for hidden in [
        "% \\footnote{no}\n",
        "\\iffalse \\footnote{no}\\iftrue\\fi \\fi",
        "\\begin{comment}\\footnote{no}\\end{comment}",
        "\\begin{verbatim}\\footnote{no}\\end{verbatim}",
        "\\begin{lstlisting}[language=TeX]\n\\footnote{no}\n\\end{lstlisting}",
        "\\verb|\\footnote{no}|",
        "\\begin{tikzpicture}\\node{1};\\end{tikzpicture}",
        "$x^{2}$ and $10^{6}$ and \\(y^3\\) and $a[1]$",
        "\\begin{equation}a^1\\footnote{no}\\end{equation}",
        "\\vspace{1em}\\includegraphics[width=3cm]{a.png}\\label{x}",
        "\\newcommand{\\never}{\\footnote{no}}",
    ] {
        latex(
            &format!("One.\\footnote{{yes}} {hidden} Two."),
            "1",
            &["1:yes"],
        );
    }
}

#[test]
fn typed_marks_and_notes_are_read() {
    let notes = "\n\\section*{Notes}\n\\begin{enumerate}\n\\item One.\n\\item Two.\n\\item Three.\n\\end{enumerate}";
    for body in [
        "A.\\textsuperscript{1} B.\\textsuperscript{2} C.\\textsuperscript{3}",
        "A.$^1$ B.$^{2}$ C.\\(^{3}\\)",
        "A.$^{1,2}$ C.\\textsuperscript{3}",
        "A.[1] B.{[}2{]} C.[3]",
        "The 1\\textsuperscript{st}.\\textsuperscript{1} 4 m$^2$ B.\\textsuperscript{2} C.\\textsuperscript{3}",
    ] {
        let text = format!("\\section{{Body}}\n{body}\n{notes}");
        latex(&text, "1 2 3", &["1:One.", "2:Two.", "3:Three."]);
    }
    latex(
        "\\section{Body}\nA.\\textsuperscript{5} B.\\textsuperscript{6}\n\\section*{Notes}\n\\begin{enumerate}[start=5]\\item Five.\\item Six.\\end{enumerate}",
        "5 6",
        &["5:Five.", "6:Six."],
    );
}

#[test]
fn text_reads_as_it_is_printed() {
    for (source, printed) in [
        ("``Yes'' and `no', don't", "“Yes” and ‘no’, don’t"),
        ("1990--1995---a span", "1990–1995—a span"),
        (
            "caf\\'e na\\\"ive \\v{S}koda \\c{c}a \\^{\\i} \\o re \\ss{} \\AA",
            "café naïve Škoda ça î øre ß Å",
        ),
        (
            "50\\% \\& \\$5 \\# \\_ \\{x\\} \\S~5\\ldots",
            "50% & $5 # _ {x} § 5…",
        ),
        ("a% comment\n  b", "ab"),
        ("a\n% comment\nb", "a\nb"),
        ("\\emph{a} \\textbf{b} {\\it c} \\textsc{D}", "a b c D"),
        ("\\enquote{a \\enquote{b} c}", "“a ‘b’ c”"),
        ("p.\\,4 and ``\\,`x' y''", "p. 4 and “‘x’ y”"),
        (
            "\\textcolor{red}{a} \\mbox{b} \\unknown[x]{c} \\foo d",
            "a b c d",
        ),
        ("a\\\\b \\LaTeX{} c", "a\nb LaTeX c"),
        ("The \\href{https://a.example/b}{page}.", "The page."),
        (
            "\\parindent=0pt Text \\vskip 1em plus 2pt more",
            "Text more",
        ),
    ] {
        let (document, _) = read(source, Format::Latex);
        assert_eq!(document.text, printed, "{source}");
        places_hold(&document);
    }
}

#[test]
fn blocks_are_told_apart() {
    let text = "\\documentclass{book}\\title{Wells}\\author{Jane Roe}\\begin{document}\\maketitle\\tableofcontents\n\
        \\chapter[Short]{First \\emph{one}}\\label{a}\nOne\ntwo.\n\nThree.\n\\section*{Inner}\n\\begin{quote}Said.\\end{quote}\n\
        \\begin{itemize}\\item A\\item B\\end{itemize}\n\\begin{table}\\caption{Levels\\footnote{x}}\\begin{tabular}{lr} a & b \\\\ \\hline c & d\\footnote{y}\\end{tabular}\\end{table}\n\
        \\paragraph{Run in.} Text.\n\\addchap{Last}\n\\end{document}ignored";
    let (document, _) = read(text, Format::Latex);
    assert_eq!(
        blocks(&document),
        [
            "h1: Wells",
            "p: Jane Roe",
            "h2: First one",
            "p: One\ntwo.",
            "p: Three.",
            "h3: Inner",
            "quote: Said.",
            "item: A",
            "item: B",
            "caption: Levels1",
            "note: x",
            "cell: a",
            "cell: b",
            "cell: c",
            "cell: d2",
            "note: y",
            "p: Run in. Text.",
            "h2: Last",
        ]
    );
    places_hold(&document);
}

#[test]
fn links_have_their_targets_and_places() {
    let text = "a\\footnote{\\url{https://a.example/b_c\\%20d}; \\href{https://c.example/\\#x}{C}; \\nolinkurl{d@e.example}; https://f.example/g.}";
    let (document, citations) = read(text, Format::Latex);
    assert_eq!(
        links(&document),
        [
            "https://a.example/b_c%20d -> https://a.example/b_c%20d",
            "C -> https://c.example/#x"
        ]
    );
    let urls: Vec<&str> = citations
        .links
        .iter()
        .map(|link| link.url.as_str())
        .collect();
    assert_eq!(
        urls,
        [
            "https://a.example/b_c%20d",
            "https://c.example/#x",
            "https://f.example/g"
        ]
    );
    let place = document.place_of(citations.links[1].target_origin.unwrap());
    assert_eq!(
        &text[place.start.unwrap()..place.end.unwrap()],
        "https://c.example/\\#x"
    );
    let mark = document.place_of(citations.marks[0].origin);
    assert!(text[mark.start.unwrap()..mark.end.unwrap()].starts_with("\\footnote{\\url"));
    assert!(text[mark.start.unwrap()..mark.end.unwrap()].ends_with("g.}"));
}

#[test]
fn included_files_are_read_in_their_place() {
    let files = beside(&[
        ("one.tex", "\\chapter{One}a\\footnote{x}\\input{parts/two}"),
        ("parts/two.tex", "b\\footnote{y} \\input{three}"),
        ("parts/three.tex", "c\\footnote{z} \\input{../one}"),
        (
            "sub.tex",
            "\\documentclass[report]{subfiles}\\begin{document}d\\footnote{w}\\end{document}",
        ),
    ]);
    let text = "\\documentclass{report}\\begin{document}\\include{one}\\subfile{sub}\\input{/etc/passwd}\\input{gone}\\end{document}";
    let (document, notices) = read_with(text, Format::Latex, &files);
    let citations = footfault::citations::build(&document);
    let (marks, notes) = summary(&citations);
    assert_eq!((marks.as_str(), notes.len()), ("1 2 3 4", 4));
    places_hold(&document);
    let place = document.place_of(citations.marks[2].origin);
    assert_eq!(
        (place.path.as_str(), place.start),
        ("parts/three.tex", Some(1))
    );
    let said: Vec<&str> = notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect();
    assert!(
        said.iter().any(|said| said.contains("includes itself")),
        "{said:?}"
    );
    assert!(said.iter().any(|said| said.contains("gone")), "{said:?}");
    assert!(said.iter().any(|said| said.contains("passwd")), "{said:?}");
    let (document, _) = read_with(
        "\\includeonly{b}\\include{a}\\include{b}",
        Format::Latex,
        &beside(&[("a.tex", "A"), ("b.tex", "B")]),
    );
    assert_eq!(document.text, "B");
}

#[test]
fn broken_braces_lose_no_more_than_they_must() {
    let (_, citations) = read(
        "\\section{A}a\\footnote{x b\n\n\\section{B}c\\footnote{y} } d\\footnote{z}",
        Format::Latex,
    );
    let (marks, notes) = summary(&citations);
    assert_eq!(marks, "1 2 3");
    assert_eq!(notes, ["1:x b", "2:y", "3:z"]);
    let (document, _) = read("a } b { c \\emph d $5 e \\footnote", Format::Latex);
    assert_eq!(document.text, "a b c d $5 e 1");
}

#[test]
fn a_language_and_its_quotation_marks_are_known() {
    let text = "\\documentclass[ngerman]{article}\\usepackage{babel}\\begin{document}\"`Ja\"' \\enquote{nein} Ver\"=ein\\end{document}";
    let (document, _) = read_with(text, Format::Latex, &Beside::default());
    assert_eq!(document.language.as_deref(), Some("de"));
    assert_eq!(document.text, "„Ja“ „nein“ Ver-ein");
}

#[test]
fn notes_to_a_table_are_called_within_it() {
    latex(
        "\\begin{threeparttable}\\begin{tabular}{l}x\\tnote{a} & y\\tnote{b}\\end{tabular}\\begin{tablenotes}\\item[a] First.\\item[b] Second.\\end{tablenotes}\\end{threeparttable} z\\footnote{n}",
        "a b 1",
        &["a:First.", "b:Second.", "1:n"],
    );
}
