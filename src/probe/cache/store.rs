//! The SQLite file: opening, schema, setting a damaged one aside, and the statements. Knows nothing of threads.

use std::{
    ffi::OsString,
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior, params, types::Type,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Change, LONGEST_LIFETIME, writer::Record};

/// How long one statement waits for another process to finish writing.
const BUSY: Duration = Duration::from_secs(2);

/// Marks the file as ours ("fFt1"), so that another program's database is never written to.
const APPLICATION_ID: i32 = 0x6646_7431;

/// History older than this is pruned.
const HISTORY: SignedDuration = SignedDuration::from_hours(5 * 365 * 24);

/// No more probes and no more spells than this survive a pruning, the oldest going first.
const MOST_ROWS: i64 = 1_000_000;

/// Bytes of the write-ahead log that are left standing after a checkpoint.
const LOG_BYTES: i64 = 8 << 20;

/// The steps from an empty file to the present schema; `user_version` counts those that are done. A step
/// that was ever published is not changed: a further one is added.
const MIGRATIONS: [&str; 2] = [
    // Fresh verdicts. `cited` is the fingerprint of what the verdict hangs on besides the URL.
    "CREATE TABLE probe (
        url     TEXT    NOT NULL,
        cited   INTEGER NOT NULL,
        checked INTEGER NOT NULL,
        json    TEXT    NOT NULL,
        PRIMARY KEY (url, cited)
     );
     CREATE INDEX probe_checked ON probe (checked);",
    // History: a spell is the time through which a URL was seen to have one verdict.
    "CREATE TABLE spell (
        url     TEXT    NOT NULL,
        cited   INTEGER NOT NULL,
        verdict TEXT    NOT NULL,
        reason  TEXT    NOT NULL,
        first   INTEGER NOT NULL,
        last    INTEGER NOT NULL,
        PRIMARY KEY (url, cited, first)
     ) WITHOUT ROWID;
     CREATE INDEX spell_first ON spell (first);
     CREATE INDEX spell_last  ON spell (last);
     CREATE TABLE upkeep (pruned INTEGER NOT NULL);
     INSERT INTO upkeep VALUES (0);",
];

/// Why the file cannot serve.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Its content is not what SQLite or we wrote.
    Damaged(String),
    /// Another program's database.
    Foreign,
    /// Written by a version that knows more steps.
    Newer(i64),
    /// Not a regular file.
    NotAFile,
    /// Somebody else is writing, and has been for long.
    Busy,
    /// The disk, or the size allowed, is full.
    Full,
    /// Anything else, as the system says it.
    Other(String),
}

impl Trouble {
    /// What to tell a person whose run has no cache for this reason.
    pub(super) fn notice(&self, path: &Path) -> String {
        format!("no cache: {} {self}", path.display())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(how) => write!(f, "is damaged ({how})"),
            Self::Foreign => f.write_str("is a database of another program"),
            Self::Newer(version) => write!(
                f,
                "was written by a newer footfault (schema {version}, this one knows {})",
                MIGRATIONS.len()
            ),
            Self::NotAFile => f.write_str("is not a regular file"),
            Self::Busy => f.write_str("is in use by another program that does not let go of it"),
            Self::Full => f.write_str("cannot grow: the disk or the size allowed for it is full"),
            Self::Other(how) => write!(f, "cannot be used ({how})"),
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Other(error.to_string()),
        }
    }
}

/// One connection to the file.
#[derive(Debug)]
pub(super) struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the file or makes it, and brings its schema up to date.
    pub(super) fn open(path: &Path, max_bytes: u64) -> Result<Self, Trouble> {
        // Another process may be making the same file; SQLite then refuses some steps without waiting.
        for _ in 0..100 {
            match Self::open_once(path, max_bytes) {
                Err(Trouble::Busy) => std::thread::sleep(Duration::from_millis(20)),
                opened => return opened,
            }
        }
        Err(Trouble::Busy)
    }

    /// Opens the file; a damaged one is renamed, told of, and a fresh one begun in its place.
    pub(super) fn open_or_set_aside(
        path: &Path,
        max_bytes: u64,
        tell: impl FnOnce(String),
    ) -> Result<Self, Trouble> {
        match Self::open(path, max_bytes) {
            Err(Trouble::Damaged(how)) => {
                let aside = set_aside(path, max_bytes)?;
                if let Some(aside) = aside {
                    tell(format!(
                        "the cache {} was damaged ({how}) and a new one is begun; the old one is now {}",
                        path.display(),
                        aside.display()
                    ));
                }
                Self::open(path, max_bytes)
            }
            opened => opened,
        }
    }

    fn open_once(path: &Path, max_bytes: u64) -> Result<Self, Trouble> {
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => return Err(Trouble::NotAFile),
            Ok(_) => {}
            Err(_) => create(path)?,
        }
        let mut connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY)?;
        let schema = |connection: &Connection| -> Result<(i64, i32, i64), rusqlite::Error> {
            Ok((
                connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
                connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
                connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?,
            ))
        };
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        let (version, application, tables) = schema(&connection)?;
        if application != APPLICATION_ID && (tables > 0 || application != 0) {
            return Err(Trouble::Foreign);
        }
        if version > known {
            return Err(Trouble::Newer(version));
        }
        if tables == 0 {
            // Possible before the first table only: so that pruning can give pages back.
            connection.pragma_update(None, "auto_vacuum", "incremental")?;
        }
        // Readers go on while one writes, and a commit does not wait for the disk to spin.
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        // The file is another's work: nothing in it may run code or reach beyond itself.
        connection.pragma_update(None, "trusted_schema", false)?;
        let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let pages = i64::try_from(max_bytes).unwrap_or(i64::MAX) / page.max(512);
        connection.pragma_update(None, "max_page_count", pages.max(1))?;
        if version < known {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another process may have been faster.
            let (version, _, _) = schema(&transaction)?;
            let done = usize::try_from(version).unwrap_or(0);
            for step in MIGRATIONS.iter().skip(done) {
                transaction.execute_batch(step)?;
            }
            transaction.pragma_update(None, "user_version", known.max(version))?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.commit()?;
        }
        let store = Self { connection };
        // The first page may be sound and the tables not those of the schema.
        store.probe("", 0).map_err(Trouble::or_damaged)?;
        store.last_alive("").map_err(Trouble::or_damaged)?;
        Ok(store)
    }

    /// The probe as it was written.
    pub(super) fn probe(&self, url: &str, cited: i64) -> Result<Option<String>, Trouble> {
        Ok(self
            .connection
            .prepare_cached("SELECT json FROM probe WHERE url = ?1 AND cited = ?2")?
            .query_row(params![url, cited], |row| row.get(0))
            .optional()?)
    }

    pub(super) fn last_alive(&self, url: &str) -> Result<Option<Timestamp>, Trouble> {
        let last: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT max(last) FROM spell WHERE url = ?1 AND verdict IN ('alive', 'moved')",
            )?
            .query_row([url], |row| row.get(0))?;
        Ok(last.and_then(|last| Timestamp::from_second(last).ok()))
    }

    pub(super) fn last_seen(&self) -> Result<Option<Timestamp>, Trouble> {
        let last: Option<i64> = self
            .connection
            .prepare_cached("SELECT max(last) FROM spell")?
            .query_row([], |row| row.get(0))?;
        Ok(last.and_then(|last| Timestamp::from_second(last).ok()))
    }

    pub(super) fn changes_since(&self, since: Timestamp) -> Result<Vec<Change>, Trouble> {
        let mut statement = self.connection.prepare_cached(
            "SELECT url, was.verdict, was.last, now.verdict, now.reason, now.first, now.last
             FROM spell AS now JOIN spell AS was USING (url)
             WHERE now.first >= ?1
               AND was.verdict <> now.verdict
               AND (was.cited, was.first) = (
                   SELECT cited, first FROM spell AS before
                   WHERE before.url = now.url AND before.first < now.first
                     AND (before.cited = now.cited
                          OR (before.verdict <> 'suspect' AND now.verdict <> 'suspect'))
                   ORDER BY before.first DESC, before.cited = now.cited DESC LIMIT 1)
             ORDER BY now.first, url, now.cited",
        )?;
        let changes = statement.query_map([since.as_second()], |row| {
            Ok(Change {
                url: row.get(0)?,
                was: word(row, 1)?,
                was_until: second(row, 2)?,
                is: word(row, 3)?,
                reason: word(row, 4)?,
                since: second(row, 5)?,
                until: second(row, 6)?,
            })
        })?;
        let mut changes = changes.collect::<Result<Vec<_>, _>>()?;
        // One page cited in two ways changes once.
        changes.dedup_by(|later, earlier| {
            (&later.url, later.was, later.is, later.since)
                == (&earlier.url, earlier.was, earlier.is, earlier.since)
        });
        Ok(changes)
    }

    /// Writes all of `records` or none.
    pub(super) fn write(&mut self, records: &[Record]) -> Result<(), Trouble> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            // Of two runs at once the later probe counts, in whatever order they are written.
            let mut probe = transaction.prepare_cached(
                "INSERT INTO probe (url, cited, checked, json) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET checked = excluded.checked, json = excluded.json
                 WHERE excluded.checked >= probe.checked",
            )?;
            let mut latest = transaction.prepare_cached(
                "SELECT verdict, first, last FROM spell WHERE url = ?1 AND cited = ?2
                 ORDER BY first DESC LIMIT 1",
            )?;
            let mut longer = transaction.prepare_cached(
                "UPDATE spell SET last = max(last, ?4), reason = ?5
                 WHERE url = ?1 AND cited = ?2 AND first = ?3",
            )?;
            let mut again = transaction.prepare_cached(
                "UPDATE spell SET verdict = ?4, reason = ?5
                 WHERE url = ?1 AND cited = ?2 AND first = ?3",
            )?;
            let mut spell = transaction.prepare_cached(
                "INSERT OR IGNORE INTO spell (url, cited, verdict, reason, first, last)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            )?;
            for record in records {
                let Record {
                    url,
                    cited,
                    checked,
                    verdict,
                    reason,
                    json,
                } = record;
                probe.execute(params![url, cited, checked, json])?;
                let known: Option<(String, i64, i64)> = latest
                    .query_row(params![url, cited], |row| {
                        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                    })
                    .optional()?;
                match known {
                    Some((known, first, _)) if known == *verdict => {
                        longer.execute(params![url, cited, first, checked, reason])?;
                    }
                    Some((_, _, last)) if *checked < last => {}
                    // One probe that was judged anew, in the light of the others of its run.
                    Some((_, first, last)) if first == last && *checked == last => {
                        again.execute(params![url, cited, first, verdict, reason])?;
                    }
                    _ => {
                        spell.execute(params![url, cited, verdict, reason, checked])?;
                    }
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Deletes what is too old to be of use, once a day at most.
    pub(super) fn prune(&mut self, now: Timestamp) -> Result<(), Trouble> {
        let second = now.as_second();
        let pruned: i64 = self
            .connection
            .query_row("SELECT pruned FROM upkeep", [], |row| row.get(0))?;
        if second.abs_diff(pruned) < 24 * 60 * 60 {
            return Ok(());
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("UPDATE upkeep SET pruned = ?1", [second])?;
        transaction.execute(
            "DELETE FROM probe WHERE checked < ?1",
            [second.saturating_sub(LONGEST_LIFETIME.as_secs())],
        )?;
        transaction.execute(
            "DELETE FROM spell WHERE last < ?1",
            [second.saturating_sub(HISTORY.as_secs())],
        )?;
        for (table, column) in [("probe", "checked"), ("spell", "last")] {
            // The time of the newest row that is one too many; it and older ones go.
            let sql = format!(
                "DELETE FROM {table} WHERE {column} <=
                 (SELECT {column} FROM {table} ORDER BY {column} DESC LIMIT 1 OFFSET ?1)"
            );
            transaction.execute(&sql, [MOST_ROWS])?;
        }
        transaction.commit()?;
        self.connection
            .execute_batch("PRAGMA incremental_vacuum; PRAGMA optimize;")?;
        Ok(())
    }

    /// Deletes the older half of what is kept, for a file that may not grow.
    pub(super) fn make_room(&mut self) -> Result<(), Trouble> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (table, column) in [("probe", "checked"), ("spell", "last")] {
            let sql = format!(
                "DELETE FROM {table} WHERE {column} <=
                 (SELECT {column} FROM {table} ORDER BY {column}
                  LIMIT 1 OFFSET (SELECT count(*) / 2 FROM {table}))"
            );
            transaction.execute(&sql, [])?;
        }
        Ok(transaction.commit()?)
    }

    /// Whether every page of the file can be read and the tables and indexes agree.
    fn is_whole(&self) -> bool {
        self.connection
            .pragma_query_value(None, "integrity_check", |row| row.get::<_, String>(0))
            .is_ok_and(|answer| answer == "ok")
    }
}

impl Trouble {
    /// A statement that fails on a file that says it has our schema.
    fn or_damaged(self) -> Self {
        match self {
            Self::Other(how) => Self::Damaged(how),
            trouble => trouble,
        }
    }
}

/// Renames a damaged file and what SQLite keeps beside it; answers with the new name, or `None` where
/// another process was faster and the file is sound again.
pub(super) fn set_aside(path: &Path, max_bytes: u64) -> Result<Option<PathBuf>, Trouble> {
    let other = |error: std::io::Error| Trouble::Other(error.to_string());
    // Two runs that find the same damage must not rename each other's new file.
    let guard = beside(path, "-aside");
    let lock = fs::File::create(&guard).map_err(other)?;
    lock.lock().map_err(other)?;
    let result = (|| {
        if Store::open(path, max_bytes).is_ok_and(|store| store.is_whole()) {
            return Ok(None);
        }
        let aside = (0..1000)
            .map(|number| match number {
                0 => beside(path, ".damaged"),
                number => beside(path, &format!(".damaged-{number}")),
            })
            .find(|aside| !aside.exists())
            .ok_or_else(|| Trouble::Other("too many damaged caches beside it".to_owned()))?;
        fs::rename(path, &aside).map_err(other)?;
        for suffix in ["-wal", "-shm"] {
            let (from, to) = (beside(path, suffix), beside(&aside, suffix));
            if from.exists() {
                fs::rename(from, to).map_err(other)?;
            }
        }
        Ok(Some(aside))
    })();
    // Held until here, or a third run could take a lock on a file that is about to go.
    fs::remove_file(&guard).map_err(other)?;
    drop(lock);
    result
}

/// Makes an empty file that only its owner may read, with the folders above it.
fn create(path: &Path) -> Result<(), Trouble> {
    let other = |error: std::io::Error| Trouble::Other(error.to_string());
    if let Some(parent) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        fs::create_dir_all(parent).map_err(other)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(other(error)),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// The word under which a verdict or reason stands in the file: that of the JSON interface.
pub(super) fn to_word<T: Serialize>(value: T) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}

fn word<T: DeserializeOwned>(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(word)).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

fn second(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_second(row.get(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(error))
    })
}

/// Verdicts are compared as words in the statements above.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::Verdict;

    #[test]
    fn the_words_of_the_statements_are_those_of_the_interface() {
        for verdict in Verdict::ALL {
            assert_eq!(to_word(verdict).as_deref(), Some(verdict.as_str()));
        }
    }
}
