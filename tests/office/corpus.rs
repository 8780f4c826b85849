//! Reports of the corpus.
