//! Where the two servers listen and where people reach them.

use url::{Host, Url};

use super::Reader;

/// Addresses of the app and of course content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// Where the app listens, `host:port`.
    pub listen: String,
    /// Where course content is listened for, `host:port`.
    pub content_listen: String,
    public: Option<Url>,
    content: Option<String>,
}

/// How near the two origins are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbours {
    /// One origin: content could act as the learner. Refused.
    SameOrigin,
    /// One host, two ports: they share cookies. Refused outside this machine.
    SameHost,
    /// One is below the other, or both are below one name: fit for a machine of one's own, worth a warning otherwise.
    SameSite,
    /// Apart, as it should be.
    Apart,
}

impl Reader {
    pub(super) fn addresses(&mut self) -> Addresses {
        let addresses = Addresses {
            listen: self.listen("listen", "127.0.0.1:8080"),
            content_listen: self.listen("content_listen", "127.0.0.1:8081"),
            public: self.public_url(),
            content: self.content_url(),
        };
        if addresses.neighbours() == Neighbours::SameOrigin {
            self.bad("content_url", "course content needs an address with another host than public_url");
        }
        addresses
    }

    fn listen(&mut self, name: &str, usual: &str) -> String {
        let Some(text) = self.text(name) else { return usual.to_owned() };
        let port = text.rsplit_once(':').and_then(|(host, port)| port.parse::<u16>().ok().filter(|_| !host.is_empty()));
        if port.is_none() {
            self.bad(name, format!("{text:?} is no address and port; write it as 127.0.0.1:8080 or [::1]:8080"));
        }
        text
    }

    fn public_url(&mut self) -> Option<Url> {
        let text = self.text("public_url")?;
        let url = web_address(&text);
        if url.is_none() {
            self.bad(
                "public_url",
                format!("{text:?} is no address; write it as https://learn.example, without a path"),
            );
        }
        url
    }

    fn content_url(&mut self) -> Option<String> {
        let text = self.text("content_url")?;
        if web_address(&text.replace("{package}", "package")).is_none() {
            let usual = "https://content.example or https://{package}.content.example, without a path";
            self.bad("content_url", format!("{text:?} is no address; write it as {usual}"));
        }
        Some(text.trim_end_matches('/').to_owned())
    }
}

/// Scheme, host and port; nothing more.
fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty();
    plain.then_some(url)
}

impl Addresses {
    /// Where people reach the app; on this machine alone where it is not set.
    pub fn public_url(&self, listening: u16) -> Url {
        let usual = || Url::parse(&format!("http://localhost:{listening}"));
        self.public.clone().or_else(|| usual().ok()).unwrap_or_else(|| unreachable!("a port makes a good address"))
    }

    /// Where people reach course content; another host name for this machine where it is not set.
    pub fn content_url(&self, listening: u16) -> String {
        self.content.clone().unwrap_or_else(|| format!("http://127.0.0.1:{listening}"))
    }

    /// The port in `listen` and in `content_listen`, before anything is bound.
    pub fn ports(&self) -> (u16, u16) {
        let port = |address: &str| address.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(0);
        (port(&self.listen), port(&self.content_listen))
    }

    /// Whether others than this machine are served.
    pub fn in_production(&self) -> bool {
        let public = self.public_url(self.ports().0);
        public.scheme() == "https" || !public.host().is_some_and(|host| is_this_machine(&host))
    }

    /// Whether content and app share a name of this machine: fine for trying things out, never for a Centre.
    pub fn shares_this_machine(&self) -> bool {
        self.content().and_then(|url| url.host().map(|host| is_this_machine(&host))).unwrap_or(false)
    }

    fn content(&self) -> Option<Url> {
        Url::parse(&self.content_url(self.ports().1).replace("{package}", "package")).ok()
    }

    /// How near the two origins are.
    pub fn neighbours(&self) -> Neighbours {
        let app = self.public_url(self.ports().0);
        let Some(content) = self.content() else { return Neighbours::Apart };
        match (app.host(), content.host()) {
            _ if app.origin() == content.origin() => Neighbours::SameOrigin,
            (one, other) if one == other => Neighbours::SameHost,
            (Some(Host::Domain(one)), Some(Host::Domain(other))) if last_labels(one) == last_labels(other) => {
                Neighbours::SameSite
            }
            _ => Neighbours::Apart,
        }
    }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// The last two labels: what most registries sell. Longer public suffixes (`gov.rs`) make two offices look like one
/// site, which costs a warning too many and never one too few.
fn last_labels(name: &str) -> Vec<&str> {
    name.rsplit('.').take(2).collect()
}
