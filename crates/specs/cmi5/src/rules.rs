//! The rules of course structures; each has a message and an advice in every file of `messages/`.

use vidik_package::RuleId;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        $($(#[$doc])* pub const $name: RuleId = RuleId::new($id);)*

        /// All rules of this module.
        pub const ALL: &[RuleId] = &[$($name),*];
    };
}

rules! {
    /// `cmi5.xml` lies in the folder `{folder}`, which was taken as the root (cmi5 14.1).
    NESTED = "CMI5-NESTED",
    /// The outermost element is not cmi5's `courseStructure` but `{element}` (cmi5 13.2).
    ROOT = "CMI5-ROOT",
    /// `{element}` may not stand at this place in `{parent}` (cmi5 13.2).
    ELEMENT = "CMI5-ELEMENT",
    /// `{parent}` lacks `{element}` (cmi5 13.2).
    MISSING = "CMI5-MISSING",
    /// `{element}` lacks the attribute `{attribute}` (cmi5 13.2).
    ATTRIBUTE_MISSING = "CMI5-ATTRIBUTE-MISSING",
    /// `{element}` has no attribute `{attribute}` (cmi5 13.2).
    ATTRIBUTE = "CMI5-ATTRIBUTE",
    /// `{attribute}` of `{element}` cannot be `{value}` (cmi5 13.1.4).
    VALUE = "CMI5-VALUE",
    /// `{id}` is no absolute IRI (cmi5 3).
    ID = "CMI5-ID",
    /// The id `{id}` is given twice (cmi5 13.1.2, 13.1.3, 13.1.4).
    ID_TWICE = "CMI5-ID-TWICE",
    /// `{title}` refers to the objective `{id}`, which the course does not have (cmi5 13.1.4).
    OBJECTIVE = "CMI5-OBJECTIVE",
    /// `{value}` is no language tag (cmi5 13.1).
    LANGUAGE = "CMI5-LANGUAGE",
    /// The address `{url}` of `{title}` is no URL (cmi5 13.1.4).
    URL = "CMI5-URL",
    /// The address of `{title}` has the parameter `{name}`, which belongs to the launch (cmi5 8.1).
    URL_PARAMETER = "CMI5-URL-PARAMETER",
    /// The address `{url}` of `{title}` is relative, but there are no files (cmi5 14.2).
    URL_RELATIVE = "CMI5-URL-RELATIVE",
    /// The file `{target}` of `{title}` is not in the archive (cmi5 14.1).
    FILE_MISSING = "CMI5-FILE-MISSING",
    /// `{title}` lies on another site: `{url}`.
    REMOTE = "CMI5-REMOTE",
}
