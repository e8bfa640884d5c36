//! Plays one case: the learner's clicks and the SCO's calls.

use vidik_sequencing::{IndexedTree, Navigation};

use crate::answers;
use crate::case::{AndThen, Case, Then, Visit};
use crate::player::{Course, Learner, navigation_word};

/// How a SCO of this name behaves when it is taken away (see the folder's README).
struct Behaviour {
    /// Terminates only when it is unloaded.
    terminates_late: bool,
    /// What it asks for on unload.
    on_unload: Option<&'static str>,
}

fn behaviour(href: &str) -> Behaviour {
    let page = href.split('?').next().unwrap_or_default();
    let page = page.rsplit('/').next().unwrap_or_default();
    let on_unload = match page {
        "exitAllOnUnload.htm" => Some("exitAll"),
        "suspendAllOnUnload.htm" => Some("suspendAll"),
        "tarAct4OnUnload.htm" => Some("{target=activity_4}choice"),
        _ => None,
    };
    Behaviour { terminates_late: on_unload.is_some() || page == "SequencingTestSingleDoTerminate.htm", on_unload }
}

/// Plays the case; the first difference where there is one.
pub fn play(case: &Case, learner: &mut Learner, load: &dyn Fn(&str) -> IndexedTree) -> Result<(), String> {
    let first = if case.id == "DDM" { "DDMa" } else { case.id.as_str() };
    let mut open = first.to_owned();
    let mut left: Vec<(String, Course)> = Vec::new();
    let mut course = Course::new(load(first), learner);
    course.open(learner, case.start.as_deref());
    for (number, visit) in case.visits.iter().enumerate() {
        let at = |what: String, course: &Course| {
            format!("visit {} (activity {}): {what}\n    {}", number + 1, visit.activity, course.trace.join("\n    "))
        };
        let shown = course.shown();
        if shown.as_deref() != Some(visit.activity.as_str()) {
            return Err(at(format!("delivered {shown:?}"), &course));
        }
        visit_activity(&mut course, learner, visit).map_err(|what| at(what, &course))?;
        let Some(then) = &visit.then else { continue };
        if let Some(package) = then.package.as_ref().filter(|package| **package != open) {
            leave(&mut course, learner, then.exit_first);
            let place = left.iter().position(|(name, _)| name == package);
            let next = place.map(|place| left.swap_remove(place).1);
            let next = next.unwrap_or_else(|| Course::new(load(package), learner));
            left.push((std::mem::replace(&mut open, package.clone()), std::mem::replace(&mut course, next)));
            course.open(learner, None);
            continue;
        }
        carry_on(&mut course, learner, then).map_err(|what| at(what, &course))?;
    }
    if case.must_end_session && !course.ended {
        return Err(format!("the session goes on\n    {}", course.trace.join("\n    ")));
    }
    Ok(())
}

/// What the learner sees on arrival, what the SCO calls, and where that leads.
fn visit_activity(course: &mut Course, learner: &mut Learner, visit: &Visit) -> Result<(), String> {
    for question in &visit.ui {
        if question.ask != "click.button" && course.sees(&question.ask, question.title.as_deref()) != question.yes {
            return Err(format!("{} {:?} should be {}", question.ask, question.title, question.yes));
        }
    }
    let behaviour = behaviour(&course.href());
    for call in &visit.calls {
        answers::play(course, call)?;
    }
    if let (Some(word), Some(run_time)) = (behaviour.on_unload, course.run_time()) {
        run_time.set_value("adl.nav.request", word);
    }
    let asked = course.terminate(learner);
    let clicked = behaviour.terminates_late && visit.then.is_some();
    if let Some(asked) = asked.filter(|_| !clicked) {
        course.navigate(learner, asked);
    }
    Ok(())
}

fn carry_on(course: &mut Course, learner: &mut Learner, then: &Then) -> Result<(), String> {
    match then.action.as_str() {
        "continue" => course.navigate(learner, Navigation::Continue),
        "previous" => course.navigate(learner, Navigation::Previous),
        "exit_all" => course.navigate(learner, Navigation::ExitAll),
        "choice" => {
            let title = then.target.as_deref().unwrap_or_default();
            let target = course.by_title(title).ok_or_else(|| format!("no activity is called {title:?}"))?;
            let target = course.tree.id(target).clone();
            course.navigate(learner, Navigation::Choice(target));
        }
        "choice_root" => {
            let root = course.tree.id(vidik_sequencing::NodeIndex::ROOT).clone();
            course.navigate(learner, Navigation::Choice(root));
        }
        "suspend_all_and_relaunch" => {
            course.navigate(learner, Navigation::SuspendAll);
            course.open(learner, None);
        }
        "leave_and_relaunch" => {
            leave(course, learner, then.exit_first);
            course.open(learner, then.choose.as_deref());
        }
        "session_has_ended" => {
            if !course.ended {
                return Err("the session should have ended".to_owned());
            }
        }
        other => return Err(format!("unknown step {other:?}")),
    }
    match then.and.as_deref() {
        None => Ok(()),
        Some(AndThen::Step(step)) => carry_on(course, learner, step),
        Some(AndThen::Word(word)) => match navigation_word(word) {
            Some(navigation) => {
                course.navigate(learner, navigation);
                Ok(())
            }
            None => Err(format!("unknown step {word:?}")),
        },
    }
}

/// The learner leaves the course: by Exit, or by closing it, which suspends what goes on.
fn leave(course: &mut Course, learner: &mut Learner, by_exit: bool) {
    if course.state.current().is_some() {
        let navigation = if by_exit { Navigation::ExitAll } else { Navigation::SuspendAll };
        course.navigate(learner, navigation);
    }
}
