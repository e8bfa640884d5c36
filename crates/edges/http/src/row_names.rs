//! The names of people and courses that belong to rows, looked up for a part of a list together.

use std::collections::{BTreeSet, HashMap};

use vidik_base::{CourseId, InterfaceLanguage, PersonId};
use vidik_catalogue::{Course, courses_by_id};
use vidik_db::{ConnectionTrait, DbErr};
use vidik_identity::{Person, people_by_id};

use crate::{
    institutions::{CourseRef, LearnerRef},
    texts,
};

/// People and courses that rows name, in the reader's language.
pub(crate) struct RowNames {
    people: HashMap<PersonId, Person>,
    courses: HashMap<CourseId, Course>,
    language: InterfaceLanguage,
}

impl RowNames {
    /// Those with these ids; an id that comes several times is looked up once.
    pub async fn of<C: ConnectionTrait>(
        conn: &C,
        people: impl Iterator<Item = PersonId>,
        courses: impl Iterator<Item = CourseId>,
        language: InterfaceLanguage,
    ) -> Result<Self, DbErr> {
        let people: Vec<_> = people.collect::<BTreeSet<_>>().into_iter().collect();
        let courses: Vec<_> = courses.collect::<BTreeSet<_>>().into_iter().collect();
        Ok(Self {
            people: people_by_id(conn, &people).await?.into_iter().map(|person| (person.id, person)).collect(),
            courses: courses_by_id(conn, &courses).await?.into_iter().map(|course| (course.id, course)).collect(),
            language,
        })
    }

    /// A person's name.
    pub fn name(&self, id: PersonId) -> Option<String> {
        Some(self.people.get(&id)?.name.display(self.language))
    }

    /// A person as the learner of a row.
    pub fn learner(&self, id: PersonId) -> Option<LearnerRef> {
        let person = self.people.get(&id)?;
        Some(LearnerRef {
            id: id.0,
            name: person.name.display(self.language),
            email: person.email.clone(),
            staff_number: person.staff_number.clone(),
        })
    }

    /// A course.
    pub fn course(&self, id: CourseId) -> Option<CourseRef> {
        Some(course_ref(self.courses.get(&id)?, self.language))
    }
}

/// A course, named in the reader's language.
fn course_ref(course: &Course, language: InterfaceLanguage) -> CourseRef {
    let title = texts::in_language(&course.title, language).map_or_else(|| course.slug.clone(), |text| text.text);
    CourseRef { id: course.id.0, slug: course.slug.clone(), title }
}
