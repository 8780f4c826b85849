//! Any bytes, read as a page of HTML: read, understood and judged without a panic, and in bounded time and memory.

#![no_main]

mod pipeline;

use footfault::input::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pipeline::run(bytes, "fuzz.html", Format::Html));
