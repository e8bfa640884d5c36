//! Programs that the bench starts. They end with it, even when it is killed.

use std::io::BufRead as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::{Failure, Tried as _};

/// A folder of our own, and a shell that clears up: it reads from a pipe that we hold, and when the pipe closes it
/// ends what still runs and removes the folder.
pub struct Yard {
    folder: PathBuf,
    guard: Child,
    pinned: bool,
}

const CLEAR_UP: &str = r#"
    trap '' INT TERM HUP
    cat > /dev/null
    for file in "$1"/running/*; do
        [ -e "$file" ] && kill -9 "${file##*/}" 2> /dev/null
    done
    rm -rf "$1"
"#;

impl Yard {
    /// Makes the folder, in the system's own for temporary things.
    pub fn open() -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("vidik-bench-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("running")).tried("a temporary folder")?;
        let guard = Command::new("sh")
            .args(["-c", CLEAR_UP, "guard"])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .tried("sh")?;
        Ok(Self { folder, guard, pinned: pin_ourselves() })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether servers have a core of their own.
    pub fn is_pinned(&self) -> bool {
        self.pinned
    }

    /// A program on the servers' core.
    pub fn on_server_core(&self, program: &Path) -> Command {
        if !self.pinned {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(program);
        command
    }

    /// Starts a program that serves.
    pub fn start(&self, command: &mut Command) -> Result<Running, Failure> {
        let child = command.stdin(Stdio::null()).spawn().tried("a program")?;
        let mark = self.folder.join("running").join(child.id().to_string());
        std::fs::write(&mark, "").tried("a mark of what runs")?;
        Ok(Running { child, mark })
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // Should the guard fail, the folder is all that is left.
        let _ = self.guard.wait();
    }
}

/// A program that runs; killed when dropped.
pub struct Running {
    child: Child,
    mark: PathBuf,
}

impl Running {
    /// What the operating system knows it by.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The first line that it prints.
    pub fn first_line(&mut self) -> Result<String, Failure> {
        let output = self.child.stdout.take();
        let output = output.ok_or_else(|| Failure::Unexpected("a program without output".to_owned()))?;
        let mut line = String::new();
        std::io::BufReader::new(output).read_line(&mut line).tried("a program's first line")?;
        Ok(line.trim().to_owned())
    }

    /// Fails where it has ended already.
    pub fn is_alive(&mut self) -> Result<(), Failure> {
        match self.child.try_wait().tried("a program's state")? {
            None => Ok(()),
            Some(status) => Err(Failure::Unexpected(format!("a program ended early ({status})"))),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.mark);
    }
}

/// Puts the generator on the second core, where there is one and `taskset` to do it.
fn pin_ourselves() -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut taskset = Command::new("taskset");
    taskset.args(["-acp", "1", &std::process::id().to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    cores > 1 && taskset.status().is_ok_and(|status| status.success())
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let name = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output().tried(&name)?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Failure::Unexpected(format!("{name} failed ({}): {errors}", output.status)))
}

/// Runs a program to its end and gives what it prints.
pub fn capture(command: &mut Command) -> Result<String, Failure> {
    let name = format!("{command:?}");
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().tried(&name)?;
    if !output.status.success() {
        return Err(Failure::Unexpected(format!("{name} failed ({})", output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// An address of this machine that nobody listens on.
pub fn free_address() -> Result<SocketAddr, Failure> {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).tried("a free port")
}

/// Processor time that a process took so far; none where the system is not Linux.
pub fn cpu_time(process: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold anything; `utime` and `stime` are the 14th and 15th field (proc_pid_stat(5)).
    let (_, fields) = text.rsplit_once(')')?;
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    // USER_HZ is 100 on every architecture that Linux runs a desktop or server on.
    Some(Duration::from_millis(ticks * 10))
}

/// Memory of a process, in MiB; none where the system is not Linux.
pub fn resident_mib(process: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// Waits until `ready` says yes, for half a minute at most, asking every half a millisecond.
pub fn wait_until(what: &str, mut ready: impl FnMut() -> Result<bool, Failure>) -> Result<(), Failure> {
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until {
        if ready()? {
            return Ok(());
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    Err(Failure::Unexpected(format!("{what} took more than half a minute")))
}
