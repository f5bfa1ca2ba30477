//! Majora's requests and answers.
