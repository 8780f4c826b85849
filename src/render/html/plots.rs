//! Plots as inline SVG: rows of stacked bars, and columns over years. Widths are percentages, so that a plot
//! fits any screen without its letters shrinking. Every plot has its figures in a table, too.

use maud::{Markup, html};

use crate::render::{html::words::Line, style::grouped};

/// What a part of a bar stands for.
#[derive(Debug, Clone)]
pub(super) struct Series {
    /// The word in the legend.
    pub(super) name: &'static str,
    /// The word after the figure 1.
    pub(super) one: &'static str,
    /// The class that colors it.
    pub(super) class: &'static str,
}

/// One bar.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    /// What it is about.
    pub(super) label: String,
    /// One figure a series.
    pub(super) values: Vec<usize>,
    /// Filters that a click sets: the view, the field and its value.
    pub(super) sets: Option<(&'static str, &'static str, String)>,
}

impl Bar {
    fn total(&self) -> usize {
        self.values.iter().sum()
    }
}

/// A plot with its words.
#[derive(Debug, Clone)]
pub(super) struct Plot {
    /// Id, for what describes it.
    pub(super) id: &'static str,
    /// The question that it answers.
    pub(super) title: &'static str,
    /// The answer in a sentence.
    pub(super) says: String,
    /// What the bars are: "Host".
    pub(super) axis: &'static str,
    /// The parts of each bar.
    pub(super) series: Vec<Series>,
    /// The bars in order.
    pub(super) bars: Vec<Bar>,
}

/// Percent with two digits; JavaScript is not needed to lay a plot out.
#[derive(Debug, Clone, Copy)]
struct Percent(f64);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2}%", self.0)
    }
}

/// Counts are small enough for exact floats.
#[expect(
    clippy::cast_precision_loss,
    reason = "a plot needs three digits, and counts have fewer than sixteen"
)]
fn float(number: usize) -> f64 {
    number as f64
}

/// A part of a whole in percent.
fn share(part: usize, whole: usize) -> f64 {
    float(part) * 100.0 / float(whole.max(1))
}

impl Plot {
    /// Series that have a figure anywhere.
    fn used(&self) -> Vec<(usize, &Series)> {
        let some = |index: usize| self.bars.iter().any(|bar| bar.values[index] > 0);
        let series = self.series.iter().enumerate();
        series.filter(|(index, _)| some(*index)).collect()
    }

    fn frame(&self, drawn: &Markup, legend: bool) -> Markup {
        let id = self.id;
        html! {
            figure.plot id=(id) aria-labelledby={ (id) "-title" } {
                figcaption { h3 id={ (id) "-title" } { (self.title) } p { (self.says) } }
                @if legend {
                    ul.legend aria-hidden="true" { @for (_, series) in self.used() { li { i class=(series.class) {} (series.name) } } }
                }
                (drawn)
                details.figures { summary { "Figures" } (self.table()) }
            }
        }
    }

    /// The same in figures.
    fn table(&self) -> Markup {
        let used = self.used();
        html! {
            div.scroll tabindex="0" role="region" aria-label={ (self.title) ", figures" } {
                table {
                    thead { tr { th scope="col" { (self.axis) } @for (_, series) in &used { th scope="col" { (series.name) } }
                        @if used.len() > 1 { th scope="col" { "all" } } } }
                    tbody { @for bar in &self.bars { @if bar.total() > 0 { tr {
                        th scope="row" dir="auto" { (Line(&bar.label)) }
                        @for (index, _) in &used { td { (grouped(bar.values[*index])) } }
                        @if used.len() > 1 { td { (grouped(bar.total())) } }
                    } } } }
                }
            }
        }
    }

    /// What a bar says in words: "3 sound, 1 lost".
    fn words(&self, bar: &Bar) -> String {
        let parts: Vec<String> = self
            .series
            .iter()
            .zip(&bar.values)
            .filter(|(_, value)| **value > 0)
            .map(|(series, value)| {
                let word = if *value == 1 { series.one } else { series.name };
                format!("{} {word}", grouped(*value))
            })
            .collect();
        parts.join(", ")
    }

    /// Bars one under the other, as long as their sums.
    pub(super) fn rows(&self) -> Markup {
        let most = self.bars.iter().map(Bar::total).max().unwrap_or(1);
        let single = self.used().len() < 2;
        self.frame(
            &html! {
                ul.bars { @for bar in &self.bars { li { (clickable(bar, &html! {
                    span.name dir="auto" { (Line(&bar.label)) }
                    span.sum { @if single { (grouped(bar.total())) } @else { (self.words(bar)) } }
                    (self.strip(bar, most))
                })) } } }
            },
            !single,
        )
    }

    /// One bar over the whole width, each part with its figure.
    pub(super) fn whole(&self) -> Markup {
        let all = self.bars.iter().map(Bar::total).sum();
        let classes = self.bars.iter().zip(&self.series);
        let mut at = 0.0;
        let drawn = html! {
            svg.strip.tall width="100%" height="28" role="img" aria-labelledby={ (self.id) "-t" } aria-describedby={ (self.id) "-d" } {
                title id={ (self.id) "-t" } { (self.title) }
                desc id={ (self.id) "-d" } { (self.says) }
                @for (bar, series) in classes.clone() {
                    @let wide = share(bar.total(), all);
                    @if wide > 0.0 {
                        rect class=(series.class) x=(Percent(at)) y="0" width=(Percent(wide)) height="28" {}
                        @if at > 0.0 { rect.gap x=(Percent(at)) y="0" width="2" height="28" {} }
                    }
                    ({ at += wide; "" })
                }
            }
            ul.parts { @for (bar, series) in classes { @if bar.total() > 0 { li { (clickable(bar, &html! {
                i class=(series.class) {}
                b { (grouped(bar.total())) } " "
                span { (bar.label) }
            })) } } } }
        };
        self.frame(&drawn, false)
    }

    fn strip(&self, bar: &Bar, most: usize) -> Markup {
        let mut at = 0.0;
        html! {
            // The words beside it say the same; the title is for those who point at it.
            svg.strip width="100%" height="12" aria-hidden="true" {
                title { (Line(&format!("{}: {}", bar.label, self.words(bar)))) }
                @for (series, value) in self.series.iter().zip(&bar.values) {
                    @if *value > 0 {
                        @let wide = share(*value, most);
                        rect class=(series.class) x=(Percent(at)) y="0" width=(Percent(wide)) height="12" {}
                        @if at > 0.0 { rect.gap x=(Percent(at)) y="0" width="1.5" height="12" {} }
                        ({ at += wide; "" })
                    }
                }
            }
        }
    }

    /// Columns side by side, one a bar, with a scale.
    pub(super) fn columns(&self) -> Markup {
        const TALL: f64 = 150.0;
        const TOP: f64 = 16.0;
        let most = self.bars.iter().map(Bar::total).max().unwrap_or(1).max(1);
        let step = round_step(most);
        let top = most.div_ceil(step) * step;
        // The left of the plot holds the scale.
        let left = 7.0;
        let wide = (100.0 - left) / float(self.bars.len().max(1));
        let every = self.bars.len().div_ceil(7);
        let height = |value: usize| share(value, top) / 100.0 * TALL;
        let drawn = html! {
            svg.columns width="100%" height="196" role="img" aria-labelledby={ (self.id) "-t" } aria-describedby={ (self.id) "-d" } {
                title id={ (self.id) "-t" } { (self.title) }
                desc id={ (self.id) "-d" } { (self.says) }
                @for value in (0..=top).step_by(step) {
                    @let y = TOP + TALL - height(value);
                    line.grid x1=(Percent(left)) x2="100%" y1=(y) y2=(y) {}
                    text.scale x=(Percent(left - 1.2)) y=(y + 4.0) { (grouped(value)) }
                }
                @for (index, bar) in self.bars.iter().enumerate() {
                    @let x = left + float(index) * wide;
                    g {
                        title { (Line(&format!("{}: {}", bar.label, self.words(bar)))) }
                        @let mut y = TOP + TALL;
                        @for (series, value) in self.series.iter().zip(&bar.values) {
                            @if *value > 0 {
                                ({ y -= height(*value); "" })
                                rect class=(series.class) x=(Percent(x + wide * 0.12)) y=(format_args!("{y:.1}")) width=(Percent(wide * 0.76)) height=(format_args!("{:.1}", (height(*value) - 1.0).max(1.0))) {}
                            }
                        }
                    }
                    @if index.is_multiple_of(every) {
                        text.tick x=(Percent(x + wide / 2.0)) y=(TOP + TALL + 20.0) { (bar.label) }
                    }
                }
            }
        };
        self.frame(&drawn, true)
    }
}

/// A bar as a jump that filters; mere text where it filters nothing.
fn clickable(bar: &Bar, inner: &Markup) -> Markup {
    html! {
        @if let Some((view, field, value)) = &bar.sets {
            a href=(format_args!("#{view}")) data-set=(view) data-field=(field) data-value=(Line(value)) { (inner) }
        } @else {
            div { (inner) }
        }
    }
}

/// A step of the scale that gives two to five lines: 1, 2, 5, 10, 20, 50, …
fn round_step(most: usize) -> usize {
    let mut unit: usize = 1;
    loop {
        for step in [unit, 2 * unit, 5 * unit] {
            if most.div_ceil(step) <= 5 {
                return step;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        for (most, step) in [
            (1, 1),
            (5, 1),
            (6, 2),
            (23, 5),
            (25, 5),
            (26, 10),
            (4_999, 1_000),
        ] {
            assert_eq!(round_step(most), step, "{most}");
        }
    }

    #[test]
    fn shares_are_percent() {
        assert_eq!(Percent(share(1, 3)).to_string(), "33.33%");
        assert_eq!(Percent(share(1, 0)).to_string(), "100.00%");
    }
}
