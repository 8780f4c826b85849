//! The package document of a book: what it is made of and in which order; what its contents call the chapters.
//! Reads no text.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// Most entries of manifest, spine and contents.
const MANY: usize = 20_000;

/// A file of the book.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) media: String,
    pub(super) properties: String,
}

impl Entry {
    /// Whether it is the navigation document of EPUB 3.
    pub(super) fn is_nav(&self) -> bool {
        self.properties.split_whitespace().any(|word| word == "nav")
    }
}

/// The package document.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) language: Option<String>,
    pub(super) manifest: Vec<Entry>,
    /// Ids of the manifest, in reading order, and whether each is part of the main text.
    pub(super) spine: Vec<(String, bool)>,
    /// Id of the EPUB 2 contents.
    pub(super) contents: Option<String>,
    /// Address of the page that repeats the contents, by the guide of EPUB 2.
    pub(super) guide: Option<String>,
}

/// An entry of the contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) href: String,
    /// 1 for the outermost.
    pub(super) depth: u8,
}

fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.expand_empty_elements = true;
    reader
}

fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_ascii_lowercase()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| {
            let raw = attribute.value.as_ref();
            crate::readers::html_tags::decode(raw)
        })
}

/// Calls `visit` with every start tag and with the text directly inside the last one. Ends at the first damage.
fn scan(xml: &str, mut visit: impl FnMut(Seen<'_>)) {
    let mut reader = reader(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => visit(Seen::Open(&local(&tag), &tag)),
            Ok(Event::End(tag)) => {
                let name = tag.local_name().as_ref().to_ascii_lowercase();
                visit(Seen::Close(&name));
            }
            Ok(Event::Text(text)) => visit(Seen::Text(text.as_ref())),
            Ok(Event::CData(text)) => visit(Seen::Text(text.as_ref())),
            Ok(Event::GeneralRef(name)) => {
                let reference = format!("&{};", name.as_ref());
                visit(Seen::Text(&crate::readers::html_tags::decode(&reference)));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
}

enum Seen<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// Path of the package document, from `META-INF/container.xml`.
pub(super) fn rootfile(container: &str) -> Option<String> {
    let mut found = None;
    scan(container, |seen| {
        if let Seen::Open("rootfile", tag) = seen {
            let media = attribute(tag, "media-type").unwrap_or_default();
            let path = attribute(tag, "full-path").filter(|path| !path.is_empty());
            if found.is_none() && (media.is_empty() || media.contains("oebps-package")) {
                found = path;
            }
        }
    });
    found
}

/// Reads a package document; what is damaged is left out.
pub(super) fn package(xml: &str) -> Package {
    let mut out = Package::default();
    let mut language = false;
    scan(xml, |seen| match seen {
        Seen::Open(name, tag) => {
            language = name == "language";
            match name {
                "item" if out.manifest.len() < MANY => out.manifest.push(Entry {
                    id: attribute(tag, "id").unwrap_or_default(),
                    href: attribute(tag, "href").unwrap_or_default(),
                    media: attribute(tag, "media-type").unwrap_or_default(),
                    properties: attribute(tag, "properties").unwrap_or_default(),
                }),
                "itemref" if out.spine.len() < MANY => {
                    if let Some(id) = attribute(tag, "idref") {
                        let main = attribute(tag, "linear").as_deref() != Some("no");
                        out.spine.push((id, main));
                    }
                }
                "spine" => out.contents = attribute(tag, "toc"),
                "reference" if attribute(tag, "type").as_deref() == Some("toc") => {
                    out.guide = attribute(tag, "href");
                }
                _ => {}
            }
        }
        Seen::Text(text) if language => {
            let text = text.trim();
            if text.len() >= 2 && out.language.is_none() {
                out.language = Some(text.to_owned());
            }
        }
        Seen::Close(_) => language = false,
        Seen::Text(_) => {}
    });
    out
}

/// Parts that are encrypted, by `META-INF/encryption.xml`; fonts that are only obfuscated do not count.
pub(super) fn encrypted(xml: &str) -> Vec<String> {
    const OBFUSCATION: &[&str] = &[
        "http://www.idpf.org/2008/embedding",
        "http://ns.adobe.com/pdf/enc#rc",
    ];
    let mut out = Vec::new();
    let mut obfuscated = false;
    scan(xml, |seen| {
        if let Seen::Open(name, tag) = seen {
            match name {
                "encrypteddata" => obfuscated = false,
                "encryptionmethod" => {
                    let method = attribute(tag, "Algorithm").unwrap_or_default();
                    obfuscated = OBFUSCATION.contains(&method.to_ascii_lowercase().as_str());
                }
                "cipherreference" if !obfuscated && out.len() < MANY => {
                    out.extend(attribute(tag, "URI"));
                }
                _ => {}
            }
        }
    });
    out
}

/// Titles of an EPUB 2 contents file (`toc.ncx`).
pub(super) fn ncx(xml: &str) -> Vec<Title> {
    let mut out: Vec<Title> = Vec::new();
    let mut depth = 0u8;
    let mut label = String::new();
    let mut in_text = false;
    let mut listed = true;
    scan(xml, |seen| match seen {
        Seen::Open("navpoint", _) => {
            depth = depth.saturating_add(1);
            label.clear();
        }
        Seen::Close("navpoint") => depth = depth.saturating_sub(1),
        // Page lists have the same shape as contents.
        Seen::Open("pagelist" | "navlist", _) => listed = false,
        Seen::Close("pagelist" | "navlist") => listed = true,
        Seen::Open("text", _) => in_text = true,
        Seen::Close("text") => in_text = false,
        Seen::Text(text) if in_text => label.push_str(text),
        Seen::Open("content", tag) if listed && depth > 0 && out.len() < MANY => {
            if let Some(href) = attribute(tag, "src") {
                out.push(Title {
                    text: label.split_whitespace().collect::<Vec<_>>().join(" "),
                    href,
                    depth,
                });
            }
        }
        _ => {}
    });
    out
}

/// Titles of an EPUB 3 navigation document: its `toc` list.
pub(super) fn nav(xml: &str) -> Vec<Title> {
    let mut out: Vec<Title> = Vec::new();
    let mut inside = false;
    let mut depth = 0u8;
    let mut open = false;
    scan(xml, |seen| match seen {
        Seen::Open("nav", tag) => {
            let kind = attribute(tag, "type").unwrap_or_default();
            inside = kind.split_whitespace().any(|word| word == "toc");
            depth = 0;
        }
        Seen::Close("nav") => inside = false,
        Seen::Open("ol", _) if inside => depth = depth.saturating_add(1),
        Seen::Close("ol") if inside => depth = depth.saturating_sub(1),
        Seen::Open("a", tag) if inside && out.len() < MANY => {
            open = true;
            out.push(Title {
                text: String::new(),
                href: attribute(tag, "href").unwrap_or_default(),
                depth: depth.max(1),
            });
        }
        Seen::Close("a") => open = false,
        Seen::Text(text) if inside && open => {
            if let Some(last) = out.last_mut()
                && last.text.len() < 1_000
            {
                last.text.push_str(text);
            }
        }
        _ => {}
    });
    for title in &mut out {
        title.text = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_documents_say_order_and_language() {
        let found = package(
            "<package xmlns:dc='x'><metadata><dc:language> en-GB </dc:language></metadata>
             <manifest><item id='a' href='a%20b.xhtml' media-type='application/xhtml+xml' properties='nav'/></manifest>
             <spine toc='ncx'><itemref idref='a'/><itemref idref='b' linear='no'/></spine>
             <guide><reference type='cover' href='c.xhtml'/><reference type='toc' href='nav.xhtml'/></guide></package>",
        );
        assert_eq!(found.guide.as_deref(), Some("nav.xhtml"));
        assert_eq!(found.language.as_deref(), Some("en-GB"));
        assert_eq!(found.manifest[0].href, "a%20b.xhtml");
        assert_eq!(
            found.spine,
            [("a".to_owned(), true), ("b".to_owned(), false)]
        );
        assert_eq!(found.contents.as_deref(), Some("ncx"));
        assert_eq!(
            rootfile("<container><rootfiles><rootfile full-path='x/y.opf' media-type='application/oebps-package+xml'/></rootfiles></container>").as_deref(),
            Some("x/y.opf")
        );
    }

    #[test]
    fn fonts_that_are_obfuscated_are_no_protection() {
        let part = |method: &str, uri: &str| {
            format!(
                "<enc:EncryptedData><enc:EncryptionMethod Algorithm='{method}'/><enc:CipherData><enc:CipherReference URI='{uri}'/></enc:CipherData></enc:EncryptedData>"
            )
        };
        let xml = format!(
            "<encryption>{}{}</encryption>",
            part("http://www.idpf.org/2008/embedding", "fonts/a.otf"),
            part(
                "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
                "text/a.xhtml"
            )
        );
        assert_eq!(encrypted(&xml), ["text/a.xhtml"]);
    }

    #[test]
    fn contents_of_both_kinds_give_titles_and_depths() {
        let ncx = ncx("<navMap><navPoint><navLabel><text>One &amp; more</text></navLabel><content src='a.html#x'/>
            <navPoint><navLabel><text>Deep</text></navLabel><content src='b.html'/></navPoint></navPoint></navMap>
            <pageList><pageTarget><navLabel><text>3</text></navLabel><content src='a.html#p3'/></pageTarget></pageList>");
        assert_eq!(
            ncx.iter()
                .map(|title| (title.text.as_str(), title.href.as_str(), title.depth))
                .collect::<Vec<_>>(),
            [("One & more", "a.html#x", 1), ("Deep", "b.html", 2)]
        );
        let nav = nav("<nav epub:type='toc'><h2>C</h2><ol><li><a href='a'><span>I</span>: One</a><ol><li><a href='b'>Two</a></li></ol></li></ol></nav>
            <nav epub:type='landmarks'><ol><li><a href='c'>Body</a></li></ol></nav>");
        assert_eq!(
            nav.iter()
                .map(|title| (title.text.as_str(), title.depth))
                .collect::<Vec<_>>(),
            [("I: One", 1), ("Two", 2)]
        );
    }
}
