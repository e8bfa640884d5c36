//! What institutions read, and administrators of all of them: registrations, results of quizzes, summaries, changes.

mod changes;
mod changes_dto;
mod dto;
mod enrolments;
mod enrolments_dto;
mod export;
mod one;
mod own;
mod query;
mod quiz_results;
mod registrations;
mod summaries;
mod summaries_dto;
mod told;

use crate::api_routes::ServiceConfig;
pub(crate) use changes::told_changes;
pub(crate) use changes_dto::ChangeKind;
pub(crate) use one::visible as visible_registration;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    registrations::configure(config);
    one::configure(config);
    enrolments::configure(config);
    quiz_results::configure(config);
    own::configure(config);
    summaries::configure(config);
    changes::configure(config);
}
