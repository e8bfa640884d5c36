//! The verbs that our run-times use: those of the SCORM profile, which cmi5 shares where it has the same.

use std::collections::BTreeMap;

use crate::statement::Verb;

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $id:literal $display:literal;)+) => {$(
        $(#[$doc])*
        pub fn $name() -> Verb {
            Verb { id: $id.to_owned(), display: BTreeMap::from([("en".to_owned(), $display.to_owned())]) }
        }
    )+};
}

verbs! {
    /// An attempt at an activity begins.
    initialized = "http://adlnet.gov/expapi/verbs/initialized" "initialized";
    /// A suspended attempt goes on.
    resumed = "http://adlnet.gov/expapi/verbs/resumed" "resumed";
    /// An attempt is interrupted, to go on later.
    suspended = "http://adlnet.gov/expapi/verbs/suspended" "suspended";
    /// An attempt is over.
    terminated = "http://adlnet.gov/expapi/verbs/terminated" "terminated";
    /// An attempt does not count any more.
    abandoned = "https://w3id.org/xapi/adl/verbs/abandoned" "abandoned";
    /// Gone through.
    completed = "http://adlnet.gov/expapi/verbs/completed" "completed";
    /// A question was answered.
    answered = "http://adlnet.gov/expapi/verbs/answered" "answered";
    /// Mastered.
    passed = "http://adlnet.gov/expapi/verbs/passed" "passed";
    /// Not mastered.
    failed = "http://adlnet.gov/expapi/verbs/failed" "failed";
}
