//! Hosts that pages fetch from, by what they are for.

use crate::finding::RuleId;
use crate::rules;

/// What is fetched from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Font,
    Video,
    Tracker,
    Other,
}

impl Kind {
    pub(super) fn rule(self) -> RuleId {
        match self {
            Self::Font => rules::NET_FONT,
            Self::Video => rules::NET_VIDEO,
            Self::Tracker => rules::NET_TRACKER,
            Self::Other => rules::NET_EXTERNAL,
        }
    }

    /// By the host or a domain above it.
    pub(super) fn of_host(host: &str) -> Option<Self> {
        HOSTS
            .iter()
            .find(|(known, _)| host == *known || host.strip_suffix(known).is_some_and(|front| front.ends_with('.')))
            .map(|(_, kind)| *kind)
    }
}

const HOSTS: &[(&str, Kind)] = &[
    ("fonts.googleapis.com", Kind::Font),
    ("fonts.gstatic.com", Kind::Font),
    ("typekit.net", Kind::Font),
    ("fonts.net", Kind::Font),
    ("fontawesome.com", Kind::Font),
    ("youtube.com", Kind::Video),
    ("youtube-nocookie.com", Kind::Video),
    ("youtu.be", Kind::Video),
    ("vimeo.com", Kind::Video),
    ("dailymotion.com", Kind::Video),
    ("wistia.com", Kind::Video),
    ("wistia.net", Kind::Video),
    ("soundcloud.com", Kind::Video),
    ("google-analytics.com", Kind::Tracker),
    ("googletagmanager.com", Kind::Tracker),
    ("doubleclick.net", Kind::Tracker),
    ("facebook.net", Kind::Tracker),
    ("hotjar.com", Kind::Tracker),
    ("clarity.ms", Kind::Tracker),
    ("mixpanel.com", Kind::Tracker),
    ("segment.com", Kind::Tracker),
];

/// The host of an absolute URL, and whether it is fetched over plain `http:`; `None` for the package's own files.
pub(super) fn address(url: &str) -> Option<(String, bool)> {
    let url = url.trim();
    let lower = url.get(..8.min(url.len())).unwrap_or(url).to_ascii_lowercase();
    let (rest, plain) = if lower.starts_with("https://") {
        (url.get(8..)?, false)
    } else if lower.starts_with("http://") {
        (url.get(7..)?, true)
    } else {
        (url.strip_prefix("//")?, false)
    };
    let host = rest.split(['/', '?', '#', ':', '\\']).next()?.rsplit('@').next()?.to_ascii_lowercase();
    let named = host.contains('.') && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    named.then_some((host, plain))
}
