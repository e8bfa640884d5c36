//! Quizzes and banks as they lie in their files.

/// One file of `quizzes/`.
pub type Quiz = serde_json::Value;

/// One file of `banks/`.
pub type Bank = serde_json::Value;
