//! Identifiers: one type a thing, so that a course is never handed over as a person.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// Somebody who can sign in.
    PersonId;
    /// A tenant: it sees its own people only.
    InstitutionId;
    /// A person's belonging to an institution, with dates.
    MembershipId;
    /// A course, whatever its versions and languages.
    CourseId;
    /// One immutable version of a course.
    CourseVersionId;
    /// One language of a version.
    EditionId;
    /// An uploaded archive, checked and kept.
    PackageId;
    /// What the languages of a version have in common: one module, lesson or question.
    AlignedItemId;
    /// A person's place on a course.
    EnrolmentId;
    /// One run of one learner through one version; SCORM's attempt, cmi5's and xAPI's registration.
    RegistrationId;
    /// The part of a registration that happens in one edition: the bookmark hangs here.
    RunId;
    /// One opening of the player.
    LaunchId;
    /// An xAPI statement.
    StatementId;
    /// An entry of the term base.
    TermId;
    /// A translator's part of a course.
    AssignmentId;
    /// What somebody said about a text.
    CommentId;
}
