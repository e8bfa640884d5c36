//! `vidik pack`: a course's folder as a package.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_course::{Course, ExportTarget, SourceFiles, export, pack, read};
use vidik_package::messages::catalogue;

use super::{
    check::{language, print_finding},
    folder, say,
};
use crate::failure::{Failure, OrFail as _};

/// Make a package of a course's folder.
#[derive(Debug, Args)]
pub struct Pack {
    /// The folder, with its course.json
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// For whom: this program, with all languages; or other systems, in one
    #[arg(long = "as", value_name = "FORMAT", value_enum, default_value_t = Format::Native)]
    format: Format,
    /// The language of a package for other systems: en, sr-Cyrl, sr-Latn, mk …; the course's master where absent
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Where to write it; <id>.zip, or <id>-<format>-<language>.zip, in this folder where absent
    #[arg(short, long, value_name = "FILE.zip")]
    output: Option<PathBuf>,
    /// Language of the findings: en, sr-Cyrl, sr-Latn or mk
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    findings: InterfaceLanguage,
}

/// What a package is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Vidik's own, with every language.
    Native,
    /// SCORM 1.2.
    Scorm12,
    /// SCORM 2004, 4th Edition.
    Scorm2004,
    /// cmi5.
    Cmi5,
}

impl Format {
    const fn word(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Scorm12 => "scorm12",
            Self::Scorm2004 => "scorm2004",
            Self::Cmi5 => "cmi5",
        }
    }

    const fn target(self) -> Option<ExportTarget> {
        match self {
            Self::Native => None,
            Self::Scorm12 => Some(ExportTarget::Scorm12),
            Self::Scorm2004 => Some(ExportTarget::Scorm2004),
            Self::Cmi5 => Some(ExportTarget::Cmi5),
        }
    }
}

pub fn run(verb: &Pack) -> Result<ExitCode, Failure> {
    let name = verb.folder.display();
    if verb.lang.is_some() && verb.format == Format::Native {
        return Err(Failure::new("a package of our own format holds every language; leave --lang out"));
    }
    let files = folder::files(&verb.folder)?;
    let (course, findings) = read(&files);
    let words = catalogue();
    findings.iter().for_each(|finding| print_finding(&words, finding, verb.findings));
    let Some(course) = course else {
        return Err(Failure::new(format!("{name} cannot be packed; mend what is listed as an error")));
    };
    let (archive, file) = packed(verb, &course, &files)?;
    let output = verb.output.clone().unwrap_or_else(|| PathBuf::from(file));
    write_whole(&output, &archive).or_fail(&format!("{} cannot be written", output.display()))?;
    say(output.display().to_string());
    Ok(ExitCode::SUCCESS)
}

/// The archive, and what it is called where nobody says.
fn packed(verb: &Pack, course: &Course, files: &SourceFiles) -> Result<(Vec<u8>, String), Failure> {
    let Some(target) = verb.format.target() else { return Ok((pack(files), format!("{}.zip", course.id))) };
    let tag = verb.lang.as_deref().unwrap_or(course.master.as_str());
    let reading = LanguageTag::parse(tag).map_err(|_| Failure::new(format!("{tag} is no language tag; try en")))?;
    let run_time = vidik_http::export_run_time();
    if run_time.is_empty() {
        return Err(Failure::new("this program was built without its player; build it with: cargo xtask run"));
    }
    let package = export(course, files, target, &reading, &run_time).map_err(|error| {
        let languages: Vec<&str> = course.languages.iter().map(LanguageTag::as_str).collect();
        Failure::new(format!("{error}; it has {}", languages.join(", ")))
    })?;
    Ok((pack(&package), format!("{}-{}-{reading}.zip", course.id, verb.format.word())))
}

/// Beside its place first, so that what stands there is whole at any time.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
