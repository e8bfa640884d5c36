//! What player and content origin say to each other.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vidik_base::LanguageTag;
use vidik_catalogue::PlayableEdition;
use vidik_lang::script::{self, Script};
use vidik_learning::{ActivityNode, Commit, Delivery, RejectedValue, SequencingView};
use vidik_package::Format;
use vidik_scorm::RequestValid;
use vidik_sequencing::Navigation;

/// A launch code.
#[derive(Deserialize)]
pub(super) struct ExchangeBody {
    pub code: String,
}

/// A seat, and everything that the player begins with.
#[derive(Serialize)]
pub(super) struct Exchanged {
    pub token: String,
    pub expires_in: i64,
    pub launch: LaunchDto,
}

/// A token.
#[derive(Serialize)]
pub(super) struct Renewed {
    pub token: String,
    pub expires_in: i64,
}

#[derive(Serialize)]
pub(super) struct CourseDto {
    pub title: String,
    pub language: String,
    /// The language that it is read in: the same, or Serbian in the reader's script.
    pub reading: String,
}

#[derive(Serialize)]
pub(super) struct LearnerDto {
    pub id: String,
    pub name: String,
}

#[derive(Serialize)]
pub(super) struct LaunchDto {
    pub launch: Uuid,
    pub attempt: Uuid,
    pub generation: i32,
    pub course: CourseDto,
    pub learner: LearnerDto,
    pub package: Uuid,
    pub runtime: &'static str,
    pub activities: Vec<ActivityNode>,
    pub sequencing: SequencingView,
    pub delivery: Option<DeliveryDto>,
    pub ended: bool,
    pub exception: Option<ExceptionDto>,
    pub exit_url: String,
    pub next_number: i64,
    pub review: bool,
    pub mode: &'static str,
    pub completed_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(super) struct ExceptionDto {
    pub code: &'static str,
    pub message: String,
}

#[derive(Serialize)]
pub(super) struct DeliveryDto {
    pub activity: String,
    pub visit: i32,
    pub title: String,
    pub kind: vidik_learning::ActivityKind,
    pub url: String,
    pub data: Option<vidik_scorm::Data>,
    pub request_valid: RequestValid,
}

/// A title of an edition, put into the script that its reader reads Serbian in.
pub(crate) fn title_in(title: &str, edition: &PlayableEdition, reading: &str) -> String {
    let read = LanguageTag::parse(reading).ok().and_then(|reading| Script::of(&reading));
    match (Script::of(&edition.edition.language), read) {
        (Some(written), Some(read)) if written != read => script::in_script(title, read),
        _ => title.to_owned(),
    }
}

/// The structure with its titles in the reader's script.
pub(super) fn activities_in(nodes: Vec<ActivityNode>, edition: &PlayableEdition, reading: &str) -> Vec<ActivityNode> {
    let node = |node: ActivityNode| ActivityNode {
        title: title_in(&node.title, edition, reading),
        children: activities_in(node.children, edition, reading),
        ..node
    };
    nodes.into_iter().map(node).collect()
}

impl DeliveryDto {
    pub(super) fn new(delivery: Delivery, edition: &PlayableEdition) -> Self {
        let package = edition.edition.package;
        let own = (edition.format == Format::Native).then(|| delivery.href.strip_prefix("lesson/")).flatten();
        let url = match own {
            Some(lesson) => {
                let spoken = edition.edition.language.as_str();
                let reading = if delivery.reading.is_empty() { spoken } else { &delivery.reading };
                format!("/lessons/{package}/{reading}/{lesson}")
            }
            None if delivery.href.contains("://") => delivery.href,
            None => {
                // The script stands in the address, so that links of the page stay in it.
                let script = edition.script_for(&delivery.reading).map(|script| format!(".sr-{}", script.subtag()));
                let script = script.unwrap_or_default();
                format!("/files/{package}{script}/{}", delivery.href.trim_start_matches('/'))
            }
        };
        Self {
            activity: delivery.activity,
            visit: delivery.visit,
            title: title_in(&delivery.title, edition, &delivery.reading),
            kind: delivery.kind,
            url,
            data: delivery.data,
            request_valid: delivery.request_valid,
        }
    }
}

/// Commits, and what the learner asked for.
#[derive(Deserialize)]
pub(super) struct CommitBody {
    #[serde(default)]
    pub commits: Vec<Commit>,
    #[serde(default)]
    pub navigation: Option<NavigationBody>,
    #[serde(default)]
    pub journal: Option<JournalBody>,
}

/// What an older launch of this attempt left on the device.
#[derive(Deserialize)]
pub(super) struct JournalBody {
    pub launch: Uuid,
    #[serde(default)]
    pub commits: Vec<Commit>,
}

#[derive(Deserialize)]
pub(super) struct NavigationBody {
    pub request: String,
    #[serde(default)]
    pub target: Option<String>,
}

impl NavigationBody {
    /// The request, where it is one that a learner can make.
    pub(super) fn request(self) -> Option<Navigation> {
        let target = self.target;
        Some(match self.request.as_str() {
            "continue" => Navigation::Continue,
            "previous" => Navigation::Previous,
            "choice" => Navigation::Choice(target?.into()),
            "jump" => Navigation::Jump(target?.into()),
            "exit" => Navigation::Exit,
            "exit_all" => Navigation::ExitAll,
            "abandon" => Navigation::Abandon,
            "abandon_all" => Navigation::AbandonAll,
            "suspend_all" => Navigation::SuspendAll,
            _ => return None,
        })
    }
}

/// What became of it.
#[derive(Serialize)]
pub(super) struct CommitAnswerDto {
    pub acknowledged: i64,
    pub rejected: Vec<RejectedValue>,
    pub sequencing: SequencingDto,
    pub delivery: Option<DeliveryDto>,
    pub ended: bool,
    pub exception: Option<ExceptionDto>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journal: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum SequencingDto {
    Unchanged(&'static str),
    Changed(Box<SequencingView>),
}
