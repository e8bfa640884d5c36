//! Running other programs.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;

use crate::TaskError;

/// Runs a program with our own output; fails when it fails.
pub fn run(command: &mut Command) -> Result<(), TaskError> {
    announce(command);
    let status = command.stdin(Stdio::null()).status().map_err(TaskError::system(name_of(command)))?;
    succeeded(command, status)
}

/// Runs a program and gives what it prints; its errors go to ours.
pub fn capture(command: &mut Command) -> Result<String, TaskError> {
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(TaskError::system(name_of(command)))?;
    succeeded(command, output.status)?;
    String::from_utf8(output.stdout).map_err(|_| TaskError::Failed(format!("{} prints no UTF-8", name_of(command))))
}

/// Whether a program runs and succeeds, quietly.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a program, passes on its output, and shows each line to `see` without colours.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<ExitStatus, TaskError> {
    announce(command);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(TaskError::system(name_of(command)))?;
    let (sender, lines) = mpsc::channel();
    std::thread::scope(|scope| {
        if let Some(output) = child.stdout.take() {
            let sender = sender.clone();
            scope.spawn(move || pass_lines(output, false, &sender));
        }
        if let Some(errors) = child.stderr.take() {
            scope.spawn(move || pass_lines(errors, true, &sender));
        }
        for line in lines {
            see(&line);
        }
    });
    child.wait().map_err(TaskError::system(name_of(command)))
}

fn pass_lines(stream: impl Read, to_errors: bool, sender: &mpsc::Sender<String>) {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        // A closed terminal is no reason to stop a test run.
        let _ = if to_errors { std::io::stderr().write_all(&line) } else { std::io::stdout().write_all(&line) };
        let _ = sender.send(without_colours(&String::from_utf8_lossy(&line)));
        line.clear();
    }
}

/// Takes ANSI control sequences out of a line.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.trim_end().chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(letter);
        }
    }
    plain
}

fn announce(command: &Command) {
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    eprintln!("— {} {}", name_of(command), arguments.join(" "));
}

fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<(), TaskError> {
    if status.success() {
        return Ok(());
    }
    let first = command.get_args().next().map(|argument| format!(" {}", argument.to_string_lossy()));
    Err(TaskError::Failed(format!("`{}{}` failed ({status})", name_of(command), first.unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(without_colours("\u{1b}[32;1m12 passed\u{1b}[0m, 1 failed\n"), "12 passed, 1 failed");
    }
}
