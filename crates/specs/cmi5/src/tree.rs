//! A course structure as the one course tree.

use std::collections::BTreeMap;

use vidik_base::LanguageTag;
use vidik_package::{CourseTree, Format, Metadata, Organization};
use vidik_sequencing::{
    Activity, ActivityTree, Edition,
    definition::{DeliveryControls, LaunchResource, Objective, Objectives, ResourceKind},
};

use crate::structure::{Block, Part, Structure, Text, Unit};

/// The root's identifier in the tree. Not the course's own: some tools give course and unit one and the same.
pub const ROOT: &str = "course";

/// The tree: free choice and flow everywhere, units that speak for themselves, blocks that count as their parts do.
///
/// A unit counts as completed when its `moveOn` is met; one that asks for nothing (`NotApplicable`) is no part of the
/// course's completion.
pub fn tree(structure: &Structure, folder: &str) -> CourseTree {
    let mut root = Activity::new(ROOT, structure.title.first.as_str());
    root.children = structure.parts.iter().map(activity).collect();
    root.count_as_children();
    let tree = ActivityTree {
        edition: Edition::Cmi5,
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
        root,
    };
    let metadata = Metadata {
        titles: structure.title.all.clone(),
        descriptions: structure.description.all.clone(),
        ..Metadata::default()
    };
    CourseTree {
        format: Format::Cmi5,
        edition: Edition::Cmi5,
        identifier: structure.id.clone(),
        version: None,
        title: structure.title.first.clone(),
        metadata,
        languages: structure.title.languages().filter(|language| language.primary() != "und").cloned().collect(),
        titles: titles(structure),
        organizations: vec![Organization { identifier: ROOT.to_owned(), title: structure.title.first.clone(), tree }],
        default_organization: 0,
        authoring_tool: None,
        folder: folder.to_owned(),
    }
}

fn activity(part: &Part) -> Activity {
    match part {
        Part::Unit(unit) => leaf(unit),
        Part::Block(block) => cluster(block),
    }
}

fn cluster(block: &Block) -> Activity {
    let mut activity = Activity::new(block.id.as_str(), block.title.first.as_str());
    activity.children = block.parts.iter().map(self::activity).collect();
    activity.count_as_children();
    activity
}

fn leaf(unit: &Unit) -> Activity {
    let mut activity = Activity::new(unit.id.as_str(), unit.title.first.as_str());
    let (identifier, href) = (unit.id.clone(), unit.address.clone());
    activity.resource = Some(LaunchResource { identifier, kind: ResourceKind::Sco, href });
    let terms = &unit.terms;
    let judged = terms.mastery_score.is_some() || terms.move_on.asks_to_pass();
    let sequencing = &mut activity.sequencing;
    sequencing.delivery =
        DeliveryControls { tracked: true, completion_set_by_content: true, objective_set_by_content: true };
    sequencing.rollup.progress_completion = terms.move_on != vidik_sequencing::MoveOn::NotApplicable;
    sequencing.rollup.objective_satisfied = judged;
    sequencing.rollup.objective_measure_weight = if judged { 1.0 } else { 0.0 };
    // What the unit says of passing stands: the score is only told (cmi5 9.3.4).
    sequencing.objectives = Objectives { primary: Objective::default(), others: Vec::new() };
    activity.cmi5 = Some(Box::new(terms.clone()));
    activity
}

/// Titles by language: of the course (under `""`), of blocks and units, of objectives by their ids.
fn titles(structure: &Structure) -> BTreeMap<LanguageTag, BTreeMap<String, String>> {
    let mut titles: BTreeMap<LanguageTag, BTreeMap<String, String>> = BTreeMap::new();
    let mut add = |id: &str, text: &Text| {
        for (language, words) in text.all.iter() {
            titles.entry(language.clone()).or_default().insert(id.to_owned(), words.to_owned());
        }
    };
    add("", &structure.title);
    add(ROOT, &structure.title);
    for objective in &structure.objectives {
        add(&objective.id, &objective.title);
    }
    let mut waiting: Vec<&Part> = structure.parts.iter().collect();
    while let Some(part) = waiting.pop() {
        match part {
            Part::Unit(unit) => add(&unit.id, &unit.title),
            Part::Block(block) => {
                add(&block.id, &block.title);
                waiting.extend(&block.parts);
            }
        }
    }
    titles
}
