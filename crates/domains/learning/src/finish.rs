//! Ending a visit: what the run-time came to, handed to the sequencer.

use sea_orm::DbErr;
use vidik_base::IsoDuration;
use vidik_scorm::{Completion, Report, RunTime, Standard, Success};
use vidik_sequencing::{
    ActivityId, CompletionStatus, Event, NodeIndex, ObjectiveReport, ScoreReport, SuccessStatus, TrackingReport,
};

use crate::{
    sitting::{Sitting, keep_stores},
    standing::Spent,
};

/// Hours in a month, where a span in months must become one number.
const MONTH_HUNDREDTHS: u64 = 730 * 3_600 * 100;

/// What a run-time says, in the sequencer's terms. `terminated` says whether the exit word counts yet.
pub(crate) fn tracking(report: &Report, terminated: bool) -> TrackingReport {
    let completion = |completion: Completion| match completion {
        Completion::Unknown => CompletionStatus::Unknown,
        Completion::NotAttempted => CompletionStatus::NotAttempted,
        Completion::Incomplete => CompletionStatus::Incomplete,
        Completion::Completed => CompletionStatus::Completed,
    };
    let success = |success: Success| match success {
        Success::Unknown => SuccessStatus::Unknown,
        Success::Passed => SuccessStatus::Passed,
        Success::Failed => SuccessStatus::Failed,
    };
    let score = |score: vidik_scorm::Score| ScoreReport {
        scaled: score.scaled,
        raw: score.raw,
        min: score.min,
        max: score.max,
    };
    let objectives =
        report.objectives.iter().filter(|objective| !objective.id.is_empty()).map(|objective| ObjectiveReport {
            completion_status: objective.completion.map(completion),
            success_status: objective.success.map(success),
            progress_measure: objective.progress,
            score: score(objective.score),
            ..ObjectiveReport::new(objective.id.as_str())
        });
    TrackingReport {
        completion_status: report.completion_set.then(|| completion(report.completion)),
        browsed: report.lesson_status.as_deref() == Some("browsed"),
        success_status: report.success_set.then(|| success(report.success)),
        progress_measure: report.progress,
        score: score(report.score),
        objectives: objectives.collect(),
        suspended: terminated.then_some(report.exit == vidik_scorm::Exit::Suspend),
    }
}

/// What sequencing sees of an open visit. A lesson of SCORM 1.2 that says "incomplete" is tracked like one that has said
/// nothing yet, but only the one that said nothing is completed by leaving it (RTE12 3.4.4): so the word counts, too.
pub(crate) fn seen(run_time: &RunTime) -> Seen {
    (tracking(&run_time.report(), false), run_time.data().get("cmi.core.lesson_status").cloned())
}

/// What is tracked of a visit, and the word that the content said of itself.
pub(crate) type Seen = (TrackingReport, Option<String>);

/// Ends a visit whose content has said its last: adds its time, hands the result to the sequencer, keeps the data.
pub(crate) async fn finish_visit(
    sitting: &mut Sitting<'_>,
    index: NodeIndex,
    mut run_time: RunTime,
    watched: IsoDuration,
    spent: &mut Spent,
) -> Result<Report, DbErr> {
    run_time.terminate("");
    let report = run_time.report();
    let told =
        report.session_time.map(|span| IsoDuration::from_hundredths(span.hundredths + span.months * MONTH_HUNDREDTHS));
    // A SCO that tells no time, or none at all, is taken at the player's watch.
    let time = told.filter(|time| *time > IsoDuration::ZERO).unwrap_or(watched);
    let sum = spent.entry(index).or_default();
    *sum = sum.plus(time);
    let activity = sitting.edition.tree.id(index).clone();
    sitting.take(Event::Report { activity: activity.clone(), report: tracking(&report, true) });
    let mut data = run_time.data().clone();
    // Counted now; it must not be counted again.
    data.remove(session_time(run_time.standard()));
    sitting.keep(&activity, &data, IsoDuration::ZERO).await?;
    keep_stores(sitting.txn, sitting.edition, sitting.run, sitting.person, &run_time).await?;
    Ok(report)
}

/// Whether a visit's data shows that the visit has ended: the exit word is kept, the session time is not.
const fn session_time(standard: Standard) -> &'static str {
    match standard {
        Standard::Scorm2004 => "cmi.session_time",
        Standard::Scorm12 => "cmi.core.session_time",
    }
}

/// A launch that never ended its visit (a crash, a lost line) is taken as interrupted: what it had committed holds, and
/// so does the time, by the content's word or by the player's watch.
pub(crate) async fn leave_unfinished_visit(sitting: &mut Sitting<'_>, spent: &mut Spent) -> Result<(), DbErr> {
    let Some(index) = sitting.state.delivered() else { return Ok(()) };
    let activity: ActivityId = sitting.edition.tree.id(index).clone();
    let Some((data, watched)) = sitting.left_open(&activity).await? else { return Ok(()) };
    let standard = sitting.standard();
    if !data.contains_key(session_time(standard)) && watched == IsoDuration::ZERO {
        return Ok(());
    }
    let mut run_time = RunTime::resume(standard, &data);
    let exit = match standard {
        Standard::Scorm2004 => "cmi.exit",
        Standard::Scorm12 => "cmi.core.exit",
    };
    let _ = run_time.set(exit, "suspend");
    finish_visit(sitting, index, run_time, watched, spent).await?;
    Ok(())
}
