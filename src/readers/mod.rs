//! Readers: from bytes to a [`crate::document::Document`].
