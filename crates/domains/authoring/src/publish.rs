//! What stands between a working copy and its publication, and what becomes of it when it is published.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    ExprTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use thiserror::Error;
use vidik_base::{CourseId, LanguageTag, PackageId};

use crate::{
    draft::{Draft, draft_of},
    entity::{course_draft, draft_text, draft_unit},
    state::{Cell, TextState},
    texts::Writer,
    workflow::{Action, Stage, Workflow, WorkflowError, move_on, workflow_of},
};

/// What is to be known before a course is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Where it is on its way.
    pub stage: Stage,
    /// Whether it has the approval that it needs.
    pub approved: bool,
    /// Whether the course has a newer version than the one that the working copy was made of.
    pub behind: bool,
    /// By language, the master first; then those that it needs and does not have.
    pub languages: Vec<LanguageReadiness>,
}

/// What is to be known of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageReadiness {
    /// The language.
    pub language: LanguageTag,
    /// Whether the course is not published without it.
    pub required: bool,
    /// Units of which nothing is written.
    pub missing: Vec<String>,
    /// Units of which words are missing that the source has.
    pub incomplete: Vec<String>,
    /// Units whose source has changed since.
    pub outdated: Vec<String>,
    /// Units that nobody has reviewed.
    pub unreviewed: Vec<String>,
}

impl LanguageReadiness {
    /// Whether learners of this language would lack something, or read what is not so any more.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.incomplete.is_empty() && self.outdated.is_empty()
    }
}

impl Readiness {
    /// Whether a language that the course needs is not whole.
    pub fn is_incomplete(&self) -> bool {
        self.languages.iter().any(|language| language.required && !language.is_whole())
    }
}

/// What is missing or outdated, language by language. In a language that the course needs it keeps the course from
/// being published; in any other it is worth knowing, since learners are shown another language there.
pub async fn readiness<C: ConnectionTrait>(conn: &C, draft: &Draft) -> Result<Readiness, WorkflowError> {
    let way = workflow_of(conn, draft.course).await?;
    let units: Vec<(String, String)> = draft_unit::Entity::find()
        .filter(draft_unit::Column::CourseId.eq(draft.course.0))
        .order_by_asc(draft_unit::Column::Position)
        .select_only()
        .columns([draft_unit::Column::Key, draft_unit::Column::SourceHash])
        .into_tuple()
        .all(conn)
        .await?;
    let texts: Vec<(String, String, String, String, bool)> = draft_text::Entity::find()
        .filter(draft_text::Column::CourseId.eq(draft.course.0))
        .select_only()
        .columns([
            draft_text::Column::Key,
            draft_text::Column::Language,
            draft_text::Column::State,
            draft_text::Column::SourceHash,
            draft_text::Column::Complete,
        ])
        .into_tuple()
        .all(conn)
        .await?;
    let texts: BTreeMap<(&str, &str), (&str, &str, bool)> = texts
        .iter()
        .map(|(key, language, state, hash, complete)| {
            ((language.as_str(), key.as_str()), (state.as_str(), hash.as_str(), *complete))
        })
        .collect();
    let wanted = way.required_languages.iter().filter(|language| !draft.languages.contains(language));
    let languages = draft.languages.iter().chain(wanted).map(|language| {
        let of = |key: &str| texts.get(&(language.as_str(), key)).copied();
        of_language(language, language == &draft.master || way.required_languages.contains(language), &units, of)
    });
    let newest = vidik_catalogue::newest_version(conn, draft.course).await?;
    Ok(Readiness {
        stage: way.stage,
        approved: way.approved(),
        behind: newest.is_some_and(|(_, number)| number > draft.base_version),
        languages: languages.collect(),
    })
}

fn of_language<'t>(
    language: &LanguageTag,
    required: bool,
    units: &[(String, String)],
    of: impl Fn(&str) -> Option<(&'t str, &'t str, bool)>,
) -> LanguageReadiness {
    let mut told = LanguageReadiness {
        language: language.clone(),
        required,
        missing: Vec::new(),
        incomplete: Vec::new(),
        outdated: Vec::new(),
        unreviewed: Vec::new(),
    };
    for (key, now) in units {
        let Some((state, hash, complete)) = of(key) else {
            told.missing.push(key.clone());
            continue;
        };
        match Cell::of(TextState::from_word(state), hash, now) {
            Cell::None => told.missing.push(key.clone()),
            Cell::Outdated => told.outdated.push(key.clone()),
            Cell::Draft => told.unreviewed.push(key.clone()),
            Cell::Reviewed | Cell::Published => {}
        }
        if !complete && state != TextState::None.as_str() {
            told.incomplete.push(key.clone());
        }
    }
    told
}

/// Why a working copy cannot be published.
#[derive(Debug, Error)]
pub enum PublicationError {
    /// It is not approved.
    #[error("the course is not approved")]
    NotApproved,
    /// A language that the course needs is not whole.
    #[error("a language that the course needs is not whole")]
    Incomplete,
    /// The course has a newer version than the one that the working copy was made of.
    #[error("the course has a newer version")]
    Behind,
    /// Somebody wrote while it was packed.
    #[error("somebody wrote while it was packed")]
    Changed,
    /// The way cannot be gone on.
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Whether a working copy can be published as it stands: asked before it is packed, and again in the transaction that
/// publishes, since people go on writing meanwhile. `draft` is what was, or is to be, packed.
pub async fn check_publication<C: ConnectionTrait>(txn: &C, draft: &Draft) -> Result<(), PublicationError> {
    let ready = readiness(txn, draft).await?;
    let standing = draft_of(txn, draft.course).await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let same = standing.is_some_and(|now| now.changed_at == draft.changed_at && now.base == draft.base);
    match () {
        () if !ready.approved => Err(PublicationError::NotApproved),
        () if ready.behind => Err(PublicationError::Behind),
        () if ready.is_incomplete() => Err(PublicationError::Incomplete),
        () if !same => Err(PublicationError::Changed),
        () => Ok(()),
    }
}

/// Says that what was packed is published, as the version of that number, and is what the working copy is made of from
/// now on. To be called in the transaction that publishes; `draft` is what was packed.
pub async fn mark_published<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    draft: &Draft,
    (package, version): (PackageId, i32),
) -> Result<Workflow, PublicationError> {
    draft_text::Entity::update_many()
        .col_expr(draft_text::Column::State, Expr::value(TextState::Published.as_str()))
        .col_expr(draft_text::Column::Revision, Expr::col(draft_text::Column::Revision).add(1))
        .filter(draft_text::Column::CourseId.eq(draft.course.0))
        .filter(draft_text::Column::State.is_in([TextState::Draft.as_str(), TextState::Reviewed.as_str()]))
        .exec(txn)
        .await?;
    let row = course_draft::ActiveModel {
        course_id: Set(draft.course.0),
        base_package_id: Set(package.0),
        base_version: Set(version),
        changed_at: Set(writer.clock.now()),
        ..Default::default()
    };
    row.update(txn).await?;
    let way = workflow_of(txn, draft.course).await?;
    Ok(move_on(txn, writer, way, Action::Publish, Stage::Published, &format!("{version}")).await?)
}

/// Whether an institution has to approve a course before learners have it, and whether it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// No institution has to.
    NotNeeded,
    /// It has not, or not yet.
    Missing,
    /// It approved what was there at that moment; what came later is not approved.
    Given(DateTime<Utc>),
}

impl Approval {
    /// Whether what was made at `made` may be published.
    pub fn covers(self, made: DateTime<Utc>) -> bool {
        match self {
            Self::NotNeeded => true,
            Self::Missing => false,
            Self::Given(at) => made <= at,
        }
    }
}

/// The approval of a course's institution.
pub async fn approval_of<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<Approval, WorkflowError> {
    let way = workflow_of(conn, course).await?;
    Ok(match (way.approver, way.approved_at.filter(|_| way.approved())) {
        (None, _) => Approval::NotNeeded,
        (Some(_), None) => Approval::Missing,
        (Some(_), Some(at)) => Approval::Given(at),
    })
}

/// Says that a version of packages that were made elsewhere is published, where the course waited for that. To be
/// called in the transaction that publishes.
pub async fn note_published<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    course: CourseId,
    version: i32,
) -> Result<(), WorkflowError> {
    let way = workflow_of(txn, course).await?;
    if let Some(stage) = way.leads_to(Action::Publish) {
        move_on(txn, writer, way, Action::Publish, stage, &format!("{version}")).await?;
    }
    Ok(())
}
