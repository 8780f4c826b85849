//! What the reading of markup needs to know of HTML's elements and of the names that designers give to what
//! stands beside the text. Tables, looked up by halves.

/// Elements that are treated in a way of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tag {
    #[default]
    Other,
    A,
    Article,
    Base,
    Body,
    Dialog,
    Head,
    Header,
    /// First or second level.
    Heading(u8),
    Html,
    Input,
    Link,
    Main,
    /// Pictures, sound, films, frames.
    Media,
    Meta,
    Noscript,
    Script,
    /// `nav`, `aside`, `footer`.
    Side,
    Svg,
    Time,
    Title,
}

/// How an element is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a row of a table; the columns are independent"
)]
pub(super) struct Traits {
    pub(super) tag: Tag,
    /// Has no content.
    pub(super) void: bool,
    /// Runs on in the line.
    pub(super) inline: bool,
    /// Its end tag is often left out: a sibling of its name ends it.
    pub(super) sibling_ends: bool,
    /// Its content is no text of the page.
    pub(super) skip: bool,
}

const fn block(tag: Tag) -> Traits {
    Traits {
        tag,
        void: false,
        inline: false,
        sibling_ends: false,
        skip: false,
    }
}

const BLOCK: Traits = block(Tag::Other);
const INLINE: Traits = Traits {
    inline: true,
    ..BLOCK
};
const VOID: Traits = Traits {
    void: true,
    ..BLOCK
};
const SIBLING: Traits = Traits {
    sibling_ends: true,
    ..BLOCK
};
const SKIP: Traits = Traits {
    skip: true,
    ..BLOCK
};

const fn inline(tag: Tag) -> Traits {
    Traits { tag, ..INLINE }
}

const fn void(tag: Tag) -> Traits {
    Traits { tag, ..VOID }
}

const fn skip(tag: Tag) -> Traits {
    Traits { tag, ..SKIP }
}

/// By name, sorted.
const ELEMENTS: &[(&str, Traits)] = &[
    ("a", inline(Tag::A)),
    ("abbr", INLINE),
    ("area", VOID),
    ("article", block(Tag::Article)),
    ("aside", block(Tag::Side)),
    ("audio", inline(Tag::Media)),
    ("b", INLINE),
    ("base", void(Tag::Base)),
    ("bdi", INLINE),
    ("bdo", INLINE),
    ("big", INLINE),
    ("body", block(Tag::Body)),
    ("br", VOID),
    ("button", INLINE),
    ("canvas", skip(Tag::Media)),
    ("cite", INLINE),
    ("code", INLINE),
    ("col", VOID),
    ("datalist", SKIP),
    ("dd", SIBLING),
    ("del", INLINE),
    ("dialog", block(Tag::Dialog)),
    ("dt", SIBLING),
    ("em", INLINE),
    ("embed", void(Tag::Media)),
    ("font", INLINE),
    ("footer", block(Tag::Side)),
    ("frame", void(Tag::Media)),
    ("h1", block(Tag::Heading(1))),
    ("h2", block(Tag::Heading(2))),
    ("head", block(Tag::Head)),
    ("header", block(Tag::Header)),
    ("hr", VOID),
    ("html", block(Tag::Html)),
    ("i", INLINE),
    ("iframe", skip(Tag::Media)),
    (
        "img",
        Traits {
            inline: true,
            ..void(Tag::Media)
        },
    ),
    (
        "input",
        Traits {
            inline: true,
            ..void(Tag::Input)
        },
    ),
    ("ins", INLINE),
    ("kbd", INLINE),
    ("keygen", VOID),
    ("label", INLINE),
    ("li", SIBLING),
    ("link", void(Tag::Link)),
    ("main", block(Tag::Main)),
    ("mark", INLINE),
    ("math", SKIP),
    ("meta", void(Tag::Meta)),
    ("nav", block(Tag::Side)),
    ("noembed", SKIP),
    ("noframes", SKIP),
    ("noscript", skip(Tag::Noscript)),
    ("object", skip(Tag::Media)),
    ("option", SIBLING),
    ("p", SIBLING),
    ("param", VOID),
    ("picture", INLINE),
    ("q", INLINE),
    ("s", INLINE),
    ("script", skip(Tag::Script)),
    ("select", SKIP),
    ("small", INLINE),
    ("source", VOID),
    ("span", INLINE),
    ("strong", INLINE),
    ("style", SKIP),
    ("sub", INLINE),
    ("sup", INLINE),
    ("svg", skip(Tag::Svg)),
    ("td", SIBLING),
    ("template", SKIP),
    ("textarea", SKIP),
    ("th", SIBLING),
    ("time", inline(Tag::Time)),
    ("title", block(Tag::Title)),
    ("tr", SIBLING),
    ("track", VOID),
    ("u", INLINE),
    ("var", INLINE),
    ("video", inline(Tag::Media)),
    (
        "wbr",
        Traits {
            inline: true,
            ..VOID
        },
    ),
    ("xmp", SKIP),
];

/// Classes and ids, whole, of what stands beside the text; sorted.
const SIDE_NAMES: &[&str] = &[
    "ads",
    "advert",
    "advertisement",
    "breadcrumb",
    "breadcrumbs",
    "comment-list",
    "comments",
    "consent",
    "cookie",
    "cookie-banner",
    "cookie-bar",
    "cookie-consent",
    "cookie-notice",
    "cookieconsent",
    "cookies",
    "footer",
    "gdpr",
    "left-sidebar",
    "main-menu",
    "main-nav",
    "menu",
    "modal",
    "most-read",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "onetrust-consent-sdk",
    "page-footer",
    "popular",
    "popup",
    "promo",
    "recommendations",
    "recommended",
    "related",
    "related-articles",
    "related-content",
    "related-posts",
    "right-sidebar",
    "searchform",
    "share",
    "side",
    "side-bar",
    "sidebar",
    "sidebar-content",
    "sidebar-inner",
    "sidebar-left",
    "sidebar-right",
    "site-footer",
    "site-sidebar",
    "skip-link",
    "social",
    "social-share",
    "sr-only",
    "topnav",
    "trending",
    "visually-hidden",
    "widget",
    "widget-area",
    "widgets",
];

/// How an element of this (lower-case) name is treated.
pub(super) fn traits(name: &[u8]) -> Traits {
    ELEMENTS
        .binary_search_by(|(known, _)| known.as_bytes().cmp(name))
        .map_or(BLOCK, |index| ELEMENTS[index].1)
}

/// Whether a class or id names what stands beside the text.
pub(super) fn is_side_name(word: &str) -> bool {
    word.len() <= 24
        && SIDE_NAMES
            .binary_search(&word.to_ascii_lowercase().as_str())
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, SIDE_NAMES};

    #[test]
    fn the_tables_are_sorted() {
        assert!(ELEMENTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(SIDE_NAMES.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
