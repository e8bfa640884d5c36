//! The rules of Vidik's own course format, which `vidik-course` reads. Their words are with those of the others in
//! `messages/`.

use crate::finding::RuleId;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        $($(#[$doc])* pub const $name: RuleId = RuleId::new($id);)*

        /// All rules of this module.
        pub const ALL: &[RuleId] = &[$($name),*];
    };
}

rules! {
    /// The course lies in `{folder}`, which was taken as the root.
    NESTED = "CRS-NESTED",
    /// The format is `{format}`, which this version does not read.
    FORMAT = "CRS-FORMAT",
    /// The file `{path}` is needed and not there.
    FILE_MISSING = "CRS-FILE-MISSING",
    /// The file is larger than `{limit}` bytes.
    FILE_SIZE = "CRS-FILE-SIZE",
    /// The file is not UTF-8.
    FILE_TEXT = "CRS-FILE-TEXT",
    /// Nothing refers to the file.
    FILE_UNUSED = "CRS-FILE-UNUSED",
    /// No JSON: `{detail}`, in the parser's English.
    JSON_SYNTAX = "CRS-JSON-SYNTAX",
    /// JSON of another shape: `{detail}`, in the parser's English.
    JSON_SHAPE = "CRS-JSON-SHAPE",
    /// The key `{name}` stands twice in one object.
    JSON_TWICE = "CRS-JSON-TWICE",
    /// `{id}` is no id.
    ID = "CRS-ID",
    /// The id `{id}` is given twice.
    ID_TWICE = "CRS-ID-TWICE",
    /// The file says `{id}`, its name says `{name}`.
    ID_FILE = "CRS-ID-FILE",
    /// `sr` without a script.
    LANG_SCRIPT = "CRS-LANG-SCRIPT",
    /// The master language `{language}` is not among the languages.
    LANG_MASTER = "CRS-LANG-MASTER",
    /// A text in `{language}`, which the course does not list.
    LANG_UNKNOWN = "CRS-LANG-UNKNOWN",
    /// No text in the master language `{language}`.
    TEXT_MASTER = "CRS-TEXT-MASTER",
    /// No text in `{language}` yet.
    TEXT_MISSING = "CRS-TEXT-MISSING",
    /// Neither lesson nor quiz.
    STRUCT_EMPTY = "CRS-STRUCT-EMPTY",
    /// A part of the structure that is not exactly one of module, lesson and quiz.
    STRUCT_PART = "CRS-STRUCT-PART",
    /// `{id}` is no `{kind}` of this course.
    REFERENCE = "CRS-REFERENCE",
}
