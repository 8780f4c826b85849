//! Counts what the plots show: verdicts, findings by chapter, age against link rot, hosts.

use std::collections::{BTreeMap, HashMap};

use crate::{
    finding::Severity,
    probe::Verdict,
    render::{
        html::{
            plots::{Bar, Plot, Series},
            view::View,
            words::{Fate, host, plural, tally},
        },
        style::grouped,
    },
};

/// Bars of a plot of chapters or documents; a book has no more chapters than fit.
const CHAPTERS: usize = 40;
/// Hosts that are named.
const HOSTS: usize = 10;
/// Columns over years; more would be too thin for a phone.
const COLUMNS: usize = 24;

fn fates() -> Vec<Series> {
    let series = |fate: Fate| Series {
        name: fate.word(),
        one: fate.word(),
        class: fate.class(),
    };
    Fate::ALL.into_iter().map(series).collect()
}

/// How the links answered; `None` where they were not asked.
pub(super) fn verdicts(view: &View<'_>) -> Option<Plot> {
    if !view.report().asked || view.addresses.is_empty() {
        return None;
    }
    let counts = Verdict::ALL.map(|verdict| {
        let asked = view.addresses.iter().filter_map(|address| address.probe);
        asked.filter(|probe| probe.verdict == verdict).count()
    });
    let all: usize = counts.iter().sum();
    let of = |fate: Fate| {
        let addresses = view.addresses.iter();
        addresses.filter(|a| Fate::of(a.probe) == fate).count()
    };
    let copies = view
        .addresses
        .iter()
        .filter(|address| address.probe.is_some_and(|probe| probe.archive.is_some()))
        .count();
    let archived = match copies {
        0 => String::new(),
        copies => format!(" An archived copy was found for {}.", grouped(copies)),
    };
    Some(Plot {
        id: "plot-verdicts",
        title: "How the links answer",
        says: format!(
            "Of {}, {} reach what was cited, {} need a look, {} reach nothing.{archived}",
            plural(all, "address"),
            grouped(of(Fate::Sound)),
            grouped(of(Fate::Doubtful)),
            grouped(of(Fate::Lost)),
        ),
        axis: "Verdict",
        series: Verdict::ALL
            .into_iter()
            .map(|verdict| Series {
                name: verdict.as_str(),
                one: verdict.as_str(),
                class: verdict_class(verdict),
            })
            .collect(),
        bars: Verdict::ALL
            .into_iter()
            .enumerate()
            .map(|(index, verdict)| Bar {
                label: verdict.as_str().to_owned(),
                values: (0..counts.len())
                    .map(|other| if other == index { counts[index] } else { 0 })
                    .collect(),
                sets: Some(("links", "v", verdict.as_str().to_owned())),
            })
            .collect(),
    })
}

/// The class that colors a verdict in a plot.
fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Alive => "p-alive",
        Verdict::Moved => "p-moved",
        Verdict::Dead => "p-dead",
        Verdict::Suspect => "p-suspect",
        Verdict::Blocked => "p-blocked",
        Verdict::Insecure => "p-insecure",
        Verdict::Unreachable => "p-unreachable",
        Verdict::Invalid => "p-invalid",
        Verdict::Skipped => "p-none",
    }
}

/// Findings by chapter, or by document where there are several.
pub(super) fn findings(view: &View<'_>) -> Option<Plot> {
    let report = view.report();
    let mut counts: BTreeMap<(usize, Option<usize>), [usize; 3]> = BTreeMap::new();
    for (index, spot) in view.spots.iter().enumerate() {
        let Some(spot) = spot else { continue };
        let chapter = if view.many() {
            None
        } else {
            view.chapter(index)
        };
        let severity = match view.finding(index).severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        };
        counts.entry((spot.document, chapter)).or_default()[severity] += 1;
    }
    let bars: Vec<Bar> = counts
        .iter()
        .take(CHAPTERS)
        .map(|((document, chapter), counts)| {
            let audited = &report.documents[*document];
            let (label, value) = match chapter {
                Some(chapter) => (
                    audited.citations.chapters[*chapter].title.clone(),
                    format!("{document}.{chapter}"),
                ),
                None if view.many() => (audited.document.path.clone(), document.to_string()),
                None => ("In no chapter".to_owned(), format!("{document}.")),
            };
            Bar {
                label,
                values: counts.to_vec(),
                sets: Some(("findings", "c", value)),
            }
        })
        .collect();
    let worst = bars.iter().max_by_key(|bar| {
        let sum: usize = bar.values.iter().sum();
        // Of equals the first.
        (bar.values[0], sum)
    })?;
    let says = format!(
        "Most to mend: {}, with {}.",
        crate::render::escape::shortened(&worst.label, 70),
        tally(worst.values[0], worst.values[1], worst.values[2])
    );
    let many = view.many();
    Some(Plot {
        id: "plot-findings",
        title: if many {
            "Findings by document"
        } else {
            "Findings by chapter"
        },
        says,
        axis: if many { "Document" } else { "Chapter" },
        series: [
            ("errors", "error", "p-e"),
            ("warnings", "warning", "p-w"),
            ("queries", "query", "p-i"),
        ]
        .map(|(name, one, class)| Series { name, one, class })
        .into(),
        bars,
    })
}

/// Years of the cited pages against how they answer.
pub(super) fn years(view: &View<'_>) -> Option<Plot> {
    let mut dated: Vec<(i16, Fate)> = view
        .addresses
        .iter()
        .filter_map(|address| Some((address.target.cited.date?.year, Fate::of(address.probe))))
        .collect();
    dated.sort_unstable();
    let (first, last) = (dated.first()?.0, dated.last()?.0);
    let undated = view.addresses.len() - dated.len();
    let span = usize::from(last.abs_diff(first)) + 1;
    let per = [1, 2, 5, 10, 20, 50, 100, 500, 5_000, 50_000]
        .into_iter()
        .find(|per| span.div_ceil(*per) < COLUMNS)
        .unwrap_or(100_000);
    let bin = |year: i16| i32::from(year).div_euclid(i32::try_from(per).unwrap_or(1));
    let mut counts: BTreeMap<i32, [usize; 4]> =
        (bin(first)..=bin(last)).map(|bin| (bin, [0; 4])).collect();
    for (year, fate) in &dated {
        counts.entry(bin(*year)).or_default()[*fate as usize] += 1;
    }
    let bars = counts
        .into_iter()
        .map(|(bin, values)| Bar {
            label: label(bin, per),
            values: values.to_vec(),
            sets: None,
        })
        .collect();
    Some(Plot {
        id: "plot-years",
        title: if view.report().asked {
            "Age of the cited pages against link rot"
        } else {
            "Age of the cited pages"
        },
        says: age(&dated, undated),
        axis: if per == 1 { "Year" } else { "Years" },
        series: fates(),
        bars,
    })
}

fn label(bin: i32, per: usize) -> String {
    let per = i32::try_from(per).unwrap_or(1);
    let from = bin.saturating_mul(per);
    match per {
        1 => from.to_string(),
        per => format!("{from}–{:02}", (from + per - 1).rem_euclid(100)),
    }
}

/// Whether the older half is more often lost than the newer.
fn age(dated: &[(i16, Fate)], undated: usize) -> String {
    let rest = match undated {
        0 => String::new(),
        undated => format!(" {} no date.", plural_has(undated)),
    };
    let asked: Vec<&(i16, Fate)> = dated
        .iter()
        .filter(|(_, fate)| *fate != Fate::Unasked)
        .collect();
    let Some((middle, _)) = asked.get(asked.len() / 2) else {
        return format!("{} with a date.{rest}", plural(dated.len(), "address"));
    };
    let half = |older: bool| {
        let of = asked.iter().filter(|(year, _)| (year < middle) == older);
        let lost = of.clone().filter(|(_, fate)| *fate == Fate::Lost).count();
        (lost, of.count())
    };
    let ((old_lost, old), (new_lost, new)) = (half(true), half(false));
    if old == 0 {
        return format!(
            "Lost: {} of {} dated pages.{rest}",
            grouped(new_lost),
            grouped(new)
        );
    }
    format!(
        "Lost: {} of {} pages from before {middle}, {} of {} from {middle} on.{rest}",
        grouped(old_lost),
        grouped(old),
        grouped(new_lost),
        grouped(new)
    )
}

fn plural_has(number: usize) -> String {
    let verb = if number == 1 { "has" } else { "have" };
    format!("{} {verb}", plural(number, "address"))
}

/// The hosts that are cited most.
pub(super) fn hosts(view: &View<'_>) -> Option<Plot> {
    let mut order: Vec<(String, [usize; 4])> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for address in &view.addresses {
        let Some(host) = host(&address.target.url) else {
            continue;
        };
        let index = *known.entry(host).or_insert_with_key(|host| {
            order.push((host.clone(), [0; 4]));
            order.len() - 1
        });
        order[index].1[Fate::of(address.probe) as usize] += 1;
    }
    if order.is_empty() {
        return None;
    }
    let all = order.len();
    // A stable sort: of equals the host that is read first.
    order.sort_by_key(|(_, values)| std::cmp::Reverse(values.iter().sum::<usize>()));
    let top: usize = order
        .iter()
        .take(HOSTS)
        .flat_map(|(_, values)| values)
        .sum();
    order.truncate(HOSTS);
    let says = if all > HOSTS {
        format!(
            "{HOSTS} of {} hosts hold {} of {}.",
            grouped(all),
            grouped(top),
            plural(view.addresses.len(), "address")
        )
    } else {
        format!("{} hold every address.", plural(all, "host"))
    };
    Some(Plot {
        id: "plot-hosts",
        title: "Hosts cited most",
        says,
        axis: "Host",
        series: fates(),
        bars: order
            .into_iter()
            .map(|(host, values)| Bar {
                sets: Some(("links", "q", host.clone())),
                label: host,
                values: values.to_vec(),
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_told_apart_at_the_middle() {
        let dated = [
            (2001, Fate::Lost),
            (2002, Fate::Sound),
            (2010, Fate::Sound),
            (2011, Fate::Unasked),
            (2012, Fate::Doubtful),
        ];
        assert_eq!(
            age(&dated, 1),
            "Lost: 1 of 2 pages from before 2010, 0 of 2 from 2010 on. 1 address has no date."
        );
        assert_eq!(
            age(&dated[3..4], 2),
            "1 address with a date. 2 addresses have no date."
        );
        assert_eq!(age(&dated[4..], 0), "Lost: 0 of 1 dated pages.");
    }

    #[test]
    fn columns_are_named_by_their_years() {
        assert_eq!(label(2019, 1), "2019");
        assert_eq!(label(201, 10), "2010–19");
        assert_eq!(label(399, 5), "1995–99");
    }
}
