//! Which way the arrows between crates may run.
//!
//! `server → http → domains → platform → specs/base`, and `domains → specs`. Dependencies of tests alone are
//! free: a test may stand on anything.

use std::collections::BTreeMap;
use std::path::Path;

use crate::workspace::{Metadata, Package, root};

/// Which domain may use which; the rest meet by id, by job, or in reporting, which nothing imports.
const DOMAIN_TO_DOMAIN: &[(&str, &str)] = &[
    ("vidik-learning", "vidik-catalogue"),
    ("vidik-learning", "vidik-lrs"),
    ("vidik-authoring", "vidik-catalogue"),
    ("vidik-assessment", "vidik-catalogue"),
    ("vidik-assessment", "vidik-learning"),
    ("vidik-certificates", "vidik-learning"),
    ("vidik-training", "vidik-learning"),
];

/// What a specification's engine must not know: input and output, the web, the database.
const NOT_FOR_SPECS: &[&str] = &["tokio", "actix", "sea-orm", "sqlx", "reqwest", "object_store", "utoipa"];

/// What a domain must not know: the wire.
const NOT_FOR_DOMAINS: &[&str] = &["actix", "utoipa"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Base,
    Specs,
    Platform,
    Domains,
    Http,
    Server,
    Tests,
    Tools,
}

/// One sentence for each arrow that must not be.
pub fn forbidden(metadata: &Metadata) -> Vec<String> {
    let rooms: BTreeMap<&str, Room> =
        metadata.members().map(|package| (package.name.as_str(), room(&package.manifest_path))).collect();
    metadata.members().flat_map(|package| forbidden_of(package, &rooms)).collect()
}

fn forbidden_of(package: &Package, rooms: &BTreeMap<&str, Room>) -> Vec<String> {
    let Some(from) = rooms.get(package.name.as_str()).copied() else { return Vec::new() };
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"))
        .filter_map(|dependency| {
            let to = dependency.name.as_str();
            let reason = match rooms.get(to) {
                Some(room) => refused_room(from, *room, &package.name, to),
                None => refused_outside(from, to),
            };
            reason.map(|reason| format!("{} → {to}: {reason}", package.name))
        })
        .collect()
}

fn room(manifest: &Path) -> Room {
    let root = root();
    let place = manifest.strip_prefix(&root).unwrap_or(manifest).to_string_lossy().replace('\\', "/");
    match place.split('/').collect::<Vec<_>>().as_slice() {
        ["crates", "specs", "base", ..] => Room::Base,
        ["crates", "specs", ..] => Room::Specs,
        ["crates", "platform", ..] => Room::Platform,
        ["crates", "domains", ..] => Room::Domains,
        ["crates", "edges", "http", ..] => Room::Http,
        ["crates", "edges", ..] => Room::Server,
        ["tests", ..] => Room::Tests,
        _ => Room::Tools,
    }
}

fn refused_room(from: Room, to: Room, from_name: &str, to_name: &str) -> Option<&'static str> {
    let may = match from {
        Room::Base => false,
        Room::Specs => matches!(to, Room::Base | Room::Specs),
        Room::Platform => matches!(to, Room::Base | Room::Platform),
        Room::Domains if to == Room::Domains => DOMAIN_TO_DOMAIN.contains(&(from_name, to_name)),
        Room::Domains => matches!(to, Room::Base | Room::Specs | Room::Platform),
        Room::Http => !matches!(to, Room::Http | Room::Server | Room::Tests | Room::Tools),
        Room::Server => !matches!(to, Room::Tests | Room::Tools),
        Room::Tests | Room::Tools => true,
    };
    (!may).then_some(match from {
        Room::Base => "base stands on nothing of ours",
        Room::Specs => "specs know the specification only",
        Room::Platform => "platform stands on base only",
        Room::Domains if to == Room::Domains => "this domain may not import that one",
        Room::Domains => "domains do not know the edges",
        _ => "arrows run from server to http, and nothing of the product imports tests or tools",
    })
}

fn refused_outside(from: Room, to: &str) -> Option<&'static str> {
    let is_one_of = |list: &[&str]| list.iter().any(|name| to == *name || to.starts_with(&format!("{name}-")));
    match from {
        Room::Base | Room::Specs if is_one_of(NOT_FOR_SPECS) => Some("specs are pure"),
        Room::Domains if is_one_of(NOT_FOR_DOMAINS) => Some("wire types live in http"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_run_downwards() {
        use Room::{Base, Domains, Http, Platform, Server, Specs, Tests};
        for (from, to) in [
            (Server, Http),
            (Http, Domains),
            (Domains, Platform),
            (Domains, Specs),
            (Platform, Base),
            (Specs, Base),
            (Specs, Specs),
            (Http, Specs),
            (Tests, Server),
            (Server, Base),
        ] {
            assert_eq!(refused_room(from, to, "a", "b"), None, "{from:?} {to:?}");
        }
        for (from, to) in [
            (Specs, Platform),
            (Specs, Domains),
            (Platform, Domains),
            (Platform, Specs),
            (Domains, Http),
            (Domains, Domains),
            (Http, Server),
            (Base, Specs),
            (Base, Base),
            (Http, Tests),
        ] {
            assert!(refused_room(from, to, "a", "b").is_some(), "{from:?} {to:?}");
        }
        assert_eq!(refused_room(Domains, Domains, "vidik-learning", "vidik-lrs"), None);
        assert!(refused_room(Domains, Domains, "vidik-lrs", "vidik-learning").is_some());
        assert!(refused_room(Domains, Domains, "vidik-learning", "vidik-reporting").is_some());
    }

    #[test]
    fn specs_are_pure_and_domains_know_no_wire() {
        assert!(refused_outside(Room::Specs, "tokio-util").is_some());
        assert!(refused_outside(Room::Base, "sea-orm").is_some());
        assert_eq!(refused_outside(Room::Specs, "serde"), None);
        assert!(refused_outside(Room::Domains, "actix-web").is_some());
        assert_eq!(refused_outside(Room::Domains, "tokio"), None);
    }
}
