//! Bringing a registration up to date after its sequencer's state changed: items, roll-up, record, institutions.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, sea_query::OnConflict,
};
use uuid::Uuid;
use vidik_base::{Completion, IsoDuration, RegistrationId, Score, Success};
use vidik_db::change_number;
use vidik_lrs::append;
use vidik_package::Format;
use vidik_scorm::Report;
use vidik_sequencing::{IndexedTree, NodeIndex, SequencerState, status};
use vidik_xapi::{Actor, verbs};

use crate::{
    entity::{registration, registration_item},
    institution_feed,
    record::Recorder,
    roll_up::RollUp,
    sitting::{Happened, Sitting},
    waive::is_waived,
};

/// Time that this transaction adds to activities.
pub(crate) type Spent = BTreeMap<NodeIndex, IsoDuration>;

/// Where every activity stands, before or after a step.
pub(crate) fn standings(tree: &IndexedTree, state: &SequencerState) -> Vec<RollUp> {
    tree.indices().map(|index| RollUp::of_status(&status(tree, state, index))).collect()
}

/// Writes down what changed: the items' best results, the registration's roll-up, statements, and what institutions
/// read. Returns the registration as it stands afterwards.
pub(crate) async fn bring_up_to_date(
    sitting: &mut Sitting<'_>,
    row: registration::Model,
    before: &[RollUp],
    spent: &Spent,
) -> Result<registration::Model, DbErr> {
    let after = standings(&sitting.edition.tree, &sitting.state);
    write_down(sitting, row, before, &after, spent).await
}

async fn write_down(
    sitting: &mut Sitting<'_>,
    row: registration::Model,
    before: &[RollUp],
    after: &[RollUp],
    spent: &Spent,
) -> Result<registration::Model, DbErr> {
    let now = sitting.desk.now();
    let registration = RegistrationId(row.id);
    let mut items = stored_items(sitting.txn, registration).await?;
    let changed = change_items(sitting, &mut items, before, after, spent);
    store_items(sitting.txn, registration, now, &changed, &items).await?;

    let old = RollUp::from(&row);
    let total = spent.values().fold(old.time, |sum, more| sum.plus(*more));
    let new = course_result(sitting, &items, after).best(old).with_time(total);
    let mut recorder = Recorder {
        desk: sitting.desk,
        edition: sitting.edition,
        registration,
        actor: Actor::account(&sitting.desk.home_page, sitting.person.to_string()),
        now,
        statements: Vec::new(),
    };
    write_record(&mut recorder, &sitting.happened, before, after, spent);
    recorder.course_reached(&old, &new);
    // Units of cmi5 tell of themselves, and of blocks and the course their own rules do.
    let told_elsewhere = sitting.edition.format == Format::Cmi5;
    let statements = if told_elsewhere { Vec::new() } else { recorder.statements };

    let number = change_number(sitting.txn).await?;
    let row = store_roll_up(sitting, row, &new, now, number).await?;
    append(sitting.txn, sitting.desk.rng.as_ref(), number, &statements).await?;
    institution_feed::tell(sitting.txn, &row, number).await?;
    sitting.happened.clear();
    Ok(row)
}

/// Writes down what stands after something was taken back by hand: what is stored of these activities is what the
/// sequencer says now, the course's result is made of what is stored, and neither keeps what was better before.
pub(crate) async fn restate(
    sitting: &mut Sitting<'_>,
    row: registration::Model,
    again: &[NodeIndex],
) -> Result<registration::Model, DbErr> {
    let now = sitting.desk.now();
    let registration = RegistrationId(row.id);
    let after = standings(&sitting.edition.tree, &sitting.state);
    let mut items = stored_items(sitting.txn, registration).await?;
    let mut changed = Vec::new();
    for index in again {
        let Some(item) = sitting.edition.aligned.get(sitting.edition.tree.id(*index).as_str()) else { continue };
        let Some(result) = sitting.edition.tree.indices().zip(&after).find(|(at, _)| at == index) else { continue };
        let time = items.get(&item.0).map(|known| known.time).unwrap_or_default();
        items.insert(item.0, result.1.with_time(time));
        changed.push(item.0);
    }
    store_items(sitting.txn, registration, now, &changed, &items).await?;
    let mut new = course_result(sitting, &items, &after).with_time(RollUp::from(&row).time);
    if is_waived(sitting.txn, registration).await? {
        new.completion = Completion::Completed;
    }
    let completed_at = row.completed_at.filter(|_| new.completion == Completion::Completed);
    let number = change_number(sitting.txn).await?;
    let row = store_roll_up(sitting, registration::Model { completed_at, ..row }, &new, now, number).await?;
    institution_feed::tell(sitting.txn, &row, number).await?;
    Ok(row)
}

/// Merges into the items whatever the sequencer knows of them: nothing is lowered.
pub(crate) async fn merge_all(sitting: &Sitting<'_>, registration: RegistrationId) -> Result<(), DbErr> {
    let mut items = stored_items(sitting.txn, registration).await?;
    let after = standings(&sitting.edition.tree, &sitting.state);
    let nothing = vec![RollUp::default(); after.len()];
    let changed = change_items(sitting, &mut items, &nothing, &after, &Spent::new());
    store_items(sitting.txn, registration, sitting.desk.now(), &changed, &items).await
}

/// Merges a result that came too late to be sequenced: the better one stands, and the time counts.
pub(crate) async fn merge_aside(
    sitting: &mut Sitting<'_>,
    row: registration::Model,
    index: NodeIndex,
    report: &Report,
    time: IsoDuration,
) -> Result<(), DbErr> {
    let before = standings(&sitting.edition.tree, &sitting.state);
    let mut after = before.clone();
    if let Some(result) = after.iter_mut().zip(sitting.edition.tree.indices()).find(|(_, at)| *at == index) {
        *result.0 = result.0.best(RollUp::of_report(report));
    }
    let spent = Spent::from([(index, time)]);
    write_down(sitting, row, &before, &after, &spent).await?;
    Ok(())
}

pub(crate) async fn stored_items(
    txn: &DatabaseTransaction,
    registration: RegistrationId,
) -> Result<HashMap<Uuid, RollUp>, DbErr> {
    let rows = registration_item::Entity::find()
        .filter(registration_item::Column::RegistrationId.eq(registration.0))
        .all(txn)
        .await?;
    Ok(rows.iter().map(|row| (row.aligned_item_id, RollUp::from(row))).collect())
}

/// Merges what is new into the items' best results; says which changed.
fn change_items(
    sitting: &Sitting<'_>,
    items: &mut HashMap<Uuid, RollUp>,
    before: &[RollUp],
    after: &[RollUp],
    spent: &Spent,
) -> Vec<Uuid> {
    let tree = &sitting.edition.tree;
    let mut changed = Vec::new();
    for (index, (old, new)) in tree.indices().zip(before.iter().zip(after)) {
        let more = spent.get(&index).copied().unwrap_or_default();
        if old == new && more == IsoDuration::ZERO {
            continue;
        }
        let Some(item) = sitting.edition.aligned.get(tree.id(index).as_str()) else { continue };
        let best = items.entry(item.0).or_default();
        let merged = best.best(*new).with_time(best.time.plus(more));
        if merged != *best || more != IsoDuration::ZERO {
            *best = merged;
            changed.push(item.0);
        }
    }
    changed
}

pub(crate) async fn store_items(
    txn: &DatabaseTransaction,
    registration: RegistrationId,
    now: DateTime<Utc>,
    changed: &[Uuid],
    items: &HashMap<Uuid, RollUp>,
) -> Result<(), DbErr> {
    use registration_item::Column;
    let rows = changed.iter().filter_map(|item| items.get(item).map(|result| (item, result))).map(|(item, result)| {
        registration_item::ActiveModel {
            registration_id: Set(registration.0),
            aligned_item_id: Set(*item),
            updated_at: Set(now),
            completion: Set(result.completion.as_str().to_owned()),
            success: Set(result.success.as_str().to_owned()),
            progress: Set(result.progress),
            scaled: Set(result.score.scaled),
            raw: Set(result.score.raw),
            min: Set(result.score.min),
            max: Set(result.score.max),
            hundredths: Set(result.hundredths()),
        }
    });
    let rows: Vec<_> = rows.collect();
    let replace = OnConflict::columns([Column::RegistrationId, Column::AlignedItemId])
        .update_columns([
            Column::UpdatedAt,
            Column::Completion,
            Column::Success,
            Column::Progress,
            Column::Scaled,
            Column::Raw,
            Column::Min,
            Column::Max,
            Column::Hundredths,
        ])
        .to_owned();
    for chunk in rows.chunks(200) {
        registration_item::Entity::insert_many(chunk.to_vec())
            .on_conflict(replace.clone())
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// The course's result: what the root of the tree came to; progress is the share of lessons gone through, or the
/// lesson's own where there is only one.
fn course_result(sitting: &Sitting<'_>, items: &HashMap<Uuid, RollUp>, after: &[RollUp]) -> RollUp {
    let tree = &sitting.edition.tree;
    let best = |index: NodeIndex| {
        let item = sitting.edition.aligned.get(tree.id(index).as_str())?;
        items.get(&item.0)
    };
    let leaves = counting_leaves(tree);
    let root = after.first().copied().unwrap_or_default();
    let done = leaves.iter().filter(|index| best(**index).is_some_and(|b| b.completion == Completion::Completed));
    let done = done.count();
    let begun = leaves.iter().any(|index| best(*index).is_some());
    let completion = if !leaves.is_empty() && done == leaves.len() {
        Completion::Completed
    } else {
        root.completion.best(if begun { Completion::Incomplete } else { Completion::Unknown })
    };
    if let [only] = leaves.as_slice() {
        let lesson = best(*only).copied().unwrap_or_default();
        let finished = (lesson.completion == Completion::Completed).then_some(1.0);
        return RollUp {
            completion: lesson.completion.best(completion),
            success: lesson.success.best(root.success),
            progress: finished.or(lesson.progress),
            score: lesson.score.best(root.score),
            time: IsoDuration::ZERO,
        };
    }
    let progress = if completion == Completion::Completed { Some(1.0) } else { share(done, leaves.len()) };
    let (success, score) = if sitting.edition.format == Format::Scorm12 {
        let lessons: Vec<&RollUp> = leaves.iter().filter_map(|index| best(*index)).collect();
        of_lessons(&lessons, completion == Completion::Completed)
    } else {
        (root.success, root.score)
    };
    RollUp { completion, success, progress, score, time: IsoDuration::ZERO }
}

/// The lessons that a course is made of: those that are tracked and whose completion reaches the course
/// (`rollupProgressCompletion`, SN 3.7.3); an entry test or a survey is none. Where nothing reaches it, all count.
pub(crate) fn counting_leaves(tree: &IndexedTree) -> Vec<NodeIndex> {
    let tracked = |index: &NodeIndex| tree.node(*index).is_leaf() && tree.activity(*index).sequencing.delivery.tracked;
    let reaches = |index: &NodeIndex| {
        std::iter::successors(Some(*index), |at| tree.node(*at).parent)
            .filter(|at| *at != NodeIndex::ROOT)
            .all(|at| tree.activity(at).sequencing.rollup.progress_completion)
    };
    let leaves: Vec<NodeIndex> = tree.indices().filter(tracked).collect();
    let counting: Vec<NodeIndex> = leaves.iter().copied().filter(reaches).collect();
    if counting.is_empty() { leaves } else { counting }
}

/// How many lessons a course's progress is a share of. Of one alone it is that lesson's own.
pub fn lessons_counted(tree: &IndexedTree) -> usize {
    counting_leaves(tree).len()
}

/// SCORM 1.2 knows results of lessons only. A course of several is failed with any failed lesson, passed when all are
/// done and one at least was marked, and then has the mean of the scores that its lessons gave.
fn of_lessons(lessons: &[&RollUp], done: bool) -> (Success, Score) {
    if lessons.iter().any(|lesson| lesson.success == Success::Failed) {
        return (Success::Failed, Score::default());
    }
    if !done {
        return (Success::Unknown, Score::default());
    }
    let passed = lessons.iter().any(|lesson| lesson.success == Success::Passed);
    let success = if passed { Success::Passed } else { Success::Unknown };
    let scored: Vec<(f64, Score)> =
        lessons.iter().filter_map(|lesson| Some((lesson.score.effective_scaled()?, lesson.score))).collect();
    let score = match scored.as_slice() {
        [] => Score::default(),
        [(_, only)] => *only,
        several => {
            let count = u32::try_from(several.len()).unwrap_or(u32::MAX);
            let sum: f64 = several.iter().map(|(scaled, _)| scaled).sum();
            Score { scaled: Some(sum / f64::from(count)), ..Score::default() }
        }
    };
    (success, score)
}

pub(crate) fn share(done: usize, of: usize) -> Option<f64> {
    let done = u32::try_from(done).ok()?;
    let of = u32::try_from(of).ok().filter(|of| *of > 0)?;
    Some(f64::from(done) / f64::from(of))
}

fn write_record(
    recorder: &mut Recorder<'_>,
    happened: &[Happened],
    before: &[RollUp],
    after: &[RollUp],
    spent: &Spent,
) {
    let tree = &recorder.edition.tree;
    let results: Vec<(NodeIndex, &RollUp, &RollUp)> =
        tree.indices().zip(before.iter().zip(after)).map(|(index, (old, new))| (index, old, new)).collect();
    // Leaves before their parents: what a lesson reached comes before what it made of its module.
    for (index, old, new) in results.iter().rev().filter(|(_, old, new)| old != new) {
        if *index != NodeIndex::ROOT || tree.node(*index).is_leaf() {
            recorder.reached(*index, old, new);
        }
    }
    for event in happened {
        match event {
            Happened::Delivered { activity, resumed } => {
                let verb = if *resumed { verbs::resumed() } else { verbs::initialized() };
                recorder.lived(verb, *activity, None);
            }
            Happened::Ended { activity, suspended } => {
                let verb = if *suspended { verbs::suspended() } else { verbs::terminated() };
                let time = spent.get(activity).copied().unwrap_or_default();
                let result =
                    results.iter().find(|(index, ..)| index == activity).map(|(_, _, new)| new.with_time(time));
                recorder.lived(verb, *activity, result.as_ref());
            }
            Happened::Answered { activity, answered } => recorder.answered(*activity, answered),
        }
    }
}

async fn store_roll_up(
    sitting: &Sitting<'_>,
    row: registration::Model,
    new: &RollUp,
    now: DateTime<Utc>,
    change_number: i64,
) -> Result<registration::Model, DbErr> {
    let current = sitting.state.delivered().or(sitting.state.suspended());
    let current = current.map(|index| sitting.edition.tree.id(index).to_string()).or(row.current_activity);
    let completed_at = row.completed_at.or((new.completion == Completion::Completed).then_some(now));
    registration::ActiveModel {
        id: Set(row.id),
        language: Set(sitting.edition.edition.language.as_str().to_owned()),
        current_activity: Set(current),
        updated_at: Set(now),
        completed_at: Set(completed_at),
        completion: Set(new.completion.as_str().to_owned()),
        success: Set(new.success.as_str().to_owned()),
        progress: Set(new.progress),
        scaled: Set(new.score.scaled.or(new.score.effective_scaled())),
        raw: Set(new.score.raw),
        min: Set(new.score.min),
        max: Set(new.score.max),
        hundredths: Set(new.hundredths()),
        change_number: Set(change_number),
        ..Default::default()
    }
    .update(sitting.txn)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(success: Success, raw: Option<f64>) -> RollUp {
        let score = Score { raw, min: raw.map(|_| 0.0), max: raw.map(|_| 100.0), ..Score::default() };
        RollUp { success, score, ..RollUp::default() }
    }

    #[test]
    fn a_course_of_scorm_1_2_is_passed_when_all_is_done_and_nothing_marked_is_failed() {
        let (plain, passed) = (lesson(Success::Unknown, None), lesson(Success::Passed, Some(90.0)));
        assert_eq!(of_lessons(&[&plain, &passed], false), (Success::Unknown, Score::default()));
        assert_eq!(of_lessons(&[&plain, &passed], true), (Success::Passed, passed.score));
        assert_eq!(of_lessons(&[&plain, &plain], true), (Success::Unknown, Score::default()));
        let failed = lesson(Success::Failed, Some(20.0));
        assert_eq!(of_lessons(&[&passed, &failed], true).0, Success::Failed);
    }

    #[test]
    fn what_does_not_reach_the_course_is_no_part_of_it() {
        use vidik_sequencing::{Activity, ActivityTree, Edition};
        let mut root = Activity::new("course", "");
        root.children = ["entry", "lesson", "survey"].map(|id| Activity::new(id, "")).into();
        for aside in [0, 2] {
            root.children[aside].sequencing.rollup.progress_completion = false;
        }
        let tree = |root: &Activity| {
            IndexedTree::new(ActivityTree {
                edition: Edition::Native,
                objectives_global_to_system: false,
                shared_data_global_to_system: false,
                root: root.clone(),
            })
        };
        let names = |tree: &IndexedTree| {
            counting_leaves(tree).into_iter().map(|index| tree.id(index).to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(&tree(&root)), ["lesson"]);
        root.children[1].sequencing.rollup.progress_completion = false;
        assert_eq!(names(&tree(&root)), ["entry", "lesson", "survey"]);
    }

    #[test]
    fn scores_of_several_lessons_come_together_as_their_mean() {
        let lessons = [lesson(Success::Passed, Some(90.0)), lesson(Success::Passed, Some(70.0))];
        let (_, score) = of_lessons(&lessons.iter().collect::<Vec<_>>(), true);
        assert!(score.scaled.is_some_and(|scaled| (scaled - 0.8).abs() < 1e-9));
        assert_eq!(score.raw, None);
    }
}
