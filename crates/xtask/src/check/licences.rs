//! Licences of everything that we build with: permissive ones, and MPL for files that stay as they are.

use crate::TaskError;
use crate::client::{Lock, folder};
use crate::workspace::Metadata;

/// What may be used, as SPDX identifiers; of a choice (`OR`), one is enough.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Python-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// One sentence for each dependency, in Rust or of the client, whose licence is not allowed.
pub fn forbidden(metadata: &Metadata) -> Result<Vec<String>, TaskError> {
    let lock = Lock::read(&folder().join("package-lock.json"))
        .ok_or_else(|| TaskError::Failed("web-client/package-lock.json cannot be read".to_owned()))?;
    let crates = metadata
        .packages
        .iter()
        .map(|package| (format!("{} {}", package.name, package.version), package.license.as_deref()));
    let modules = lock.packages.iter().map(|(path, package)| {
        let name = path.rsplit_once("node_modules/").map_or("the client", |(_, name)| name);
        (name.to_owned(), package.license.as_deref())
    });
    Ok(crates
        .chain(modules)
        .filter_map(|(name, licence)| match licence {
            None => Some(format!("{name} names no licence")),
            Some(licence) if is_allowed(licence) => None,
            Some(licence) => Some(format!("{name} is under {licence}")),
        })
        .collect())
}

/// Whether an SPDX expression can be met with allowed licences. `/` is the older way to write `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest) && rest.is_empty()
}

fn any_of(rest: &mut &[&str]) -> bool {
    let mut allowed = all_of(rest);
    while let [word, after @ ..] = *rest
        && word.eq_ignore_ascii_case("or")
    {
        *rest = after;
        allowed |= all_of(rest);
    }
    allowed
}

fn all_of(rest: &mut &[&str]) -> bool {
    let mut allowed = one(rest);
    while let [word, after @ ..] = *rest
        && word.eq_ignore_ascii_case("and")
    {
        *rest = after;
        allowed &= one(rest);
    }
    allowed
}

fn one(rest: &mut &[&str]) -> bool {
    match *rest {
        ["(", inside @ ..] => {
            *rest = inside;
            let allowed = any_of(rest);
            let [")", after @ ..] = *rest else { return false };
            *rest = after;
            allowed
        }
        [licence, "WITH", exception, after @ ..] => {
            *rest = after;
            ALLOWED.contains(&format!("{licence} WITH {exception}").as_str())
        }
        [licence, after @ ..] => {
            *rest = after;
            ALLOWED.contains(licence)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_needs_one_and_a_sum_needs_all() {
        for allowed in [
            "MIT",
            "MIT/Apache-2.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "MIT OR Apache-2.0 OR LGPL-2.1-or-later",
            "(MIT OR GPL-3.0-only) AND Unicode-3.0",
            "ISC AND (Apache-2.0 OR ISC) AND (GPL-2.0-only OR MIT)",
        ] {
            assert!(is_allowed(allowed), "{allowed}");
        }
        for forbidden in ["GPL-3.0-only", "AGPL-3.0", "MIT AND LGPL-2.1", "(MIT", "", "MIT MIT", "SEE LICENSE IN FILE"]
        {
            assert!(!is_allowed(forbidden), "{forbidden}");
        }
    }
}
