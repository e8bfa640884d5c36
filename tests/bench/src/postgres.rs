//! A `PostgreSQL` for the bench: unlike a test's, it waits for the disk, as one in use does.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::failure::{Failure, Tried as _};
use crate::processes::{capture, free_address, run};

/// The server refuses to run as root; Debian's package makes this user.
const USER: &str = "postgres";

const SETTINGS: &str = "-c max_connections=100 -c shared_buffers=128MB -c listen_addresses=127.0.0.1";

/// Ends the server and removes its data when the pipe that it reads from closes.
const CLEAR_UP: &str = r#"
    trap '' INT TERM HUP
    cat > /dev/null
    if [ -f "$2/data/postmaster.pid" ]; then
        $3 "$1/pg_ctl" -s -w -t 60 -D "$2/data" -m immediate stop > /dev/null 2>&1
    fi
    rm -rf "$2"
"#;

/// A running server, or somebody else's.
pub struct Postgres {
    /// Up to the name of the database, `postgres://vidik@127.0.0.1:5432`.
    server: String,
    guard: Option<Child>,
    made: Vec<String>,
    psql: PathBuf,
}

impl Postgres {
    /// That of `VIDIK_TEST_POSTGRES`, or one of our own; none where it is not installed.
    pub fn find(given: Option<&str>) -> Result<Option<Self>, Failure> {
        if let Some(given) = given {
            let server = given.rsplit_once('/').map_or(given, |(server, _)| server).to_owned();
            return Ok(Some(Self { server, guard: None, made: Vec::new(), psql: PathBuf::from("psql") }));
        }
        programs().map(|programs| Self::start(&programs)).transpose()
    }

    fn start(programs: &Path) -> Result<Self, Failure> {
        let as_root = capture(Command::new("id").arg("-u"))? == "0";
        let as_owner = |program: &Path| {
            let mut command = Command::new(if as_root { Path::new("runuser") } else { program });
            if as_root {
                command.args(["-u", USER, "--"]).arg(program);
            }
            // Root's home is closed to `postgres`.
            command.current_dir("/").env("LC_ALL", "C.UTF-8");
            command
        };
        let template = std::env::temp_dir().join("vidik-bench-postgres.XXXXXX");
        let folder = PathBuf::from(capture(as_owner(Path::new("mktemp")).arg("-d").arg(template))?);
        let guard = Command::new("sh")
            .args(["-c", CLEAR_UP, "guard"])
            .arg(programs)
            .arg(&folder)
            .arg(if as_root { format!("runuser -u {USER} --") } else { String::new() })
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .tried("sh")?;
        let port = free_address()?.port();
        let server = format!("postgres://vidik@127.0.0.1:{port}");
        let server = Self { server, guard: Some(guard), made: Vec::new(), psql: programs.join("psql") };
        let data = folder.join("data");
        let mut initdb = as_owner(&programs.join("initdb"));
        run(initdb.args(["--auth=trust", "--username=vidik", "--encoding=UTF8", "--locale=C.UTF-8", "-D"]).arg(&data))?;
        let options = format!("-p {port} -k {} {SETTINGS}", folder.display());
        let mut start = as_owner(&programs.join("pg_ctl"));
        start.args(["-w", "-t", "60", "-o", &options, "-D"]).arg(&data).arg("-l").arg(folder.join("log")).arg("start");
        // It inherits our streams and keeps them open, so nothing of it is read.
        let started = start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !started.tried("pg_ctl")?.success() {
            let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            return Err(Failure::Unexpected(format!("PostgreSQL does not start: {log}")));
        }
        Ok(server)
    }

    /// Makes an empty database and gives its address.
    pub fn database(&mut self, name: &str) -> Result<String, Failure> {
        let name = format!("vidik_bench_{name}_{}", std::process::id());
        self.say(&format!("CREATE DATABASE {name}"))?;
        let address = format!("{}/{name}", self.server);
        self.made.push(name);
        Ok(address)
    }

    /// Removes a database that was made here.
    pub fn drop_database(&self, name: &str) -> Result<(), Failure> {
        self.say(&format!("DROP DATABASE vidik_bench_{name}_{} WITH (FORCE)", std::process::id()))
    }

    fn say(&self, statement: &str) -> Result<(), Failure> {
        let address = format!("{}/postgres", self.server);
        run(Command::new(&self.psql).args(["-X", "-q", "-d", &address, "-c", statement]))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            drop(guard.stdin.take());
            let _ = guard.wait();
            return;
        }
        for name in &self.made {
            let _ = self.say(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The folder with `initdb` and `pg_ctl`; of several versions, the newest.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = installed
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").is_file().then_some((version, programs))
        })
        .max();
    newest.map(|(_, programs)| programs)
}
