//! The way a course is made: its working copy with every text in every language, the term base, translators, and the
//! steps from the draft to publication.
//!
//! A working copy is made of the package of a course's newest version. Its texts are rows, one a *unit* (a lesson, a
//! question, a title) and language; what is no text stays in that package. Publishing writes the changed texts into the
//! package's files and packs them anew.

mod access;
mod assignments;
mod catch_up;
mod comments;
mod draft;
mod entity;
pub mod exchange;
mod files;
mod grid;
mod history;
mod merge;
mod publish;
mod review;
mod source;
mod state;
mod term_check;
mod terms;
mod texts;
mod unit;
mod waiting;
mod workflow;

pub use access::{Access, Actor, access};
pub use assignments::{
    Assignment, AssignmentChanges, AssignmentError, NewAssignment, assign, assign_edition, assignments_of,
    assignments_to, change_assignment, find_assignment, withdraw,
};
pub use catch_up::{CatchUpError, CaughtUp, catch_up};
pub use comments::{Comment, CommentError, NewComment, comment, comments_of, settle};
pub use draft::{Draft, DraftError, DraftSource, discard_draft, draft_of, make_draft};
pub use files::{AllStrings, FilesError, Media, all_strings, working_files};
pub use grid::{Grid, GridColumn, GridCounts, GridFilter, GridRow, grid};
pub use history::{Change, How, history_of};
pub use publish::{
    Approval, LanguageReadiness, PublicationError, Readiness, approval_of, check_publication, mark_published,
    note_published, readiness,
};
pub use review::{ReviewError, set_state};
pub use source::{Origin, SourceError, draft_source, read_course};
pub use state::{Cell, TextState};
pub use term_check::{TermFlag, check_terms};
pub use terms::{Term, TermError, TermTexts, TermWords, add_term, change_term, fill_term_base, remove_term, terms};
pub use texts::{Text, UnitTexts, Write, WriteError, Writer, unit_texts, write_text};
pub use unit::{SourceString, SourceUnit, StringForm, Strings, source_hash};
pub use waiting::{WaitingStep, steps_waiting_for};
pub use workflow::{
    Action, Stage, Step, Workflow, WorkflowError, WorkflowSettings, change_settings, steps_of, take_step, workflow_of,
};
