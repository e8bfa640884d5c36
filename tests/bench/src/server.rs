//! The server that is measured: its program, its database, its files.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Answer, Connection, request};
use crate::failure::{Failure, Tried as _};
use crate::processes::{Running, Yard, free_address, run, wait_until};

/// Where an installation keeps its things, and where it listens.
pub struct Site<'a> {
    yard: &'a Yard,
    program: &'a Path,
    folder: PathBuf,
    database: String,
    /// The app.
    pub app: SocketAddr,
    /// Course content.
    pub content: SocketAddr,
}

impl<'a> Site<'a> {
    /// An installation that nothing is in yet; without an address its database is a SQLite file.
    pub fn new(yard: &'a Yard, program: &'a Path, name: &str, postgres: Option<String>) -> Result<Self, Failure> {
        let folder = yard.folder().join(name);
        std::fs::create_dir_all(&folder).tried("a folder for the server")?;
        let database = postgres.unwrap_or_else(|| format!("sqlite://{}/vidik.db", folder.display()));
        Ok(Self { yard, program, folder, database, app: free_address()?, content: free_address()? })
    }

    /// The address of its database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Removes everything that it keeps in files.
    pub fn remove(&self) -> Result<(), Failure> {
        std::fs::remove_dir_all(&self.folder).tried("the server's folder")
    }

    fn settle(&self, mut command: Command) -> Command {
        command
            .current_dir(&self.folder)
            .env("VIDIK_LISTEN", self.app.to_string())
            .env("VIDIK_CONTENT_LISTEN", self.content.to_string())
            .env("VIDIK_PUBLIC_URL", format!("http://localhost:{}", self.app.port()))
            .env("VIDIK_CONTENT_URL", format!("http://{}", self.content))
            .env("VIDIK_DATABASE_URL", &self.database)
            .env("VIDIK_BLOB_URL", format!("file://{}/blobs", self.folder.display()))
            .stdout(Stdio::null());
        command
    }

    /// Makes the tables and the demonstration Centre.
    pub fn fill(&self) -> Result<(), Failure> {
        for verb in ["migrate", "seed"] {
            let mut command = self.settle(Command::new(self.program));
            run(command.arg(verb))?;
        }
        Ok(())
    }

    /// Starts to serve; says how long it took until it was ready.
    pub fn serve(&self) -> Result<(Running, Duration), Failure> {
        let log = std::fs::File::create(self.folder.join("log")).tried("a log")?;
        let mut command = self.settle(self.yard.on_server_core(self.program));
        let begun = Instant::now();
        let mut server = self.yard.start(command.arg("serve").stderr(log))?;
        wait_until("the server's start", || {
            server.is_alive()?;
            Ok(is_ready(self.app))
        })?;
        Ok((server, begun.elapsed()))
    }
}

/// Asks `/health/ready` without waiting for anything else.
fn is_ready(address: SocketAddr) -> bool {
    use std::io::{Read as _, Write as _};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else { return false };
    let mut answer = [0; 12];
    let asked = stream.write_all(&request("GET", "/health/ready", &[("connection", "close")], b""));
    let read = asked.and_then(|()| stream.set_read_timeout(Some(Duration::from_secs(2))));
    read.and_then(|()| stream.read_exact(&mut answer)).is_ok() && answer.ends_with(b" 200")
}

/// Somebody who calls the API.
pub struct Caller {
    connection: Connection,
    token: Option<String>,
}

impl Caller {
    /// A stranger.
    pub async fn stranger(address: SocketAddr) -> Result<Self, Failure> {
        Ok(Self { connection: Connection::open(address).await?, token: None })
    }

    /// Somebody of the demonstration Centre.
    pub async fn sign_in(address: SocketAddr, name: &str) -> Result<Self, Failure> {
        let mut caller = Self::stranger(address).await?;
        let answer = caller.post("/api/v1/auth/token", &json!({ "email": name, "password": "vidik-demo" })).await?;
        caller.token = answer.get("access_token").and_then(Value::as_str).map(str::to_owned);
        Ok(caller)
    }

    /// What the server gave this caller to show.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// Reads something.
    pub async fn get(&mut self, path: &str) -> Result<Answer, Failure> {
        self.send("GET", path, "application/json", b"").await
    }

    /// Sends JSON and gives the JSON that comes back.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value, Failure> {
        let answer = self.send("POST", path, "application/json", body.to_string().as_bytes()).await?;
        answer.json().map_err(|failure| Failure::Unexpected(format!("POST {path}: {failure}")))
    }

    /// Uploads a package.
    pub async fn upload(&mut self, archive: &[u8]) -> Result<Value, Failure> {
        const BOUNDARY: &str = "a-boundary-that-no-archive-holds-5f2c";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bench.zip\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(archive);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send("POST", "/api/v1/packages", &kind, &body).await?.json()
    }

    async fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer, Failure> {
        let bearer = format!("Bearer {}", self.token());
        let mut headers = vec![("content-type", kind)];
        if self.token.is_some() {
            headers.push(("authorization", &bearer));
        }
        self.connection.answer_to(&request(method, path, &headers, body)).await
    }
}

/// A text in an answer.
pub fn text(value: &Value, pointer: &str) -> Result<String, Failure> {
    let found = value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| Failure::Unexpected(format!("no {pointer} in {value}")))
}

/// Takes in a package and makes published courses of it.
pub async fn publish(author: &mut Caller, archive: &[u8], slugs: &[String]) -> Result<String, Failure> {
    let package = text(&author.upload(archive).await?, "/id")?;
    for slug in slugs {
        author.post("/api/v1/courses", &json!({ "package_id": package, "slug": slug })).await?;
        author.post(&format!("/api/v1/courses/{slug}/publish"), &json!({})).await?;
    }
    Ok(package)
}
