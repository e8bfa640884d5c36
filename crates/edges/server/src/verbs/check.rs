//! `vidik check`: whether a package can be used.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::{Value, json};
use vidik_base::InterfaceLanguage;
use vidik_catalogue::look_at_package;
use vidik_course::messages::catalogue;
use vidik_lang::{Catalogue, interface_language};
use vidik_package::{CourseTree, Finding, Severity};

use super::{folder, preview, say};
use crate::{
    config,
    failure::{Failure, OrFail as _},
};

/// Say whether a package can be used, and what is wrong with it.
#[derive(Debug, Args)]
pub struct Check {
    /// The archive, a cmi5 course structure, or the folder of a course
    #[arg(value_name = "FILE.zip|cmi5.xml|DIR")]
    file: PathBuf,
    /// Check a folder again whenever it changes, and show its lessons on this machine until Ctrl-C
    #[arg(long, conflicts_with = "json")]
    watch: bool,
    /// Where the lessons are shown
    #[arg(long, value_name = "PORT", default_value_t = 8090, requires = "watch")]
    port: u16,
    /// Print the import report as JSON
    #[arg(long)]
    json: bool,
    /// Language of the findings: en, sr-Cyrl, sr-Latn or mk
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: InterfaceLanguage,
}

pub(super) fn language(tag: &str) -> Result<InterfaceLanguage, String> {
    interface_language(tag).ok_or_else(|| "one of en, sr-Cyrl, sr-Latn, mk".to_owned())
}

pub fn run(verb: &Check) -> Result<ExitCode, Failure> {
    let name = verb.file.display();
    if verb.file.is_dir() {
        return check_folder(verb);
    }
    if verb.watch {
        return Err(Failure::new(format!("{name} is no folder; only a course's folder can be watched")));
    }
    let limits = config::load()?.config.limits;
    let file = std::fs::File::open(&verb.file).or_fail(&format!("{name} cannot be opened"))?;
    let (tree, findings) = look_at_package(file, &limits).or_fail(&format!("{name} cannot be read"))?;
    if verb.json {
        say(report_json(tree.as_ref(), &findings, verb.lang).to_string());
    } else {
        report_words(tree.as_ref(), &findings, verb.lang);
    }
    Ok(if tree.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A course's folder, once or until it is enough.
fn check_folder(verb: &Check) -> Result<ExitCode, Failure> {
    if verb.watch {
        return preview::run(&verb.file, verb.port, verb.lang);
    }
    let (course, findings) = folder::course(&verb.file)?;
    let tree = course.map(|course| course.tree());
    let findings = findings.into_vec();
    if verb.json {
        say(report_json(tree.as_ref(), &findings, verb.lang).to_string());
    } else {
        report_words(tree.as_ref(), &findings, verb.lang);
    }
    Ok(if tree.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the import report says, in the shape that the API gives it.
fn report_json(tree: Option<&CourseTree>, findings: &[Finding], language: InterfaceLanguage) -> Value {
    let words = catalogue();
    let findings: Vec<Value> = findings.iter().map(|finding| finding_json(&words, finding, language)).collect();
    json!({
        "verdict": if tree.is_some() { "usable" } else { "refused" },
        "format": tree.map(|tree| tree.format),
        "edition": tree.map(|tree| tree.edition),
        "title": tree.map(|tree| &tree.title),
        "languages": tree.map(|tree| &tree.languages),
        "findings": findings,
    })
}

fn finding_json(words: &Catalogue, finding: &Finding, language: InterfaceLanguage) -> Value {
    let text = finding.text(words, language);
    json!({
        "severity": finding.severity,
        "rule": finding.rule,
        "file": finding.file,
        "line": finding.line,
        "message": text.message,
        "advice": text.advice,
    })
}

pub(super) fn report_words(tree: Option<&CourseTree>, findings: &[Finding], language: InterfaceLanguage) {
    let words = catalogue();
    for finding in findings {
        print_finding(&words, finding, language);
    }
    match tree {
        Some(tree) => say(format!("usable: {}", tree.title)),
        None => say("not usable"),
    }
}

/// One finding: where, what, and what to do about it.
pub(super) fn print_finding(words: &Catalogue, finding: &Finding, language: InterfaceLanguage) {
    let text = finding.text(words, language);
    let place = match (&finding.file, finding.line) {
        (Some(file), Some(line)) => format!(" {file}:{line}:"),
        (Some(file), None) => format!(" {file}:"),
        (None, _) => String::new(),
    };
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Repaired => "repaired",
        Severity::Hint => "hint",
    };
    say(format!("{severity} [{}]{place} {}", finding.rule, text.message));
    if !text.advice.is_empty() {
        say(format!("    {}", text.advice));
    }
}
