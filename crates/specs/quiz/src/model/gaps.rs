//! `{{name}}` in the text of a gap question.

/// A piece of a text with gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextPart<'a> {
    /// Words between the gaps.
    Words(&'a str),
    /// A gap, by name.
    Gap(&'a str),
}

/// The text's pieces in order. Braces that do not close are words.
pub(crate) fn text_parts(text: &str) -> Vec<TextPart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        if !before.is_empty() {
            parts.push(TextPart::Words(before));
        }
        parts.push(TextPart::Gap(name.trim()));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(TextPart::Words(rest));
    }
    parts
}

/// Names of the gaps of a text, in order, as often as they stand there.
pub fn gap_names(text: &str) -> Vec<&str> {
    text_parts(text)
        .into_iter()
        .filter_map(|part| match part {
            TextPart::Gap(name) => Some(name),
            TextPart::Words(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_between_words() {
        assert_eq!(
            text_parts("Adopted in {{year}} in {{ city }}."),
            [
                TextPart::Words("Adopted in "),
                TextPart::Gap("year"),
                TextPart::Words(" in "),
                TextPart::Gap("city"),
                TextPart::Words(".")
            ]
        );
        assert_eq!(text_parts("{{open"), [TextPart::Words("{{open")]);
        assert_eq!(gap_names("{{a}}{{b}}{{a}}"), ["a", "b", "a"]);
    }
}
