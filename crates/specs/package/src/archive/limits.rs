//! How much of an archive is taken in before it is refused.

/// One kibibyte, mebibyte and gibibyte, in bytes.
const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const GIB: u64 = 1024 * MIB;

/// The bounds that an uploaded archive has to keep. All of them can be set; the defaults fit large
/// courses with video and stop archives that were made to exhaust memory, disk or time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the uploaded archive.
    pub compressed_bytes: u64,
    /// Bytes of all files together once inflated.
    pub inflated_bytes: u64,
    /// Bytes of one file once inflated.
    pub entry_bytes: u64,
    /// How many times longer than its compressed form a file may be.
    pub ratio: u64,
    /// Files up to this many bytes may have any ratio: a page of blanks is no attack.
    pub ratio_floor_bytes: u64,
    /// Entries of the archive's directory, folders and dropped files included.
    pub entries: u64,
    /// Bytes of one path.
    pub path_bytes: usize,
    /// Bytes of all paths together; bounds the memory that the directory takes.
    pub all_paths_bytes: usize,
    /// Bytes of the manifest, and of every other XML file that the import reads.
    pub manifest_bytes: u64,
    /// How deep elements may lie within each other in XML.
    pub xml_depth: usize,
    /// Threads that inflate and compare; 0 takes as many as the machine has, four at most.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            compressed_bytes: 2 * GIB,
            inflated_bytes: 4 * GIB,
            entry_bytes: GIB,
            ratio: 200,
            ratio_floor_bytes: MIB,
            entries: 100_000,
            path_bytes: 1024,
            all_paths_bytes: 12 * 1024 * 1024,
            manifest_bytes: 32 * MIB,
            xml_depth: 256,
            threads: 0,
        }
    }
}

impl Limits {
    /// The threads to use for `files` files: never more than there is work for.
    pub(super) fn threads_for(&self, files: usize) -> usize {
        const MOST: usize = 4;
        let wanted = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from).min(MOST),
            set => set.min(64),
        };
        wanted.min(files / 8 + 1)
    }
}
