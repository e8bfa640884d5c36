//! The HTTP edge: routes, wire types, problems, pages.
//!
//! A handler extracts, asks for its permission, calls one verb of a domain and maps the answer. Wire types meet the
//! domains' models in `dto.rs` files and nowhere else.

mod allowance;
mod api_routes;
mod assessment;
mod assets;
mod attempts;
mod auth;
mod authoring;
mod authorization;
mod body;
mod caller;
mod catalogue;
mod forwarding;
mod institutions;
mod known;
mod language;
mod learning;
mod lessons;
mod lists;
mod lrs;
mod messages;
mod openapi;
mod operation;
mod outgoing;
mod pages;
mod people;
mod play;
mod previews;
mod privacy;
mod problem;
mod problem_codes;
mod registrations;
mod reports;
mod row_names;
mod search;
mod server;
mod state;
mod texts;
mod webhooks;

pub use allowance::Allowances;
pub use assets::export_run_time;
pub use catalogue::CataloguePages;
pub use forwarding::{Forwarder, Seals};
pub use lessons::LessonShelf;
pub use openapi::{openapi, openapi_json, problem_codes_json};
pub use play::hand_in_overdue;
pub use privacy::{ListLooks, finish_begun_erasures, keep_retention};
pub use server::{ServerOptions, app_server, content_server};
pub use state::{House, Settings};
pub use webhooks::WebhookSender;
