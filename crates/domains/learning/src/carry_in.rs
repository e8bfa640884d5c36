//! What a registration reached in other editions or versions, put into the run that is opened now.
//!
//! What is shared are results of aligned items. What only the content itself understands (its bookmark, its
//! `suspend_data`) stays in the run that it was made in.

use std::collections::HashMap;

use sea_orm::{ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;
use vidik_base::{Completion, RegistrationId, RunId, Success};
use vidik_catalogue::{editions_of, item_of};
use vidik_sequencing::{CarriedResult, NodeIndex, ScoreReport, SuccessStatus, carry_over};

use crate::{
    entity::{launch, registration, run},
    roll_up::RollUp,
    sitting::Sitting,
    standing::{standings, stored_items},
};

/// Whether the attempt was in the hands of another run before: somewhere else than where it goes on now.
pub(crate) async fn comes_from_elsewhere(
    txn: &DatabaseTransaction,
    row: &registration::Model,
    run: RunId,
) -> Result<bool, DbErr> {
    if row.generation == 0 {
        return Ok(false);
    }
    let runs = run::Entity::find().filter(run::Column::RegistrationId.eq(row.id)).all(txn).await?;
    let last = launch::Entity::find()
        .filter(launch::Column::RunId.is_in(runs.iter().map(|run| run.id)))
        .filter(launch::Column::ExchangedAt.is_not_null())
        .filter(launch::Column::Generation.lte(row.generation))
        .order_by_desc(launch::Column::Generation)
        .one(txn)
        .await?;
    Ok(last.is_none_or(|last| last.run_id != run.0))
}

/// The activity of this edition that the learner was at last, in whatever language.
pub(crate) async fn place_here(sitting: &Sitting<'_>, row: &registration::Model) -> Result<Option<NodeIndex>, DbErr> {
    let Some(activity) = &row.current_activity else { return Ok(None) };
    let editions = editions_of(sitting.txn, row.course_version_id.into()).await;
    let editions = editions.map_err(|error| DbErr::Custom(error.to_string()))?;
    let Some(last) = editions.iter().find(|edition| edition.language.as_str() == row.language) else {
        return Ok(None);
    };
    let item = item_of(sitting.txn, last.id, activity).await?;
    let place = item.and_then(|item| sitting.edition.activity_of(item));
    Ok(place.filter(|index| sitting.edition.tree.node(*index).is_leaf()))
}

/// Carries results into the run's state. Gives the standings to compare with afterwards: what was merely carried over
/// has not happened now, but what it makes of modules and of the course has.
pub(crate) async fn carry_in(
    sitting: &mut Sitting<'_>,
    registration: RegistrationId,
    place: Option<NodeIndex>,
    before: &[RollUp],
) -> Result<Vec<RollUp>, DbErr> {
    let items = stored_items(sitting.txn, registration).await?;
    let tree = &sitting.edition.tree;
    let reached = |index: NodeIndex, items: &HashMap<Uuid, RollUp>| {
        items.get(&sitting.edition.aligned.get(tree.id(index).as_str())?.0).copied()
    };
    let results: Vec<(NodeIndex, CarriedResult)> = tree
        .indices()
        .filter(|index| tree.node(*index).is_leaf())
        .filter_map(|index| Some((index, carried(&reached(index, &items)?, place == Some(index)))))
        .collect();
    let unmoved = standings(tree, &sitting.state);
    let state = carry_over(tree, std::mem::take(&mut sitting.state), &results);
    let raised = standings(tree, &state);
    let before =
        tree.indices().zip(before.iter().zip(unmoved.iter().zip(&raised))).map(|(index, (old, (left, now)))| {
            match reached(index, &items) {
                _ if tree.node(index).is_leaf() => *if left == now { old } else { now },
                Some(best) => old.best(best),
                None => *old,
            }
        });
    let before = before.collect();
    sitting.state = state;
    Ok(before)
}

fn carried(result: &RollUp, here: bool) -> CarriedResult {
    let completed = result.completion == Completion::Completed;
    CarriedResult {
        completed,
        success: match result.success {
            Success::Passed => SuccessStatus::Passed,
            Success::Failed => SuccessStatus::Failed,
            Success::Unknown => SuccessStatus::Unknown,
        },
        progress_measure: result.progress,
        score: ScoreReport {
            scaled: result.score.effective_scaled(),
            raw: result.score.raw,
            min: result.score.min,
            max: result.score.max,
        },
        open: here || !completed,
    }
}
