//! Handing in what nobody comes back to.

use vidik_assessment::{Setting, overdue_attempts, submit_overdue};
use vidik_learning::{LearnerFacts, place_of};

use crate::state::House;

/// How many are handed in at a time.
const AT_ONCE: u64 = 50;

/// Hands in the attempts at quizzes whose time is over; says how many. What cannot be handed in is logged and tried
/// again the next time.
pub async fn hand_in_overdue(house: &House) -> Result<usize, vidik_db::DbErr> {
    let conn = house.db.read();
    let mut handed_in = 0;
    for overdue in overdue_attempts(conn, house.clock.now(), AT_ONCE).await? {
        let Some(place) = place_of(conn, overdue.registration).await? else { continue };
        let quizzes = house.quizzes.get(conn, &house.packages, &house.blobs, overdue.package).await;
        let edition = house.editions.playable(conn, place.edition).await;
        let (Ok(quizzes), Ok(edition)) = (quizzes, edition) else {
            tracing::error!(attempt = %overdue.attempt, "an attempt at a quiz cannot be handed in: its course cannot be read");
            continue;
        };
        let reading = edition.edition.language.clone();
        let setting =
            Setting { desk: house.desk(), edition, quizzes, learner: LearnerFacts::default(), place, reading };
        let done = house.db.write(async move |txn| submit_overdue(txn, &setting, overdue.attempt).await).await;
        match done {
            Ok(Some(_)) => handed_in += 1,
            Ok(None) => {}
            Err(error) => tracing::error!(attempt = %overdue.attempt, %error, "an attempt at a quiz was not handed in"),
        }
    }
    Ok(handed_in)
}
