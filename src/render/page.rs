//! A Markdown page, such as a rule's, for a terminal: headings, paragraphs, lists and code, wrapped.

use std::io::{self, Write};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

use crate::render::{
    Options,
    escape::{line, push_visible},
    style::{Palette, paint, wrap},
};

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// Writes the page.
pub(crate) fn page(markdown: &str, options: &Options, writer: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    let width = options.width.clamp(20, WIDEST);
    let mut paragraph = String::new();
    let mut code: Option<String> = None;
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut bullet: Option<String> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                code = Some(String::new());
                // The word after the fence tells readers of a rule page whether the example fires.
                if let CodeBlockKind::Fenced(info) = kind
                    && let Some(told) = example(&info)
                {
                    writeln!(writer, "{}", paint(palette.faint, line(&told)))?;
                }
            }
            Event::Start(Tag::List(first)) => {
                flush(&mut paragraph, &mut bullet, lists.len(), width, writer)?;
                lists.push(first);
            }
            Event::Start(Tag::Item) => {
                bullet = Some(match lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                });
            }
            Event::Text(text) => match &mut code {
                Some(code) => code.push_str(&text),
                None => paragraph.push_str(&text),
            },
            Event::Code(text) => paragraph.extend(["`", &text, "`"]),
            Event::SoftBreak | Event::HardBreak => paragraph.push(' '),
            Event::Html(text) | Event::InlineHtml(text) => paragraph.push_str(&text),
            Event::End(TagEnd::Heading(_)) => {
                let title = std::mem::take(&mut paragraph);
                writeln!(writer, "{}\n", paint(palette.strong, line(&title)))?;
            }
            Event::End(TagEnd::CodeBlock) => {
                for code_line in code.take().unwrap_or_default().lines() {
                    let mut shown = String::from("    ");
                    code_line.chars().for_each(|c| push_visible(&mut shown, c));
                    writeln!(writer, "{}", paint(palette.link, shown.trim_end()))?;
                }
                writeln!(writer)?;
            }
            Event::End(TagEnd::Paragraph) => {
                flush(&mut paragraph, &mut bullet, lists.len(), width, writer)?;
                if lists.is_empty() {
                    writeln!(writer)?;
                }
            }
            Event::End(TagEnd::Item) => {
                flush(&mut paragraph, &mut bullet, lists.len(), width, writer)?;
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                if lists.is_empty() {
                    writeln!(writer)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What the info string of an example says: `md fires:3` or `md quiet`.
fn example(info: &str) -> Option<String> {
    let word = info.split_whitespace().nth(1)?;
    match word.split_once(':') {
        Some(("fires", lines)) => Some(format!("Found on line {lines}:")),
        None if word == "quiet" => Some("Quiet:".to_owned()),
        _ => None,
    }
}

/// Writes a wrapped paragraph, after its bullet if it has one.
fn flush(
    paragraph: &mut String,
    bullet: &mut Option<String>,
    depth: usize,
    width: usize,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let text = std::mem::take(paragraph);
    let text = line(&text);
    if text.trim().is_empty() {
        return Ok(());
    }
    let hanging = " ".repeat(2 * depth);
    let first = match bullet.take() {
        Some(bullet) => {
            let outer = " ".repeat(2 * depth.saturating_sub(1));
            format!("{outer}{bullet}")
        }
        None => hanging.clone(),
    };
    let parts = wrap(&text, first.width(), width - hanging.width());
    writeln!(writer, "{first}{}", parts.join(&format!("\n{hanging}")))
}
