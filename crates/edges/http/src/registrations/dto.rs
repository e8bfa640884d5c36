//! The wire types of waivers and launches.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_base::LanguageTag;
use vidik_cmi5::LaunchMode;

/// What is waived, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiveBody {
    /// The unit of a cmi5 course, or a block: all its units. Where absent, the whole registration.
    #[serde(default)]
    #[schema(example = "https://publisher.example/au/1")]
    pub activity: Option<String>,
    /// Why, for the record and for whoever reads the list.
    #[schema(min_length = 3, max_length = 2000, example = "Passed the state examination in 2024.")]
    pub reason: String,
}

/// Why a course is waived.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaivePlaceBody {
    /// Why, for the record and for whoever reads the list.
    #[schema(min_length = 3, max_length = 2000, example = "Passed the state examination in 2024.")]
    pub reason: String,
}

/// What was waived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaivedDto {
    /// The registration: the one that went on, or one begun for this.
    pub registration: Uuid,
}

/// Which session is ended.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AbandonBody {
    /// One of the registration's sessions; where absent, all that are open.
    #[serde(default)]
    pub session: Option<Uuid>,
}

/// Sessions that were ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbandonedDto {
    /// Their ids.
    pub sessions: Vec<Uuid>,
}

/// What for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LaunchForDto {
    /// To learn.
    #[default]
    Normal,
    /// To look around; nothing counts. For units of cmi5.
    Browse,
    /// To look again at what was gone through; nothing counts.
    Review,
}

impl From<LaunchForDto> for LaunchMode {
    fn from(mode: LaunchForDto) -> Self {
        match mode {
            LaunchForDto::Normal => Self::Normal,
            LaunchForDto::Browse => Self::Browse,
            LaunchForDto::Review => Self::Review,
        }
    }
}

/// What is launched, and how.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LaunchBody {
    /// The course, by its name in addresses.
    #[schema(example = "migration-governance")]
    pub course: String,
    /// A unit of a cmi5 course, by its publisher's id: launched by itself. Where absent, the player opens the course.
    #[serde(default)]
    pub activity: Option<String>,
    /// What for.
    #[serde(default)]
    pub mode: LaunchForDto,
    /// The registration that it is to be; refused where the learner's open one is another.
    #[serde(default)]
    pub registration: Option<Uuid>,
    /// The language to read in; where absent, the one that was read last, else the request's.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "mk")]
    pub language: Option<LanguageTag>,
    /// Where a unit leads when it is over; where absent, to a page that says so.
    #[serde(default)]
    #[schema(example = "https://hr.ministry.example/courses")]
    pub return_url: Option<String>,
}

/// What is opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaunchDto {
    /// The registration.
    pub registration: Uuid,
    /// The session of a unit.
    pub session: Option<Uuid>,
    /// Opens in the learner's browser, once: the player within two minutes, a unit within ten.
    pub url: String,
    /// Whether a unit asks for a window to itself.
    pub own_window: bool,
}
