//! Archives that were made to exhaust something.

use vidik_package::archive::{ArchiveError, Limits, check};

use crate::forge::{Forge, Part, accepted, deflated, forge, page, refused, refused_by};

const MIB: usize = 1024 * 1024;

#[test]
fn a_long_run_of_blanks_is_a_bomb_only_when_it_is_large() {
    let small = Part::deflated("blank.html", &vec![b' '; MIB]);
    accepted(&forge([small]).bytes());
    let large = Part::deflated("blank.html", &vec![b' '; 2 * MIB]);
    assert_eq!(refused(&forge([large])), ["RATIO"]);
}

#[test]
fn a_bomb_that_hides_its_size_is_stopped_at_the_declared_one() {
    let bomb = deflated(&vec![0; 20 * MIB]);
    let part = Part::raw(b"small.txt", 8, b"ten bytes.", bomb);
    assert_eq!(refused(&forge([part])), ["LENGTH"]);
}

#[test]
fn declared_sizes_are_held_to_the_limits_before_anything_is_read() {
    let huge = Part::deflated("film.mp4", b"x").both(|said| said.length = 0xFFFF_FFF0);
    assert_eq!(refused(&forge([huge])), ["ENTRY-SIZE"]);
    let limits = Limits { inflated_bytes: 250, entry_bytes: 100, ..Limits::default() };
    let parts =
        |count: usize| forge((0..count).map(|number| Part::stored(&format!("{number}.bin"), &[7; 100]))).bytes();
    assert!(check(&parts(2), &limits).is_ok());
    assert_eq!(refused_by(&parts(5), &limits), ["INFLATED"]);
    let one = forge([Part::stored("a.bin", &[7; 101])]).bytes();
    assert_eq!(refused_by(&one, &limits), ["ENTRY-SIZE"]);
}

#[test]
fn the_archive_itself_is_held_to_its_limit() {
    let bytes = forge([Part::stored("a.bin", &[7; 100])]).bytes();
    let limits = Limits { compressed_bytes: bytes.len() as u64 - 1, ..Limits::default() };
    assert_eq!(refused_by(&bytes, &limits), ["SIZE"]);
    assert!(check(&bytes, &Limits { compressed_bytes: bytes.len() as u64, ..limits }).is_ok());
}

#[test]
fn too_many_entries_are_refused_whatever_the_end_record_says() {
    let limits = Limits { entries: 10, ..Limits::default() };
    let parts = || (0..11).map(|number| Part::stored(&format!("{number}"), b""));
    assert_eq!(refused_by(&forge(parts()).bytes(), &limits), ["ENTRIES"]);
    let modest = Forge { count: Some(3), ..forge(parts()) };
    assert_eq!(refused_by(&modest.bytes(), &limits), ["ENTRIES"]);
    assert!(check(&forge(parts().take(10)).bytes(), &limits).is_ok());
}

#[test]
fn a_count_of_sixteen_bits_may_run_over() {
    let parts = (0..65_540).map(|number| Part::stored(&format!("{number}"), b""));
    let many = Forge { count: Some(4), ..forge(parts) };
    assert_eq!(accepted(&many.bytes()).index().len(), 65_540);
}

#[test]
fn all_paths_together_are_bounded() {
    let parts = (0..100).map(|number| Part::stored(&format!("{number:0>500}"), b""));
    let limits = Limits { all_paths_bytes: 10_000, ..Limits::default() };
    assert_eq!(refused_by(&forge(parts).bytes(), &limits), ["ALL-PATHS"]);
}

/// One kernel of compressed data that many entries share: all directory entries point at one header.
#[test]
fn entries_on_one_place_overlap() {
    let kernel = Part::deflated("0", &page(1));
    let mut parts = vec![kernel.clone()];
    for _ in 1..50 {
        parts.push(Part { phantom: true, offset: Some(0), ..kernel.clone() });
    }
    assert!(refused(&forge(parts)).iter().all(|rule| rule == "OVERLAP"));
}

/// The better kind of bomb: every entry quotes the next one's local header in a stored deflate block,
/// so that headers, names and checksums are all right and only the spans overlap.
#[test]
fn quoted_overlapping_entries_are_refused() {
    let kernel = page(1);
    let last = Part::deflated("1", &kernel);
    let quoted = forge([last.clone()]).bytes();
    let header = &quoted[..31];
    let length = header.len() as u16;
    let mut data = vec![0];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    let header_at = 31 + data.len() as u32;
    data.extend(header);
    data.extend(&last.data);
    let content = [header, &kernel].concat();
    let first = Part::raw(b"0", 8, &content, data);
    let second = Part { phantom: true, offset: Some(header_at), ..last };
    assert_eq!(refused(&forge([first, second])), ["OVERLAP"]);
}

#[test]
fn nothing_is_inflated_once_entries_overlap() {
    // The second entry's data are broken, which only reading would show.
    let parts = [
        Part::deflated("0", &page(1)),
        Part::raw(b"1", 8, b"abc", b"\xff\xff\xff".to_vec()),
        Part { phantom: true, offset: Some(0), ..Part::deflated("0", &page(1)) },
    ];
    assert_eq!(refused(&forge(parts)), ["OVERLAP"]);
}

#[test]
fn one_thread_finds_what_four_find() {
    let parts = || (0..40).map(|number| Part::deflated(&format!("{number}.html"), &page(number)));
    let bad = parts().chain([Part::stored("bad", b"abc").both(|said| said.crc32 ^= 1)]);
    let bytes = forge(bad).bytes();
    for threads in [1, 4] {
        let limits = Limits { threads, ..Limits::default() };
        assert_eq!(refused_by(&bytes, &limits), ["CRC"]);
        let good = check(&forge(parts()).bytes(), &limits).unwrap();
        assert_eq!(good.index(), accepted(&forge(parts()).bytes()).index());
    }
}

#[test]
fn a_reader_that_fails_is_not_the_authors_fault() {
    struct Failing(Vec<u8>);
    impl vidik_package::archive::ReadAt for Failing {
        fn size(&self) -> std::io::Result<u64> {
            Ok(self.0.len() as u64)
        }
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
            if offset > 30 && offset < 2_000 {
                return Err(std::io::Error::other("disk on fire"));
            }
            self.0.as_slice().read_at(buffer, offset)
        }
    }
    let content: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let reader = Failing(forge([Part::stored("a.bin", &content)]).bytes());
    assert!(matches!(check(&reader, &Limits::default()), Err(ArchiveError::Io(_))));
}
