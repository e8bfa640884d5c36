//! Every setting there is: its name in the file, its variable, what it is for.

/// What kind of value a setting has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
    /// A text that must not be seen: may also stand in a file of its own, which `…_file` names.
    Secret,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name in `vidik.toml`, with its table before a dot.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// One line for people.
    pub about: &'static str,
}

impl Key {
    /// The variable that overrides the file: `s3.endpoint` is `VIDIK_S3_ENDPOINT`.
    pub fn variable(&self) -> String {
        variable_of(self.name)
    }
}

/// The variable of a name in the file.
pub fn variable_of(name: &str) -> String {
    let mut variable = String::from("VIDIK_");
    variable.extend(name.chars().map(|letter| match letter {
        '.' | '-' => '_',
        letter => letter.to_ascii_uppercase(),
    }));
    variable
}

const fn key(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, about }
}

/// All of them, in the order in which `vidik config keys` prints them.
pub const KEYS: &[Key] = &[
    key("listen", Kind::Text, "address and port of the app"),
    key("public_url", Kind::Text, "where people reach the app"),
    key("content_listen", Kind::Text, "address and port of course content"),
    key("content_url", Kind::Text, "where people reach course content, on another host; may hold {package}"),
    key("database_url", Kind::Secret, "sqlite://path or postgres://user:password@host/database"),
    key("blob_url", Kind::Text, "file://folder or s3://bucket/prefix"),
    key("workers", Kind::Number, "threads that answer requests; as many as the machine has where not set"),
    key("shutdown_seconds", Kind::Number, "how long requests in flight may take when the server stops"),
    key("behind_proxy", Kind::Switch, "whether the last address in X-Forwarded-For is believed"),
    key("metrics_token", Kind::Secret, "reads /metrics from other machines; without it only this machine may"),
    key(
        "forwarding_key",
        Kind::Secret,
        "seals the secrets of record stores that statements are forwarded to; a key in the database where not set",
    ),
    key("log_level", Kind::Text, "error, warn, info, debug, or a list as info,vidik_learning=debug"),
    key("log_format", Kind::Text, "json for programs, pretty for people"),
    key("admin_email", Kind::Text, "sign-in name of the administrator that the first start makes"),
    key("admin_password", Kind::Secret, "its password; a random one is printed once where not set"),
    key("centre_name.en", Kind::Text, "what learners read at the top of the page, in English"),
    key("centre_name.sr-Cyrl", Kind::Text, "the same in Serbian, in Cyrillic"),
    key("centre_name.mk", Kind::Text, "the same in Macedonian"),
    key(
        "fallback.en",
        Kind::Text,
        "languages, best first, for who reads English where a text has no English: mk, sr-Cyrl",
    ),
    key("fallback.sr-Cyrl", Kind::Text, "the same for Serbian in Cyrillic, which comes in either script before them"),
    key("fallback.sr-Latn", Kind::Text, "the same for Serbian in Latin letters"),
    key("fallback.mk", Kind::Text, "the same for Macedonian; English where not set"),
    key("import.compressed_megabytes", Kind::Number, "largest archive that is taken in"),
    key("import.inflated_megabytes", Kind::Number, "all its files together once inflated"),
    key("import.file_megabytes", Kind::Number, "one of its files once inflated"),
    key("import.ratio", Kind::Number, "how many times longer than its compressed form a file may be"),
    key("import.files", Kind::Number, "files in an archive"),
    key("s3.endpoint", Kind::Text, "for stores that are not Amazon's, as https://minio.example"),
    key("s3.region", Kind::Text, "as eu-central-1"),
    key("s3.access_key_id", Kind::Text, "the key's id"),
    key("s3.secret_access_key", Kind::Secret, "the key's secret"),
    key("s3.allow_http", Kind::Switch, "whether http:// will do for the endpoint"),
    key("s3.cache_folder", Kind::Text, "where archives from S3 are kept for a while"),
    key("s3.cache_megabytes", Kind::Number, "how much of them"),
];

/// Variables that begin with `VIDIK_` and are no settings: the settings file itself, and what tests and builds read.
pub const NOT_SETTINGS: &[&str] = &["VIDIK_CONFIG", "VIDIK_TEST_POSTGRES", "VIDIK_SCORM_CASES"];

/// The known name that is most like `name`, when one is.
pub fn nearest(name: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    let bound = name.chars().count() / 3 + 1;
    known
        .into_iter()
        .map(|candidate| (distance(name, &candidate), candidate))
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance: letters put in, left out or exchanged.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut next = vec![line + 1];
        for ((above, pair), wanted) in row.iter().skip(1).zip(row.iter()).zip(&other) {
            let exchanged = pair + usize::from(letter != *wanted);
            let left = next.last().copied().unwrap_or(line);
            next.push(exchanged.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_variables() {
        assert_eq!(variable_of("s3.access_key_id"), "VIDIK_S3_ACCESS_KEY_ID");
        assert_eq!(variable_of("centre_name.sr-Cyrl"), "VIDIK_CENTRE_NAME_SR_CYRL");
        assert_eq!((distance("listne", "listen"), distance("", "abc"), distance("same", "same")), (2, 3, 0));
        let names = || KEYS.iter().map(|key| key.name.to_owned());
        assert_eq!(nearest("publik_url", names()).as_deref(), Some("public_url"));
        assert_eq!(nearest("quite_another_thing", names()), None);
    }
}
