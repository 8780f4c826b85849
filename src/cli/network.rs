//! What flags, configuration and environment say of the network, in the prober's terms.

use std::{fs, path::PathBuf, time::Duration};

use footfault::probe::{
    self,
    address::Allowed,
    archive,
    cache::{self, Cache},
    doi,
    web::{Proxies, WebOptions},
};
use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use regex::RegexSet;
use url::Url;

use super::{
    args::{LinkArgs, NetworkArgs},
    config::LinkConfig,
    failure::Failure,
};

/// Addresses that are not public and may be connected to all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cidr {
    /// All of them.
    All,
    /// Those of a range.
    Range(IpNet),
}

/// How the links of a run are asked.
#[derive(Debug)]
pub(crate) struct Network {
    /// The prober's options.
    pub(crate) options: probe::Options,
    /// Where answers are remembered, and for how long.
    pub(crate) cache: Option<(PathBuf, cache::Options)>,
    /// Since when changes of verdicts are told, where they are.
    pub(crate) changes: Option<ChangesSince>,
}

/// Since when changes of verdicts are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangesSince {
    /// Since the last run with the same cache.
    LastRun,
    /// Since so long ago.
    Ago(Duration),
    /// Since then.
    At(Timestamp),
}

impl Network {
    /// Flags over configuration over the prober's defaults; `environment` gives the value of a variable.
    pub(crate) fn new(
        args: &LinkArgs,
        network: &NetworkArgs,
        config: &LinkConfig,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let mut options = probe::Options::new(Timestamp::now);
        let or = |flag: Option<usize>, key: Option<usize>, default| flag.or(key).unwrap_or(default);
        options.concurrency = or(args.concurrency, config.concurrency, options.concurrency);
        options.per_host = or(args.per_host, config.per_host, options.per_host);
        options.per_host_interval = args
            .per_host_interval
            .or(config.per_host_interval)
            .unwrap_or(options.per_host_interval);
        options.retries = args.retries.or(config.retries).unwrap_or(options.retries);
        options.exclude = RegexSet::new(&config.exclude)
            .map_err(|error| Failure::new(format!("exclude in [links]: {error}")))?;
        options.web = web(args, network, config, &environment)?;
        let archive = args.archive_url.clone().or(config.archive_url.clone());
        options.archive = archive
            .or_else(|| Url::parse(archive::ENDPOINT).ok())
            .map(archive::options);
        let registry = args.doi_url.clone().or(config.doi_url.clone());
        options.registry = registry
            .or_else(|| Url::parse(doi::ENDPOINT).ok())
            .map(doi::options);
        Ok(Self {
            cache: cache(args, config, &options.web, &environment)?,
            options,
            changes: None,
        })
    }
}

/// Opens the cache. Trouble with it never stops a run: the cache says what it was.
pub(crate) fn open(cache: &(PathBuf, cache::Options)) -> Cache {
    let (path, options) = cache;
    Cache::open(path, options.clone(), Timestamp::now())
}

fn web(
    args: &LinkArgs,
    network: &NetworkArgs,
    config: &LinkConfig,
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<WebOptions, Failure> {
    let mut web = WebOptions::default();
    web.timeout = args.timeout.or(config.timeout).unwrap_or(web.timeout);
    web.allowed = allowed(&network.allow_private);
    web.overrides.clone_from(&network.resolve);
    web.proxies = proxies(environment);
    if let Some(path) = &network.ca_file {
        let pem = fs::read(path)
            .map_err(|error| Failure::new(format!("--ca-file {}: {error}", path.display())))?;
        web.extra_roots = Some(pem);
    }
    Ok(web)
}

fn allowed(given: &[Cidr]) -> Allowed {
    let ranges: Vec<IpNet> = given
        .iter()
        .filter_map(|cidr| match cidr {
            Cidr::All => None,
            Cidr::Range(range) => Some(*range),
        })
        .collect();
    if ranges.len() < given.len() {
        Allowed::All
    } else if ranges.is_empty() {
        Allowed::PublicOnly
    } else {
        Allowed::Ranges(ranges)
    }
}

/// The proxies of the environment. `HTTP_PROXY` in capitals is left alone in a CGI process, where a
/// stranger sets it (CVE-2016-5385).
fn proxies(environment: &impl Fn(&str) -> Option<String>) -> Proxies {
    let variable = |name: &str| {
        environment(name)
            .or_else(|| {
                let stranger = name == "http_proxy" && environment("REQUEST_METHOD").is_some();
                environment(&name.to_ascii_uppercase()).filter(|_| !stranger)
            })
            .filter(|value| !value.trim().is_empty())
    };
    Proxies {
        http: variable("http_proxy"),
        https: variable("https_proxy"),
        all: variable("all_proxy"),
        except: variable("no_proxy"),
    }
}

/// Where answers are remembered; `None` where nothing is.
fn cache(
    args: &LinkArgs,
    config: &LinkConfig,
    web: &WebOptions,
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<Option<(PathBuf, cache::Options)>, Failure> {
    if args.no_cache {
        return Ok(None);
    }
    let Some(path) = args
        .cache
        .clone()
        .or(config.cache.clone())
        .or_else(|| Some(cache_directory(environment)?.join("footfault/links.sqlite")))
    else {
        return Ok(None);
    };
    let max_age = args.max_age.or(config.max_age);
    let max_age = max_age
        .map(SignedDuration::try_from)
        .transpose()
        .map_err(|error| Failure::new(format!("--max-age: {error}")))?;
    let setting = format!(
        "{:?} {:?} {:?}",
        web.overrides, web.proxies, web.extra_roots
    );
    Ok(Some((
        path,
        cache::Options {
            max_age,
            setting,
            ..cache::Options::default()
        },
    )))
}

/// The user's cache directory by the habits of the system (XDG base directories, macOS, Windows).
fn cache_directory(environment: &impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let directory = |name: &str| {
        environment(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    if cfg!(windows) {
        return directory("LOCALAPPDATA");
    }
    let home = directory("HOME");
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library/Caches"));
    }
    directory("XDG_CACHE_HOME").or_else(|| Some(home?.join(".cache")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_not_believed_in_a_cgi_process() {
        let plain = |name: &str| (name == "HTTP_PROXY").then(|| "http://proxy:3128".to_owned());
        assert_eq!(proxies(&plain).http.as_deref(), Some("http://proxy:3128"));
        let cgi = |name: &str| plain(name).or((name == "REQUEST_METHOD").then(String::new));
        assert_eq!(proxies(&cgi).http, None);
    }

    #[test]
    fn ranges_are_narrower_than_all() {
        let range = Cidr::Range("10.0.0.0/8".parse().unwrap());
        assert_eq!(allowed(&[]), Allowed::PublicOnly);
        assert_eq!(allowed(&[range, Cidr::All]), Allowed::All);
        assert!(matches!(allowed(&[range]), Allowed::Ranges(ranges) if ranges.len() == 1));
    }
}
