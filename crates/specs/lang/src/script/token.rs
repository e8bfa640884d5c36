//! A text as words, addresses, and what stands between them.

/// A piece of a text; the pieces put together are the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Letters, with their combining marks.
    Word(&'a str),
    /// A URL, a host name or an e-mail address.
    Address(&'a str),
    /// Letters and digits in one, as in `H5P` or `B2`: a name that is not spelled.
    Code(&'a str),
    /// Spaces, punctuation, digits.
    Between(&'a str),
}

/// Top-level domains by which a host name without `www.` is known in running text.
const TOP_LEVEL: &[&str] =
    &["rs", "mk", "me", "ba", "hr", "com", "org", "net", "eu", "int", "edu", "gov", "info", "test", "example"];

/// Characters that no address contains and that may stand next to one.
const ENDS: &[char] = &['<', '>', '(', ')', '[', ']', '{', '}', '"', '„', '“', '”', '«', '»'];

fn ends_chunk(letter: char) -> bool {
    match letter {
        'a'..='z' | 'A'..='Z' | '\u{400}'..='\u{45f}' => false,
        ' ' => true,
        _ => letter.is_whitespace() || ENDS.contains(&letter),
    }
}

/// Takes a text apart.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    text.split_inclusive(ends_chunk).flat_map(|chunk| {
        let (start, end) = address(chunk).unwrap_or((chunk.len(), chunk.len()));
        let (head, rest) = chunk.split_at_checked(start).unwrap_or((chunk, ""));
        let (middle, tail) = rest.split_at_checked(end - start).unwrap_or((rest, ""));
        let middle = (!middle.is_empty()).then_some(Token::Address(middle));
        words(head).chain(middle).chain(words(tail))
    })
}

/// Words and what is between them, where there is no address.
fn words(mut text: &str) -> impl Iterator<Item = Token<'_>> {
    // Whether the run of letters and digits that we are in was looked at already.
    let mut known = false;
    std::iter::from_fn(move || {
        let first = text.chars().next()?;
        let in_word = is_letter(first);
        if !known && (in_word || first.is_ascii_digit()) {
            let end = text.find(|one: char| !is_letter(one) && !one.is_ascii_digit()).unwrap_or(text.len());
            let (run, rest) = text.split_at_checked(end)?;
            if is_code(run) {
                text = rest;
                return Some(Token::Code(run));
            }
        }
        let end = text.find(|one| is_letter(one) != in_word).unwrap_or(text.len());
        let (piece, rest) = text.split_at_checked(end)?;
        known = piece.ends_with(|one: char| one.is_ascii_digit())
            || (in_word && rest.starts_with(|one: char| one.is_ascii_digit()));
        text = rest;
        Some(if in_word { Token::Word(piece) } else { Token::Between(piece) })
    })
}

/// Whether a run of letters and digits is a code: letters before a digit (`B2`, `H5P`), or a capital after
/// one (`3D`). `5a`, `90ih` and `20km` are a number with a word.
fn is_code(run: &str) -> bool {
    let Some(digit) = run.find(|one: char| one.is_ascii_digit()) else { return false };
    digit > 0 && run.starts_with(is_letter) || run.contains(char::is_uppercase)
}

/// Soft hyphens stand within words.
fn is_letter(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'A'..='Z' | '\u{400}'..='\u{45f}' | '\u{300}'..='\u{36f}' | '\u{ad}')
        || (!letter.is_ascii() && letter.is_alphabetic())
}

/// The byte range of an address within a chunk without spaces.
fn address(chunk: &str) -> Option<(usize, usize)> {
    // Nearly all words end here.
    if !chunk.bytes().any(|byte| matches!(byte, b'.' | b'@' | b':')) {
        return None;
    }
    let end = chunk.trim_end_matches(|letter: char| letter.is_whitespace() || ENDS.contains(&letter)).len();
    if let Some(colon) = chunk.find("://") {
        let scheme = chunk.get(..colon)?.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric());
        return Some((scheme.len(), end));
    }
    if let Some(sign) = chunk.find('@') {
        let allowed = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
        let start = chunk.get(..sign)?.trim_end_matches(allowed).len();
        let domain = chunk.get(sign + 1..)?;
        let length = domain.find(|letter| !allowed(letter)).unwrap_or(domain.len());
        let is_mail = start < sign && domain.get(..length)?.contains('.');
        return is_mail.then_some((start, sign + 1 + length));
    }
    host(chunk.get(..end)?)
}

/// The byte range of a host name, with the path after it.
fn host(chunk: &str) -> Option<(usize, usize)> {
    let start = chunk.find(|letter: char| letter.is_ascii_alphanumeric())?;
    let rest = chunk.get(start..)?;
    let name = rest.split(['/', '?', '#', ':', ',', ';', '!']).next()?.trim_end_matches('.');
    let mut labels = name.split('.');
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    let first = labels.next()?;
    let last = labels.next_back()?;
    let known = first.eq_ignore_ascii_case("www") || TOP_LEVEL.iter().any(|domain| last.eq_ignore_ascii_case(domain));
    (known && is_label(first) && labels.all(is_label) && is_label(last)).then_some((start, chunk.len()))
}
