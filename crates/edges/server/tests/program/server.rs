//! Starting, answering, stopping.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{program, text};

/// A running server on free ports, stopped when it is dropped.
struct Running {
    child: Child,
    app: String,
    said: Vec<String>,
    log: BufReader<std::process::ChildStderr>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &std::path::Path, settings: &[(&str, &str)]) -> Running {
    let ports = [("VIDIK_LISTEN", "127.0.0.1:0"), ("VIDIK_CONTENT_LISTEN", "127.0.0.1:0")];
    let settings: Vec<(&str, &str)> = ports.into_iter().chain(settings.iter().copied()).collect();
    let mut child = program(folder, &settings).arg("serve").stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut said = Vec::new();
    let app = loop {
        let mut line = String::new();
        assert!(log.read_line(&mut line).unwrap() > 0, "it ended: {said:?}");
        let app = serde_json::from_str::<serde_json::Value>(&line)
            .ok()
            .and_then(|line| line["app"].as_str().map(str::to_owned));
        said.push(line);
        if let Some(app) = app {
            break app.trim_start_matches("http://").trim_end_matches('/').to_owned();
        }
    };
    Running { child, app, said, log }
}

fn get(address: &str, path: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match TcpStream::connect(address.replace("localhost", "127.0.0.1")) {
            Ok(mut stream) => {
                write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                return answer;
            }
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn terminate(running: &mut Running) -> (Option<i32>, String) {
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let mut rest = String::new();
    running.log.read_to_string(&mut rest).unwrap();
    (running.child.wait().unwrap().code(), rest)
}

#[test]
fn starts_answers_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = serve(folder.path(), &[]);
    let told = |running: &Running, part: &str| running.said.iter().any(|line| line.contains(part));
    assert!(told(&running, "the first administrator signs in as admin@localhost with "));
    assert!(told(&running, "course content is served from this machine's own name"));
    assert!(get(&running.app, "/health/live").starts_with("HTTP/1.1 200"));
    assert!(get(&running.app, "/health/ready").starts_with("HTTP/1.1 200"));
    let metrics = get(&running.app, "/metrics");
    assert!(
        metrics.contains("vidik_http_requests_total{") && metrics.contains("vidik_database_writes_total"),
        "{metrics}"
    );
    let (code, rest) = terminate(&mut running);
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.contains("\"message\":\"stopped\""), "{rest}");

    // The second start finds an administrator and says nothing of one.
    let running = serve(folder.path(), &[]);
    assert!(!told(&running, "administrator"));
}

#[test]
fn finishes_what_is_in_flight() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = serve(folder.path(), &[]);
    assert!(get(&running.app, "/health/ready").starts_with("HTTP/1.1 200"));
    let body = r#"{"email": "nobody@centre.test", "password": "a long one"}"#;
    let (first, rest) = body.split_at(20);
    let mut stream = TcpStream::connect(running.app.replace("localhost", "127.0.0.1")).unwrap();
    let head = format!("Host: {}\r\nContent-Type: application/json\r\nContent-Length: {}", running.app, body.len());
    let more = "Connection: close\r\nExpect: 100-continue";
    write!(stream, "POST /api/v1/auth/token HTTP/1.1\r\n{head}\r\n{more}\r\n\r\n").unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(text(&go_on), "HTTP/1.1 100 Continue\r\n\r\n", "the server has the request, and waits for its body");
    stream.write_all(first.as_bytes()).unwrap();
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert_eq!(running.child.wait().unwrap().code(), Some(0));
}

#[test]
fn takes_the_administrator_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "a long enough one").unwrap();
    let settings = [("VIDIK_ADMIN_EMAIL", "it@centre.test"), ("VIDIK_ADMIN_PASSWORD_FILE", password.to_str().unwrap())];
    let running = serve(folder.path(), &settings);
    assert!(running.said.iter().any(|line| line.contains("an administrator was made")));
    assert!(!running.said.iter().any(|line| line.contains("it@centre.test") || line.contains("a long enough one")));
}

#[test]
fn a_second_server_on_the_same_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _running = serve(folder.path(), &[]);
    let ports = [("VIDIK_LISTEN", "127.0.0.1:0"), ("VIDIK_CONTENT_LISTEN", "127.0.0.1:0")];
    let second = program(folder.path(), &ports).arg("serve").output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let told = text(&second.stderr);
    assert!(told.lines().last().unwrap().contains("another server works with data/vidik.db; stop"), "{told}");
}

#[test]
fn refuses_content_beside_the_app_in_production() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [
        ("VIDIK_PUBLIC_URL", "https://learn.example"),
        ("VIDIK_LISTEN", "127.0.0.1:0"),
        ("VIDIK_CONTENT_LISTEN", "127.0.0.1:0"),
    ];
    let output = program(folder.path(), &settings).arg("serve").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("VIDIK_CONTENT_URL"));
}
