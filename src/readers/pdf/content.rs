//! Splits a content stream into operators and operands. Never fails: what is no operand is passed
//! over, so that one bad byte does not cost the rest of the page. Every step goes forward, so the
//! time is linear in the length of the stream.

use std::borrow::Cow;

/// Arrays and dictionaries nested deeper than this are read as empty.
const MAX_DEPTH: usize = 32;

/// Operands kept for one operator; the longest list any operator takes is 33 (`scn`).
const MAX_OPERANDS: usize = 64;

/// One operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand<'a> {
    /// A number.
    Number(f64),
    /// A name, its `#xx` escapes undone.
    Name(Cow<'a, [u8]>),
    /// A string.
    Text(Cow<'a, [u8]>),
    /// An array.
    Array(Vec<Self>),
    /// A dictionary.
    Dict(Vec<(Cow<'a, [u8]>, Self)>),
}

impl<'a> Operand<'a> {
    /// The number, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The name, if it is one.
    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An entry, if it is a dictionary that has it.
    pub(super) fn entry(&self, key: &[u8]) -> Option<&Operand<'a>> {
        match self {
            Self::Dict(entries) => entries
                .iter()
                .find(|(name, _)| name.as_ref() == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }
}

/// Reads operators one by one.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the next `EI` can stand at the earliest; inline images before it are broken.
    no_image_end: bool,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            no_image_end: false,
        }
    }

    /// The next operator; its operands are put into `operands`. An inline image comes as `BI`
    /// without operands.
    pub(super) fn next(&mut self, operands: &mut Vec<Operand<'a>>) -> Option<&'a [u8]> {
        operands.clear();
        loop {
            self.skip_blank();
            let byte = *self.bytes.get(self.at)?;
            if let Some(operand) = self.operand(byte, 0) {
                if operands.len() < MAX_OPERANDS {
                    operands.push(operand);
                }
                continue;
            }
            let start = self.at;
            self.skip_regular();
            if self.at == start {
                // A closing bracket without its opening one.
                self.at += 1;
                continue;
            }
            let operator = &self.bytes[start..self.at];
            match operator {
                b"true" | b"false" | b"null" => {}
                b"BI" => {
                    self.skip_inline_image();
                    operands.clear();
                    return Some(operator);
                }
                _ => return Some(operator),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn skip_blank(&mut self) {
        while let Some(byte) = self.peek(0) {
            if is_blank(byte) {
                self.at += 1;
            } else if byte == b'%' {
                while self
                    .peek(0)
                    .is_some_and(|byte| !matches!(byte, b'\n' | b'\r'))
                {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    fn skip_regular(&mut self) {
        while self.peek(0).is_some_and(is_regular) {
            self.at += 1;
        }
    }

    /// The operand that starts with `byte`, or nothing if no operand does.
    fn operand(&mut self, byte: u8, depth: usize) -> Option<Operand<'a>> {
        match byte {
            b'0'..=b'9' | b'+' | b'-' | b'.' => Some(Operand::Number(self.number())),
            b'/' => Some(Operand::Name(self.name())),
            b'(' => Some(Operand::Text(self.literal())),
            b'<' if self.peek(1) == Some(b'<') => {
                self.at += 2;
                Some(self.dict(depth))
            }
            b'<' => Some(Operand::Text(self.hexadecimal())),
            b'[' => {
                self.at += 1;
                Some(self.array(depth))
            }
            _ => None,
        }
    }

    /// Reads as generously as other readers do: `--5` is -5, `1.2.3` is 1.2, `12-3` is 12.
    fn number(&mut self) -> f64 {
        let mut negative = false;
        let mut value = 0f64;
        let mut scale = 0f64;
        let start = self.at;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'-' if self.at == start => negative = true,
                b'+' | b'-'
                    if self.at == start || matches!(self.bytes[self.at - 1], b'-' | b'+') => {}
                b'0'..=b'9' if scale == 0.0 => value = value * 10.0 + f64::from(byte - b'0'),
                b'0'..=b'9' => {
                    value += f64::from(byte - b'0') * scale;
                    scale *= 0.1;
                }
                b'.' if scale == 0.0 => scale = 0.1,
                _ => {
                    // The rest of a malformed number belongs to it; a delimiter ends it.
                    if matches!(byte, b'+' | b'-' | b'.') {
                        while self
                            .peek(0)
                            .is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'))
                        {
                            self.at += 1;
                        }
                    }
                    break;
                }
            }
            self.at += 1;
        }
        if negative { -value } else { value }
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        self.at += 1;
        let start = self.at;
        self.skip_regular();
        let raw = &self.bytes[start..self.at];
        if !raw.contains(&b'#') {
            return Cow::Borrowed(raw);
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut index = 0;
        while index < raw.len() {
            let digits = raw
                .get(index + 1..index + 3)
                .and_then(|pair| Some((hex(pair[0])?, hex(pair[1])?)));
            match (raw[index], digits) {
                (b'#', Some((high, low))) => {
                    name.push(high * 16 + low);
                    index += 3;
                }
                (byte, _) => {
                    name.push(byte);
                    index += 1;
                }
            }
        }
        Cow::Owned(name)
    }

    fn literal(&mut self) -> Cow<'a, [u8]> {
        self.at += 1;
        let start = self.at;
        let mut depth = 1usize;
        // Most strings need no unescaping.
        let mut plain = self.at;
        while let Some(byte) = self.bytes.get(plain) {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => {
                    self.at = plain + 1;
                    return Cow::Borrowed(&self.bytes[start..plain]);
                }
                b')' => depth -= 1,
                b'\\' | b'\r' => break,
                _ => {}
            }
            plain += 1;
        }
        let mut text = self.bytes[start..plain].to_vec();
        self.at = plain;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => break,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                b'\r' => {
                    if self.peek(0) == Some(b'\n') {
                        self.at += 1;
                    }
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        Cow::Owned(text)
    }

    /// What follows a backslash in a literal string.
    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek(0) else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek(0) {
                        Some(digit @ b'0'..=b'7') => {
                            code = code * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                text.push(code.to_le_bytes()[0]);
            }
            b'\r' => {
                if self.peek(0) == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            other => text.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Cow<'a, [u8]> {
        self.at += 1;
        let mut text = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            if let Some(digit) = hex(byte) {
                match high.take() {
                    Some(high) => text.push(high * 16 + digit),
                    None => high = Some(digit),
                }
            }
        }
        if let Some(high) = high {
            text.push(high * 16);
        }
        Cow::Owned(text)
    }

    fn array(&mut self, depth: usize) -> Operand<'a> {
        let mut elements = Vec::new();
        loop {
            self.skip_blank();
            let Some(byte) = self.peek(0) else { break };
            if byte == b']' {
                self.at += 1;
                break;
            }
            self.element(byte, depth, &mut |operand| elements.push(operand));
        }
        Operand::Array(elements)
    }

    fn dict(&mut self, depth: usize) -> Operand<'a> {
        let mut entries = Vec::new();
        let mut key = None;
        loop {
            self.skip_blank();
            let Some(byte) = self.peek(0) else { break };
            if byte == b'>' {
                self.at += 1 + usize::from(self.peek(1) == Some(b'>'));
                break;
            }
            self.element(byte, depth, &mut |operand| match (key.take(), operand) {
                (Some(key), value) => entries.push((key, value)),
                (None, Operand::Name(name)) => key = Some(name),
                (None, _) => {}
            });
        }
        Operand::Dict(entries)
    }

    /// One element of an array or dictionary; words that are no operand (`true`, `R`, an operator
    /// after a forgotten bracket) are passed over.
    fn element(&mut self, byte: u8, depth: usize, put: &mut dyn FnMut(Operand<'a>)) {
        if depth >= MAX_DEPTH && matches!(byte, b'[' | b'<') {
            self.at += 1;
            return;
        }
        if let Some(operand) = self.operand(byte, depth + 1) {
            put(operand);
            return;
        }
        let start = self.at;
        self.skip_regular();
        if self.at == start {
            self.at += 1;
        }
    }

    /// Passes over an inline image (8.9.7): its dictionary up to `ID`, its bytes up to `EI`.
    fn skip_inline_image(&mut self) {
        let mut length = None;
        let mut key: Option<Cow<'a, [u8]>> = None;
        loop {
            self.skip_blank();
            let Some(byte) = self.peek(0) else { return };
            if let Some(operand) = self.operand(byte, 0) {
                match (key.take(), operand) {
                    (Some(name), Operand::Number(number))
                        if matches!(name.as_ref(), b"L" | b"Length") && number >= 0.0 =>
                    {
                        length = Some(number);
                    }
                    (Some(_), _) => {}
                    (None, Operand::Name(name)) => key = Some(name),
                    (None, _) => {}
                }
                continue;
            }
            let start = self.at;
            self.skip_regular();
            match &self.bytes[start..self.at] {
                b"ID" => break,
                b"" => self.at += 1,
                b"EI" => return,
                _ => key = None,
            }
        }
        self.at = (self.at + 1).min(self.bytes.len());
        if let Some(length) = length {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked against the length of the stream"
            )]
            let end = self.at.saturating_add(length as usize);
            if self
                .bytes
                .get(end..)
                .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"EI"))
            {
                self.at = end;
            }
        }
        self.skip_to_image_end();
    }

    /// Goes behind the `EI` that ends the image: between blanks, and followed by what looks like
    /// content, not like more picture.
    fn skip_to_image_end(&mut self) {
        if self.no_image_end {
            return;
        }
        let mut at = self.at;
        while at + 2 <= self.bytes.len() {
            let before = at == self.at || is_blank(self.bytes[at - 1]);
            if before
                && self.bytes[at..].starts_with(b"EI")
                && self.bytes.get(at + 2).is_none_or(|byte| is_blank(*byte))
                && looks_like_content(&self.bytes[at + 2..])
            {
                self.at = at + 2;
                return;
            }
            at += 1;
        }
        // No end at all: the bytes are read as content, once.
        self.no_image_end = true;
    }
}

/// Whether the bytes behind an `EI` are text, as operators are, and not binary.
fn looks_like_content(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .take(16)
        .all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 12 | 0))
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<String> {
        let mut lexer = Lexer::new(bytes);
        let mut operands = Vec::new();
        let mut seen = Vec::new();
        while let Some(operator) = lexer.next(&mut operands) {
            let operator = String::from_utf8_lossy(operator).into_owned();
            let texts: Vec<String> = operands.iter().map(show).collect();
            seen.push(format!("{operator}({})", texts.join(" ")));
        }
        seen
    }

    fn show(operand: &Operand<'_>) -> String {
        match operand {
            Operand::Number(number) => format!("{number:.2}"),
            Operand::Name(name) => format!("/{}", String::from_utf8_lossy(name)),
            Operand::Text(text) => format!("'{}'", String::from_utf8_lossy(text)),
            Operand::Array(elements) => {
                format!(
                    "[{}]",
                    elements.iter().map(show).collect::<Vec<_>>().join(" ")
                )
            }
            Operand::Dict(entries) => entries
                .iter()
                .map(|(key, value)| format!("<{} {}>", String::from_utf8_lossy(key), show(value)))
                .collect::<Vec<_>>()
                .concat(),
        }
    }

    #[test]
    fn operators_and_operands() {
        for (bytes, expected) in [
            (
                &b"BT /F1 12 Tf (a(b)c) Tj ET"[..],
                "BT() Tf(/F1 12.00) Tj('a(b)c') ET()",
            ),
            (b"[(a\\051\\n) -12.5 <4142>]TJ", "TJ(['a)\n' -12.50 'AB'])"),
            (
                b"/Span<</MCID 3/ActualText(x)>>BDC EMC",
                "BDC(/Span <MCID 3.00><ActualText 'x'>) EMC()",
            ),
            (
                b"--5 .5 -.5 4. 1.2.3 12-3 m",
                "m(-5.00 0.50 -0.50 4.00 1.20 12.00)",
            ),
            (b"/A#20B gs % c (\nq", "gs(/A B) q()"),
            (b") ] >> q", "q()"),
            (b"(open", ""),
            (b"[(open) Tj", ""),
            (b"(\\\r\nab\\q\\7) '", "'('abq\u{7}')"),
            (b"<<<<<<", ""),
        ] {
            assert_eq!(
                read(bytes).join(" "),
                expected,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn inline_images_are_passed_over() {
        for bytes in [
            &b"q BI /W 2 /H 2 ID \xff\x00EI\x80 EI Q (x) Tj"[..],
            b"q BI /W 1 /L 9 ID EI EI EI  EI Q (x) Tj",
            b"q BI ID\n\nEI Q (x) Tj",
        ] {
            assert_eq!(read(bytes).join(" "), "q() BI() Q() Tj('x')");
        }
    }

    #[test]
    fn nothing_takes_more_than_linear_time() {
        for unit in [
            &b"BI ID EI\xff "[..],
            b"[",
            b"<<",
            b"(",
            b"BI /W 1 ID ",
            b"<",
            b"BI ",
        ] {
            let bytes = unit.repeat(400_000 / unit.len());
            let started = std::time::Instant::now();
            read(&bytes);
            assert!(
                started.elapsed().as_secs() < 5,
                "{}",
                String::from_utf8_lossy(unit)
            );
        }
    }
}
