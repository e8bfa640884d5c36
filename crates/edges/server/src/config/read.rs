//! From a settings file and variables to plain values by name.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    keys::{KEYS, Key, Kind, NOT_SETTINGS, nearest, variable_of},
    problem::ConfigProblem,
};

/// What settings are read from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The settings file and what it holds; none where there is no file.
    pub file: Option<(PathBuf, String)>,
    /// Variables by name.
    pub variables: BTreeMap<String, String>,
}

/// A value and where it stands, for the words of an error.
#[derive(Clone, Debug)]
pub struct Value {
    /// As text.
    pub text: String,
    /// `vidik.toml: listen` or `VIDIK_LISTEN`.
    pub place: String,
}

/// Values by the name in the file.
pub type Values = BTreeMap<&'static str, Value>;

/// Reads what is there. Every problem is told, not only the first.
pub fn read(sources: &Sources, warnings: &mut Vec<String>) -> Result<Values, Vec<ConfigProblem>> {
    let (mut values, mut problems) = (Values::new(), Vec::new());
    if let Some((path, text)) = &sources.file {
        read_file(&path.display().to_string(), text, &mut values, &mut problems);
    }
    for key in KEYS {
        read_variable(key, &sources.variables, &mut values, &mut problems);
    }
    warn_of_unknown(sources, warnings);
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

fn read_file(file: &str, text: &str, values: &mut Values, problems: &mut Vec<ConfigProblem>) {
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or(text).lines().count().max(1));
            let reason = error.message().replace('\n', " ");
            problems.push(ConfigProblem::Unreadable { file: file.to_owned(), line, reason });
            return;
        }
    };
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) => {
                for (inner_name, value) in inner {
                    read_entry(file, &format!("{name}.{inner_name}"), &value, values, problems);
                }
            }
            value => read_entry(file, &name, &value, values, problems),
        }
    }
}

fn read_entry(file: &str, name: &str, value: &toml::Value, values: &mut Values, problems: &mut Vec<ConfigProblem>) {
    let place = format!("{file}: {name}");
    let whole = KEYS.iter().find(|key| key.name == name);
    let by_file = || name.strip_suffix("_file").and_then(|stem| secret(stem));
    let Some(key) = whole.or_else(by_file) else {
        let known = KEYS.iter().map(|key| key.name.to_owned());
        let nearest = nearest(name, known);
        problems.push(ConfigProblem::UnknownKey { file: file.to_owned(), key: name.to_owned(), nearest });
        return;
    };
    let text = match (key.kind, value) {
        (Kind::Text | Kind::Secret, toml::Value::String(text)) => text.clone(),
        (Kind::Number, toml::Value::Integer(number)) => number.to_string(),
        (Kind::Switch, toml::Value::Boolean(switch)) => switch.to_string(),
        (kind, _) => {
            problems.push(ConfigProblem::WrongKind { place, kind });
            return;
        }
    };
    let text = if whole.is_some() { Ok(text) } else { secret_file(&place, &text) };
    put(key, text, place, values, problems);
}

fn read_variable(
    key: &Key,
    variables: &BTreeMap<String, String>,
    values: &mut Values,
    problems: &mut Vec<ConfigProblem>,
) {
    let name = key.variable();
    let from_file = format!("{name}_FILE");
    let path = variables.get(&from_file).filter(|_| key.kind == Kind::Secret);
    match (variables.get(&name), path) {
        (Some(_), Some(_)) => problems.push(ConfigProblem::Twice { one: name, other: from_file }),
        (Some(text), None) => {
            values.insert(key.name, Value { text: text.clone(), place: name });
        }
        (None, Some(path)) => {
            values.remove(key.name);
            put(key, secret_file(&from_file, path), from_file, values, problems);
        }
        (None, None) => {}
    }
}

fn put(
    key: &Key,
    text: Result<String, ConfigProblem>,
    place: String,
    values: &mut Values,
    problems: &mut Vec<ConfigProblem>,
) {
    match text {
        Err(problem) => problems.push(problem),
        Ok(text) => {
            if let Some(before) = values.insert(key.name, Value { text, place: place.clone() }) {
                problems.push(ConfigProblem::Twice { one: before.place, other: place });
            }
        }
    }
}

fn secret(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name && key.kind == Kind::Secret)
}

/// A secret ends where its file does, but for the end of the line that editors put there.
fn secret_file(place: &str, path: &str) -> Result<String, ConfigProblem> {
    let problem = |reason: String| ConfigProblem::SecretFile { place: place.to_owned(), path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| problem(error.to_string()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() { Err(problem("it is empty".to_owned())) } else { Ok(text.to_owned()) }
}

fn warn_of_unknown(sources: &Sources, warnings: &mut Vec<String>) {
    let known = || {
        KEYS.iter().flat_map(|key| {
            let name = variable_of(key.name);
            let by_file = (key.kind == Kind::Secret).then(|| format!("{name}_FILE"));
            std::iter::once(name).chain(by_file)
        })
    };
    for name in sources.variables.keys().filter(|name| name.starts_with("VIDIK_")) {
        if NOT_SETTINGS.contains(&name.as_str()) || known().any(|known| known == *name) {
            continue;
        }
        let hint = nearest(name, known()).map_or_else(String::new, |near| format!("; did you mean {near}?"));
        warnings.push(format!("{name} is no setting of this program and changes nothing{hint}"));
    }
}
