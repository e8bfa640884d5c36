//! The rules of manifest, sequencing, resources and pages; the archive's are in [`crate::archive`].
//! Each has a message and an advice in every file of `messages/`.

use crate::finding::RuleId;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        $($(#[$doc])* pub const $name: RuleId = RuleId::new($id);)*

        /// All rules of this module.
        pub const ALL: &[RuleId] = &[$($name),*];
    };
}

rules! {
    /// No `imsmanifest.xml`.
    MAN_MISSING = "PKG-MAN-MISSING",
    /// No `imsmanifest.xml`, but the marks of another format: `{format}`.
    MAN_OTHER_FORMAT = "PKG-MAN-OTHER-FORMAT",
    /// Nothing but an archive in the archive: `{name}`.
    MAN_ZIP_IN_ZIP = "PKG-MAN-ZIP-IN-ZIP",
    /// Several folders with a manifest, none at the root: `{first}`, `{second}`.
    MAN_SEVERAL = "PKG-MAN-SEVERAL",
    /// The manifest lies in `{folder}`, which was taken as the root.
    MAN_NESTED = "PKG-MAN-NESTED",
    /// The manifest is called `{name}`.
    MAN_CASE = "PKG-MAN-CASE",
    /// The manifest cannot be read out of the archive.
    MAN_UNREADABLE = "PKG-MAN-UNREADABLE",
    /// Over `{megabytes}` MB of XML.
    MAN_TOO_LARGE = "PKG-MAN-TOO-LARGE",
    /// Too many elements, attributes, activities or rules.
    MAN_COMPLEX = "PKG-MAN-COMPLEX",
    /// Nested deeper than `{limit}`.
    MAN_DEPTH = "PKG-MAN-DEPTH",
    /// A document type declaration.
    MAN_DTD = "PKG-MAN-DTD",
    /// An entity that XML does not know: `{entity}`.
    MAN_ENTITY = "PKG-MAN-ENTITY",
    /// Not well-formed: `{detail}`, in the parser's English.
    MAN_XML = "PKG-MAN-XML",
    /// Bytes that are not `{encoding}`.
    MAN_ENCODING = "PKG-MAN-ENCODING",
    /// A known prefix without a declaration: `{prefix}`.
    MAN_PREFIX = "PKG-MAN-PREFIX",
    /// An unknown prefix without a declaration: `{prefix}`.
    MAN_PREFIX_UNKNOWN = "PKG-MAN-PREFIX-UNKNOWN",
    /// The outermost element is `{element}`.
    MAN_ROOT = "PKG-MAN-ROOT",
    /// `schemaversion` is `{found}`; taken as `{edition}`.
    MAN_EDITION = "PKG-MAN-EDITION",
    /// No `<organization>`.
    MAN_NO_ORGANIZATION = "PKG-MAN-NO-ORGANIZATION",
    /// The default organization `{found}` is not there; taken `{used}`.
    MAN_DEFAULT_ORGANIZATION = "PKG-MAN-DEFAULT-ORGANIZATION",
    /// An `{element}` without identifier, now called `{identifier}`.
    MAN_NO_IDENTIFIER = "PKG-MAN-NO-IDENTIFIER",
    /// The identifier `{identifier}` again, now called `{renamed}`.
    MAN_DUPLICATE = "PKG-MAN-DUPLICATE",
    /// `{identifier}` has no title.
    MAN_NO_TITLE = "PKG-MAN-NO-TITLE",
    /// `{title}` opens nothing and contains nothing; left out.
    MAN_EMPTY_ITEM = "PKG-MAN-EMPTY-ITEM",
    /// `{title}` opens something and contains other activities; what it opens became its first child.
    MAN_CLUSTER_RESOURCE = "PKG-MAN-CLUSTER-RESOURCE",
    /// Nothing in `{title}` can be opened.
    MAN_NOTHING_TO_OPEN = "PKG-MAN-NOTHING-TO-OPEN",
    /// `{element}` cannot be `{value}`.
    MAN_VALUE = "PKG-MAN-VALUE",
    /// `{element}` is longer than `{limit}` characters; cut.
    MAN_TEXT_LONG = "PKG-MAN-TEXT-LONG",
    /// An element `{element}` that no edition knows.
    MAN_UNKNOWN_ELEMENT = "PKG-MAN-UNKNOWN-ELEMENT",
    /// The manifest within the manifest, `{identifier}`, became part of the course.
    MAN_SUBMANIFEST = "PKG-MAN-SUBMANIFEST",
    /// The metadata file `{target}` cannot be read.
    MAN_METADATA_FILE = "PKG-MAN-METADATA-FILE",
    /// The prerequisites of `{identifier}` cannot be understood, `{script}`; left out.
    MAN_PREREQUISITES = "PKG-MAN-PREREQUISITES",

    /// `{attribute}` of `{element}` cannot be `{value}`.
    SEQ_VALUE = "PKG-SEQ-VALUE",
    /// `{attribute}` of `{element}` is `{value}`, out of range; taken `{used}`.
    SEQ_RANGE = "PKG-SEQ-RANGE",
    /// An element `{element}` in sequencing that no edition knows.
    SEQ_UNKNOWN_ELEMENT = "PKG-SEQ-UNKNOWN-ELEMENT",
    /// `IDRef` `{reference}` is in no collection.
    SEQ_REFERENCE = "PKG-SEQ-REFERENCE",
    /// A rule of `{title}` without action or condition; left out.
    SEQ_INCOMPLETE_RULE = "PKG-SEQ-INCOMPLETE-RULE",
    /// An objective or map of `{title}` without its id; left out.
    SEQ_NO_OBJECTIVE_ID = "PKG-SEQ-NO-OBJECTIVE-ID",
    /// The objective `{objective}` twice in `{title}`.
    SEQ_DUPLICATE_OBJECTIVE = "PKG-SEQ-DUPLICATE-OBJECTIVE",
    /// A rule of `{title}` asks for the objective `{objective}`, which it does not have.
    SEQ_UNKNOWN_OBJECTIVE = "PKG-SEQ-UNKNOWN-OBJECTIVE",
    /// Two objectives of `{title}` write to `{objective}`.
    SEQ_WRITTEN_TWICE = "PKG-SEQ-WRITTEN-TWICE",
    /// `{element}` stands twice; the first counts.
    SEQ_TWICE = "PKG-SEQ-TWICE",
    /// In `{title}` neither choice nor flow is allowed: nobody can get to its children.
    SEQ_NO_WAY_IN = "PKG-SEQ-NO-WAY-IN",

    /// `{title}` asks for the resource `{resource}`, which is not there.
    RES_UNKNOWN = "PKG-RES-UNKNOWN",
    /// The resource `{resource}` of `{title}` has nothing to open.
    RES_NO_HREF = "PKG-RES-NO-HREF",
    /// Two resources are called `{resource}`; the first counts.
    RES_DUPLICATE = "PKG-RES-DUPLICATE",
    /// The resource `{resource}` needs `{dependency}`, which is not there.
    RES_DEPENDENCY = "PKG-RES-DEPENDENCY",
    /// The resource `{resource}` is of kind `{value}`; taken as `{used}`.
    RES_TYPE = "PKG-RES-TYPE",
    /// `{href}` is called `{found}` in the archive.
    RES_CASE = "PKG-RES-CASE",
    /// The file `{target}` that `{title}` opens is not in the archive.
    RES_MISSING_LAUNCH = "PKG-RES-MISSING-LAUNCH",
    /// The file `{target}` is listed and not in the archive.
    RES_MISSING_FILE = "PKG-RES-MISSING-FILE",
    /// Not one activity has a file that is there.
    RES_NOTHING_THERE = "PKG-RES-NOTHING-THERE",
    /// `{title}` opens `{url}` on another site.
    RES_REMOTE = "PKG-RES-REMOTE",
    /// `{href}` leads out of the package or is no web address.
    RES_UNSAFE = "PKG-RES-UNSAFE",
    /// `{target}` needs Flash.
    RES_FLASH = "PKG-RES-FLASH",

    /// Fonts from `{host}`.
    NET_FONT = "PKG-NET-FONT",
    /// A video or sound from `{host}`.
    NET_VIDEO = "PKG-NET-VIDEO",
    /// Statistics or advertising by `{host}`.
    NET_TRACKER = "PKG-NET-TRACKER",
    /// Something else from `{host}`.
    NET_EXTERNAL = "PKG-NET-EXTERNAL",
    /// Something over plain `http:` from `{host}`, which browsers block.
    NET_INSECURE = "PKG-NET-INSECURE",

    /// The page does not say its language.
    A11Y_LANG = "PKG-A11Y-LANG",
    /// The page has no title.
    A11Y_TITLE = "PKG-A11Y-TITLE",
    /// `{count}` pictures without a description.
    A11Y_ALT = "PKG-A11Y-ALT",
    /// `{count}` videos without captions.
    A11Y_CAPTIONS = "PKG-A11Y-CAPTIONS",
    /// Enlarging the page is switched off.
    A11Y_ZOOM = "PKG-A11Y-ZOOM",
}
