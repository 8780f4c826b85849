//! Any bytes, read as a PDF file: the reader says what it read or why it cannot, and does not panic.

#![no_main]

use footfault::{
    input::{Format, Input},
    readers::{self, Options},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(input) = Input::from_bytes("fuzz.pdf", bytes, Some(Format::Pdf)) {
        let _ = readers::read(&input, &Options::default());
    }
});
