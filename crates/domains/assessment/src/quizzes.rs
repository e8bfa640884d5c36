//! The quizzes of a package, read out of its archive once and kept.

use std::{collections::BTreeMap, sync::Arc};

use sea_orm::{ConnectionTrait, DbErr};
use thiserror::Error;
use vidik_base::{LanguageTag, LocalizedText, PackageId};
use vidik_blob::{BlobHandle, BlobStore};
use vidik_catalogue::{Kept, ServeError, ServedPackage, ServedPackages};
use vidik_course::{Course, SourceFiles};
use vidik_package::archive::{EntryReader, ReadAt};
use vidik_quiz::{Bank, Blueprint, Names, Quiz, QuizKind};

/// How many packages are kept.
const KEPT: usize = 32;
/// The largest file of a course that is read for its quizzes.
const LARGEST_FILE: u64 = 8 * 1024 * 1024;

/// What a course has of quizzes.
#[derive(Debug)]
pub struct CourseQuizzes {
    /// By id.
    pub quizzes: BTreeMap<String, Quiz>,
    /// Ids in the order of the course.
    pub order: Vec<String>,
    /// By id.
    pub banks: BTreeMap<String, Bank>,
    /// By id.
    pub blueprints: BTreeMap<String, Blueprint>,
    /// What texts refer to.
    pub names: Names,
    /// Titles of lessons, by id.
    pub lessons: BTreeMap<String, LocalizedText>,
    /// Every language of the course, the master first.
    pub languages: Vec<LanguageTag>,
}

/// A quiz with all that it needs.
#[derive(Clone, Copy, Debug)]
pub struct WholeQuiz<'a> {
    /// The quiz.
    pub quiz: &'a Quiz,
    /// Its blueprint, where it has one.
    pub blueprint: Option<&'a Blueprint>,
    /// Where its questions are.
    pub bank: &'a Bank,
}

impl CourseQuizzes {
    /// The quiz of that id.
    pub fn whole(&self, id: &str) -> Option<WholeQuiz<'_>> {
        let quiz = self.quizzes.get(id)?;
        let blueprint = match &quiz.blueprint {
            Some(name) => Some(self.blueprints.get(name)?),
            None => None,
        };
        let bank = blueprint.map(|blueprint| &blueprint.bank).or(quiz.bank.as_ref())?;
        Some(WholeQuiz { quiz, blueprint, bank: self.banks.get(bank)? })
    }

    /// The test that is taken before this one: of the same blueprint, else the course's first entry test.
    pub fn entry_of(&self, exit: &Quiz) -> Option<&Quiz> {
        let mut entries =
            self.order.iter().filter_map(|id| self.quizzes.get(id)).filter(|quiz| quiz.kind == QuizKind::Entry);
        let same = entries.clone().find(|quiz| quiz.blueprint.is_some() && quiz.blueprint == exit.blueprint);
        same.or_else(|| entries.next())
    }

    fn of(course: Course) -> Self {
        let order = course.items().map(|(_, item)| item.id().to_owned()).filter(|id| course.quizzes.contains_key(id));
        let order = order.collect();
        let mut languages = vec![course.master.clone()];
        languages.extend(course.languages.iter().filter(|language| **language != course.master).cloned());
        let lesson = |(id, lesson): (&String, &vidik_course::Lesson)| {
            let titles =
                lesson.texts.keys().filter_map(|language| Some((language.clone(), lesson.title(language)?.to_owned())));
            (id.clone(), titles.collect())
        };
        let lessons = course.lessons.iter().map(lesson).collect();
        let names = Names {
            sources: course.sources.into_iter().map(|(id, source)| (id, source.title)).collect(),
            terms: course.glossary.into_iter().map(|term| (term.id, term.term)).collect(),
        };
        Self {
            quizzes: course.quizzes,
            order,
            banks: course.banks,
            blueprints: course.blueprints,
            names,
            lessons,
            languages,
        }
    }
}

/// Why a package's quizzes cannot be read.
#[derive(Debug, Error)]
pub enum QuizzesError {
    /// The package is no course of our own format.
    #[error("the package has no quizzes")]
    None,
    /// Its files cannot be read.
    #[error(transparent)]
    Files(#[from] ServeError),
    /// A file of it cannot be read.
    #[error("a file of the package cannot be read: {0}")]
    Read(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Keeps the quizzes of packages that were asked for lately.
#[derive(Debug)]
pub struct QuizShelf {
    kept: Kept<PackageId, Arc<CourseQuizzes>>,
}

impl Default for QuizShelf {
    fn default() -> Self {
        Self { kept: Kept::new(KEPT) }
    }
}

impl QuizShelf {
    /// The quizzes of a package, from memory where they were asked for lately.
    pub async fn get<C: ConnectionTrait>(
        &self,
        conn: &C,
        packages: &ServedPackages,
        blobs: &BlobStore,
        package: PackageId,
    ) -> Result<Arc<CourseQuizzes>, QuizzesError> {
        let read = async || {
            let served = packages.get(conn, blobs, package).await?;
            let files = tokio::task::spawn_blocking(move || text_files(&served));
            let files = files.await.map_err(|error| QuizzesError::Read(error.to_string()))??;
            let (course, _) = vidik_course::read(&files);
            Ok((Arc::new(CourseQuizzes::of(course.ok_or(QuizzesError::None)?)), 1))
        };
        self.kept.get_or_make(package, read).await
    }
}

/// The files that a course is described by; pictures and films stay where they are.
fn text_files(served: &Arc<ServedPackage>) -> Result<SourceFiles, QuizzesError> {
    let mut files = SourceFiles::new();
    for entry in &served.index {
        let wanted = [".json", ".md"].iter().any(|end| entry.path.ends_with(end));
        if !wanted || entry.length > LARGEST_FILE {
            continue;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(entry.length).unwrap_or(0));
        let mut reader = EntryReader::new(Archive(served.archive.clone()), entry);
        std::io::Read::read_to_end(&mut reader, &mut bytes)
            .map_err(|error| QuizzesError::Read(format!("{}: {error}", entry.path)))?;
        files.insert(entry.path.to_string(), bytes);
    }
    Ok(files)
}

struct Archive(BlobHandle);

impl ReadAt for Archive {
    fn size(&self) -> std::io::Result<u64> {
        Ok(self.0.length())
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        let left = usize::try_from(self.0.length().saturating_sub(offset)).unwrap_or(usize::MAX);
        let take = left.min(buffer.len());
        let Some(part) = buffer.get_mut(..take) else { return Ok(0) };
        self.0.read_exact_at(part, offset).map_err(std::io::Error::other)?;
        Ok(take)
    }
}
