//! Who may do what with the texts of a course.

use sea_orm::{ConnectionTrait, DbErr};
use vidik_base::{CourseId, InstitutionId, LanguageTag, PersonId};

use crate::assignments::{Assignment, assignments_of};

/// Somebody who does something to a course that is being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// An author or administrator.
    pub author: bool,
    /// Knows the subject: a trainer, an author or an administrator.
    pub expert: bool,
    /// An administrator: rules that ask for a second person do not bind them.
    pub administrator: bool,
    /// The institutions that they act for.
    pub coordinates: Vec<InstitutionId>,
}

/// What somebody may see and write of a course's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everything: authors and administrators.
    All,
    /// To read everything, and to write what is assigned.
    Assigned(Vec<Assignment>),
    /// Nothing.
    Nothing,
}

impl Access {
    /// Whether the texts may be read.
    pub const fn reads(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// Whether a package may be brought that is the whole course in this language.
    pub fn brings(&self, language: &LanguageTag) -> bool {
        match self {
            Self::All => true,
            Self::Assigned(parts) => parts.iter().any(|part| part.language == *language && part.units.is_none()),
            Self::Nothing => false,
        }
    }

    /// Whether this unit may be written in this language.
    pub fn writes(&self, language: &LanguageTag, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Assigned(parts) => parts.iter().any(|part| part.covers(language, key)),
            Self::Nothing => false,
        }
    }
}

/// What the actor may do with the texts of a course.
pub async fn access<C: ConnectionTrait>(conn: &C, actor: &Actor, course: CourseId) -> Result<Access, DbErr> {
    if actor.author {
        return Ok(Access::All);
    }
    let mut parts = assignments_of(conn, course).await?;
    parts.retain(|part| part.person == actor.person);
    Ok(if parts.is_empty() { Access::Nothing } else { Access::Assigned(parts) })
}
