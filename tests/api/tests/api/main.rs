//! The server over HTTP: both origins in one process, on free ports of this machine, over a database of the test's own.
//!
//! Each test speaks to the server as a browser, a player or an institution's program does. `centre` starts it and
//! knows its people, `call` is one request, `archives` makes packages, `player` plays them.

#[cfg(test)]
mod archives;
#[cfg(test)]
mod attempts;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod authoring;
#[cfg(test)]
mod call;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod centre;
#[cfg(test)]
mod editions;
#[cfg(test)]
mod external;
#[cfg(test)]
mod files;
#[cfg(test)]
mod forwarding;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod lrs;
#[cfg(test)]
mod lrs_documents;
#[cfg(test)]
mod lrs_institutions;
#[cfg(test)]
mod lrs_odd;
#[cfg(test)]
mod packages;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod play_commits;
#[cfg(test)]
mod play_launches;
#[cfg(test)]
mod play_sequencing;
#[cfg(test)]
mod player;
#[cfg(test)]
mod previews;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod progress;
#[cfg(test)]
mod quiz_results;
#[cfg(test)]
mod quizzes;
#[cfg(test)]
mod rebuild;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod reports_feed;
#[cfg(test)]
mod reports_files;
#[cfg(test)]
mod reports_people;
#[cfg(test)]
mod reviews;
#[cfg(test)]
mod scorm12;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod search;
#[cfg(test)]
mod units;
#[cfg(test)]
mod versions;
#[cfg(test)]
mod waivers;
#[cfg(test)]
mod webhooks;
