//! Any bytes, read as a flat OpenDocument text, as accepted and as it was before its changes.

#![no_main]

use footfault::{
    input::{Format, Input},
    readers::{self, Options},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(input) = Input::from_bytes("fuzz.fodt", bytes, Some(Format::Odt)) {
        for original in [false, true] {
            let options = Options {
                original,
                ..Options::default()
            };
            let _ = readers::read(&input, &options);
        }
    }
});
