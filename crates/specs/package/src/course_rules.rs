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
    /// The first line is no title.
    MD_TITLE = "CRS-MD-TITLE",
    /// A heading of another level than two and three, or three without two before it.
    MD_HEADING = "CRS-MD-HEADING",
    /// HTML.
    MD_HTML = "CRS-MD-HTML",
    /// There is no container `{name}`.
    MD_CONTAINER = "CRS-MD-CONTAINER",
    /// The container `{name}` is never closed.
    MD_UNCLOSED = "CRS-MD-UNCLOSED",
    /// Colons that close nothing.
    MD_CLOSE = "CRS-MD-CLOSE",
    /// The braces of container `{name}` are not what it takes.
    MD_ATTRIBUTES = "CRS-MD-ATTRIBUTES",
    /// Containers in each other too deeply.
    MD_DEPTH = "CRS-MD-DEPTH",
    /// A question without a question, with fewer than two answers or none that is right.
    MD_QUESTION = "CRS-MD-QUESTION",
    /// A link to `{name}`, which leads nowhere.
    MD_LINK = "CRS-MD-LINK",
    /// Words marked with a language that is none: `{name}`.
    MD_LANG = "CRS-MD-LANG",
    /// Other containers than in `{language}`: `{found}` instead of `{wanted}`.
    MD_PARITY = "CRS-MD-PARITY",
    /// A picture without an alternative.
    ALTERNATIVE = "CRS-ALT",
    /// A film without captions and transcript.
    CAPTIONS = "CRS-CAPTIONS",
    /// A drawing that is no SVG.
    FIG_XML = "CRS-FIG-XML",
    /// A drawing without `viewBox`, or with width or height.
    FIG_SIZE = "CRS-FIG-SIZE",
    /// The element `{name}` in a drawing.
    FIG_ELEMENT = "CRS-FIG-ELEMENT",
    /// The attribute `{name}` in a drawing.
    FIG_ATTRIBUTE = "CRS-FIG-ATTRIBUTE",
    /// The class `{name}` in a drawing.
    FIG_CLASS = "CRS-FIG-CLASS",
    /// Text in a drawing without `data-label`.
    FIG_TEXT = "CRS-FIG-TEXT",
    /// The label `{label}` of the figure `{id}` has no words.
    FIG_LABEL = "CRS-FIG-LABEL",
    /// The label `{label}` of the figure `{id}` is not in the drawing.
    FIG_LABEL_UNUSED = "CRS-FIG-LABEL-UNUSED",
}
