//! `footfault.toml`: found upwards from the first input, read strictly, every key optional.
//!
//! A configuration may come with the documents, from a stranger. So nothing in it opens the way to private
//! addresses, changes whom to trust, or names a file outside its own directory.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs, io,
    ops::Range,
    path::{Component, Path, PathBuf},
    time::Duration,
};

use clap::ValueEnum;
use footfault::{citations::PartialDate, finding::Severity, rules::Profile, span::LineIndex};
use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::Regex;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use url::Url;

use super::{args::FailOn, failure::Failure, parse};

/// The name of the file.
pub(crate) const NAME: &str = "footfault.toml";

/// Largest configuration that is read.
const MAX_BYTES: u64 = 1 << 20;

/// Keys at the top.
const KEYS: [&str; 12] = [
    "select",
    "ignore",
    "pedantic",
    "profile",
    "published",
    "fail-on",
    "exclude",
    "baseline",
    "isolate",
    "severity",
    "links",
    "report",
];

/// Keys of `[[report]]`.
const REPORT_KEYS: [&str; 2] = ["name", "files"];

/// Keys of `[links]`.
const LINK_KEYS: [&str; 11] = [
    "offline",
    "exclude",
    "cache",
    "max-age",
    "concurrency",
    "per-host",
    "per-host-interval",
    "timeout",
    "retries",
    "archive-url",
    "doi-url",
];

/// What a configuration says; `None` and empty where it says nothing.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// Rules to use only.
    pub(crate) select: Vec<&'static str>,
    /// Rules to leave out.
    pub(crate) ignore: Vec<&'static str>,
    /// Whether rules that are off by default are used.
    pub(crate) pedantic: Option<bool>,
    /// House style.
    pub(crate) profile: Option<Profile>,
    /// The documents' own date.
    pub(crate) published: Option<PartialDate>,
    /// From which severity on a run fails.
    pub(crate) fail_on: Option<FailOn>,
    /// Files of directories that are not read.
    pub(crate) exclude: GlobSet,
    /// Findings that are accepted.
    pub(crate) baseline: Option<PathBuf>,
    /// Whether each file is read in a process of its own.
    pub(crate) isolate: bool,
    /// Severities that differ from the rules' own.
    pub(crate) severity: BTreeMap<&'static str, Severity>,
    /// How links are asked.
    pub(crate) links: LinkConfig,
    /// Reports that are made of several files.
    pub(crate) reports: Vec<SeveralFiles>,
}

/// A table of `[[report]]`.
#[derive(Debug, Default, Clone)]
pub(crate) struct SeveralFiles {
    /// What the report is called; the directory of the configuration where it is not said.
    pub(crate) name: String,
    /// The files in reading order, each a path or a glob.
    pub(crate) files: Vec<PathBuf>,
}

/// The table `[links]`.
#[derive(Debug, Default)]
pub(crate) struct LinkConfig {
    /// Whether no link is asked.
    pub(crate) offline: Option<bool>,
    /// Addresses that are not asked, as regular expressions.
    pub(crate) exclude: Vec<String>,
    /// Where answers are remembered.
    pub(crate) cache: Option<PathBuf>,
    /// How long they are believed.
    pub(crate) max_age: Option<Duration>,
    /// Links asked at the same time.
    pub(crate) concurrency: Option<usize>,
    /// Links of one host asked at the same time.
    pub(crate) per_host: Option<usize>,
    /// Pause between two requests to one host.
    pub(crate) per_host_interval: Option<Duration>,
    /// Longest wait for one answer.
    pub(crate) timeout: Option<Duration>,
    /// How often to try again.
    pub(crate) retries: Option<u32>,
    /// Service to ask for archived copies.
    pub(crate) archive_url: Option<Url>,
    /// Registry to ask for DOIs.
    pub(crate) doi_url: Option<Url>,
}

/// The nearest configuration above `directory`, as far as the repository (a directory with `.git`) or the
/// file system goes.
pub(crate) fn find(directory: &Path) -> Option<PathBuf> {
    let directory = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    // A directory that does not exist is told when its input is read.
    let absolute = directory.canonicalize().ok()?;
    let here = Path::new(".").canonicalize().unwrap_or_default();
    for above in absolute.ancestors() {
        let path = above.join(NAME);
        if path.is_file() {
            // Shorter to read in messages.
            let relative = path.strip_prefix(&here).map(Path::to_owned);
            return Some(relative.unwrap_or(path));
        }
        if above.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Reads the configuration at `path`.
pub(crate) fn read(path: &Path) -> Result<Config, Failure> {
    let trouble = |error: io::Error| Failure::new(format!("{}: {error}", path.display()));
    if fs::metadata(path).map_err(trouble)?.len() > MAX_BYTES {
        return Err(Failure::new(format!(
            "{}: too large for a configuration",
            path.display()
        )));
    }
    let text = fs::read_to_string(path).map_err(trouble)?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Config, Failure> {
    let file = File { path, text };
    let table = DeTable::parse(text)
        .map_err(|error| file.failure(error.span().unwrap_or(0..0), error.message()))?;
    let mut config = Config::default();
    for (key, value) in table.get_ref() {
        match key.get_ref().as_ref() {
            "select" => config.select = file.rules(value)?,
            "ignore" => config.ignore = file.rules(value)?,
            "pedantic" => config.pedantic = Some(file.boolean(value)?),
            "profile" => config.profile = Some(file.text_as(value, parse::profile)?),
            "published" => config.published = Some(file.date(value)?),
            "fail-on" => {
                config.fail_on = Some(file.text_as(value, |word| choice(word, "severity"))?);
            }
            "exclude" => config.exclude = file.globs(value)?,
            "isolate" => config.isolate = file.boolean(value)?,
            "baseline" => config.baseline = Some(file.path_below(value)?),
            "severity" => config.severity = file.severities(value)?,
            "links" => config.links = file.links(value)?,
            "report" => config.reports = file.reports(value)?,
            other => return Err(file.unknown(key.span(), other, &KEYS)),
        }
    }
    Ok(config)
}

/// The word of an enum of the command line.
fn choice<T: ValueEnum>(word: &str, what: &str) -> Result<T, String> {
    T::from_str(word, false).map_err(|_| {
        let values: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned()))
            .collect();
        let known: Vec<&str> = values.iter().map(String::as_str).collect();
        format!(
            "{}; known: {}",
            parse::unknown(what, word, &known),
            known.join(", ")
        )
    })
}

/// A configuration being read.
#[derive(Debug, Clone, Copy)]
struct File<'a> {
    path: &'a Path,
    text: &'a str,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl File<'_> {
    /// A failure at a place of the file.
    fn failure(self, span: Range<usize>, message: &str) -> Failure {
        let at = LineIndex::new(self.text).locate(self.text, span.start);
        Failure::new(format!(
            "{}:{}:{}: {message}",
            self.path.display(),
            at.line,
            at.column
        ))
    }

    fn unknown(self, span: Range<usize>, key: &str, known: &[&str]) -> Failure {
        self.failure(span, &parse::unknown("key", key, known))
            .cure(format!("known here: {}", known.join(", ")))
    }

    fn expected(self, value: &Value<'_>, what: &str) -> Failure {
        let found = value.get_ref().type_str();
        self.failure(value.span(), &format!("expected {what}, found {found}"))
    }

    fn boolean(self, value: &Value<'_>) -> Result<bool, Failure> {
        value
            .get_ref()
            .as_bool()
            .ok_or_else(|| self.expected(value, "true or false"))
    }

    /// A string, understood by one of the parsers of the command line.
    fn text_as<T>(
        self,
        value: &Value<'_>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        let text = value
            .get_ref()
            .as_str()
            .ok_or_else(|| self.expected(value, "a string"))?;
        parse(text).map_err(|message| self.failure(value.span(), &message))
    }

    fn number<T: std::str::FromStr>(self, value: &Value<'_>, what: &str) -> Result<T, Failure> {
        value
            .get_ref()
            .as_integer()
            .filter(|number| number.radix() == 10)
            .and_then(|number| number.as_str().replace('_', "").parse().ok())
            .ok_or_else(|| self.expected(value, what))
    }

    fn count(self, value: &Value<'_>) -> Result<usize, Failure> {
        let number: usize = self.number(value, "a whole number from 1 to 10000")?;
        parse::count(&number.to_string()).map_err(|message| self.failure(value.span(), &message))
    }

    /// Each string of a list, or a string standing alone.
    fn each<T>(
        self,
        value: &Value<'_>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Failure> {
        match value.get_ref() {
            DeValue::Array(values) => values
                .iter()
                .map(|value| self.text_as(value, &parse))
                .collect(),
            DeValue::String(_) => Ok(vec![self.text_as(value, parse)?]),
            _ => Err(self.expected(value, "a list of strings")),
        }
    }

    fn rules(self, value: &Value<'_>) -> Result<Vec<&'static str>, Failure> {
        self.each(value, parse::rule)
    }

    fn globs(self, value: &Value<'_>) -> Result<GlobSet, Failure> {
        let mut set = GlobSetBuilder::new();
        for glob in self.each(value, |text| {
            Glob::new(text).map_err(|error| format!("“{text}” is no glob: {}", error.kind()))
        })? {
            set.add(glob);
        }
        set.build()
            .map_err(|error| self.failure(value.span(), &error.to_string()))
    }

    /// A year, a month or a day, as a string or a TOML date.
    fn date(self, value: &Value<'_>) -> Result<PartialDate, Failure> {
        let text: Cow<'_, str> = match value.get_ref() {
            DeValue::String(text) => Cow::Borrowed(text.as_ref()),
            DeValue::Datetime(date) => Cow::Owned(date.to_string()),
            _ => return Err(self.expected(value, "a date")),
        };
        partial_date(&text).ok_or_else(|| {
            let message = format!("“{text}” is no date; write it as 2024, 2024-03 or 2024-03-15");
            self.failure(value.span(), &message)
        })
    }

    fn severities(self, value: &Value<'_>) -> Result<BTreeMap<&'static str, Severity>, Failure> {
        const WORDS: [(&str, Severity); 3] = [
            ("error", Severity::Error),
            ("warning", Severity::Warning),
            ("info", Severity::Info),
        ];
        let table = value
            .get_ref()
            .as_table()
            .ok_or_else(|| self.expected(value, "a table of rules"))?;
        let mut out = BTreeMap::new();
        for (key, value) in table {
            let rule =
                parse::rule(key.get_ref()).map_err(|message| self.failure(key.span(), &message))?;
            let severity = self.text_as(value, |word| {
                WORDS
                    .into_iter()
                    .find(|(known, _)| *known == word)
                    .map(|(_, severity)| severity)
                    .ok_or_else(|| {
                        let known = WORDS.map(|(word, _)| word);
                        format!(
                            "{}; known: {}; to switch a rule off, put it into “ignore”",
                            parse::unknown("severity", word, &known),
                            known.join(", ")
                        )
                    })
            })?;
            out.insert(rule, severity);
        }
        Ok(out)
    }

    fn links(self, value: &Value<'_>) -> Result<LinkConfig, Failure> {
        let table = value
            .get_ref()
            .as_table()
            .ok_or_else(|| self.expected(value, "a table"))?;
        let mut links = LinkConfig::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "offline" => links.offline = Some(self.boolean(value)?),
                "exclude" => links.exclude = self.each(value, pattern)?,
                "cache" => links.cache = Some(self.path_below(value)?),
                "max-age" => links.max_age = Some(self.text_as(value, parse::duration)?),
                "concurrency" => links.concurrency = Some(self.count(value)?),
                "per-host" => links.per_host = Some(self.count(value)?),
                "per-host-interval" => {
                    links.per_host_interval = Some(self.text_as(value, parse::duration)?);
                }
                "timeout" => links.timeout = Some(self.text_as(value, parse::duration)?),
                "retries" => links.retries = Some(self.number(value, "a whole number")?),
                "archive-url" => {
                    links.archive_url = Some(self.text_as(value, parse::web_address)?);
                }
                "doi-url" => links.doi_url = Some(self.text_as(value, parse::web_address)?),
                "allow-private" | "ca-file" | "resolve" => {
                    let key_name = key.get_ref();
                    return Err(self
                        .failure(
                            key.span(),
                            &format!("“{key_name}” cannot stand in a configuration file"),
                        )
                        .cure(format!(
                            "a configuration may come from a stranger; give --{key_name} on the command line"
                        )));
                }
                other => return Err(self.unknown(key.span(), other, &LINK_KEYS)),
            }
        }
        Ok(links)
    }

    fn reports(self, value: &Value<'_>) -> Result<Vec<SeveralFiles>, Failure> {
        let tables = value
            .get_ref()
            .as_array()
            .ok_or_else(|| self.expected(value, "tables headed [[report]]"))?;
        let mut reports = Vec::new();
        for value in tables {
            let table = value
                .get_ref()
                .as_table()
                .ok_or_else(|| self.expected(value, "a table"))?;
            let directory = self.path.parent().unwrap_or(Path::new(""));
            let mut report = SeveralFiles {
                name: match directory.display().to_string() {
                    name if name.is_empty() => ".".to_owned(),
                    name => name,
                },
                files: Vec::new(),
            };
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "name" => report.name = self.text_as(value, |text| Ok(text.to_owned()))?,
                    "files" => {
                        let files = value
                            .get_ref()
                            .as_array()
                            .ok_or_else(|| self.expected(value, "a list of files"))?;
                        report.files = files
                            .iter()
                            .map(|file| self.path_below(file))
                            .collect::<Result<_, _>>()?;
                    }
                    other => return Err(self.unknown(key.span(), other, &REPORT_KEYS)),
                }
            }
            if report.files.is_empty() {
                return Err(self
                    .failure(value.span(), "the report names no files")
                    .cure("list them in reading order: files = [\"01-*.md\", \"notes.md\"]"));
            }
            reports.push(report);
        }
        Ok(reports)
    }

    /// A file in or below the directory of the configuration.
    fn path_below(self, value: &Value<'_>) -> Result<PathBuf, Failure> {
        let inner = self.text_as(value, |text| Ok(PathBuf::from(text)))?;
        let stays = inner
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !stays || inner.as_os_str().is_empty() {
            return Err(self
                .failure(
                    value.span(),
                    "the file must lie in or below the directory of the configuration",
                )
                .cure(
                    "a configuration may come from a stranger; name the file on the command line",
                ));
        }
        let directory = self.path.parent().unwrap_or(Path::new(""));
        Ok(directory.join(inner))
    }
}

/// A regular expression.
fn pattern(text: &str) -> Result<String, String> {
    match Regex::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!("“{text}” is no regular expression")),
    }
}

/// `2024`, `2024-03` or `2024-03-15`.
fn partial_date(text: &str) -> Option<PartialDate> {
    let mut fields = text.split('-');
    let year = fields.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month: Option<u8> = fields.next().map(str::parse).transpose().ok()?;
    let day: Option<u8> = fields.next().map(str::parse).transpose().ok()?;
    let real = month.is_none_or(|month| (1..=12).contains(&month))
        && day.is_none_or(|day| (1..=31).contains(&day))
        && fields.next().is_none();
    real.then_some(PartialDate { year, month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(Path::new("footfault.toml"), text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn errors_name_line_column_and_the_likely_word() {
        for (text, expected) in [
            (
                "pedantik = true",
                "footfault.toml:1:1: unknown key “pedantik”; did you mean “pedantic”?",
            ),
            (
                "\n[links]\n  timeot = '3s'",
                "footfault.toml:3:3: unknown key “timeot”; did you mean “timeout”?",
            ),
            (
                "pedantic = 'yes'",
                "footfault.toml:1:12: expected true or false, found string",
            ),
            (
                "[links]\ntimeout = '30'",
                "footfault.toml:2:11: “30” is no duration",
            ),
            (
                "[links]\nconcurrency = 0",
                "footfault.toml:2:15: give a whole number from 1",
            ),
            (
                "[links]\nretries = -1",
                "footfault.toml:2:11: expected a whole number",
            ),
            (
                "select = ['x',\n 'no-such-rule']",
                "footfault.toml:1:11: unknown rule “x”",
            ),
            (
                "fail-on = 'eror'",
                "footfault.toml:1:11: unknown severity “eror”; did you mean “error”?",
            ),
            (
                "profile = 'chicgo'",
                "footfault.toml:1:11: unknown style “chicgo”; did you mean “chicago”?",
            ),
            (
                "published = '2024-13'",
                "footfault.toml:1:13: “2024-13” is no date",
            ),
            (
                "[links]\nexclude = ['a(']",
                "footfault.toml:2:12: “a(” is no regular",
            ),
            ("exclude = ['a[']", "footfault.toml:1:12: “a[” is no glob"),
            ("select = [\n", "footfault.toml:1:11: unclosed array"),
            (
                "[links]\nallow-private = true",
                "footfault.toml:2:1: “allow-private” cannot stand",
            ),
            (
                "[links]\ncache = '/etc/passwd'",
                "footfault.toml:2:9: the file must lie in",
            ),
            (
                "[links]\ncache = 'a/../../b'",
                "footfault.toml:2:9: the file must lie in",
            ),
        ] {
            let error = error(text);
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn every_key_that_is_offered_is_known() {
        for key in KEYS {
            let error = error(&format!("{key} = 1.5"));
            assert!(!error.contains("unknown key"), "{error}");
        }
        for key in LINK_KEYS {
            let error = error(&format!("[links]\n{key} = 1.5"));
            assert!(!error.contains("unknown key"), "{error}");
        }
    }

    #[test]
    fn values_are_read() {
        let text = "published = 2024-03-15\npedantic = true\n[links]\ncache = 'c/links.sqlite'\nmax-age = '7d'\nretries = 0";
        let config = parse(Path::new("book/footfault.toml"), text).unwrap();
        assert_eq!(config.pedantic, Some(true));
        assert_eq!(
            config.published.map(|date| date.to_string()).as_deref(),
            Some("2024-03-15")
        );
        assert_eq!(
            config.links.cache.as_deref(),
            Some(Path::new("book/c/links.sqlite"))
        );
        assert_eq!(config.links.retries, Some(0));
    }
}
