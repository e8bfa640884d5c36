//! What institutions and coordinators read. Reads rows that are kept for reading, never statements.

mod changes;
mod enrolments;
mod entity;
mod institution_progress;
mod people;
mod quiz_results;
mod registrations;
mod since;
mod summaries;
pub mod table;
mod webhooks;

pub use changes::{Change, ChangePlace, Subject, changes, newest_change};
pub use enrolments::{AfterEnrolment, EnrolmentFilter, EnrolmentRow, enrolments};
pub use institution_progress::{After, ProgressRow, institution_progress};
pub use people::people_called;
pub use quiz_results::{QuizResultFilter, QuizResultRow, own_quiz_results, quiz_results, quiz_results_by_id};
pub use registrations::{
    Order, RegistrationFilter, RegistrationRow, Scope, Session, Status, registration, registrations,
    registrations_by_id, seen_by, sessions,
};
pub use since::told_through;
pub use summaries::{
    CourseSummary, LearnerSummary, Overview, Standing, completions, course_summaries, learner_summaries, overview,
};
pub use webhooks::{
    Delivery, Webhook, active_webhooks, add_webhook, claim_delivery, deliveries, due_deliveries, forget_deliveries,
    note_delivery, remove_webhook, replay_delivery, switch_webhook, tell_webhook, webhooks,
};
