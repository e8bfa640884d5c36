//! `cargo xtask gen`: the files that are made from the code.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{Metadata, cargo, root};
use crate::{TaskError, client, process};

/// A generated file.
struct Generated {
    path: &'static str,
    text: String,
}

/// The API's description, from which the client's types are made.
const SPECIFICATION: &str = "openapi/openapi.json";

/// Builds what generates, then writes the files or checks that they are current.
pub fn command(check: bool) -> Result<(), TaskError> {
    client::install()?;
    process::run(&mut cargo(["build", "--package", "vidik-server"]))?;
    let metadata = Metadata::read()?;
    generate(&metadata, check)
}

/// The same with a program and packages that are there already.
pub fn generate(metadata: &Metadata, check: bool) -> Result<(), TaskError> {
    let mut stale = Vec::new();
    for file in make(metadata)? {
        let path = root().join(file.path);
        if std::fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        if check {
            stale.push(file.path);
            continue;
        }
        write(&path, &file.text)?;
        println!("{} written", file.path);
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(TaskError::Findings(format!("not current: {} (cargo xtask gen writes them)", stale.join(", "))))
}

fn make(metadata: &Metadata) -> Result<Vec<Generated>, TaskError> {
    let vidik = metadata.program("debug");
    let specification = process::capture(Command::new(&vidik).arg("openapi").current_dir(root()))?;
    let errors = process::capture(Command::new(&vidik).args(["openapi", "--errors"]).current_dir(root()))?;
    Ok(vec![
        Generated { path: "web-client/src/lib/api/schema.d.ts", text: types(metadata, &specification)? },
        Generated { path: SPECIFICATION, text: ended(specification) },
        Generated { path: "openapi/errors.json", text: ended(errors) },
        Generated { path: "web-client/player/src/generated/elements.json", text: vidik_scorm::table_json() },
    ])
}

/// The client's types of a specification, by openapi-typescript.
fn types(metadata: &Metadata, specification: &str) -> Result<String, TaskError> {
    let scratch = metadata.target_directory.join("xtask");
    let (input, output) = (scratch.join("openapi.json"), scratch.join("schema.d.ts"));
    write(&input, specification)?;
    let program: PathBuf = client::folder().join("node_modules/openapi-typescript/bin/cli.js");
    process::capture(
        Command::new("node").arg(program).arg(&input).arg("--output").arg(&output).current_dir(client::folder()),
    )?;
    std::fs::read_to_string(&output).map_err(TaskError::system("the client's types"))
}

fn write(path: &Path, text: &str) -> Result<(), TaskError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(TaskError::system(folder.display().to_string()))?;
    }
    std::fs::write(path, text).map_err(TaskError::system(path.display().to_string()))
}

/// A text file ends with a line break.
fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
