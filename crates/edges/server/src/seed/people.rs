//! Generated people: what a coordinator sees of a Centre that has been at work for months.

use chrono::{Datelike as _, Duration};
use vidik_base::{InstitutionId, InterfaceLanguage};
use vidik_catalogue::Course;
use vidik_identity::NewPerson;

use super::{
    Seeded, Stage,
    accounts::{Belonging, name, person},
    study::{Plan, study},
};
use crate::failure::Failure;

/// How many there are.
const PEOPLE: u32 = 60;

/// Adds them, with memberships, enrolments and whatever they got done.
pub async fn people(
    stage: &Stage,
    institutions: &[InstitutionId],
    courses: &[Course],
    seeded: &mut Seeded,
) -> Result<(), Failure> {
    for number in 1..=PEOPLE {
        // Drawn before anybody is looked up, so that a second run draws the same.
        let joined = stage.beginning() + Duration::days(i64::from(stage.chance(90)));
        let plans: Vec<Plan> = courses.iter().map(|_| Plan::drawn(stage)).collect();
        let belongings = belongings(number, joined.date_naive(), institutions);
        let (id, new) = person(stage, joined, generated(number, stage), &belongings).await?;
        if !new {
            continue;
        }
        seeded.people += 1;
        for (course, plan) in courses.iter().zip(plans) {
            let begun =
                joined + Duration::days(i64::from(stage.chance(100))) + Duration::minutes(i64::from(stage.chance(540)));
            seeded.attempts += usize::from(study(stage, id, course, plan, begun).await?);
        }
    }
    Ok(())
}

fn generated(number: u32, stage: &Stage) -> NewPerson {
    let number_text = format!("{number:03}");
    let language = match number % 6 {
        0 => InterfaceLanguage::En,
        1 | 2 => InterfaceLanguage::SrCyrl,
        3 | 4 => InterfaceLanguage::SrLatn,
        _ => InterfaceLanguage::Mk,
    };
    NewPerson {
        email: Some(format!("polaznik-{number_text}@demo.test")),
        username: Some(format!("polaznik-{number_text}")),
        staff_number: Some(format!("D-{number_text}")),
        name: name(("Polaznik", &number_text), ("Полазник", &number_text)),
        password_hash: Some(stage.password_hash.clone()),
        language,
        roles: Vec::new(),
    }
}

/// Most belong to one institution; some to two, some left, some to none (municipalities, students, the press).
fn belongings(number: u32, joined: chrono::NaiveDate, institutions: &[InstitutionId]) -> Vec<Belonging> {
    if number % 12 == 11 {
        return Vec::new();
    }
    let at = |index: u32| institutions.get(usize::try_from(index).unwrap_or(0) % institutions.len().max(1)).copied();
    let first_of_month = joined.with_day(1).unwrap_or(joined);
    let left = (number % 10 == 9).then(|| joined + Duration::days(120));
    let one = at(number).map(|institution| Belonging {
        institution,
        starts_on: first_of_month,
        ends_on: left,
        coordinates: false,
    });
    let second = at(number + 1).filter(|_| number % 20 == 7).map(|institution| Belonging {
        institution,
        starts_on: joined,
        ends_on: None,
        coordinates: false,
    });
    one.into_iter().chain(second).collect()
}
