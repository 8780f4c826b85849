//! Renderers: from a report to text; each takes a writer.

pub mod escape;
