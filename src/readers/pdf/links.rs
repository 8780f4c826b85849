//! Link annotations, named destinations and bookmarks: where a file says one can go.
//! Trees and lists are walked without recursion; entries, depth and cycles are bounded.

use std::collections::{HashMap, HashSet};

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::{
    object::{
        Array, Dict, MaybeRef, Name, Null, Object, ObjectIdentifier, Rect as PdfRect,
        String as PdfString,
    },
    xref::XRef,
};

use super::{
    glyphs::{OutlineItem, PageLink, Rect, Target},
    place::{bounds, narrow},
    strings::{address, pdf_text},
};

/// Named destinations of one file.
const MAX_NAMES: usize = 1_000_000;

/// Bookmarks of one file.
const MAX_BOOKMARKS: usize = 100_000;

/// Annotations of one page.
const MAX_ANNOTATIONS: usize = 50_000;

/// Depth of a tree.
const MAX_DEPTH: usize = 64;

/// Knows the pages and names of a file, to say where a destination is.
pub(super) struct Places<'a> {
    xref: &'a XRef,
    /// Page number from 1 and its transform, by the object of the page.
    pages: HashMap<ObjectIdentifier, u32>,
    transforms: Vec<Affine>,
    names: HashMap<Vec<u8>, Object<'a>>,
    base: Option<String>,
}

impl<'a> Places<'a> {
    /// Reads the names of the catalog; `pages` are the objects and transforms of the pages in order.
    pub(super) fn new(
        catalog: &Dict<'a>,
        pages: impl Iterator<Item = (Option<ObjectIdentifier>, Affine)>,
        xref: &'a XRef,
    ) -> Self {
        let mut by_object = HashMap::new();
        let mut transforms = Vec::new();
        for (object, transform) in pages {
            transforms.push(transform);
            if let (Some(object), Ok(number)) = (object, u32::try_from(transforms.len())) {
                by_object.entry(object).or_insert(number);
            }
        }
        let mut names = HashMap::new();
        if let Some(old) = catalog.get::<Dict<'a>>("Dests") {
            for key in old.keys().take(MAX_NAMES) {
                if let Some(value) = old.get::<Object<'a>>(key.as_ref()) {
                    names.insert(key.as_ref().to_vec(), value);
                }
            }
        }
        if let Some(tree) = catalog
            .get::<Dict<'a>>("Names")
            .and_then(|names| names.get::<Dict<'a>>("Dests"))
        {
            walk_tree(tree, "Names", xref, &mut |key, value| {
                if let Object::String(key) = key {
                    names.entry(key.as_ref().to_vec()).or_insert(value);
                }
                names.len() < MAX_NAMES
            });
        }
        Self {
            xref,
            pages: by_object,
            transforms,
            names,
            base: catalog
                .get::<Dict<'_>>("URI")
                .and_then(|uri| uri.get::<PdfString<'_>>("Base"))
                .map(|base| address(&base)),
        }
    }

    /// The links of a page.
    pub(super) fn links(&self, page: &Dict<'a>, transform: Affine) -> Vec<PageLink> {
        let Some(annotations) = page.get::<Array<'a>>("Annots") else {
            return Vec::new();
        };
        elements(&annotations, self.xref)
            .take(MAX_ANNOTATIONS)
            .filter_map(|annotation| self.link(&annotation.into_dict()?, transform))
            .collect()
    }

    fn link(&self, annotation: &Dict<'a>, transform: Affine) -> Option<PageLink> {
        if annotation.get::<Name<'_>>("Subtype").as_deref() != Some(b"Link") {
            return None;
        }
        // Bit 2 of the flags: hidden.
        if annotation.get::<i64>("F").unwrap_or(0) & 2 != 0 {
            return None;
        }
        let whole = annotation.get::<PdfRect>("Rect").map(|rect| {
            transformed(
                transform,
                [
                    (rect.x0, rect.y0),
                    (rect.x1, rect.y1),
                    (rect.x0, rect.y1),
                    (rect.x1, rect.y0),
                ],
            )
        });
        let quads: Vec<f64> = annotation
            .get::<Array<'_>>("QuadPoints")
            .map(|points| points.iter::<f64>().take(8 * 256).collect())
            .unwrap_or_default();
        let (quads, _) = quads.as_chunks::<8>();
        let mut rects: Vec<Rect> = quads
            .iter()
            .map(|quad| {
                let [ax, ay, bx, by, cx, cy, dx, dy] = *quad;
                transformed(transform, [(ax, ay), (bx, by), (cx, cy), (dx, dy)])
            })
            .collect();
        // Boxes outside the annotation are mistakes of the producer (12.5.6.5).
        if let Some(whole) = whole {
            rects.retain(|rect| overlap(*rect, whole));
            if rects.is_empty() {
                rects.push(whole);
            }
        }
        if rects.is_empty() {
            return None;
        }
        Some(PageLink {
            rects,
            target: self.target(annotation, "Dest")?,
        })
    }

    /// Where an annotation or bookmark leads: its action, or its destination under `key`.
    fn target(&self, dict: &Dict<'a>, key: &str) -> Option<Target> {
        if let Some(destination) = dict.get::<Object<'a>>(key) {
            return self.destination(&destination, 0);
        }
        let action = dict.get::<Dict<'a>>("A")?;
        let file = |action: &Dict<'a>| {
            let name = match action.get::<Dict<'_>>("F") {
                Some(file) => file
                    .get::<PdfString<'_>>("UF")
                    .or_else(|| file.get::<PdfString<'_>>("F")),
                None => action.get::<PdfString<'_>>("F"),
            };
            name.map(|name| Target::File(pdf_text(&name)))
        };
        match action.get::<Name<'_>>("S").as_deref() {
            Some(b"URI") => {
                let uri = address(&action.get::<PdfString<'_>>("URI")?);
                Some(Target::Uri(self.absolute(uri)))
            }
            Some(b"GoTo") => self.destination(&action.get::<Object<'a>>("D")?, 0),
            Some(b"GoToR" | b"Launch") => file(&action),
            _ => None,
        }
    }

    fn absolute(&self, uri: String) -> String {
        match &self.base {
            Some(base) if url::Url::parse(&uri) == Err(url::ParseError::RelativeUrlWithoutBase) => {
                url::Url::parse(base)
                    .and_then(|base| base.join(&uri))
                    .map_or(uri, String::from)
            }
            _ => uri,
        }
    }

    fn destination(&self, object: &Object<'a>, depth: usize) -> Option<Target> {
        if depth > 8 {
            return None;
        }
        match object {
            Object::Array(array) => self.explicit(array),
            Object::Dict(dict) => self.destination(&dict.get::<Object<'a>>("D")?, depth + 1),
            Object::Name(name) => self.destination(self.names.get(name.as_ref())?, depth + 1),
            Object::String(name) => self.destination(self.names.get(name.as_ref())?, depth + 1),
            _ => None,
        }
    }

    fn explicit(&self, array: &Array<'a>) -> Option<Target> {
        let page = match array.raw_iter().next()? {
            MaybeRef::Ref(reference) => *self.pages.get(&ObjectIdentifier::from(reference))?,
            // Files of some producers number the page instead, from 0.
            MaybeRef::NotRef(Object::Number(number)) => {
                u32::try_from(number.as_i64()).ok()?.checked_add(1)?
            }
            MaybeRef::NotRef(_) => return None,
        };
        let transform = *self
            .transforms
            .get(usize::try_from(page).ok()?.checked_sub(1)?)?;
        let values: Vec<Object<'_>> = elements(array, self.xref).skip(1).take(5).collect();
        let number = |index: usize| match values.get(index) {
            Some(Object::Number(number)) => Some(number.as_f64()),
            _ => None,
        };
        let kind = values.first().and_then(|kind| match kind {
            Object::Name(name) => Some(name.as_ref().to_vec()),
            _ => None,
        });
        let (x, y) = match kind.as_deref() {
            Some(b"XYZ") => (number(1), number(2)),
            Some(b"FitH" | b"FitBH") => (None, number(1)),
            Some(b"FitV" | b"FitBV") => (number(1), None),
            Some(b"FitR") => (number(1), number(4)),
            _ => (None, None),
        };
        let point = transform * Point::new(x.unwrap_or(0.0), y.unwrap_or(0.0));
        Some(Target::Internal {
            page,
            x: x.map(|_| narrow(point.x)),
            y: y.map(|_| narrow(point.y)),
        })
    }

    /// The bookmarks in reading order.
    pub(super) fn outline(&self, catalog: &Dict<'a>, xref: &'a XRef) -> Vec<OutlineItem> {
        let mut items = Vec::new();
        let mut visited = HashSet::new();
        let next = |dict: &Dict<'a>, key: &str| dict.get_ref(key).map(ObjectIdentifier::from);
        let mut stack: Vec<ObjectIdentifier> = catalog
            .get::<Dict<'a>>("Outlines")
            .and_then(|outlines| next(&outlines, "First"))
            .into_iter()
            .collect();
        while let Some(id) = stack.pop() {
            if !visited.insert(id) || items.len() >= MAX_BOOKMARKS {
                continue;
            }
            let Some(dict) = xref.get::<Dict<'a>>(id) else {
                continue;
            };
            // What waits on the stack are the later siblings of the parents.
            let level = u8::try_from(stack.len() + 1).unwrap_or(u8::MAX);
            items.push(OutlineItem {
                title: dict
                    .get::<PdfString<'_>>("Title")
                    .map(|title| pdf_text(&title))
                    .unwrap_or_default(),
                level,
                target: self.target(&dict, "Dest"),
            });
            let sibling = next(&dict, "Next").unwrap_or(id);
            stack.push(sibling);
            if let Some(child) = next(&dict, "First").filter(|_| stack.len() < MAX_DEPTH) {
                stack.push(child);
            }
        }
        items
    }
}

/// The elements of an array; null stands for what cannot be found, so that the others keep their place.
pub(super) fn elements<'a>(
    array: &Array<'a>,
    xref: &'a XRef,
) -> impl Iterator<Item = Object<'a>> + use<'a> {
    array.raw_iter().map(move |element| match element {
        MaybeRef::Ref(reference) => xref
            .get::<Object<'a>>(reference.into())
            .unwrap_or(Object::Null(Null)),
        MaybeRef::NotRef(object) => object,
    })
}

/// Walks a name or number tree; `visit` gets key and value and says whether to go on.
pub(super) fn walk_tree<'a>(
    root: Dict<'a>,
    leaf: &str,
    xref: &'a XRef,
    visit: &mut dyn FnMut(Object<'a>, Object<'a>) -> bool,
) {
    let mut visited = HashSet::new();
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if let Some(pairs) = node.get::<Array<'a>>(leaf) {
            let mut elements = elements(&pairs, xref);
            while let (Some(key), Some(value)) = (elements.next(), elements.next()) {
                if !visit(key, value) {
                    return;
                }
            }
        }
        if let Some(kids) = node.get::<Array<'a>>("Kids") {
            let before = stack.len();
            for kid in kids.raw_iter() {
                if let Some(reference) = kid.as_obj_ref()
                    && visited.len() < MAX_NAMES
                    && visited.insert(ObjectIdentifier::from(reference))
                    && let Some(dict) = xref.get::<Dict<'a>>(reference.into())
                {
                    stack.push(dict);
                }
            }
            stack[before..].reverse();
        }
    }
}

fn transformed(transform: Affine, corners: [(f64, f64); 4]) -> Rect {
    bounds(&corners.map(|corner| transform * Point::from(corner)))
}

fn overlap(a: Rect, b: Rect) -> bool {
    a[0] <= b[2] + 1.0 && b[0] <= a[2] + 1.0 && a[1] <= b[3] + 1.0 && b[1] <= a[3] + 1.0
}
