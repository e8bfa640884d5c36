//! The thirty letters.

use std::sync::LazyLock;

/// Lower-case Cyrillic letters and their Latin, one or two letters.
const LETTERS: [(char, char, Option<char>); 30] = [
    ('а', 'a', None),
    ('б', 'b', None),
    ('в', 'v', None),
    ('г', 'g', None),
    ('д', 'd', None),
    ('ђ', 'đ', None),
    ('е', 'e', None),
    ('ж', 'ž', None),
    ('з', 'z', None),
    ('и', 'i', None),
    ('ј', 'j', None),
    ('к', 'k', None),
    ('л', 'l', None),
    ('љ', 'l', Some('j')),
    ('м', 'm', None),
    ('н', 'n', None),
    ('њ', 'n', Some('j')),
    ('о', 'o', None),
    ('п', 'p', None),
    ('р', 'r', None),
    ('с', 's', None),
    ('т', 't', None),
    ('ћ', 'ć', None),
    ('у', 'u', None),
    ('ф', 'f', None),
    ('х', 'h', None),
    ('ц', 'c', None),
    ('ч', 'č', None),
    ('џ', 'd', Some('ž')),
    ('ш', 'š', None),
];

/// Macedonian letters in a Serbian text (names), in their scholarly Latin.
const MACEDONIAN: [(char, char, Option<char>); 3] = [('ѓ', 'ǵ', None), ('ќ', 'ḱ', None), ('ѕ', 'd', Some('z'))];

/// Of the letters U+0400–U+045F, one Latin form each.
static LATIN: LazyLock<Vec<Option<[Option<char>; 2]>>> =
    LazyLock::new(|| ('\u{400}'..='\u{45f}').map(find_latin).collect());

/// Of the letters up to U+017F, one Cyrillic form each.
static CYRILLIC: LazyLock<Vec<Option<char>>> = LazyLock::new(|| ('\0'..='\u{17f}').map(find_cyrillic).collect());

/// The Latin of a Cyrillic letter of either case: a first letter in the letter's own case, and a
/// second one in lower case.
pub(super) fn latin(letter: char) -> Option<[Option<char>; 2]> {
    let index = u32::from(letter).checked_sub(0x400)?;
    *LATIN.get(index as usize)?
}

fn find_latin(letter: char) -> Option<[Option<char>; 2]> {
    let small = lower(letter);
    let (_, first, second) = LETTERS.iter().chain(&MACEDONIAN).find(|(cyrillic, ..)| *cyrillic == small)?;
    Some([Some(in_case_of(letter, *first)), *second])
}

/// The Cyrillic of one Latin letter, in its case.
pub(super) fn cyrillic(letter: char) -> Option<char> {
    match CYRILLIC.get(u32::from(letter) as usize) {
        Some(found) => *found,
        None => of_one_code_point(letter).or_else(|| find_cyrillic(letter)),
    }
}

/// Unicode has lj, nj and dž as one character too, in three cases.
fn of_one_code_point(letter: char) -> Option<char> {
    Some(match letter {
        'ǉ' => 'љ',
        'Ǉ' | 'ǈ' => 'Љ',
        'ǌ' => 'њ',
        'Ǌ' | 'ǋ' => 'Њ',
        'ǆ' => 'џ',
        'Ǆ' | 'ǅ' => 'Џ',
        _ => return None,
    })
}

fn find_cyrillic(letter: char) -> Option<char> {
    let small = lower(letter);
    let (cyrillic, ..) =
        LETTERS.iter().chain(&MACEDONIAN).find(|(_, first, second)| *first == small && second.is_none())?;
    Some(in_case_of(letter, *cyrillic))
}

/// The Cyrillic letter of `lj`, `nj`, `dž`, in the case of the first letter.
pub(super) fn cyrillic_of_digraph(first: char, second: char) -> Option<char> {
    if !matches!(second, 'j' | 'J' | 'ž' | 'Ž') || first.is_lowercase() && second.is_uppercase() {
        return None;
    }
    let pair = (lower(first), Some(lower(second)));
    let (cyrillic, ..) = LETTERS.iter().find(|(_, one, two)| (*one, *two) == pair)?;
    Some(in_case_of(first, *cyrillic))
}

/// ś, ź for a Cyrillic letter that carries an acute.
pub(super) fn montenegrin_latin(base: char) -> Option<char> {
    match base {
        'с' => Some('ś'),
        'С' => Some('Ś'),
        'з' => Some('ź'),
        'З' => Some('Ź'),
        _ => None,
    }
}

/// The Cyrillic letter that carries the acute of ś, ź.
pub(super) fn montenegrin_cyrillic(letter: char) -> Option<char> {
    match letter {
        'ś' => Some('с'),
        'Ś' => Some('С'),
        'ź' => Some('з'),
        'Ź' => Some('З'),
        _ => None,
    }
}

/// The lower-case form of a letter; all letters of the tables have a single one.
pub(super) fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn in_case_of(model: char, letter: char) -> char {
    if model.is_uppercase() { letter.to_uppercase().next().unwrap_or(letter) } else { letter }
}
