//! The rules that an archive is checked by. Their words are in `messages/`.

use crate::finding::RuleId;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)*) => {
        $($(#[$doc])* pub const $name: RuleId = RuleId::new($id);)*

        /// Every rule of this area, for the test that each has its messages.
        pub const ALL: &[RuleId] = &[$($name),*];
    };
}

rules! {
    /// The file is no ZIP archive.
    NOT_ZIP = "PKG-ARC-NOT-ZIP";
    /// It begins as an archive, but its directory is missing: cut off on the way.
    TRUNCATED = "PKG-ARC-TRUNCATED";
    /// One part of an archive that was split into several.
    MULTIDISK = "PKG-ARC-MULTIDISK";
    /// The directory contradicts itself or breaks off.
    DIRECTORY = "PKG-ARC-DIRECTORY";
    /// There is no file in it.
    EMPTY = "PKG-ARC-EMPTY";
    /// The archive itself is too long.
    SIZE = "PKG-ARC-SIZE";
    /// Too many entries.
    ENTRIES = "PKG-ARC-ENTRIES";
    /// All paths together are too long.
    ALL_PATHS = "PKG-ARC-ALL-PATHS";
    /// All files together are too long once inflated.
    INFLATED = "PKG-ARC-INFLATED";
    /// One file is too long once inflated.
    ENTRY_SIZE = "PKG-ARC-ENTRY-SIZE";
    /// A file is too many times longer than its compressed form.
    RATIO = "PKG-ARC-RATIO";
    /// Two entries share bytes of the archive.
    OVERLAP = "PKG-ARC-OVERLAP";
    /// The directory and the header in front of the data disagree.
    HEADERS = "PKG-ARC-HEADERS";
    /// An entry is encrypted.
    ENCRYPTED = "PKG-ARC-ENCRYPTED";
    /// An entry is compressed by a method other than store and deflate.
    METHOD = "PKG-ARC-METHOD";
    /// A symbolic link.
    LINK = "PKG-ARC-LINK";
    /// A device, a pipe or a socket.
    DEVICE = "PKG-ARC-DEVICE";
    /// The content does not have the checksum that was stored with it.
    CRC = "PKG-ARC-CRC";
    /// The content is longer or shorter than declared.
    LENGTH = "PKG-ARC-LENGTH";
    /// The compressed data cannot be inflated.
    DATA = "PKG-ARC-DATA";
    /// A path that climbs out by `..`.
    NAME_TRAVERSAL = "PKG-ARC-NAME-TRAVERSAL";
    /// A path that begins at the root.
    NAME_ABSOLUTE = "PKG-ARC-NAME-ABSOLUTE";
    /// A path that begins with a drive letter.
    NAME_DRIVE = "PKG-ARC-NAME-DRIVE";
    /// A path with control characters, or with characters that reverse the direction of text.
    NAME_CONTROL = "PKG-ARC-NAME-CONTROL";
    /// A path that is empty or has an empty component.
    NAME_EMPTY = "PKG-ARC-NAME-EMPTY";
    /// A path that is too long.
    NAME_LENGTH = "PKG-ARC-NAME-LENGTH";
    /// Two paths that differ in case (or in Unicode form) only.
    NAME_CASE = "PKG-ARC-NAME-CASE";
    /// The same path twice.
    NAME_DUPLICATE = "PKG-ARC-NAME-DUPLICATE";
    /// A path that is a file and a folder.
    NAME_FOLDER = "PKG-ARC-NAME-FOLDER";
    /// Backslashes became slashes.
    NAME_BACKSLASH = "PKG-ARC-NAME-BACKSLASH";
    /// Names in another encoding than they say.
    NAME_ENCODING = "PKG-ARC-NAME-ENCODING";
    /// `./` was taken off.
    NAME_DOT = "PKG-ARC-NAME-DOT";
    /// Bytes in front of the archive were left out.
    PREFIX = "PKG-ARC-PREFIX";
    /// Bytes behind the archive were left out.
    SUFFIX = "PKG-ARC-SUFFIX";
    /// Files that the operating system left behind were dropped.
    JUNK = "PKG-ARC-JUNK";
}
