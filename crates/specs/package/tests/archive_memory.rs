//! Memory stays below 64 MiB whatever an archive says, by the process's own account of its peak.
//!
//! By the account of Linux instead of a counting allocator: that would need unsafe code, and would
//! not see what the allocator itself wastes. A test binary of its own, since the peak is the process's.

#![cfg(target_os = "linux")]
#![expect(clippy::cast_possible_truncation, reason = "the numbers are cut as a lying archive cuts them")]

#[cfg(test)]
#[path = "archive/forge.rs"]
#[expect(dead_code, reason = "the other archive tests use the rest")]
mod forge;

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::io::{self, Write};
    use std::os::fd::AsFd;
    use std::process::{Command, Stdio};

    use vidik_package::archive::{Limits, import};

    use crate::forge::{Forge, Part, forge};

    const MIB: usize = 1024 * 1024;

    /// The most memory that this process ever had resident, in bytes.
    fn peak() -> usize {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let value = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        value.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap() * 1024
    }

    #[test]
    #[ignore = "imports the archive on its standard input, for the test below"]
    fn child() {
        let file = File::from(io::stdin().as_fd().try_clone_to_owned().unwrap());
        let limits = Limits { ratio: 2_000, threads: 4, ..Limits::default() };
        let outcome = import(&file, io::sink(), &limits);
        println!("peak={} accepted={}", peak(), outcome.is_ok());
    }

    /// Imports `archive` in a process of its own: what that one takes at most, and whether it accepted.
    fn imported(archive: impl FnOnce(&mut File)) -> (usize, bool) {
        let mut file = tempfile::tempfile().unwrap();
        archive(&mut file);
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "tests::child", "--ignored", "--nocapture"]).stdin(Stdio::from(file));
        let said = String::from_utf8(child.output().unwrap().stdout).unwrap();
        let line = said.lines().find(|line| line.contains("peak=")).expect("the child ends well");
        let word = |name: &str| line.split_whitespace().find_map(|word| word.strip_prefix(name)).unwrap();
        (word("peak=").parse().unwrap(), word("accepted=") == "true")
    }

    fn end_record(count: u16, size: u32, from: u32) -> Vec<u8> {
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        end.extend([size.to_le_bytes(), from.to_le_bytes()].concat());
        end.extend([0, 0]);
        end
    }

    /// As many entries as are allowed, with paths as long as are allowed together.
    fn full_directory() -> Vec<u8> {
        let parts = (0..100_000).map(|number| Part::stored(&format!("{:0>110}/{number}.html", number % 977), b"x"));
        Forge { count: Some((100_000 % 65_536) as u16), ..forge(parts) }.bytes()
    }

    /// A directory of 128 MiB, nearly all of it extra fields and comments.
    fn padded_directory(file: &mut File) {
        let part = Part::stored("a.html", b"x").central(|said| said.extra = vec![0x99; 60_000]);
        let bytes = forge([part]).bytes();
        let from = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        let mut piece = bytes[from..bytes.len() - 22].to_vec();
        piece[32..34].copy_from_slice(&u16::MAX.to_le_bytes());
        piece.extend(vec![b' '; usize::from(u16::MAX)]);
        let times = 128 * MIB / piece.len();
        file.write_all(&bytes[..from]).unwrap();
        for _ in 0..times {
            file.write_all(&piece).unwrap();
        }
        let size = u32::try_from(piece.len() * times).unwrap();
        file.write_all(&end_record(times as u16, size, from as u32)).unwrap();
    }

    /// Entries with the longest Unicode names beside short ones.
    fn unicode_names() -> Vec<u8> {
        let payload = [&[1][..], &crc32fast::hash(b"a").to_le_bytes(), "б".repeat(500).as_bytes()].concat();
        let field = crate::forge::extra(0x7075, &payload);
        let parts = (0..60_000).map(|_| Part::stored("a", b"").central(|said| said.extra.clone_from(&field)));
        forge(parts).bytes()
    }

    /// Files that come out far longer than they lie there, of every treatment.
    fn long_files() -> Vec<u8> {
        let blank = vec![b' '; 31 * MIB];
        let parts = [
            Part::deflated("film.mp4", &blank),
            Part::deflated("page.html", &blank),
            Part::stored("text.html", &blank),
            Part::deflated("data.bin", &blank),
        ];
        forge(parts).bytes()
    }

    #[test]
    fn no_archive_takes_more_than_sixty_four_mebibytes() {
        for (name, accepted, (peak, outcome)) in [
            ("full directory", true, imported(|file| file.write_all(&full_directory()).unwrap())),
            ("padded directory", false, imported(padded_directory)),
            ("unicode names", false, imported(|file| file.write_all(&unicode_names()).unwrap())),
            ("long files", true, imported(|file| file.write_all(&long_files()).unwrap())),
        ] {
            println!("{name}: {} KiB", peak / 1024);
            assert_eq!(outcome, accepted, "{name}");
            assert!(peak < 64 * MIB, "{name}: {} MiB", peak / MIB);
        }
    }
}
