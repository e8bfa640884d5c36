//! What every room uses: ids, time and chance as traits, scores, durations, languages, texts in several languages.
//!
//! Nothing here reads a clock, a random source, a file or the environment.

mod clock;
mod duration;
mod ids;
mod language;
mod score;
mod text;

pub use clock::{Clock, FixedClock, Rng, SeededRng, new_id, new_ordered_id};
pub use duration::{IsoDuration, IsoDurationError};
pub use ids::{
    AlignedItemId, AssignmentId, CommentId, CourseId, CourseVersionId, EditionId, EnrolmentId, InstitutionId, LaunchId,
    MembershipId, PackageId, PersonId, RegistrationId, RunId, StatementId, TermId,
};
pub use language::{InterfaceLanguage, LanguageTag, LanguageTagError};
pub use score::{Completion, Score, ScoreError, Success};
pub use text::LocalizedText;
