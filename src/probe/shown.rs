//! Which sound pages of a host look the same. Several links to one page are a hint that the host shows that page
//! for everything; whether it does, an address that nobody made will show.

use std::collections::HashMap;

use url::Url;

use super::{Target, Verdict, case::Closed, clean, turns::host_of};

/// Sound pages so far, by host and by what they show.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pages: HashMap<(String, u64), Vec<usize>>,
}

/// Links that show one page.
#[derive(Debug)]
pub(crate) struct Doubt {
    /// One of them.
    pub(crate) url: Url,
    /// What they show.
    pub(crate) fingerprint: u64,
    /// Their targets; the host's front door, which may show anything, is none of them.
    pub(crate) group: Vec<usize>,
}

impl Shown {
    /// Notes what the target `index` showed.
    pub(crate) fn note(&mut self, index: usize, closed: &Closed, url: &str) {
        let sound = matches!(closed.probe.verdict, Verdict::Alive | Verdict::Moved);
        if let (true, Some(fingerprint)) = (sound, closed.fingerprint)
            && let Ok(url) = clean::clean(url)
        {
            let page = (host_of(&url), fingerprint);
            self.pages.entry(page).or_default().push(index);
        }
    }

    /// Pages that several addresses show, in the order of their first targets; each is told of once.
    pub(crate) fn doubts(&mut self, targets: &[Target]) -> Vec<Doubt> {
        let mut doubts: Vec<Doubt> = std::mem::take(&mut self.pages)
            .into_iter()
            .filter_map(|((_, fingerprint), group)| doubt(fingerprint, group, targets))
            .collect();
        doubts.sort_by_key(|doubt| doubt.group.first().copied());
        doubts
    }
}

fn doubt(fingerprint: u64, mut group: Vec<usize>, targets: &[Target]) -> Option<Doubt> {
    group.sort_unstable();
    let mut urls: Vec<Url> = group
        .iter()
        .filter_map(|index| clean::clean(&targets[*index].url).ok())
        .map(|mut url| {
            url.set_fragment(None);
            url
        })
        .collect();
    let is_front_door = |url: &Url| url.path() == "/" && url.query().is_none();
    group.retain(|index| clean::clean(&targets[*index].url).is_ok_and(|url| !is_front_door(&url)));
    urls.sort();
    urls.dedup();
    let url = urls.iter().rfind(|url| !is_front_door(url))?.clone();
    (urls.len() > 1).then_some(Doubt {
        url,
        fingerprint,
        group,
    })
}
