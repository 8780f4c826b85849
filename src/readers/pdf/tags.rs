//! The structure tree of a tagged file (ISO 32000-2, 14.7): which element each piece of marked
//! content belongs to. Walks without recursion; nodes, depth and cycles are bounded.

use std::collections::{HashMap, HashSet};

use hayro_syntax::{
    object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as PdfString},
    xref::XRef,
};

use super::{
    glyphs::{Role, Tag},
    strings::pdf_text,
};

/// Elements and content pieces of one tree; a book of a thousand pages has some hundred thousand.
const MAX_NODES: usize = 2_000_000;

/// Depth of the tree.
const MAX_DEPTH: usize = 256;

/// Renamings of the role map followed in a row.
const MAX_RENAMES: usize = 16;

/// From marked content to elements.
#[derive(Debug, Default)]
pub(super) struct TagMap {
    by_content: HashMap<(ObjectIdentifier, i64), u32>,
}

impl TagMap {
    /// The element of the marked content with this id, in the content of a page or form.
    pub(super) fn find(&self, stream: Option<ObjectIdentifier>, mcid: i64) -> Option<u32> {
        let mcid = i64::from(i32::try_from(mcid).ok()?);
        self.by_content.get(&(stream?, mcid)).copied()
    }
}

struct Frame<'a> {
    kids: Kids<'a>,
    parent: Option<u32>,
    page: Option<ObjectIdentifier>,
}

enum Kids<'a> {
    One(Option<MaybeRef<Object<'a>>>),
    Many(hayro_syntax::object::array::ArrayIter<'a>),
}

impl<'a> Iterator for Kids<'a> {
    type Item = MaybeRef<Object<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::One(kid) => kid.take(),
            Self::Many(kids) => kids.next(),
        }
    }
}

/// Reads the tree of the catalog; both are empty for an untagged file.
pub(super) fn read<'a>(catalog: &Dict<'a>, xref: &'a XRef) -> (Vec<Tag>, TagMap) {
    let mut tags = Vec::new();
    let mut map = TagMap::default();
    let Some(root) = catalog.get::<Dict<'a>>("StructTreeRoot") else {
        return (tags, map);
    };
    let roles = root.get::<Dict<'_>>("RoleMap").unwrap_or_else(Dict::empty);
    let mut known = HashMap::new();
    let mut visited = HashSet::new();
    let mut nodes = 0usize;
    let mut stack = vec![Frame {
        kids: kids_of(&root),
        parent: None,
        page: None,
    }];
    while let Some(frame) = stack.last_mut() {
        let Some(kid) = frame.kids.next() else {
            stack.pop();
            continue;
        };
        nodes += 1;
        if nodes > MAX_NODES {
            break;
        }
        let (parent, page) = (frame.parent, frame.page);
        let dict = match kid {
            MaybeRef::Ref(reference) => {
                let id = ObjectIdentifier::from(reference);
                if !visited.insert(id) {
                    continue;
                }
                xref.get::<Dict<'a>>(id)
            }
            MaybeRef::NotRef(Object::Number(number)) => {
                if let (Some(page), Some(parent)) = (page, parent) {
                    map.by_content
                        .entry((page, number.as_i64()))
                        .or_insert(parent);
                }
                continue;
            }
            MaybeRef::NotRef(object) => object.into_dict(),
        };
        let Some(dict) = dict else { continue };
        let page = dict.get_ref("Pg").map(ObjectIdentifier::from).or(page);
        match dict.get::<Name<'_>>("Type").as_deref() {
            Some(b"MCR") => {
                let stream = dict.get_ref("Stm").map(ObjectIdentifier::from).or(page);
                if let (Some(stream), Some(mcid), Some(parent)) =
                    (stream, dict.get::<i64>("MCID"), parent)
                {
                    map.by_content.entry((stream, mcid)).or_insert(parent);
                }
            }
            Some(b"OBJR") => {}
            _ => {
                let Ok(index) = u32::try_from(tags.len()) else {
                    break;
                };
                tags.push(element(&dict, parent, &roles, &mut known));
                if stack.len() < MAX_DEPTH {
                    stack.push(Frame {
                        kids: kids_of(&dict),
                        parent: Some(index),
                        page,
                    });
                }
            }
        }
    }
    (tags, map)
}

fn kids_of<'a>(dict: &Dict<'a>) -> Kids<'a> {
    // A single kid may itself be a reference to an array.
    match dict.get::<Array<'a>>("K") {
        Some(kids) => Kids::Many(kids.raw_iter()),
        None => Kids::One(dict.get_raw::<Object<'a>>("K")),
    }
}

fn element(
    dict: &Dict<'_>,
    parent: Option<u32>,
    roles: &Dict<'_>,
    known: &mut HashMap<Vec<u8>, Role>,
) -> Tag {
    let name = dict
        .get::<Name<'_>>("S")
        .map(|name| name.as_ref().to_vec())
        .unwrap_or_default();
    let role = *known
        .entry(name)
        .or_insert_with_key(|name| standard_role(name, roles));
    let text = |key: &str| dict.get::<PdfString<'_>>(key).map(|text| pdf_text(&text));
    Tag {
        role,
        parent,
        language: text("Lang"),
        actual: text("ActualText"),
        alt: text("Alt"),
        raised: attributes(dict).iter().any(is_raised),
    }
}

fn attributes<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    match dict.get::<Array<'a>>("A") {
        Some(list) => list.iter::<Dict<'a>>().take(16).collect(),
        None => dict.get::<Dict<'a>>("A").into_iter().collect(),
    }
}

fn is_raised(attributes: &Dict<'_>) -> bool {
    attributes
        .get::<f32>("BaselineShift")
        .is_some_and(|shift| shift > 0.5)
        || attributes.get::<Name<'_>>("TextPosition").as_deref() == Some(b"Sup")
}

fn standard_role(name: &[u8], roles: &Dict<'_>) -> Role {
    let mut name = name.to_vec();
    for _ in 0..MAX_RENAMES {
        if let Some(role) = role_of(&name) {
            return role;
        }
        match roles.get::<Name<'_>>(&name) {
            Some(other) => name = other.as_ref().to_vec(),
            None => break,
        }
    }
    Role::Other
}

fn role_of(name: &[u8]) -> Option<Role> {
    Some(match name {
        b"Document" | b"DocumentFragment" | b"Part" | b"Art" | b"Sect" | b"Div" | b"NonStruct"
        | b"Aside" => Role::Group,
        b"Title" => Role::Title,
        b"H" => Role::Heading(0),
        b"P" => Role::Paragraph,
        b"BlockQuote" => Role::Quote,
        b"L" => Role::List,
        b"LI" => Role::ListItem,
        b"Lbl" => Role::Label,
        b"LBody" => Role::ListBody,
        b"Table" => Role::Table,
        b"TR" => Role::Row,
        b"TD" => Role::Cell,
        b"TH" => Role::HeaderCell,
        b"Caption" => Role::Caption,
        b"Figure" | b"Formula" | b"Form" => Role::Figure,
        b"TOC" => Role::Contents,
        b"TOCI" => Role::ContentsItem,
        b"Index" | b"BibEntry" | b"Reference" => Role::Reference,
        b"Note" | b"FENote" => Role::Note,
        b"Link" => Role::Link,
        b"Span" | b"Em" | b"Strong" | b"Sub" | b"Quote" => Role::Span,
        b"Code" => Role::Code,
        b"Artifact" => Role::Artifact,
        b"THead" | b"TBody" | b"TFoot" | b"Annot" | b"Ruby" | b"Warichu" | b"Private" => {
            Role::Other
        }
        [b'H', digits @ ..] => Role::Heading(std::str::from_utf8(digits).ok()?.parse().ok()?),
        _ => return None,
    })
}
