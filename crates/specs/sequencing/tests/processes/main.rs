//! The processes by their codes, each on the smallest course that shows it.

#![expect(clippy::expect_used, reason = "a test stops where its course is not as it should be")]

mod carry_over;
mod choice;
mod correction;
mod course;
mod delivery;
mod flow;
mod navigation;
mod objectives;
mod rollup;
mod selection;
mod termination;
