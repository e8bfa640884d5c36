use super::*;

fn sources(file: &str, variables: &[(&str, &str)]) -> Sources {
    Sources {
        file: (!file.is_empty()).then(|| (PathBuf::from("vidik.toml"), file.to_owned())),
        variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    }
}

fn loaded(file: &str, variables: &[(&str, &str)]) -> Loaded {
    from_sources(&sources(file, variables)).unwrap()
}

fn problems(file: &str, variables: &[(&str, &str)]) -> Vec<String> {
    from_sources(&sources(file, variables)).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_set_is_the_demonstration_on_this_machine() {
    let Loaded { config, warnings } = loaded("", &[]);
    assert_eq!(config.addresses.public_url(8080).as_str(), "http://localhost:8080/");
    assert_eq!(config.addresses.content_url(8081), "http://127.0.0.1:8081");
    assert_eq!(
        (config.database_url.as_str(), config.blob_url.as_str()),
        ("sqlite://data/vidik.db", "file://data/blobs")
    );
    assert_eq!(config.addresses.neighbours(), Neighbours::Apart);
    assert!(!config.addresses.in_production() && config.addresses.shares_this_machine());
    assert!(warnings.is_empty());
}

#[test]
fn a_variable_overrides_the_file() {
    let file =
        "listen = \"0.0.0.0:80\"\nworkers = 3\n[centre_name]\nsr-Cyrl = \"Центар\"\n[import]\nfile_megabytes = 5\n";
    let config = loaded(file, &[("VIDIK_LISTEN", "127.0.0.1:9000"), ("VIDIK_CENTRE_NAME_MK", "Центарот")]).config;
    assert_eq!(config.addresses.listen, "127.0.0.1:9000");
    assert_eq!(config.workers, 3);
    assert_eq!(config.limits.archive.entry_bytes, 5 << 20);
    let name = |language: InterfaceLanguage| config.centre_name.get(&language.into()).unwrap().to_owned();
    assert_eq!((name(InterfaceLanguage::SrCyrl), name(InterfaceLanguage::Mk)), ("Центар".into(), "Центарот".into()));
}

#[test]
fn chains_of_languages() {
    let config = loaded("[fallback]\nmk = \"sr-Cyrl, en\"\n", &[("VIDIK_FALLBACK_SR_LATN", "mk")]).config;
    let chain = |language: InterfaceLanguage| config.fallback.get(&language).map(|tags| format!("{tags:?}"));
    assert_eq!(chain(InterfaceLanguage::Mk).as_deref(), Some("[\"sr-Cyrl\", \"en\"]"));
    assert_eq!(chain(InterfaceLanguage::SrLatn).as_deref(), Some("[\"mk\"]"));
    assert_eq!(chain(InterfaceLanguage::En), None);
}

#[test]
fn unknown_keys_are_refused_all_at_once() {
    let told = problems("listne = \"x\"\nworkers = \"many\"\n[s3]\nendpint = \"x\"\n[mail]\nhost = \"x\"\n", &[]);
    assert_eq!(
        told,
        [
            "vidik.toml: there is no setting listne; did you mean listen?",
            "vidik.toml: there is no setting mail.host; `vidik config keys` lists all of them",
            "vidik.toml: there is no setting s3.endpint; did you mean s3.endpoint?",
            "vidik.toml: workers must be a whole number, without quotation marks",
        ]
    );
}

#[test]
fn unknown_variables_warn() {
    let warnings = loaded("", &[("VIDIK_LISTN", "x"), ("VIDIK_TEST_POSTGRES", "x"), ("HOME", "x")]).warnings;
    assert_eq!(warnings, ["VIDIK_LISTN is no setting of this program and changes nothing; did you mean VIDIK_LISTEN?"]);
}

#[test]
fn secrets_come_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    std::fs::write(&path, "correct horse\n").unwrap();
    let path = path.to_str().unwrap();
    let by_file = loaded(&format!("admin_password_file = {path:?}\n"), &[]).config;
    let by_variable = loaded("", &[("VIDIK_ADMIN_PASSWORD_FILE", path)]).config;
    let over_the_file = loaded("admin_password = \"another one\"\n", &[("VIDIK_ADMIN_PASSWORD_FILE", path)]).config;
    for config in [by_file, by_variable, over_the_file] {
        assert_eq!(config.admin_password.as_deref(), Some("correct horse"));
    }
    let both = [("VIDIK_METRICS_TOKEN", "x"), ("VIDIK_METRICS_TOKEN_FILE", path)];
    assert_eq!(
        problems("", &both),
        ["VIDIK_METRICS_TOKEN and VIDIK_METRICS_TOKEN_FILE are both set; keep one of them"]
    );
    let told = problems("", &[("VIDIK_ADMIN_PASSWORD_FILE", "/nowhere/at/all")]);
    assert!(told[0].starts_with("VIDIK_ADMIN_PASSWORD_FILE: the file /nowhere/at/all cannot be used"), "{told:?}");
    assert!(problems("listen_file = \"x\"\n", &[])[0].contains("there is no setting listen_file"));
}

#[test]
fn values_that_cannot_be_used() {
    for (name, value, part) in [
        ("VIDIK_LISTEN", "8080", "127.0.0.1:8080"),
        ("VIDIK_PUBLIC_URL", "https://learn.example/centre", "without a path"),
        ("VIDIK_CONTENT_URL", "content.example", "{package}"),
        ("VIDIK_CONTENT_URL", "http://localhost:8080", "another host"),
        ("VIDIK_WORKERS", "0", "from 1 to 1024"),
        ("VIDIK_BEHIND_PROXY", "yes", "neither true nor false"),
        ("VIDIK_LOG_FORMAT", "xml", "neither json nor pretty"),
        ("VIDIK_ADMIN_PASSWORD", "short", "at least 8"),
        ("VIDIK_S3_ACCESS_KEY_ID", "id", "set together"),
        ("VIDIK_FALLBACK_MK", "sr_Cyrl", "language tags"),
        ("VIDIK_LOG_LEVEL", "vidik_http=loud", "info,vidik_http=debug"),
        ("VIDIK_DATABASE_URL", "mysql://vidik:secret@host/vidik", "begins with sqlite:"),
        ("VIDIK_BLOB_URL", "data/blobs", "begins with file://"),
    ] {
        let told = problems("", &[(name, value)]);
        assert!(told.len() == 1 && told[0].contains(part) && !told[0].contains('\n'), "{told:?}");
        assert!(!told[0].contains("secret@"), "{told:?}");
    }
    assert_eq!(problems("listen = \n", &[]).len(), 1);
}

#[test]
fn origins_and_how_near_they_are() {
    let near = |public: &str, content: &str| {
        let config = loaded("", &[("VIDIK_PUBLIC_URL", public), ("VIDIK_CONTENT_URL", content)]).config;
        (config.addresses.neighbours(), config.addresses.in_production())
    };
    assert_eq!(near("https://learn.example", "https://{package}.usercontent.example"), (Neighbours::Apart, true));
    assert_eq!(near("https://learn.centre.example", "https://content.centre.example"), (Neighbours::SameSite, true));
    assert_eq!(near("https://learn.example", "https://learn.example:8443"), (Neighbours::SameHost, true));
    assert_eq!(near("http://localhost:8080", "http://127.0.0.1:8081"), (Neighbours::Apart, false));
}

#[test]
fn every_setting_stands_in_the_readme() {
    let readme = include_str!("../../../../../README.md");
    let (_, from) = readme.split_once("\n## Settings").unwrap();
    let table = from.split("\n## ").next().unwrap();
    for key in KEYS {
        // Languages and what belongs together share a line: `centre_name.en`, `.sr-Cyrl`, `.mk`.
        let (group, last) = key.name.split_once('.').unwrap_or((key.name, ""));
        let is_there = |row: &str| {
            row.contains(&format!("`{}`", key.name))
                || row.contains(&format!("`{group}.")) && row.contains(&format!("`.{last}`"))
        };
        let row = table.lines().find(|row| is_there(row));
        let is_told = |row: &str| key.kind != Kind::Secret || row.contains('●');
        assert!(row.is_some_and(is_told), "{}: {row:?}", key.name);
    }
}

#[test]
fn every_setting_is_named_once() {
    let mut variables: Vec<String> = KEYS.iter().map(keys::Key::variable).collect();
    variables.sort();
    let count = variables.len();
    variables.dedup();
    assert_eq!(variables.len(), count);
}
