//! The wire types of files for translators.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// In which form texts go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// XLIFF 2.1, for translators' tools.
    Xliff,
    /// A spreadsheet.
    Xlsx,
}

impl ExportFormat {
    /// The end of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Xliff => "xlf",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xliff => "application/xliff+xml",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What goes out.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// In which form; XLIFF where absent.
    #[param(inline)]
    pub format: Option<ExportFormat>,
    /// Into which language. Must be given.
    #[param(max_length = 64, example = "mk")]
    pub language: Option<String>,
}

/// How a file is taken in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Only say what it would bring.
    pub preview: Option<bool>,
}

/// A file that came back.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it describes the form; the bytes are read piece by piece")]
pub struct ImportForm {
    /// XLIFF 2 or a spreadsheet.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

/// What a file brought, or would bring.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportDto {
    /// Whether it was only looked at.
    pub preview: bool,
    /// How many texts the file has.
    pub rows: usize,
    /// The units whose words change.
    pub changed: Vec<String>,
    /// The units that it marks as reviewed.
    pub reviewed: Vec<String>,
    /// How many comments it adds.
    pub comments: usize,
    /// What is wrong or worth knowing, in the file's order.
    pub findings: Vec<ImportFinding>,
}

/// Something about a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportFinding {
    /// The row of the spreadsheet, the line of the XLIFF file; 0 for the file as a whole.
    pub row: u32,
    /// The unit that it names.
    pub key: String,
    /// Stable name.
    pub code: String,
    /// `error` keeps the whole file out, `warning` does not.
    pub severity: String,
    /// In the reader's language.
    pub message: String,
}
