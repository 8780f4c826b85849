//! Optional content: which layers are off when the file is opened (ISO 32000-2, 8.11). What stands
//! on them is not read, as it is not seen.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object};

/// Groups of one file that are looked at.
const MAX_GROUPS: usize = 100_000;

/// The groups that are off.
#[derive(Debug, Default)]
pub(super) struct Layers {
    off: HashSet<ObjRef>,
}

impl Layers {
    /// Reads the default configuration of the catalog.
    pub(super) fn new(catalog: &Dict<'_>) -> Self {
        let Some(properties) = catalog.get::<Dict<'_>>("OCProperties") else {
            return Self::default();
        };
        let config = properties.get::<Dict<'_>>("D").unwrap_or_else(Dict::empty);
        let groups = |dict: &Dict<'_>, key: &str| -> HashSet<ObjRef> {
            dict.get::<Array<'_>>(key)
                .map(|list| references(&list).collect())
                .unwrap_or_default()
        };
        let mut off = groups(&config, "OFF");
        if config.get::<Name<'_>>("BaseState").as_deref() == Some(b"OFF") {
            off.extend(groups(&properties, "OCGs"));
            let on = groups(&config, "ON");
            off.retain(|group| !on.contains(group));
        }
        Self { off }
    }

    /// Whether the marked content with this property is off.
    pub(super) fn is_off(&self, properties: &Dict<'_>, name: &[u8]) -> bool {
        !self.off.is_empty() && self.is_member_off(properties, name)
    }

    /// Whether a form or picture is off by its `/OC` entry.
    pub(super) fn is_off_entry(&self, dict: &Dict<'_>) -> bool {
        !self.off.is_empty() && dict.contains_key("OC") && self.is_member_off(dict, b"OC")
    }

    fn is_member_off(&self, dict: &Dict<'_>, key: &[u8]) -> bool {
        if let Some(reference) = dict.get_ref(key)
            && self.off.contains(&reference)
        {
            return true;
        }
        let Some(member) = dict.get::<Dict<'_>>(key) else {
            return false;
        };
        if member.get::<Name<'_>>("Type").as_deref() != Some(b"OCMD") {
            return false;
        }
        // A membership of several groups, by its policy; visibility expressions are rare and left.
        let groups: Vec<ObjRef> = match member.get::<Array<'_>>("OCGs") {
            Some(list) => references(&list).collect(),
            None => member.get_ref("OCGs").into_iter().collect(),
        };
        if groups.is_empty() {
            return false;
        }
        let off = |group: &ObjRef| self.off.contains(group);
        match member.get::<Name<'_>>("P").as_deref() {
            Some(b"AllOn") => groups.iter().any(off),
            Some(b"AnyOff") => !groups.iter().any(off),
            Some(b"AllOff") => !groups.iter().all(off),
            _ => groups.iter().all(off),
        }
    }
}

fn references<'a>(list: &Array<'a>) -> impl Iterator<Item = ObjRef> + use<'a> {
    list.raw_iter()
        .take(MAX_GROUPS)
        .filter_map(|element: MaybeRef<Object<'_>>| element.as_obj_ref())
}
