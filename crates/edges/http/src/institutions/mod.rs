//! Institutions: their people's progress, members, programs.

mod clients;
mod dto;
mod external;
mod external_dto;
mod progress;
mod routes;

pub(crate) use clients::managed;
pub(crate) use dto::{CourseRef, LearnerRef};
use vidik_base::InterfaceLanguage;
use vidik_institutions::{Institution, find_institution};

use crate::{
    api_routes::ServiceConfig, caller::Caller, people::InstitutionRef, problem::Problem, problem_codes::Code,
    state::House, texts,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    routes::configure(config);
    progress::configure(config);
    clients::configure(config);
    external::configure(config);
}

/// An institution, named in the reader's language.
pub(crate) fn reference(institution: &Institution, language: InterfaceLanguage) -> InstitutionRef {
    InstitutionRef {
        id: institution.id.0,
        slug: institution.slug.clone(),
        name: texts::in_language(&institution.name, language)
            .map_or_else(|| institution.slug.clone(), |text| text.text),
    }
}

/// The institution, for somebody who may read it with that scope. Others do not learn whether it is there.
pub(crate) async fn readable(
    house: &House,
    caller: &Caller,
    id_or_slug: &str,
    scope: &str,
) -> Result<Institution, Problem> {
    caller.reads_institutions()?;
    let institution =
        find_institution(house.db.read(), id_or_slug).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    caller.reads_institution(institution.id, scope)?;
    Ok(institution)
}
