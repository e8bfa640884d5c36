//! Archives as they come from authors' tools, and as they come from enemies.

#![expect(clippy::cast_possible_truncation, reason = "the archives of the tests are small")]

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod forge;
#[cfg(test)]
mod mended;
#[cfg(test)]
mod names;
#[cfg(test)]
mod normalised;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod structure;
