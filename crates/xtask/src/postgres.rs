//! A `PostgreSQL` of our own for a test run.
//!
//! It listens on a free port of the loopback interface, keeps its data in a temporary folder, and waits
//! for no disk. As root it runs as the user `postgres`, since the server refuses to run as root; the
//! folder is then one that this user can reach.
//!
//! A small shell guards it: it reads from a pipe that this program holds, and when the pipe closes (at
//! the end of the run, on Ctrl-C, even when this program is killed) it stops the server and removes the
//! data. So nothing is left behind, and no signal needs to be handled here.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{TaskError, machine, process};

/// The user that a server started by root runs as; Debian's package makes it.
const USER: &str = "postgres";

/// A test run needs many short connections and no durability.
const SETTINGS: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
                        -c shared_buffers=128MB -c listen_addresses=127.0.0.1 -c log_min_messages=error";

/// A running server; stopped when dropped.
pub struct Postgres {
    address: String,
    guard: Child,
}

impl Postgres {
    /// Starts one, with the programs of that folder.
    pub fn start(programs: &Path) -> Result<Self, TaskError> {
        let owner = Owner { as_postgres: machine::is_root() };
        let folder = owner.folder()?;
        let guard = owner.guard(programs, &folder)?;
        let mut server = Self { address: String::new(), guard };
        let data = folder.join("data");
        let data_argument = data.to_string_lossy().into_owned();
        eprintln!("— starting PostgreSQL in {data_argument}");
        let mut initdb = owner.command(&programs.join("initdb"));
        initdb.args(["--auth=trust", "--username=vidik", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"]);
        quietly(initdb.arg(&data))?;
        // Between finding a free port and using it another program may take it.
        let mut last = None;
        for _ in 0..3 {
            let port = free_port()?;
            let options = format!("-p {port} -k {} {SETTINGS}", folder.to_string_lossy());
            let mut start = owner.command(&programs.join("pg_ctl"));
            start.args(["-w", "-t", "60", "-D", &data_argument, "-o", &options, "-l"]);
            match quietly(start.arg(folder.join("log")).arg("start")) {
                Ok(()) => {
                    server.address = format!("postgres://vidik@127.0.0.1:{port}/postgres");
                    return Ok(server);
                }
                Err(error) => last = Some(error),
            }
        }
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        let why = log.lines().last().map(str::to_owned).or_else(|| last.map(|error| error.to_string()));
        Err(TaskError::Failed(format!("PostgreSQL does not start: {}", why.unwrap_or_default())))
    }

    /// `postgres://…`, for a user who may create databases.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // Should the guard fail, the operating system's own temporary folder is all that is left.
        let _ = self.guard.wait();
    }
}

struct Owner {
    as_postgres: bool,
}

impl Owner {
    fn command(&self, program: &Path) -> Command {
        let mut command = if self.as_postgres {
            let mut runuser = Command::new("runuser");
            runuser.args(["-u", USER, "--"]).arg(program);
            runuser
        } else {
            Command::new(program)
        };
        // A folder that every user may enter: root's home is closed to `postgres`.
        command.current_dir("/").env("LC_ALL", "C.UTF-8");
        command
    }

    /// A new folder of the server's user. Its path is short, as it also holds the server's socket.
    fn folder(&self) -> Result<PathBuf, TaskError> {
        let within = if self.as_postgres { PathBuf::from("/tmp") } else { std::env::temp_dir() };
        let mut mktemp = self.command(Path::new("mktemp"));
        let path = process::capture(mktemp.arg("-d").arg(within.join("vidik-postgres.XXXXXX")))?;
        Ok(PathBuf::from(path.trim()))
    }

    fn guard(&self, programs: &Path, folder: &Path) -> Result<Child, TaskError> {
        const SCRIPT: &str = r#"
            trap '' INT TERM HUP
            cat > /dev/null
            if [ -f "$2/data/postmaster.pid" ]; then
                $3 "$1/pg_ctl" -s -w -t 60 -D "$2/data" -m immediate stop > /dev/null 2>&1
            fi
            rm -rf "$2"
        "#;
        let prefix = if self.as_postgres { format!("runuser -u {USER} --") } else { String::new() };
        Command::new("sh")
            .args(["-c", SCRIPT, "guard"])
            .arg(programs)
            .arg(folder)
            .arg(prefix)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(TaskError::system("sh"))
    }
}

/// Runs a step whose output matters only when it fails. The server inherits these streams and keeps them
/// open, so they must not be pipes that we read to the end.
fn quietly(command: &mut Command) -> Result<(), TaskError> {
    let name = command.get_args().map(|argument| argument.to_string_lossy()).collect::<Vec<_>>().join(" ");
    if process::succeeds(command) { Ok(()) } else { Err(TaskError::Failed(format!("`{name}` failed"))) }
}

fn free_port() -> Result<u16, TaskError> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(TaskError::system("a free port"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_server_answers_while_it_is_held_and_leaves_nothing() {
        let Some(programs) = machine::postgres_programs() else {
            println!("skipped: PostgreSQL is not installed");
            return;
        };
        let server = Postgres::start(&programs).unwrap();
        let place = server.address().trim_start_matches("postgres://vidik@").trim_end_matches("/postgres").to_owned();
        assert!(TcpStream::connect(&place).is_ok());
        drop(server);
        assert!(TcpStream::connect(&place).is_err());
    }
}
