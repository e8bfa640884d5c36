//! Error codes of both standards, their texts, and why a call was refused.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::standard::Standard;

/// The longest answer of `GetErrorString` and `GetDiagnostic` (RTE 3.1.7.6).
pub(crate) const LONGEST_TEXT: usize = 255;

/// An error code as `GetLastError` answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ErrorCode(pub u16);

impl ErrorCode {
    /// No error.
    pub const NONE: Self = Self(0);
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Whether a value is read or written; the same breach has different codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `GetValue`, `LMSGetValue`.
    Get,
    /// `SetValue`, `LMSSetValue`.
    Set,
}

/// The rule that a call broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Initialize a second time.
    AlreadyInitialized,
    /// Initialize after Terminate.
    InitializeAfterEnd,
    /// Terminate before Initialize.
    TerminateBeforeStart,
    /// Terminate a second time.
    TerminateAfterEnd,
    /// `GetValue` or `SetValue` before Initialize.
    ValueBeforeStart,
    /// `GetValue` or `SetValue` after Terminate.
    ValueAfterEnd,
    /// Commit before Initialize.
    CommitBeforeStart,
    /// Commit after Terminate.
    CommitAfterEnd,
    /// An argument where the empty string belongs.
    Argument,
    /// Terminate cannot keep anything now.
    TerminateRefused,
    /// Commit cannot keep anything now.
    CommitRefused,
    /// Nothing can be kept now.
    Refused,
    /// No element named.
    NoName,
    /// No such element.
    Unknown,
    /// Known from an earlier model, not part of this one.
    NotImplemented,
    /// `_children` of something without children.
    NoChildren,
    /// `_count` of something that is no list.
    NoCount,
    /// A keyword (`_children`, `_count`, `_version`) cannot be set.
    Keyword,
    /// Only readable.
    ReadOnly,
    /// Only writable.
    WriteOnly,
    /// An index beyond what there is.
    Index,
    /// No room for another record.
    Full,
    /// Something else must be set first.
    Depends,
    /// Nothing set and no default.
    NotSet,
    /// Not of the element's type.
    Type,
    /// Longer than what is kept.
    TooLong,
    /// A number outside its range.
    Range,
    /// Another record of the list has this value.
    Duplicate,
    /// Already set to something else.
    Once,
    /// The interaction's type has only one such pattern.
    OnePattern,
}

struct Row {
    reason: Reason,
    key: &'static str,
    /// SCORM 2004 get and set, SCORM 1.2 get and set.
    codes: [u16; 4],
    text: &'static str,
}

const fn row(reason: Reason, key: &'static str, codes: [u16; 4], text: &'static str) -> Row {
    Row { reason, key, codes, text }
}

const ROWS: &[Row] = &[
    row(Reason::AlreadyInitialized, "initialized", [103, 103, 101, 101], "Initialize was called already."),
    row(
        Reason::InitializeAfterEnd,
        "initializeAfter",
        [104, 104, 101, 101],
        "The session has ended; it cannot be initialized again.",
    ),
    row(Reason::TerminateBeforeStart, "terminateBefore", [112, 112, 301, 301], "Initialize has not been called."),
    row(Reason::TerminateAfterEnd, "terminateAfter", [113, 113, 301, 301], "The session has ended already."),
    row(Reason::ValueBeforeStart, "before", [122, 132, 301, 301], "Initialize has not been called."),
    row(Reason::ValueAfterEnd, "after", [123, 133, 301, 301], "The session has ended."),
    row(Reason::CommitBeforeStart, "commitBefore", [142, 142, 301, 301], "Initialize has not been called."),
    row(Reason::CommitAfterEnd, "commitAfter", [143, 143, 301, 301], "The session has ended."),
    row(Reason::Argument, "argument", [201, 201, 201, 201], "The argument must be an empty string."),
    row(Reason::TerminateRefused, "terminateRefused", [111, 111, 101, 101], "Nothing can be saved at the moment."),
    row(Reason::CommitRefused, "commitRefused", [391, 391, 101, 101], "Nothing can be saved at the moment."),
    row(Reason::Refused, "refused", [301, 351, 101, 101], "Nothing can be saved at the moment."),
    row(Reason::NoName, "noName", [301, 351, 201, 201], "No data model element is named."),
    row(Reason::Unknown, "unknown", [401, 401, 201, 201], "{element} is not an element of the data model."),
    row(Reason::NotImplemented, "notImplemented", [402, 402, 401, 401], "{element} is not implemented."),
    row(Reason::NoChildren, "noChildren", [301, 404, 202, 402], "{element}: there are no children."),
    row(Reason::NoCount, "noCount", [301, 404, 203, 402], "{element}: this is not a list."),
    row(Reason::Keyword, "keyword", [404, 404, 402, 402], "{element} is a keyword and cannot be set ({rule})."),
    row(Reason::ReadOnly, "readOnly", [404, 404, 403, 403], "{element} can only be read ({rule})."),
    row(Reason::WriteOnly, "writeOnly", [405, 405, 404, 404], "{element} can only be written ({rule})."),
    row(
        Reason::Index,
        "index",
        [301, 351, 201, 201],
        "{element}: indices are given one after the other; there are {detail} ({rule}).",
    ),
    row(Reason::Full, "full", [351, 351, 101, 101], "{element}: no more than {detail} are kept ({rule})."),
    row(Reason::Depends, "depends", [408, 408, 201, 201], "{element}: {detail} must be set first ({rule})."),
    row(Reason::NotSet, "notSet", [403, 403, 101, 101], "{element} has no value yet ({rule})."),
    row(Reason::Type, "type", [406, 406, 405, 405], "{element}: the value is not of the type {detail} ({rule})."),
    row(
        Reason::TooLong,
        "tooLong",
        [406, 406, 405, 405],
        "{element}: no more than {detail} characters are kept ({rule}).",
    ),
    row(Reason::Range, "range", [407, 407, 405, 405], "{element}: the number must be within {detail} ({rule})."),
    row(Reason::Duplicate, "duplicate", [351, 351, 101, 101], "{element}: another record has this value ({rule})."),
    row(Reason::Once, "once", [351, 351, 101, 101], "{element} is set and cannot be changed ({rule})."),
    row(
        Reason::OnePattern,
        "onePattern",
        [351, 351, 101, 101],
        "{element}: this type of interaction has one correct response ({rule}).",
    ),
];

impl Reason {
    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.reason == self)
    }

    /// The key of the text, for translation: `scorm.reason.range`.
    pub fn key(self) -> String {
        format!("scorm.reason.{}", self.row().map_or("", |row| row.key))
    }

    /// The code that a standard gives it.
    pub fn code(self, standard: Standard, operation: Operation) -> ErrorCode {
        let codes = self.row().map_or([101; 4], |row| row.codes);
        let [get, set, get12, set12] = codes;
        ErrorCode(match (standard, operation) {
            (Standard::Scorm2004, Operation::Get) => get,
            (Standard::Scorm2004, Operation::Set) => set,
            (Standard::Scorm12, Operation::Get) => get12,
            (Standard::Scorm12, Operation::Set) => set12,
        })
    }
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code for `GetLastError`.
    pub code: ErrorCode,
    /// The rule that was broken.
    pub reason: Reason,
    /// What was asked for, as the SCO wrote it; empty for calls without an element.
    pub element: String,
    /// The section that says so; empty for calls without an element.
    pub rule: &'static str,
    /// A number, range or name that belongs to the reason.
    pub detail: String,
}

impl Refusal {
    /// English text for `GetDiagnostic`, at most 255 characters.
    pub fn diagnostic(&self) -> String {
        let text = self.reason.row().map_or("", |row| row.text);
        let text = text
            .replace("{detail}", &self.detail)
            .replace("{rule}", self.rule)
            .replace("{element}", &shortened(&self.element));
        text.chars().take(LONGEST_TEXT).collect()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.diagnostic())
    }
}

impl std::error::Error for Refusal {}

/// Names come from content and may be of any length.
fn shortened(name: &str) -> String {
    if name.chars().count() <= 100 {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(99).collect();
    short.push('…');
    short
}

const TEXTS_2004: &[(u16, &str)] = &[
    (0, "No Error"),
    (101, "General Exception"),
    (102, "General Initialization Failure"),
    (103, "Already Initialized"),
    (104, "Content Instance Terminated"),
    (111, "General Termination Failure"),
    (112, "Termination Before Initialization"),
    (113, "Termination After Termination"),
    (122, "Retrieve Data Before Initialization"),
    (123, "Retrieve Data After Termination"),
    (132, "Store Data Before Initialization"),
    (133, "Store Data After Termination"),
    (142, "Commit Before Initialization"),
    (143, "Commit After Termination"),
    (201, "General Argument Error"),
    (301, "General Get Failure"),
    (351, "General Set Failure"),
    (391, "General Commit Failure"),
    (401, "Undefined Data Model Element"),
    (402, "Unimplemented Data Model Element"),
    (403, "Data Model Element Value Not Initialized"),
    (404, "Data Model Element Is Read Only"),
    (405, "Data Model Element Is Write Only"),
    (406, "Data Model Element Type Mismatch"),
    (407, "Data Model Element Value Out Of Range"),
    (408, "Data Model Dependency Not Established"),
];

const TEXTS_12: &[(u16, &str)] = &[
    (0, "No error"),
    (101, "General exception"),
    (201, "Invalid argument error"),
    (202, "Element cannot have children"),
    (203, "Element not an array - cannot have count"),
    (301, "Not initialized"),
    (401, "Not implemented error"),
    (402, "Invalid set value, element is a keyword"),
    (403, "Element is read only"),
    (404, "Element is write only"),
    (405, "Incorrect data type"),
];

fn texts(standard: Standard) -> &'static [(u16, &'static str)] {
    match standard {
        Standard::Scorm12 => TEXTS_12,
        Standard::Scorm2004 => TEXTS_2004,
    }
}

/// The English text of a code as a SCO passes it (`"406"`); `None` where the standard has no such code.
/// The key for translation is `scorm.error.<standard>.<code>`.
pub fn error_string(standard: Standard, code: &str) -> Option<&'static str> {
    texts(standard).iter().find(|(number, _)| number.to_string() == code).map(|(_, text)| *text)
}

pub(crate) fn texts_json(standard: Standard) -> Value {
    let map: Map<String, Value> = texts(standard).iter().map(|(code, text)| (code.to_string(), json!(text))).collect();
    Value::Object(map)
}

pub(crate) fn reasons_json() -> Value {
    let map: Map<String, Value> = ROWS.iter().map(|row| (row.key.to_owned(), json!([row.codes, row.text]))).collect();
    Value::Object(map)
}
