//! Which words in capitals are Roman numerals.

use super::token::Token;

/// Numerals that are words more often.
const WORDS: &[&str] = &["LI", "MI", "DI", "DIV", "MIX", "MIL", "L", "C", "D", "M"];

/// Whether the word at `index` is a Roman numeral.
///
/// `I` (and) and `VI` (you) are words too: among words in capitals, or where a sentence begins with
/// `I`, they are read as such.
pub(super) fn is_numeral(word: &str, tokens: &[Token<'_>], index: usize) -> bool {
    let in_numerals = |byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M');
    if !word.bytes().all(in_numerals) || WORDS.contains(&word) || !is_canonical(word) {
        return false;
    }
    match word {
        "I" => match before(tokens, index) {
            Some(previous) => !is_shouted(previous),
            None => false,
        },
        "VI" => !before(tokens, index).into_iter().chain(after(tokens, index)).any(is_shouted),
        _ => true,
    }
}

/// A numeral as it is written: the largest values first, each in its usual form.
fn is_canonical(word: &str) -> bool {
    const FORMS: [(&str, usize); 13] = [
        ("M", 3),
        ("CM", 1),
        ("D", 1),
        ("CD", 1),
        ("C", 3),
        ("XC", 1),
        ("L", 1),
        ("XL", 1),
        ("X", 3),
        ("IX", 1),
        ("V", 1),
        ("IV", 1),
        ("I", 3),
    ];
    let mut rest = word;
    let mut taken_at_this_rank = false;
    for (form, most) in FORMS {
        // 9 and 4 exclude 5 and 1 of the same rank, and each other.
        let is_pair = form.len() == 2;
        if matches!(form, "CM" | "XC" | "IX") {
            taken_at_this_rank = false;
        }
        for _ in 0..most {
            let Some(shorter) = rest.strip_prefix(form) else { break };
            if taken_at_this_rank {
                return false;
            }
            rest = shorter;
            if is_pair {
                taken_at_this_rank = true;
                break;
            }
        }
    }
    !word.is_empty() && rest.is_empty()
}

/// The word before, in the same sentence.
fn before<'a>(tokens: &[Token<'a>], index: usize) -> Option<&'a str> {
    neighbour(tokens.iter().take(index).rev())
}

/// The word after, in the same sentence.
fn after<'a>(tokens: &[Token<'a>], index: usize) -> Option<&'a str> {
    neighbour(tokens.iter().skip(index + 1))
}

fn neighbour<'a, 'b>(tokens: impl Iterator<Item = &'b Token<'a>>) -> Option<&'a str>
where
    'a: 'b,
{
    for token in tokens {
        match token {
            Token::Word(word) => return Some(word),
            Token::Between(text) if text.contains(['.', '!', '?', ':', '\n']) => return None,
            Token::Between(_) => {}
            Token::Address(_) | Token::Code(_) => return None,
        }
    }
    None
}

fn is_shouted(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_have_one_form() {
        for numeral in ["I", "II", "III", "IV", "V", "VIII", "IX", "XIV", "XL", "XC", "CD", "MCMXCIX", "MMXXVI"] {
            assert!(is_canonical(numeral), "{numeral}");
        }
        for word in ["", "IIII", "IC", "VX", "ILI", "CIVIL", "IVI", "IXI", "CMC", "A"] {
            assert!(!is_canonical(word), "{word}");
        }
    }
}
