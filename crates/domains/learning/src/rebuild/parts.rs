//! The parts that a registration's result is made of: items, units of cmi5, and what their lessons come to.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _,
    sea_query::OnConflict,
};
use uuid::Uuid;
use vidik_base::{Completion, IsoDuration};
use vidik_catalogue::PlayableEdition;
use vidik_cmi5::UnitResult;
use vidik_sequencing::{MoveOn, NodeIndex};

use super::told::{Heard, NEARLY};
use crate::{
    entity::unit_result,
    roll_up::RollUp,
    standing::{counting_leaves, share},
    units::item_of,
};

/// Items whose results are behind what is told of them, raised.
pub(super) fn raised_items(heard: &Heard, items: &HashMap<Uuid, RollUp>) -> HashMap<Uuid, RollUp> {
    let behind = heard.items.iter().filter_map(|(item, told)| {
        let known = items.get(item).copied().unwrap_or_default();
        told.is_ahead_of(&known).then(|| (*item, told.raise(known)))
    });
    behind.collect()
}

/// The course's result, raised to what its lessons come to; nothing where it stands there already. Time is told of
/// lessons and course together: the course's is that of its longest lesson at least.
pub(super) fn raised_course(
    edition: &PlayableEdition,
    items: &HashMap<Uuid, RollUp>,
    course: RollUp,
) -> Option<RollUp> {
    let tree = &edition.tree;
    let best = |index: &NodeIndex| items.get(&edition.aligned.get(tree.id(*index).as_str())?.0);
    let leaves = counting_leaves(tree);
    let done = leaves.iter().filter(|index| best(index).is_some_and(|one| one.completion == Completion::Completed));
    let done = done.count();
    let all = !leaves.is_empty() && done == leaves.len();
    let progress = match leaves.as_slice() {
        _ if all => Some(1.0),
        [only] => best(only).and_then(|lesson| lesson.progress),
        _ if course.completion == Completion::Completed => Some(1.0),
        several => leaves.iter().any(|index| best(index).is_some()).then(|| share(done, several.len())).flatten(),
    };
    let longest = tree.indices().filter_map(|index| best(&index)).map(|item| item.time).max().unwrap_or_default();
    let further = progress.is_some_and(|progress| course.progress.is_none_or(|known| known < progress - NEARLY));
    let completes = all && course.completion != Completion::Completed;
    if !further && !completes && longest <= course.time {
        return None;
    }
    let made = RollUp {
        completion: if all { Completion::Completed } else { course.completion },
        progress,
        ..RollUp::default()
    };
    Some(course.best(made).with_time(longest.max(course.time)))
}

/// Rows of units, blocks and the course that are not what is told of them, as they are to be.
pub(super) async fn wrong_units(
    txn: &DatabaseTransaction,
    edition: &PlayableEdition,
    registration: Uuid,
    heard: &Heard,
) -> Result<Vec<(String, UnitResult, bool)>, DbErr> {
    use unit_result::Column;
    let rows = unit_result::Entity::find().filter(Column::RegistrationId.eq(registration)).all(txn).await?;
    let rows: HashMap<String, unit_result::Model> = rows.into_iter().map(|row| (row.item.clone(), row)).collect();
    let mut wrong = Vec::new();
    for index in edition.tree.indices() {
        let (item, name) = (item_of(edition, index), name_of(edition, index));
        let told = told_of(heard, &name);
        let satisfied = heard.satisfied.contains(&name);
        // A row that cannot be read is a row that is not there.
        let known = rows.get(&item).map(|row| (serde_json::from_str(&row.result).ok(), row.satisfied));
        let known = known.unwrap_or_default();
        if (known.0.unwrap_or_default(), known.1) != (told, satisfied) {
            wrong.push((item, told, satisfied));
        }
    }
    Ok(wrong)
}

/// The last part of the address that an activity has in statements.
fn name_of(edition: &PlayableEdition, index: NodeIndex) -> String {
    if index == NodeIndex::ROOT { edition.course.to_string() } else { item_of(edition, index) }
}

fn told_of(heard: &Heard, name: &str) -> UnitResult {
    let told = heard.units.get(name).copied().unwrap_or_default();
    UnitResult { waived: heard.waived.iter().any(|waived| waived == name), ..told }
}

/// What units that stand so make of their items: a unit is completed when its `moveOn` is met, or where that asks for
/// nothing, when it says so.
pub(super) fn items_of_units(
    edition: &PlayableEdition,
    heard: &Heard,
    items: &HashMap<Uuid, RollUp>,
) -> HashMap<Uuid, RollUp> {
    let mut raised = HashMap::new();
    for index in edition.tree.indices() {
        let activity = edition.tree.activity(index);
        let Some(unit) = activity.cmi5.as_ref() else { continue };
        let Some(item) = edition.aligned.get(activity.identifier.as_str()) else { continue };
        let result = told_of(heard, &name_of(edition, index));
        let done = match unit.move_on {
            MoveOn::NotApplicable => result.completed || result.waived,
            move_on => result.satisfies(move_on),
        };
        if !done {
            continue;
        }
        let known = items.get(&item.0).copied().unwrap_or_default();
        if known.completion != Completion::Completed {
            let done = RollUp { completion: Completion::Completed, time: IsoDuration::ZERO, ..RollUp::default() };
            raised.insert(item.0, known.best(done));
        }
    }
    raised
}

/// Writes rows of units.
pub(super) async fn store_units(
    txn: &DatabaseTransaction,
    registration: Uuid,
    wrong: Vec<(String, UnitResult, bool)>,
) -> Result<(), DbErr> {
    use unit_result::Column;
    let replace = OnConflict::columns([Column::RegistrationId, Column::Item])
        .update_columns([Column::Result, Column::Satisfied])
        .to_owned();
    for (item, result, satisfied) in wrong {
        let row = unit_result::ActiveModel {
            registration_id: Set(registration),
            item: Set(item),
            result: Set(serde_json::to_string(&result).map_err(|error| DbErr::Custom(error.to_string()))?),
            satisfied: Set(satisfied),
        };
        unit_result::Entity::insert(row).on_conflict(replace.clone()).exec_without_returning(txn).await?;
    }
    Ok(())
}
