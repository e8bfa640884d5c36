//! Enrolments, registrations and runs; launches, commits and navigation.
//!
//! A *registration* is one learner's run through one version of a course. It holds what was reached, by aligned item,
//! in whatever language; a *run* is the part of it that happens in one edition and holds the sequencer's state and the
//! run-time data. A *launch* is one opening of the player: it takes the attempt over, and from then on only its
//! commits are taken.

mod attempt;
mod carry_in;
mod codes;
mod commit;
mod correct;
mod data_commit;
mod delete_course;
mod delivery;
mod desk;
mod enrol;
mod entity;
mod exchange;
mod finish;
mod hand_over;
mod inspect;
mod institution_feed;
mod mend;
mod new_version;
mod preview;
mod progress;
mod reading;
mod rebuild;
mod record;
mod report_result;
mod roll_up;
mod sitting;
mod standing;
mod tokens;
mod trace;
mod units;
mod view;
mod viewing;
mod waive;

pub use attempt::{AttemptError, LAUNCH_CODE_LIFETIME, OpenedAttempt, open_attempt, place_on};
pub use commit::{Commit, CommitAnswer, CommitBatch, CommitError, RejectedValue, commit};
pub use correct::{Correction, CorrectionError, Note, correct};
pub use data_commit::{DataCommit, commit_data};
pub use delete_course::{DeleteCourseError, delete_course};
pub use delivery::{Delivery, LearnerFacts};
pub use desk::Desk;
pub use enrol::{EnrolError, Enrolment, EnrolmentSource, enrol, enrolment, enrolments_of, find_enrolment, set_due_on};
pub use exchange::{ExchangeError, Launch, Seat, exchange, seat_of, still_seated};
pub use hand_over::{HandOver, hand_over};
pub use inspect::{
    ActivityRecord, AsideRecord, AttemptFilter, AttemptRecord, AttemptRow, AttemptState, LaunchRecord, RunRecord,
    attempt_record, attempt_row, attempts,
};
pub use institution_feed::admit;
pub use mend::{MendError, mend};
pub use new_version::{Affected, PublishError, affected, learners_by_version, publish};
pub use preview::{
    BrowseError, BrowsedUnit, PreviewFacts, PreviewOf, browse_on, browse_unit, browsed_document, browsed_document_ids,
    browsed_result, browsed_standing, browsed_statements, browsed_token, browsed_unit, delete_browsed_document,
    exchange_preview, note_browsed_preferences, open_preview, preview_by_code, preview_facts, put_browsed_document,
};
pub use progress::{AttemptView, Progress, attempt_view, edition_of, progress, progress_of, progress_on};
pub use reading::{Wanted, reading_of};
pub use rebuild::{Rebuilt, rebuild};
pub use report_result::{Answered, Place, ReportedResult, Reporting, place_of, report_result, standing, take_seat};
pub use roll_up::RollUp;
pub use standing::lessons_counted;
pub use tokens::{LAUNCH_TOKEN_LIFETIME, LaunchClaims, LaunchTokenError, LaunchTokens};
pub use trace::{TracedEvent, TracedProcess, TracedStep, is_traced, set_tracing, trace_of};
pub use units::{
    AbandonError, FetchAnswer, LAUNCH_DATA, LaunchedUnit, PREFERENCES, TakeError, UnitError, UnitPlaces, UnitSession,
    abandon_sessions, actor_of, authority_of, fetch_token, launch_unit, learner_of_code, note_preferences_read,
    session_of, take_statements,
};
pub use view::{ActivityKind, ActivityNode, ActivityStanding, SequencingView, Valid, outline};
pub use viewing::{Mode, look_on, open_review, review_standing};
pub use waive::{WaiveError, WaivedBy, Waiver, Waiving, waive, waivers_of};
