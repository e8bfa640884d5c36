//! Enrolments, attempts, and one's own progress.

mod dto;
mod routes;

pub(crate) use dto::{
    ActivityKindDto, ActivityNodeDto, ActivityStandingDto, CompletionDto, LaunchModeDto, ProgressDto, ScoreDto,
    SuccessDto, activity_node, score_dto, told_progress,
};
pub(crate) use routes::{configure, edition_played};
