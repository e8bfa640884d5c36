//! The processes by their codes, each on the smallest course that shows it.

mod choice;
mod course;
mod delivery;
mod flow;
mod navigation;
mod objectives;
mod rollup;
mod selection;
mod termination;
