//! Whom it is about, and by what they are known.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use vidik_base::PersonId;
use vidik_db::Sql;
use vidik_lang::script::{to_cyrillic, to_latin};
use vidik_xapi::agent_key;

/// A person, and everything by which data can be known to be theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Id.
    pub person: Uuid,
    /// The `homePage` of our accounts.
    pub home_page: String,
    /// What the record knows them by: keys of agents.
    pub keys: Vec<String>,
    /// Words that mean nobody else: id and e-mail address.
    pub needles: Vec<String>,
    /// The name, as people write it, in either script.
    pub names: Vec<String>,
}

/// What stands where words about somebody stood.
pub(crate) const BLANK: &str = "…";

impl Subject {
    /// A text without id and address, and without the name where asked for; none where nothing of it is in there. An
    /// address that is the end of a longer one is somebody else's.
    pub(crate) fn blanked(&self, text: &str, names: bool) -> Option<String> {
        let names = self.names.iter().filter(|_| names);
        let all = self.needles.iter().chain(names);
        let blanked = all.fold(text.to_owned(), |text, part| without(&text, part));
        (blanked != text).then_some(blanked)
    }
}

fn without(text: &str, part: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(part) {
        out.push_str(before);
        let glued = out.chars().next_back().is_some_and(|sign| sign.is_alphanumeric() || "._%+-".contains(sign));
        let mut behind = after.chars();
        let goes_on = match behind.next() {
            Some('.') => behind.next().is_some_and(char::is_alphanumeric) && part.contains('@'),
            Some(sign) => sign.is_alphanumeric() || sign == '-',
            None => false,
        };
        out.push_str(if glued || goes_on { part } else { BLANK });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The person of that id; `home_page` is that of our accounts.
pub async fn subject_of<C: ConnectionTrait>(
    conn: &C,
    home_page: &str,
    person: PersonId,
) -> Result<Option<Subject>, DbErr> {
    let mut sql =
        Sql::new("SELECT email, given_latin, family_latin, given_cyrillic, family_cyrillic FROM person WHERE id = ");
    sql.value(person.0);
    let Some(row) = sql.rows(conn).await?.pop() else { return Ok(None) };
    let text = |place: usize| row.try_get_by_index::<Option<String>>(place);
    let email = text(0)?;
    let mut names = Vec::new();
    for (given, family) in [(text(1)?, text(2)?), (text(3)?, text(4)?)] {
        if let (Some(given), Some(family)) = (given, family) {
            names.extend([format!("{given} {family}"), format!("{family}, {given}"), format!("{family} {given}")]);
        }
    }
    for name in names.clone() {
        for other in [to_latin(&name), to_cyrillic(&name)] {
            if !names.contains(&other) {
                names.push(other);
            }
        }
    }
    let mut needles = vec![person.0.to_string()];
    let mut agents = vec![account(home_page, person.0)];
    for email in email.iter().flat_map(|email| [email.clone(), email.to_lowercase()]) {
        let mbox = format!("mailto:{email}");
        agents.push(json!({ "mbox_sha1sum": sha1(mbox.as_bytes()) }));
        agents.push(json!({ "mbox": mbox }));
        if !needles.contains(&email) {
            needles.push(email);
        }
    }
    let mut keys: Vec<String> = agents.iter().filter_map(agent_key).collect();
    for spelling in spellings(conn, &keys).await? {
        let address = spelling.strip_prefix("mbox:mailto:").or_else(|| spelling.rsplit_once(':').map(|(_, name)| name));
        needles.extend(address.map(str::to_owned).filter(|_| !spelling.starts_with("mbox_sha1sum:")));
        keys.push(spelling);
    }
    keys.sort_unstable();
    keys.dedup();
    needles.sort_unstable();
    needles.dedup();
    Ok(Some(Subject { person: person.0, home_page: home_page.to_owned(), keys, needles, names }))
}

/// How else the record has these agents: addresses and ids in other letters, large or small, mean the same person.
async fn spellings<C: ConnectionTrait>(conn: &C, keys: &[String]) -> Result<Vec<String>, DbErr> {
    let small: Vec<String> = keys.iter().map(|key| key.to_lowercase()).collect();
    let mut sql = Sql::new("SELECT DISTINCT actor FROM statement_actor WHERE lower(actor) IN ");
    sql.values(small.iter().map(String::as_str));
    sql.push(" UNION SELECT DISTINCT agent FROM lrs_document WHERE lower(agent) IN ");
    sql.values(small.iter().map(String::as_str));
    sql.column(conn).await
}

/// Somebody's account with us, as statements have it.
pub(crate) fn account(home_page: &str, name: Uuid) -> serde_json::Value {
    json!({ "objectType": "Agent", "account": { "homePage": home_page, "name": name.to_string() } })
}

/// SHA-1 in hexadecimal: of addresses (xAPI, 4.2.2.1) and as the tag of documents.
pub(crate) fn sha1(bytes: &[u8]) -> String {
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
    hash.as_ref().iter().fold(String::with_capacity(40), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn an_address_within_another_is_somebody_elses() {
        let part = "ana@centre.rs";
        for (text, left) in [
            ("ana@centre.rs", "…"),
            ("mailto:ana@centre.rs, jovana@centre.rs", "mailto:…, jovana@centre.rs"),
            ("\"ana@centre.rs\".", "\"…\"."),
            ("Ask ana@centre.rs. Or not.", "Ask …. Or not."),
            ("ana@centre.rs.example", "ana@centre.rs.example"),
            ("j-ana@centre.rs", "j-ana@centre.rs"),
        ] {
            assert_eq!(without(text, part), left);
        }
        assert_eq!(without("Ana Marija", "Ana Mari"), "Ana Marija");
    }
}
