//! The activity tree as an importer describes it: what does not change while a learner works.
//!
//! Names follow the Sequencing Definition Model of SCORM 2004 4th Edition (SN 3); defaults are
//! the ones written there, so that a manifest that says nothing gives `Default::default()`.
//! Serialised compactly: whatever equals its default is left out.

use serde::{Deserialize, Serialize};

use crate::identifiers::{ActivityId, ObjectiveId};
use crate::rules::{Rollup, Rules};

/// A whole course as the sequencer sees it: the chosen organization of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActivityTree {
    pub edition: Edition,
    /// `adlseq:objectivesGlobalToSystem` (CAM 5.1.1): shared objectives live on for the learner
    /// across courses and attempts; otherwise for this attempt at the course alone.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub objectives_global_to_system: bool,
    /// `adlcp:sharedDataGlobalToSystem` (4th edition): the same for `adl.data` stores.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub shared_data_global_to_system: bool,
    /// The organization itself.
    pub root: Activity,
}

/// Where a tree comes from; decides defaults and a few rules that changed between editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edition {
    #[serde(rename = "scorm-1.2")]
    Scorm12,
    #[serde(rename = "scorm-2004-2nd")]
    Scorm2004Second,
    #[serde(rename = "scorm-2004-3rd")]
    Scorm2004Third,
    #[serde(rename = "scorm-2004-4th")]
    Scorm2004Fourth,
    /// Vidik's own lessons.
    Native,
    /// cmi5: no sequencing, free choice.
    Cmi5,
}

/// A node of the tree: an `<organization>` or `<item>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    pub identifier: ActivityId,
    #[serde(default)]
    pub title: String,
    /// `isvisible`: shown in the outline. Hides neither the children nor the way by flow.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub visible: bool,
    /// What is launched; only a leaf has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<LaunchResource>,
    /// `adlcp:dataFromLMS` (1.2: `datafromlms`), for `cmi.launch_data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_from_lms: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit_action: Option<TimeLimitAction>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub completion_threshold: CompletionThreshold,
    /// Elements that only SCORM 1.2 has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scorm12: Scorm12Item,
    /// `adlnav:hideLMSUI`: controls not to be shown while this activity is delivered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hide_lms_ui: Vec<HiddenControl>,
    /// `adlcp:data`: the `adl.data` stores that a SCO sees, in the order of the manifest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_maps: Vec<DataMap>,
    /// What a cmi5 course structure says of an assignable unit; only such a unit has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cmi5: Option<Box<AssignableUnit>>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub sequencing: SequencingDefinition,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Activity>,
}

impl Activity {
    /// A visible activity without resource, children or rules.
    pub fn new(identifier: impl Into<ActivityId>, title: impl Into<String>) -> Self {
        Self {
            identifier: identifier.into(),
            title: title.into(),
            visible: true,
            resource: None,
            data_from_lms: None,
            time_limit_action: None,
            completion_threshold: CompletionThreshold::default(),
            scorm12: Scorm12Item::default(),
            hide_lms_ui: Vec::new(),
            data_maps: Vec::new(),
            cmi5: None,
            sequencing: SequencingDefinition::default(),
            children: Vec::new(),
        }
    }
}

/// The resource of a leaf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchResource {
    pub identifier: String,
    pub kind: ResourceKind,
    /// Path inside the package, with query and fragment; `xml:base` and the item's `parameters`
    /// are already joined (CAM 3.4.1.19). May be an absolute URL.
    pub href: String,
}

/// `adlcp:scormType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResourceKind {
    /// Speaks to the run-time API.
    Sco,
    /// Never looks for the API: it counts as done when it has been delivered.
    Asset,
}

/// `adlcp:timeLimitAction`, for `cmi.time_limit_action`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TimeLimitAction {
    #[serde(rename = "exit,message")]
    ExitMessage,
    #[serde(rename = "exit,no message")]
    ExitNoMessage,
    #[serde(rename = "continue,message")]
    ContinueMessage,
    #[serde(rename = "continue,no message")]
    ContinueNoMessage,
}

/// `adlcp:completionThreshold`. The text form of the 2nd and 3rd editions is read as
/// `completed_by_measure: true` with that minimum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompletionThreshold {
    #[serde(skip_serializing_if = "is_false")]
    pub completed_by_measure: bool,
    /// 0 to 1.
    #[serde(skip_serializing_if = "is_one")]
    pub min_progress_measure: f64,
    /// 0 to 1: this activity's part in its parent's progress measure.
    #[serde(skip_serializing_if = "is_one")]
    pub progress_weight: f64,
}

impl Default for CompletionThreshold {
    fn default() -> Self {
        Self { completed_by_measure: false, min_progress_measure: 1.0, progress_weight: 1.0 }
    }
}

/// Elements of an item that only SCORM 1.2 has (CAM 1.2, 2.3.2.5).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scorm12Item {
    /// `adlcp:prerequisites` in `aicc_script`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prerequisites: Option<String>,
    /// `adlcp:masteryscore`, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mastery_score: Option<f64>,
    /// `adlcp:maxtimeallowed` as written (`HHHH:MM:SS.SS`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_time_allowed: Option<String>,
}

/// What a cmi5 course structure says of an assignable unit (cmi5 13.1.4), beside its id, title and address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssignableUnit {
    /// `moveOn`: when the unit is satisfied.
    #[serde(skip_serializing_if = "is_default")]
    pub move_on: MoveOn,
    /// `masteryScore`, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mastery_score: Option<f64>,
    /// `launchMethod`: `true` for `OwnWindow`, where the unit must have a window to itself.
    #[serde(skip_serializing_if = "is_false")]
    pub own_window: bool,
    /// `launchParameters`, told to the unit as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launch_parameters: Option<String>,
    /// `entitlementKey`, told to the unit as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement_key: Option<String>,
    /// `activityType`, an IRI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity_type: Option<String>,
    /// Ids of the objectives that the unit refers to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<String>,
}

/// `moveOn` (cmi5 13.1.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MoveOn {
    Passed,
    Completed,
    CompletedAndPassed,
    CompletedOrPassed,
    /// Satisfied from the beginning.
    #[default]
    NotApplicable,
}

impl MoveOn {
    /// The word of the course structure.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "Passed",
            Self::Completed => "Completed",
            Self::CompletedAndPassed => "CompletedAndPassed",
            Self::CompletedOrPassed => "CompletedOrPassed",
            Self::NotApplicable => "NotApplicable",
        }
    }

    /// Whether a unit that was completed, or passed, is satisfied.
    pub const fn met(self, completed: bool, passed: bool) -> bool {
        match self {
            Self::Passed => passed,
            Self::Completed => completed,
            Self::CompletedAndPassed => completed && passed,
            Self::CompletedOrPassed => completed || passed,
            Self::NotApplicable => true,
        }
    }

    /// Whether passing has a part in it.
    pub const fn asks_to_pass(self) -> bool {
        matches!(self, Self::Passed | Self::CompletedAndPassed | Self::CompletedOrPassed)
    }
}

/// A control of the player, as `adlnav:hideLMSUI` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HiddenControl {
    Previous,
    Continue,
    Exit,
    ExitAll,
    Abandon,
    AbandonAll,
    SuspendAll,
}

/// One `adlcp:map`: a shared data store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataMap {
    pub target_id: String,
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub read_shared_data: bool,
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub write_shared_data: bool,
}

/// Everything inside `imsss:sequencing`, collections already merged in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SequencingDefinition {
    #[serde(skip_serializing_if = "is_default")]
    pub control: ControlModes,
    #[serde(skip_serializing_if = "is_default")]
    pub constrained_choice: ConstrainedChoice,
    #[serde(skip_serializing_if = "is_default")]
    pub rules: Rules,
    #[serde(skip_serializing_if = "is_default")]
    pub limits: LimitConditions,
    #[serde(skip_serializing_if = "is_default")]
    pub rollup: Rollup,
    #[serde(skip_serializing_if = "is_default")]
    pub objectives: Objectives,
    #[serde(skip_serializing_if = "is_default")]
    pub randomization: Randomization,
    #[serde(skip_serializing_if = "is_default")]
    pub delivery: DeliveryControls,
}

impl SequencingDefinition {
    /// A cluster (or organization) of SCORM 1.2: free choice, and the learner may also go
    /// from one lesson to the next.
    pub fn scorm12_cluster() -> Self {
        Self { control: ControlModes { flow: true, ..ControlModes::default() }, ..Self::default() }
    }
}

/// `imsss:controlMode` (SN 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ControlModes {
    #[serde(skip_serializing_if = "is_true")]
    pub choice: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub choice_exit: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub flow: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub forward_only: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub use_current_attempt_objective_info: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub use_current_attempt_progress_info: bool,
}

impl Default for ControlModes {
    fn default() -> Self {
        Self {
            choice: true,
            choice_exit: true,
            flow: false,
            forward_only: false,
            use_current_attempt_objective_info: true,
            use_current_attempt_progress_info: true,
        }
    }
}

/// `adlseq:constrainedChoiceConsiderations` (SN 3.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConstrainedChoice {
    #[serde(skip_serializing_if = "is_false")]
    pub prevent_activation: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub constrain_choice: bool,
}

/// `imsss:limitConditions` (SN 3.5). Only the attempt limit takes part in sequencing; the
/// duration initialises `cmi.max_time_allowed` and never blocks a delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitConditions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt_limit: Option<u32>,
    /// `attemptAbsoluteDurationLimit` as written, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt_absolute_duration: Option<String>,
}

/// `imsss:objectives` (SN 3.9).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Objectives {
    /// The objective that contributes to rollup; where the manifest has none, an unnamed one.
    #[serde(skip_serializing_if = "is_default")]
    pub primary: Objective,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Objective>,
}

impl Objectives {
    /// Primary first, then the others in the manifest's order.
    pub fn all(&self) -> impl Iterator<Item = &Objective> {
        std::iter::once(&self.primary).chain(&self.others)
    }
}

/// One objective of an activity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Objective {
    /// Absent on a primary objective that the manifest does not name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ObjectiveId>,
    #[serde(skip_serializing_if = "is_false")]
    pub satisfied_by_measure: bool,
    /// -1 to 1.
    #[serde(skip_serializing_if = "is_one")]
    pub min_normalized_measure: f64,
    /// One entry a target: `imsss:mapInfo` and the `adlseq:mapInfo` of the same objective and
    /// target are one map.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maps: Vec<ObjectiveMap>,
}

impl Default for Objective {
    fn default() -> Self {
        Self { id: None, satisfied_by_measure: false, min_normalized_measure: 1.0, maps: Vec::new() }
    }
}

/// How a local objective and a shared one exchange what they know (SN 3.9.3). Reads are on and
/// writes off unless the manifest says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectiveMap {
    pub target: ObjectiveId,
    #[serde(default, flatten)]
    pub flags: MapFlags,
}

impl ObjectiveMap {
    /// A map with the defaults: everything read, nothing written.
    pub fn new(target: impl Into<ObjectiveId>) -> Self {
        Self { target: target.into(), flags: MapFlags::default() }
    }
}

/// The fourteen switches of a map; the last ten are `adlseq:mapInfo` (4th edition).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MapFlags {
    #[serde(skip_serializing_if = "is_true")]
    pub read_satisfied_status: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub read_normalized_measure: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_satisfied_status: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_normalized_measure: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub read_raw_score: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub read_min_score: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub read_max_score: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub read_completion_status: bool,
    #[serde(skip_serializing_if = "is_true")]
    pub read_progress_measure: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_raw_score: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_min_score: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_max_score: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_completion_status: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_progress_measure: bool,
}

impl Default for MapFlags {
    fn default() -> Self {
        Self {
            read_satisfied_status: true,
            read_normalized_measure: true,
            write_satisfied_status: false,
            write_normalized_measure: false,
            read_raw_score: true,
            read_min_score: true,
            read_max_score: true,
            read_completion_status: true,
            read_progress_measure: true,
            write_raw_score: false,
            write_min_score: false,
            write_max_score: false,
            write_completion_status: false,
            write_progress_measure: false,
        }
    }
}

/// Selection (SN 3.10) and randomisation (SN 3.11) of a cluster's children.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Randomization {
    #[serde(skip_serializing_if = "is_default")]
    pub selection_timing: Timing,
    /// How many children to take; absent: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select_count: Option<u32>,
    #[serde(skip_serializing_if = "is_default")]
    pub randomization_timing: Timing,
    #[serde(skip_serializing_if = "is_false")]
    pub reorder_children: bool,
}

/// When selection or randomisation takes place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Timing {
    #[default]
    Never,
    Once,
    OnEachNewAttempt,
}

/// `imsss:deliveryControls` (SN 3.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryControls {
    #[serde(skip_serializing_if = "is_true")]
    pub tracked: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub completion_set_by_content: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub objective_set_by_content: bool,
}

impl Default for DeliveryControls {
    fn default() -> Self {
        Self { tracked: true, completion_set_by_content: false, objective_set_by_content: false }
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(crate) fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
#[expect(clippy::float_cmp, reason = "the default is exactly one")]
pub(crate) fn is_one(value: &f64) -> bool {
    *value == 1.0
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
