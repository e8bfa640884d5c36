//! One navigation with look-ahead, over courses of ten to ten thousand activities: what a learner's click costs the engine.

use std::hint::black_box;
use std::time::{Duration, Instant};

use vidik_sequencing::definition::{ControlModes, Objective, ObjectiveMap, Timing};
use vidik_sequencing::rules::{Combination, Condition, PreAction, Rule, RuleCondition};
use vidik_sequencing::{
    Activity, ActivityTree, Edition, Event, IndexedTree, Navigation, SequencerState, SharedObjectives, look_ahead, step,
};

use crate::report::Row;

/// How many activities are delivered, each ten times as many as the one before.
const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
/// How long one size is clicked through.
const TIME: Duration = Duration::from_secs(1);
/// What memory may add to the growth where a course of ten thousand activities does not fit the processor's cache.
const OF_CACHE: f64 = 2.5;
/// A course that is measured is clicked through at least this often.
const LEAST: usize = 40;

/// A way to put activities into clusters.
struct Shape {
    name: &'static str,
    /// Children of a cluster; the clusters are in clusters again.
    width: usize,
    /// Whether each attempt has its own order.
    shuffled: bool,
}

const SHAPES: [Shape; 3] = [
    Shape { name: "flat", width: usize::MAX, shuffled: false },
    Shape { name: "clusters of 5", width: 5, shuffled: false },
    Shape { name: "flat, shuffled", width: usize::MAX, shuffled: true },
];

/// A row a size and shape: the one in the middle and the slowest of a hundred, and how many times the smaller course's
/// that is, by processor time, since a click of milliseconds is interrupted where others work on the machine too.
pub fn rows() -> Vec<Row> {
    SHAPES.iter().flat_map(of_shape).collect()
}

fn of_shape(shape: &Shape) -> Vec<Row> {
    let mut before: Option<(usize, f64)> = None;
    let mut rows = Vec::new();
    for leaves in SIZES {
        let clicks = clicks(&tree(leaves, shape));
        let growth = before.map(|(smaller, processor)| (clicks.processor / processor, bound(smaller, leaves)));
        rows.push(row(shape, leaves, &clicks, growth));
        before = Some((leaves, clicks.processor));
    }
    rows
}

fn row(shape: &Shape, leaves: usize, clicks: &Clicks, growth: Option<(f64, f64)>) -> Row {
    let at = |part: usize| clicks.times.get(clicks.times.len() * part / 100).copied();
    let median = at(50).unwrap_or_default();
    let fast = leaves > 1_000 || median <= 5.0;
    Row {
        name: format!("click, {leaves} activities, {}", shape.name),
        p50_ms: Some(median),
        p99_ms: at(99),
        cpu_us: Some(clicks.processor),
        ratio: growth.map(|(growth, _)| growth),
        goal: growth.map(|(_, most)| {
            let time = if leaves == 1_000 { "≤ 5 ms, " } else { "" };
            format!("{time}≤ {most:.1} × the smaller")
        }),
        met: growth.map(|(growth, most)| fast && growth <= most),
        excused: growth.filter(|(growth, most)| fast && *growth > *most && *growth <= most * OF_CACHE).map(|_| {
            "the work grows by n log n, counted in instructions; the larger course leaves the cache".to_owned()
        }),
        ..Row::default()
    }
}

/// How much longer may be: as n log n grows.
#[expect(clippy::cast_precision_loss, reason = "courses are far below 2^52 activities")]
fn bound(smaller: usize, larger: usize) -> f64 {
    let work = |activities: usize| activities as f64 * (activities as f64).ln();
    work(larger) / work(smaller)
}

/// What clicks took.
struct Clicks {
    /// In milliseconds, from the fastest on.
    times: Vec<f64>,
    /// One click's part of the processor, in microseconds.
    processor: f64,
}

/// To and fro in the middle of the course.
#[expect(clippy::cast_precision_loss, reason = "nobody clicks 2^52 times")]
fn clicks(tree: &IndexedTree) -> Clicks {
    let mut state = SequencerState::new(tree, 1, SharedObjectives::new());
    let middle = tree.indices().filter(|index| tree.node(*index).is_leaf()).nth(tree.len() / 3);
    let first = middle.map_or(Navigation::Start, |index| Navigation::Choice(tree.id(index).clone()));
    state = step(tree, state, Event::Navigate(first)).state;
    let (mut times, begun, before) = (Vec::new(), Instant::now(), processor_time());
    while times.len() < LEAST || begun.elapsed() < TIME {
        let request = if times.len() % 2 == 0 { Navigation::Continue } else { Navigation::Previous };
        let clicked = Instant::now();
        state = step(tree, state, Event::Navigate(request)).state;
        black_box(look_ahead(tree, &state));
        times.push(clicked.elapsed().as_secs_f64() * 1_000.0);
    }
    let all = processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    let processor = all.unwrap_or_else(|| begun.elapsed()).as_secs_f64() * 1_000_000.0 / times.len() as f64;
    times.sort_by(f64::total_cmp);
    Clicks { times, processor }
}

/// How long this thread has been on a processor.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Each leaf has a rule and writes to one of ten shared objectives.
fn tree(leaves: usize, shape: &Shape) -> IndexedTree {
    let mut level: Vec<Activity> = (0..leaves).map(leaf).collect();
    let mut clusters = 0;
    while level.len() > 1 {
        let mut above = Vec::new();
        let mut rest = level.into_iter().peekable();
        while rest.peek().is_some() {
            let mut cluster = Activity::new(format!("cluster-{clusters}"), "");
            clusters += 1;
            cluster.sequencing.control = ControlModes { flow: true, ..ControlModes::default() };
            if shape.shuffled {
                cluster.sequencing.randomization.randomization_timing = Timing::Once;
                cluster.sequencing.randomization.reorder_children = true;
            }
            cluster.children = rest.by_ref().take(shape.width).collect();
            above.push(cluster);
        }
        level = above;
    }
    IndexedTree::new(ActivityTree {
        edition: Edition::Scorm2004Fourth,
        objectives_global_to_system: true,
        shared_data_global_to_system: true,
        root: level.pop().unwrap_or_else(|| Activity::new("course", "")),
    })
}

fn leaf(place: usize) -> Activity {
    let mut leaf = Activity::new(format!("leaf-{place}"), "");
    let mut map = ObjectiveMap::new(format!("shared-{}", place % 10));
    map.flags.write_satisfied_status = true;
    leaf.sequencing.objectives.primary =
        Objective { id: Some("local".into()), maps: vec![map], ..Objective::default() };
    leaf.sequencing.rules.pre.push(Rule {
        combination: Combination::All,
        conditions: vec![RuleCondition::new(Condition::ObjectiveMeasureKnown)],
        action: PreAction::Disabled,
    });
    leaf
}
