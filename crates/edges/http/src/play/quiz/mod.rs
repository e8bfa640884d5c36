//! Quizzes in the player: opened, begun, answered, handed in, looked at again.

mod dto;
mod overdue;
mod routes;
mod views;

pub use overdue::hand_in_overdue;
pub(super) use routes::configure;
