//! What is known of LaTeX's commands and environments: one table each. Says what they are, does nothing.

use std::{collections::HashMap, sync::LazyLock};

use crate::document::InlineKind;

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// Its argument is text with this run over it.
    Run(InlineKind),
    /// The rest of the group has this run over it.
    Switch(InlineKind),
    /// Arguments that are not text; after them its last argument is text.
    Wrap(&'static str),
    /// Arguments that are not text, and nothing more.
    Skip(&'static str),
    /// The same, and the paragraph ends.
    Break(&'static str),
    /// Prints white space.
    Space,
    /// A heading of this rank: 0 the title, 1 a part, 2 a chapter, 3 a section.
    Heading(u8),
    /// A heading that runs in with its text.
    RunIn,
    /// A mark and its note, numbered by a counter.
    Note(&'static str),
    /// A mark alone.
    NoteMark(&'static str),
    /// A note alone.
    NoteText(&'static str),
    /// A remark beside the text.
    Aside,
    /// A citation.
    Cite(Cite),
    /// Whatever has a place of its own in the code.
    Special(Special),
}

/// How a citation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cite {
    /// As the style says.
    Plain,
    /// In parentheses or brackets.
    Parenthesis,
    /// Author in the text, the rest in parentheses.
    Text,
    /// In a note.
    Foot,
    /// In a note, in full.
    FootFull,
    /// As a note whose mark stands elsewhere.
    FootText,
    /// In a note where the style has notes, else in parentheses.
    Auto,
    /// In full.
    Full,
    /// The author alone.
    Author,
    /// The year alone.
    Year,
    /// The title alone.
    Title,
    /// The address alone.
    Url,
    /// Not at all.
    Hidden,
}

/// Commands with code of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    Accent,
    AddBibliography,
    AddCounter,
    AddToReset,
    Begin,
    Bibitem,
    Bibliography,
    BooleanTest,
    Caption,
    CounterWithin,
    CounterWithout,
    Def,
    DocumentClass,
    Else,
    End,
    EndFile,
    EndGroup,
    EndMath,
    Enquote,
    Fi,
    FootRef,
    Foreign,
    Hyperlink,
    Hypertarget,
    Href,
    Dimension,
    IfNext,
    IfStar,
    IfThenElse,
    Include,
    IncludeOnly,
    Item,
    Label,
    Let,
    Linebreak,
    MakeTitle,
    Math,
    MultiCite,
    NewCommand,
    NewDocumentCommand,
    NewEnvironment,
    NewIf,
    OpenGroup,
    Par,
    PrintNotes,
    Ref,
    RemoveFromReset,
    SetCounter,
    StepCounter,
    Store,
    TexOrPdf,
    ThinSpace,
    Tnote,
    Url,
    UsePackage,
    Verb,
    Work,
    EndWorks,
    XSpace,
}

/// What an environment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Environment {
    /// The body of the document.
    Document,
    /// Numbered items.
    Enumerate,
    /// Items with bullets or words before them.
    Itemize,
    /// A block quotation.
    Quotation,
    /// Text to be left alone, up to its end.
    Verbatim,
    /// The same, not even shown.
    Comment,
    /// A file within the file.
    FileContents,
    /// A formula.
    Formula,
    /// Cells; the arguments before them.
    Table(&'static str),
    /// A float; the arguments before it.
    Float(&'static str),
    /// A box with its own footnotes.
    Minipage,
    /// The list of works.
    Bibliography,
    /// Notes to a table.
    TableNotes,
    /// Anything else: a block of text, after these arguments.
    Block(&'static str),
}

/// What a command is known to do.
pub(super) fn command(name: &str) -> Option<&'static Command> {
    static TABLE: LazyLock<HashMap<&'static str, Command>> = LazyLock::new(commands);
    TABLE.get(name)
}

fn commands() -> HashMap<&'static str, Command> {
    use Command as C;
    let mut out = HashMap::new();
    let mut all = |names: &'static str, command: &Command| {
        for name in names.split_whitespace() {
            out.insert(name, command.clone());
        }
    };
    all("emph textit textsl Emph", &C::Run(InlineKind::Emphasis));
    all("textbf strong", &C::Run(InlineKind::Strong));
    all(
        "textsuperscript up fup ieme sptext realsuperscript",
        &C::Run(InlineKind::Superscript),
    );
    all("textsubscript", &C::Run(InlineKind::Subscript));
    all("em it itshape sl slshape", &C::Switch(InlineKind::Emphasis));
    all("bf bfseries", &C::Switch(InlineKind::Strong));
    all(
        "text mbox fbox hbox textrm textsf texttt textsc textup textmd textnormal underline",
        &C::Wrap(""),
    );
    all("textcolor colorbox", &C::Wrap("om"));
    all("fcolorbox", &C::Wrap("omm"));
    all("parbox", &C::Wrap("ooom"));
    all("makebox framebox savebox", &C::Wrap("oo"));
    all("raisebox", &C::Wrap("moo"));
    all("resizebox", &C::Wrap("smm"));
    all("scalebox", &C::Wrap("mo"));
    all("rotatebox", &C::Wrap("om"));
    all("multicolumn", &C::Wrap("mm"));
    all("multirow", &C::Wrap("omom"));
    all(
        "foreignlanguage textlang selectlanguageblock",
        &C::Wrap("om"),
    );
    all("lettrine", &C::Wrap("o"));
    all("hyperref", &C::Wrap("o"));
    all("nameref autopageref", &C::Skip("sm"));
    all("adjustbox", &C::Wrap("m"));
    headings_and_notes(&mut all);
    skipped(&mut all);
    cites(&mut all);
    specials(&mut all);
    out
}

fn headings_and_notes(all: &mut impl FnMut(&'static str, &Command)) {
    use Command as C;
    all("part addpart", &C::Heading(1));
    all("chapter addchap chap", &C::Heading(2));
    all("section addsec", &C::Heading(3));
    all("subsection", &C::Heading(4));
    all("subsubsection", &C::Heading(5));
    all("footfaulttitle", &C::Heading(0));
    all("paragraph subparagraph minisec", &C::RunIn);
    all("footnote tablefootnote", &C::Note("footnote"));
    all("footfaultthanks", &C::Note("thanks"));
    all("endnote", &C::Note("endnote"));
    all("pagenote", &C::Note("pagenote"));
    all("sidenote", &C::Note("sidenote"));
    for (name, counter) in [
        ("footnoteA Afootnote", "footnoteA"),
        ("footnoteB Bfootnote", "footnoteB"),
        ("footnoteC Cfootnote", "footnoteC"),
    ] {
        all(name, &C::Note(counter));
    }
    all("footnotemark", &C::NoteMark("footnote"));
    all("endnotemark", &C::NoteMark("endnote"));
    all("sidenotemark", &C::NoteMark("sidenote"));
    all("footnotetext", &C::NoteText("footnote"));
    all("endnotetext", &C::NoteText("endnote"));
    all("sidenotetext", &C::NoteText("sidenote"));
    all("marginnote marginpar sidepar blfootnote", &C::Aside);
}

fn skipped(all: &mut impl FnMut(&'static str, &Command)) {
    use Command as C;
    all(
        "RequirePackage PassOptionsToClass LoadClass hypersetup geometry pagestyle thispagestyle \
         pagenumbering bibliographystyle index glossary graphicspath lstset sisetup tikzset \
         usetikzlibrary pgfplotsset fontfamily linespread setstretch newlength special typeout \
         message phantom hphantom vphantom markright usepgfplotslibrary newsavebox usefont \
         setmainfont setsansfont setmonofont setmathfont theoremstyle urlstyle cline pdfbookmark \
         DeclareGraphicsExtensions citestyle setcitestyle externaldocument printindex \
         ExecuteBibliographyOptions ExecuteOptions pagecolor selectlanguage setdefaultlanguage \
         setotherlanguage setmainlanguage keywords hyphenation",
        &C::Skip("om"),
    );
    all(
        "PassOptionsToPackage setlength addtolength markboth addtocontents fontsize \
         settowidth settoheight DeclareUnicodeCharacter DeclareTextFontCommand AtBeginEnvironment \
         AtEndEnvironment addtokomafont setkomafont newfontfamily newsubfloat setuptoc \
         pdfstringdefDisableCommands DeclareBibliographyCategory DeclareNameAlias \
         DefineBibliographyStrings titlespacing renewbibmacro newbibmacro UseMicrotypeSet \
         DeclareCiteCommand",
        &C::Skip("somm"),
    );
    all(
        "defaultfontfeatures KOMAoptions microtypesetup SetupDoubleSpacing",
        &C::Skip("om"),
    );
    all(
        "addcontentsline definecolor titleformat DeclareFieldFormat newtcolorbox hangindent \
         DeclareMathAlphabet SetMathAlphabet colorlet renewtheorem patchcmd pretocmd apptocmd",
        &C::Skip("sommm"),
    );
    all(
        "color tikz todo missingfigure captionsetup floatstyle",
        &C::Skip("om"),
    );
    all("includegraphics includepdf includesvg", &C::Skip("soom"));
    all("rule", &C::Skip("omm"));
    all("newtheorem", &C::Skip("smomo"));
    all(
        "DeclareMathOperator DeclarePairedDelimiter",
        &C::Skip("smm"),
    );
    all("cmidrule", &C::Skip("opm"));
    all("addlinespace specialrule", &C::Skip("o"));
    all(
        "settocdepth maxtocdepth setsecnumdepth maxsecnumdepth",
        &C::Skip("m"),
    );
    all(
        "AtBeginDocument AtEndDocument AtEveryBibitem AtBeginShipout",
        &C::Skip("m"),
    );
    all("write immediate openout closeout", &C::Skip(""));
    all("vspace", &C::Break("sm"));
    all(
        "newpage clearpage cleardoublepage pagebreak bigskip medskip smallskip tableofcontents \
         listoffigures listoftables frontmatter mainmatter backmatter appendix vfill vfil \
         maketitlepage hrule hrulefill",
        &C::Break("o"),
    );
    all(
        "hspace hskip enskip enspace quad qquad hfill hfil dotfill nobreakspace space linebreak \
         nolinebreak tabularnewline",
        &C::Space,
    );
}

fn cites(all: &mut impl FnMut(&'static str, &Command)) {
    for (names, cite) in [
        (
            "cite Cite citealt citealp citenum citet* shortcite citeonline onlinecite",
            Cite::Plain,
        ),
        (
            "parencite Parencite citep Citep parencite* citeyearpar inparencite",
            Cite::Parenthesis,
        ),
        (
            "textcite Textcite citet Citet textcquote newcite",
            Cite::Text,
        ),
        ("footcite Footcite smartcite Smartcite", Cite::Foot),
        ("footfullcite", Cite::FootFull),
        ("footcitetext", Cite::FootText),
        ("autocite Autocite supercite", Cite::Auto),
        ("fullcite bibentry", Cite::Full),
        ("citeauthor Citeauthor", Cite::Author),
        ("citeyear citedate", Cite::Year),
        ("citetitle", Cite::Title),
        ("citeurl", Cite::Url),
        ("nocite", Cite::Hidden),
    ] {
        all(names, &Command::Cite(cite));
    }
}

fn specials(all: &mut impl FnMut(&'static str, &Command)) {
    use Special as S;
    for (names, special) in [
        ("' ` ^ \" ~ = . u v H c d b r k t U", S::Accent),
        ("addbibresource addglobalbib", S::AddBibliography),
        ("bibliography", S::Bibliography),
        ("printbibliography printbibheading", S::Bibliography),
        ("addtocounter", S::AddCounter),
        (
            "@addtoreset addtoreset MakePerPage numberwithin",
            S::AddToReset,
        ),
        ("counterwithin", S::CounterWithin),
        ("counterwithout", S::CounterWithout),
        ("@removefromreset removefromreset", S::RemoveFromReset),
        ("begin", S::Begin),
        ("end", S::End),
        ("bibitem", S::Bibitem),
        (
            "IfNoValueTF IfValueTF IfBooleanTF IfNoValueT IfValueT IfBooleanT IfFileExists @ifundefined",
            S::BooleanTest,
        ),
        ("caption captionof captionbox", S::Caption),
        ("def gdef edef xdef", S::Def),
        ("documentclass", S::DocumentClass),
        ("else or", S::Else),
        ("fi", S::Fi),
        ("endinput", S::EndFile),
        ("endgroup egroup", S::EndGroup),
        ("begingroup bgroup", S::OpenGroup),
        ("enquote", S::Enquote),
        ("foreignquote foreigntextquote", S::Foreign),
        ("footref footnoteref", S::FootRef),
        ("hyperlink", S::Hyperlink),
        ("hypertarget", S::Hypertarget),
        ("href", S::Href),
        (
            "vskip hskip kern parindent parskip baselineskip textwidth textheight leftskip \
             rightskip hsize vsize hoffset voffset topmargin oddsidemargin evensidemargin penalty \
             tolerance pretolerance hyphenpenalty exhyphenpenalty linewidth columnsep tabcolsep \
             arrayrulewidth emergencystretch raise lower widowpenalty clubpenalty interlinepenalty \
             footnotesep footskip headsep bibsep itemsep topsep parsep",
            S::Dimension,
        ),
        ("@ifnextchar", S::IfNext),
        ("@ifstar", S::IfStar),
        ("ifthenelse", S::IfThenElse),
        (
            "input include subfile import subimport includefrom inputfrom subfileinclude",
            S::Include,
        ),
        ("includeonly", S::IncludeOnly),
        ("item", S::Item),
        ("label", S::Label),
        ("let", S::Let),
        ("\\ newline", S::Linebreak),
        ("maketitle", S::MakeTitle),
        ("( [", S::Math),
        (") ]", S::EndMath),
        (
            "footcites autocites cites parencites textcites smartcites footcitetexts fullcites",
            S::MultiCite,
        ),
        (
            "newcommand renewcommand providecommand DeclareRobustCommand newrobustcmd",
            S::NewCommand,
        ),
        (
            "NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand DeclareDocumentCommand",
            S::NewDocumentCommand,
        ),
        ("newenvironment renewenvironment", S::NewEnvironment),
        ("newif", S::NewIf),
        ("par", S::Par),
        ("theendnotes printendnotes printpagenotes", S::PrintNotes),
        (
            "ref pageref cref Cref autoref eqref vref labelcref namecref thref zcref",
            S::Ref,
        ),
        ("setcounter", S::SetCounter),
        ("stepcounter refstepcounter", S::StepCounter),
        ("title author date subtitle institute", S::Store),
        ("texorpdfstring", S::TexOrPdf),
        (", ; : ! > thinspace negthinspace", S::ThinSpace),
        ("tnote", S::Tnote),
        ("url nolinkurl path burl", S::Url),
        ("usepackage", S::UsePackage),
        ("verb lstinline mintinline", S::Verb),
        ("footfaultwork footfaultlisted", S::Work),
        ("footfaultendworks", S::EndWorks),
        ("xspace", S::XSpace),
    ] {
        all(names, &Command::Special(special));
    }
    all("thanks", &Command::Note("thanks"));
}

/// What an environment is known to do. A star at the end of its name does not count.
pub(super) fn environment(name: &str) -> Environment {
    use Environment as E;
    match name.trim_end_matches('*') {
        "document" => E::Document,
        "enumerate" | "compactenum" | "inparaenum" | "asparaenum" => E::Enumerate,
        "itemize" | "compactitem" | "description" | "compactdesc" | "list" | "trivlist"
        | "inparaitem" | "labeling" | "etaremune" => E::Itemize,
        "quote" | "quotation" | "displayquote" | "displaycquote" | "verse" | "blockquote" => {
            E::Quotation
        }
        "verbatim" | "Verbatim" | "lstlisting" | "minted" | "BVerbatim" | "LVerbatim" | "alltt"
        | "verbatimtab" | "code" | "pyglist" => E::Verbatim,
        "comment" | "tikzpicture" | "picture" | "pspicture" | "forest" | "asy" | "axis"
        | "algorithmic" | "filecontentsdef" | "CCSXML" => E::Comment,
        "filecontents" => E::FileContents,
        "equation" | "align" | "gather" | "multline" | "eqnarray" | "math" | "displaymath"
        | "flalign" | "alignat" | "dmath" | "IEEEeqnarray" | "subequations" => E::Formula,
        "tabular" | "longtable" | "array" | "supertabular" | "xtabular" => E::Table("om"),
        "tabularx" | "tabulary" | "xltabular" | "tabularray" | "NiceTabular" => E::Table("mom"),
        "tblr" | "longtblr" | "talltblr" => E::Table("om"),
        "tabbing" => E::Table(""),
        "figure" | "table" | "wraptable" | "sidewaystable" | "sidewaysfigure" | "SCfigure"
        | "marginfigure" | "margintable" | "algorithm" | "listing" | "longfigure" => E::Float("o"),
        "wrapfigure" => E::Float("omom"),
        "minipage" => E::Minipage,
        "thebibliography" => E::Bibliography,
        "tablenotes" => E::TableNotes,
        "multicols" => E::Block("mo"),
        "adjustbox" | "otherlanguage" | "spacing" => E::Block("m"),
        "landscape" | "center" | "flushleft" | "flushright" | "abstract" | "titlepage"
        | "raggedright" | "samepage" | "sloppypar" => E::Block(""),
        _ => E::Block("o"),
    }
}
