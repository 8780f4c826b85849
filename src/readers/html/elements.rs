//! What elements mean for the flow of text: blocks, emptiness, what is no text, what is furniture of a site.
//! Tables and nothing else.

use super::tokens::Tag;

/// Elements without content (HTML standard, "void elements", and their predecessors).
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "image"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that begin and end a paragraph.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
            | "plaintext"
    )
}

/// Level of a heading element.
pub(super) fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Elements whose content is never text of the page.
pub(super) fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "annotation"
            | "annotation-xml"
            | "applet"
            | "audio"
            | "canvas"
            | "datalist"
            | "embed"
            | "head"
            | "iframe"
            | "map"
            | "noembed"
            | "noframes"
            | "noscript"
            | "object"
            | "option"
            | "rp"
            | "rt"
            | "rtc"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "video"
    )
}

/// Elements that a block of this name ends when they are still open (HTML standard, "optional tags").
pub(super) fn ends(opening: &str, open: &str) -> bool {
    match opening {
        "li" => open == "li",
        "dt" | "dd" => matches!(open, "dt" | "dd"),
        "tr" => matches!(open, "tr" | "td" | "th"),
        "td" | "th" => matches!(open, "td" | "th"),
        "tbody" | "thead" | "tfoot" => {
            matches!(
                open,
                "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption"
            )
        }
        _ => false,
    }
}

/// Elements behind which the search for such an open one ends.
pub(super) fn bounds(opening: &str, open: &str) -> bool {
    match opening {
        "li" => matches!(open, "ol" | "ul" | "menu" | "dir"),
        "dt" | "dd" => open == "dl",
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" => open == "table",
        _ => true,
    }
}

/// Words of `class` that hide text from the eye and leave it to screen readers ("Jump up to:"), or that stand for
/// page numbers of a printed edition and terms of a library around the text.
pub(super) fn is_unseen(tag: &Tag) -> bool {
    tag.words("class").any(|word| {
        matches!(
            word,
            "sr-only"
                | "sr-only-focusable"
                | "screen-reader-text"
                | "screen-reader"
                | "visually-hidden"
                | "visuallyhidden"
                | "visually-hidden-focusable"
                | "cite-accessibility-label"
                | "u-hiddenvisually"
                | "assistive-text"
                | "show-for-sr"
                | "element-invisible"
                | "offscreen"
                | "a11y-hidden"
                | "mw-editsection"
                | "mw-jump-link"
                | "headerlink"
                | "header-anchor"
                | "heading-anchor"
                | "anchorjs-link"
                | "anchor-link"
                | "pagenum"
                | "pageno"
                | "page-number"
                | "pagebreak"
                | "x-ebookmaker-pageno"
                | "x-ebookmaker-drop"
                | "pg-boilerplate"
                // What a WordPress plugin shows beside its marks: the note once more.
                | "footnote_tooltip"
                | "footnote_index_arrow"
        )
    }) || tag.has_word("epub:type", "pagebreak")
        || tag.has_word("role", "doc-pagebreak")
}

/// Whether an element is furniture of its site by itself: navigation, search, banner.
pub(super) fn is_furniture(tag: &Tag) -> bool {
    let role = tag.words("role").any(|word| {
        matches!(
            word,
            "navigation"
                | "search"
                | "banner"
                | "contentinfo"
                | "menu"
                | "menubar"
                | "toolbar"
                | "doc-toc"
                | "doc-pagelist"
                | "dialog"
                | "alertdialog"
                | "tablist"
        )
    });
    let kind = tag
        .words("epub:type")
        .any(|word| matches!(word, "toc" | "landmarks" | "page-list" | "loi" | "lot"));
    role || (kind && tag.name == "nav")
        || matches!(tag.name.as_str(), "nav" | "search")
        || tag.words("class").any(|word| {
            matches!(
                word.to_ascii_lowercase().as_str(),
                "breadcrumb"
                    | "breadcrumbs"
                    | "navbar"
                    | "site-header"
                    | "site-footer"
                    | "site-nav"
                    | "site-navigation"
                    | "main-navigation"
                    | "skip-link"
                    | "widget-area"
                    | "comments-area"
                    | "comment-respond"
                    | "sharedaddy"
                    | "jp-relatedposts"
                    | "related-posts"
                    | "post-navigation"
                    | "nav-links"
                    | "pagination"
                    | "cookie-banner"
                    | "cookie-notice"
                    | "newsletter-signup"
                    | "noprint"
                    | "navbox"
                    | "catlinks"
                    | "printfooter"
                    | "vertical-navbox"
                    | "toc_container"
                    | "ez-toc-container"
                    | "share-buttons"
                    | "social-share"
                    | "subscription-widget-wrap"
                    | "subscription-widget"
                    | "footer-nav"
            )
        })
}

/// Whether an element is raised by what its class is called, for pages whose style sheet is not at hand.
pub(super) fn is_called_raised(tag: &Tag) -> bool {
    tag.words("class").any(|word| {
        let word = word.to_ascii_lowercase();
        matches!(
            word.as_str(),
            "superscript"
                | "supscript"
                | "sup"
                | "super"
                | "msoendnotereference"
                | "msofootnotereference"
                | "sdfootnoteanc"
                | "sdendnoteanc"
        ) || word.ends_with("superscript")
    })
}

/// Whether the format says that a link is a reference mark.
pub(super) fn is_noteref(tag: &Tag) -> bool {
    tag.has_word("epub:type", "noteref")
        || tag.has_word("role", "doc-noteref")
        || tag.has_word("data-type", "noteref")
        || tag.has_word("data-type", "footnoteref")
}

/// Whether the format says that a link leads back from a note.
pub(super) fn is_backlink(tag: &Tag) -> bool {
    tag.has_word("epub:type", "backlink")
        || tag.has_word("epub:type", "referrer")
        || tag.has_word("role", "doc-backlink")
}

/// Whether the format says that an element is a note.
pub(super) fn is_note(tag: &Tag) -> bool {
    ["footnote", "endnote", "rearnote", "note"]
        .iter()
        .any(|word| tag.has_word("epub:type", word))
        || ["doc-footnote", "doc-endnote"]
            .iter()
            .any(|word| tag.has_word("role", word))
        || ["footnote", "endnote"]
            .iter()
            .any(|word| tag.has_word("data-type", word))
}

/// Whether a link shown as this text is only a way back, an arrow: decoration and no text.
pub(super) fn is_arrow(text: &str) -> bool {
    let mut any = false;
    for c in text.chars() {
        match c {
            '↩' | '↵' | '↑' | '⤴' | '⤶' | '⏎' | '⮌' | '⮐' | '⬆' | '⇑' | '⇧' | '↖' | '↰' | '⇡'
            | '△' | '▲' | '🔙' | '⏪' | '◄' | '◂' | '^' | '⌃' | '˄' | '«' | '↲' | '⟲' | '↺'
            | '←' | '⇦' | '⬅' | '↶' => {
                any = true;
            }
            '\u{fe0e}' | '\u{fe0f}' | '[' | ']' | '(' | ')' => {}
            c if c.is_whitespace() => {}
            _ => return false,
        }
    }
    any
}

/// Whether the text of a link in a heading is the sign for "link to this heading".
pub(super) fn is_permalink(text: &str) -> bool {
    matches!(
        text.trim(),
        "¶" | "#" | "§" | "🔗" | "\u{f0c1}" | "∞" | "⚓" | ""
    )
}
