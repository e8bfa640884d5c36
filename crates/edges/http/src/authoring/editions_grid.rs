//! The same grid for a course whose languages are packages of their own: what its editions have in common, and which
//! of them has it. What only one edition has stands alone in its row.

use vidik_authoring::{Cell, GridCounts, GridFilter};
use vidik_base::LanguageTag;
use vidik_catalogue::{AlignedEdition, AlignedItem, Course, alignment, newest_version};

use super::{
    dto::{GridDto, GridItem, GridKind, GridLanguage},
    grid::NAME_CHARS,
};
use crate::{problem::Problem, problem_codes::Code, state::House};

/// The grid of the newest version's editions.
pub(super) async fn editions_grid(house: &House, course: &Course, filter: &GridFilter) -> Result<GridDto, Problem> {
    let newest = newest_version(house.db.read(), course.id).await?;
    let (version, _) = newest.ok_or_else(|| Problem::new(Code::NoWorkingCopy))?;
    let table = alignment(house.db.read(), version).await.map_err(Problem::internal)?;
    let there = if course.published_version == Some(version) { Cell::Published } else { Cell::Draft };
    let wanted =
        |edition: &&AlignedEdition| filter.language.as_ref().is_none_or(|only| *only == edition.edition.language);
    let shown: Vec<&AlignedEdition> = table.editions.iter().filter(wanted).collect();
    let mut counts: Vec<GridCounts> = shown.iter().map(|_| GridCounts::new()).collect();
    let mut items = Vec::new();
    for item in &table.items {
        let cells: Vec<Cell> = shown.iter().map(|edition| cell(item, edition, there)).collect();
        for (counts, cell) in counts.iter_mut().zip(&cells) {
            *counts.entry(*cell).or_default() += 1;
        }
        if keeps(filter, item, &cells) {
            items.push(row(item, &table.editions, &cells));
        }
    }
    let languages = shown.iter().zip(&counts).map(|(edition, counts)| GridLanguage {
        tag: edition.edition.language.to_string(),
        required: false,
        counts: counts.into(),
    });
    Ok(GridDto {
        kind: GridKind::Editions,
        master: None,
        languages: languages.collect(),
        total: u32::try_from(table.items.len()).unwrap_or(u32::MAX),
        unmatched: Some(u32::try_from(table.unmatched()).unwrap_or(u32::MAX)),
        items,
    })
}

/// How many items the newest version has, and how many of them are there in a language.
pub(super) async fn edition_standing(
    house: &House,
    course: &Course,
    language: &LanguageTag,
) -> Result<(usize, GridCounts), Problem> {
    let Some((version, _)) = newest_version(house.db.read(), course.id).await? else {
        return Ok((0, GridCounts::new()));
    };
    let table = alignment(house.db.read(), version).await.map_err(Problem::internal)?;
    let there = if course.published_version == Some(version) { Cell::Published } else { Cell::Draft };
    let edition = table.editions.iter().find(|edition| edition.edition.language == *language);
    let mut counts = GridCounts::new();
    for item in &table.items {
        let cell = edition.map_or(Cell::None, |edition| cell(item, edition, there));
        *counts.entry(cell).or_default() += 1;
    }
    Ok((table.items.len(), counts))
}

fn cell(item: &AlignedItem, edition: &AlignedEdition, there: Cell) -> Cell {
    if item.activities.contains_key(&edition.edition.id) { there } else { Cell::None }
}

fn keeps(filter: &GridFilter, item: &AlignedItem, cells: &[Cell]) -> bool {
    filter.kind.as_ref().is_none_or(|kind| kind == item.kind)
        && filter.state.is_none_or(|state| cells.contains(&state))
        && (!filter.attention || cells.iter().any(|cell| cell.wants_attention()))
        && filter.assigned.is_none()
}

/// Named as in the first edition that has it.
fn row(item: &AlignedItem, editions: &[AlignedEdition], cells: &[Cell]) -> GridItem {
    let first = editions.iter().find_map(|edition| item.activities.get(&edition.edition.id));
    GridItem {
        key: item.item.to_string(),
        kind: item.kind.to_owned(),
        name: first.map(|activity| activity.title.chars().take(NAME_CHARS).collect()).unwrap_or_default(),
        states: cells.iter().map(|cell| (*cell).into()).collect(),
        comments: 0,
        writable: false,
    }
}
