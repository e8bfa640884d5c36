//! The grid: units by languages, and how far each text is.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use vidik_base::LanguageTag;

use crate::{
    access::Access,
    assignments::Assignment,
    comments::open_comments,
    draft::Draft,
    entity::{draft_text, draft_unit},
    state::{Cell, TextState},
};

/// What the grid is to show.
#[derive(Clone, Debug, Default)]
pub struct GridFilter {
    /// One language beside the master; all where absent.
    pub language: Option<LanguageTag>,
    /// Units of one kind.
    pub kind: Option<String>,
    /// Units that are in this state in a language that is shown.
    pub state: Option<Cell>,
    /// Units of which something is missing or outdated in a language that is shown.
    pub attention: bool,
    /// Units that one of these parts holds in a language that is shown.
    pub assigned: Option<Vec<Assignment>>,
}

/// Units by languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The columns, the master first.
    pub columns: Vec<GridColumn>,
    /// The units that the filter leaves, in the course's order.
    pub rows: Vec<GridRow>,
    /// How many units the course has.
    pub units: u32,
}

/// A language, with what there is of it in the whole course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridColumn {
    /// The language.
    pub language: LanguageTag,
    /// How many units are how far.
    pub counts: GridCounts,
}

/// How many units are in each state.
pub type GridCounts = BTreeMap<Cell, u32>;

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// Names it in its course.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// What people read in a list.
    pub name: String,
    /// How far it is, by column.
    pub cells: Vec<Cell>,
    /// How many comments wait for an answer.
    pub comments: u32,
    /// Whether whoever asks may write it in a language that is shown.
    pub writable: bool,
}

/// The grid of a working copy: two reads, whatever the number of languages.
pub async fn grid<C: ConnectionTrait>(
    conn: &C,
    draft: &Draft,
    access: &Access,
    filter: &GridFilter,
) -> Result<Grid, DbErr> {
    let units: Vec<(String, String, String, String)> = draft_unit::Entity::find()
        .filter(draft_unit::Column::CourseId.eq(draft.course.0))
        .order_by_asc(draft_unit::Column::Position)
        .select_only()
        .columns([
            draft_unit::Column::Key,
            draft_unit::Column::Kind,
            draft_unit::Column::Name,
            draft_unit::Column::SourceHash,
        ])
        .into_tuple()
        .all(conn)
        .await?;
    let states = states(conn, draft).await?;
    let comments = open_comments(conn, draft.course).await?;
    let cell = |key: &str, hash: &str, language: &LanguageTag| {
        states
            .get(&(key.to_owned(), language.as_str().to_owned()))
            .map_or(Cell::None, |(state, source)| Cell::of(TextState::from_word(state), source, hash))
    };
    let shown: Vec<&LanguageTag> = draft
        .languages
        .iter()
        .filter(|language| filter.language.as_ref().is_none_or(|only| only == *language || draft.master == **language))
        .collect();
    let mut columns: Vec<GridColumn> = shown
        .iter()
        .map(|language| GridColumn { language: (*language).clone(), counts: Cell::ALL.map(|cell| (cell, 0)).into() })
        .collect();
    let mut rows = Vec::with_capacity(units.len());
    let total = u32::try_from(units.len()).unwrap_or(u32::MAX);
    for (key, kind, name, hash) in units {
        let cells: Vec<Cell> = shown.iter().map(|language| cell(&key, &hash, language)).collect();
        for (column, cell) in columns.iter_mut().zip(&cells) {
            *column.counts.entry(*cell).or_default() += 1;
        }
        let writable = shown.iter().any(|language| access.writes(language, &key));
        let row = GridRow { comments: comments.get(&key).copied().unwrap_or(0), writable, key, kind, name, cells };
        if wanted(filter, &shown, &row) {
            rows.push(row);
        }
    }
    Ok(Grid { columns, rows, units: total })
}

/// State and source hash by unit and language, without the words.
async fn states<C: ConnectionTrait>(
    conn: &C,
    draft: &Draft,
) -> Result<HashMap<(String, String), (String, String)>, DbErr> {
    let rows: Vec<(String, String, String, String)> = draft_text::Entity::find()
        .filter(draft_text::Column::CourseId.eq(draft.course.0))
        .select_only()
        .columns([
            draft_text::Column::Key,
            draft_text::Column::Language,
            draft_text::Column::State,
            draft_text::Column::SourceHash,
        ])
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(key, language, state, hash)| ((key, language), (state, hash))).collect())
}

fn wanted(filter: &GridFilter, shown: &[&LanguageTag], row: &GridRow) -> bool {
    // Where one language is asked for, the master stands beside it to be compared with, and decides nothing.
    let decides = |language: &LanguageTag| filter.language.as_ref().is_none_or(|only| only == language);
    let mut cells = shown.iter().zip(&row.cells).filter(|(language, _)| decides(language)).map(|(_, cell)| *cell);
    let state = match filter.state {
        Some(state) => cells.clone().any(|cell| cell == state),
        None => true,
    };
    let attention = !filter.attention || cells.any(Cell::wants_attention);
    state
        && attention
        && filter.kind.as_ref().is_none_or(|kind| *kind == row.kind)
        && filter
            .assigned
            .as_ref()
            .is_none_or(|parts| shown.iter().any(|language| parts.iter().any(|part| part.covers(language, &row.key))))
}
