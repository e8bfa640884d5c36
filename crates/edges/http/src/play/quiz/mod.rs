//! Quizzes in the player: opened, begun, answered, handed in, looked at again.

mod dto;
mod routes;
mod views;

pub(super) use routes::configure;
