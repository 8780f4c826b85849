//! `--isolate`: each file is read in a process of its own, with bounds on memory and time that the system keeps.
//! The readers have bounds of their own; this is the second wall around files from strangers.

use std::{
    env,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use clap::Args;
use footfault::{
    document::{Block, Document, Inline, NativeNote, OriginRun, Part},
    input::Format,
    span::LineIndex,
};
use serde::{Deserialize, Serialize};

use super::{Outcome, args::InputArgs, failure::Failure, inputs::Found, parse, reading};

/// Name of the hidden command that reads one file.
const COMMAND: &str = "read-alone";
/// Most bytes that are taken from a reading process: some ten thousand pages.
const MOST: u64 = 2 << 30;
/// Memory a reading process may use unless told otherwise, in MiB.
const MEMORY: u64 = 2048;
/// Time a file may take to be read unless told otherwise, in seconds.
const TIMEOUT: u64 = 120;

/// Flags of isolated reading.
#[derive(Debug, Clone, Args)]
pub(crate) struct IsolateArgs {
    /// Read each file in a process of its own with bounds on memory and time, for files from strangers
    #[arg(long)]
    pub(crate) isolate: bool,

    /// With --isolate: memory in MiB that reading a file may take (kept by the system on Unix)
    #[arg(long, value_name = "MIB", default_value_t = MEMORY, value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    pub(crate) read_memory: u64,

    /// With --isolate: time that reading a file may take
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = parse::duration)]
    pub(crate) read_timeout: Duration,
}

/// Arguments of the hidden command.
#[derive(Debug, Args)]
pub(crate) struct ReadAloneArgs {
    /// The file.
    path: PathBuf,
    /// As of `check`.
    #[arg(long, value_parser = parse::input_format())]
    input_format: Option<Format>,
    /// As of `check`.
    #[arg(long)]
    original: bool,
    /// Address space in bytes.
    #[arg(long)]
    memory: u64,
    /// Processor time in seconds.
    #[arg(long, default_value_t = TIMEOUT)]
    seconds: u64,
}

/// What a reading process says.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    /// The document and what to tell of it.
    Read(Box<Wire>, Vec<String>),
    /// Why it cannot be read: the message and what to do.
    Refused(String, Option<String>),
}

/// A document on its way between processes.
#[derive(Debug, Serialize, Deserialize)]
struct Wire {
    path: String,
    format: String,
    text: String,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    native_notes: Vec<NativeNote>,
    language: Option<String>,
    origins: Vec<OriginRun>,
    parts: Vec<WirePart>,
}

/// A part without its lines, which are counted anew.
#[derive(Debug, Serialize, Deserialize)]
struct WirePart {
    file: Option<String>,
    name: Option<String>,
    source: String,
    offset: Option<usize>,
    paragraphs: Vec<usize>,
}

impl From<Document> for Wire {
    fn from(document: Document) -> Self {
        let parts = document.parts.into_iter().map(|part| WirePart {
            file: part.file,
            name: part.name,
            source: part.source.as_ref().to_owned(),
            offset: part.offset,
            paragraphs: part.paragraphs,
        });
        Self {
            path: document.path,
            format: document.format.as_str().to_owned(),
            text: document.text,
            blocks: document.blocks,
            inlines: document.inlines,
            native_notes: document.native_notes,
            language: document.language,
            origins: document.origins,
            parts: parts.collect(),
        }
    }
}

impl Wire {
    /// The document, if its format is known.
    fn document(self) -> Option<Document> {
        let format = Format::ALL
            .into_iter()
            .find(|format| format.as_str() == self.format)?;
        let parts = self.parts.into_iter().map(|part| Part {
            file: part.file,
            name: part.name,
            lines: LineIndex::new(&part.source),
            source: Arc::from(part.source),
            offset: part.offset,
            paragraphs: part.paragraphs,
        });
        Some(Document {
            path: self.path,
            format,
            text: self.text,
            blocks: self.blocks,
            inlines: self.inlines,
            native_notes: self.native_notes,
            language: self.language,
            origins: self.origins,
            parts: parts.collect(),
            // A document beyond the limits was refused where it was read.
            excess: None,
        })
    }
}

/// The hidden command: bounds itself, reads the file, prints the answer.
pub(crate) fn run(args: &ReadAloneArgs) -> Result<Outcome, Failure> {
    bound(args.memory, args.seconds);
    let file = Found::File {
        path: args.path.clone(),
        named: true,
    };
    let answer = match reading::read_here(&file, args.input_format, args.original) {
        Ok((document, notices)) => Answer::Read(Box::new(document.into()), notices),
        Err(failure) => {
            let (message, cure) = failure.into_words();
            Answer::Refused(message, cure)
        }
    };
    let bytes = serde_json::to_vec(&answer).map_err(|error| Failure::new(error.to_string()))?;
    io::stdout()
        .lock()
        .write_all(&bytes)
        .map_err(|error| Failure::new(error.to_string()))?;
    Ok(Outcome::Clean)
}

/// Asks the system to keep this process within bounds.
#[cfg(unix)]
fn bound(memory: u64, seconds: u64) {
    use rlimit::Resource;
    // A bound that cannot be set is the system's own, tighter one; the time is watched from outside as well.
    let _ = Resource::AS.set(memory, memory);
    let _ = Resource::CPU.set(seconds, seconds + 1);
    let _ = Resource::CORE.set(0, 0);
}

/// Elsewhere only the time is bounded, from outside.
#[cfg(not(unix))]
fn bound(_: u64, _: u64) {}

/// Reads a file in a process of its own.
///
/// # Errors
/// When the file cannot be read, or reading it ran over its bounds.
pub(crate) fn read(path: &Path, args: &InputArgs) -> Result<(Document, Vec<String>), Failure> {
    let name = path.display();
    let bounds = &args.isolation;
    let itself = env::current_exe().map_err(|error| {
        Failure::new(format!(
            "{name}: no process can be started to read it: {error}"
        ))
        .cure("leave --isolate away")
    })?;
    let mut command = Command::new(itself);
    command
        .arg(COMMAND)
        .arg(format!("--memory={}", bounds.read_memory << 20))
        .arg(format!("--seconds={}", bounds.read_timeout.as_secs() + 1));
    if let Some(format) = args.input_format {
        command.arg(format!("--input-format={}", format.as_str()));
    }
    if args.original {
        command.arg("--original");
    }
    let mut child = command
        .arg("--")
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| {
            Failure::new(format!(
                "{name}: no process can be started to read it: {error}"
            ))
            .cure("leave --isolate away")
        })?;
    let answer = listen(&mut child, bounds.read_timeout);
    if answer.is_none() {
        // It may have ended by itself in the meantime.
        let _ = child.kill();
    }
    let status = child
        .wait()
        .map_err(|error| Failure::new(format!("{name}: {error}")))?;
    let Some(bytes) = answer else {
        return Err(too_long(path, bounds));
    };
    match serde_json::from_slice(&bytes) {
        Ok(Answer::Read(wire, notices)) => wire
            .document()
            .map(|document| (document, notices))
            .ok_or_else(|| broken(path, status, bounds)),
        // As the standard library words it, where a file alone is too much.
        Ok(Answer::Refused(message, _)) if message.ends_with("out of memory") => {
            Err(too_large(path, bounds))
        }
        Ok(Answer::Refused(message, cure)) => {
            let failure = Failure::new(message);
            Err(match cure {
                Some(cure) => failure.cure(cure),
                None => failure,
            })
        }
        Err(_) => Err(broken(path, status, bounds)),
    }
}

/// All a process prints before it ends; `None` if that takes longer than `patience`.
fn listen(child: &mut Child, patience: Duration) -> Option<Vec<u8>> {
    let output = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What is cut short cannot be understood, and is told as such.
        let _ = output.take(MOST).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver.recv_timeout(patience).ok()
}

fn too_long(path: &Path, bounds: &IsolateArgs) -> Failure {
    Failure::new(format!(
        "{}: reading it took longer than {} and was stopped",
        path.display(),
        shown(bounds.read_timeout)
    ))
    .cure("give it more with --read-timeout, or check the report in another format")
}

fn too_large(path: &Path, bounds: &IsolateArgs) -> Failure {
    Failure::new(format!(
        "{}: reading it took more than {} MiB of memory and was stopped",
        path.display(),
        bounds.read_memory
    ))
    .cure("give it more with --read-memory, or check the report in another format")
}

fn shown(duration: Duration) -> String {
    match duration.as_millis() {
        millis if millis % 1000 == 0 => format!("{} s", duration.as_secs()),
        millis => format!("{millis} ms"),
    }
}

/// What a process that gave no answer ran into.
fn broken(path: &Path, status: ExitStatus, bounds: &IsolateArgs) -> Failure {
    let name = path.display();
    match stopped_by(status) {
        Some(Stop::Memory) => too_large(path, bounds),
        Some(Stop::Time) => too_long(path, bounds),
        None => Failure::new(format!(
            "{name}: the process that read it ended without an answer ({status})"
        ))
        .cure("check the report in another format"),
    }
}

/// A bound that ended a process.
enum Stop {
    Memory,
    Time,
}

/// A failed allocation ends in SIGABRT (6) or, as the stack grows, in SIGSEGV (11) or SIGBUS (7); the processor time
/// in SIGXCPU (24) and then SIGKILL (9), as signal(7) numbers them on Linux.
#[cfg(unix)]
fn stopped_by(status: ExitStatus) -> Option<Stop> {
    use std::os::unix::process::ExitStatusExt;
    match status.signal()? {
        6 | 7 | 11 => Some(Stop::Memory),
        9 | 24 => Some(Stop::Time),
        _ => None,
    }
}

#[cfg(not(unix))]
fn stopped_by(_: ExitStatus) -> Option<Stop> {
    None
}
