//! Vidik's own course format, `vidik-course/1`: a folder that authors and translators edit as text.
//!
//! - [`read()`]: the folder as a [`Course`], with findings that name file and line;
//! - [`read_any`]: a checked archive, whether it holds a course of ours, a SCORM package or a cmi5 course;
//! - [`Course::tree`]: the activity tree that everything behind the importer works with;
//! - [`Course::units`] and [`set_text`]: every text that a translator translates, out and in again without loss;
//! - [`export()`]: the course as a SCORM package in one language, for other systems;
//! - [`pack()`]: the folder as an archive, the same bytes from the same files.
//!
//! What the folder looks like is written in `course-packages/schema/` and shown by
//! `course-packages/fixtures/own-course/`.

mod check;
mod document;
mod export;
mod files;
mod lesson;
pub mod messages;
mod model;
mod pack;
mod package;
mod read;
mod render;
mod tree;
mod units;

pub use export::{ExportError, ExportTarget, export, exported_quiz};
pub use files::SourceFiles;
pub use model::{Course, Figure, Item, Lesson, Media, MediaKind, Module, Source, StructureItem, Term};
pub use pack::pack;
pub use package::{is_own_course, read_any};
pub use read::read;
pub use render::{
    FallbackNotice, PageAssets, RenderedLesson, lesson_page, plain_text, render_lesson, render_lesson_at,
};
pub use tree::ROOT;
pub use units::{SetTextError, Unit, UnitKind, UnitString, set_text, set_texts};
