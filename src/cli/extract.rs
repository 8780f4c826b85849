//! `footfault extract`: prints what was read.

use footfault::render;

use super::{
    Outcome,
    args::{ExtractArgs, PlainFormat},
    console::Console,
    failure::Failure,
    reading, settings,
};

/// Runs the command.
pub(crate) fn run(args: &ExtractArgs, console: Console) -> Result<Outcome, Failure> {
    let config = settings::configuration(&args.input.config, &args.input.inputs, console)?;
    let reading = reading::read(&args.input, &config, console)?;
    for notice in &reading.notices {
        console.note(notice);
    }
    if !reading.documents.is_empty() {
        let options = console.options();
        console.print(|writer| match args.format {
            PlainFormat::Text => render::extract_text(&reading.documents, &options, writer),
            PlainFormat::Json => render::extract_json(&reading.documents, writer),
        })?;
    }
    Ok(if reading.incomplete {
        Outcome::Undone
    } else {
        Outcome::Clean
    })
}
