//! Cuts Markdown at its empty lines, so that a translator's tool shows a paragraph at a time.

/// A piece of a text: what is translated, or the empty lines between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A paragraph, a heading, a list item …
    Block(&'t str),
    /// Line ends between blocks.
    Between(&'t str),
}

impl<'t> Piece<'t> {
    pub const fn text(self) -> &'t str {
        match self {
            Self::Block(text) | Self::Between(text) => text,
        }
    }

    pub const fn is_block(self) -> bool {
        matches!(self, Self::Block(_))
    }
}

/// The pieces of a text; together they are the text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let ends = rest.len() - rest.trim_start_matches('\n').len();
        if ends >= 2 || (ends == 1 && rest.len() == 1) {
            let (between, after) = rest.split_at(ends);
            pieces.push(Piece::Between(between));
            rest = after;
            continue;
        }
        let end = rest.get(ends..).and_then(|inner| inner.find("\n\n")).map_or(rest.len(), |at| at + ends);
        let (block, after) = rest.split_at(end);
        // A single line end at the very end of a file is no part of its last paragraph.
        if after.is_empty() && block.len() > 1 && block.ends_with('\n') {
            let (block, last) = block.split_at(block.len() - 1);
            pieces.extend([Piece::Block(block), Piece::Between(last)]);
        } else {
            pieces.push(Piece::Block(block));
        }
        rest = after;
    }
    pieces
}

/// The pieces of source and target side by side; one pair of whole texts where their shapes differ.
pub(super) fn pairs<'t>(source: &'t str, target: &'t str) -> Vec<(Piece<'t>, Option<Piece<'t>>)> {
    let (from, to) = (pieces(source), pieces(target));
    let whole = |text| Piece::Block(text);
    if !from.iter().any(|piece| piece.is_block()) {
        return vec![(whole(source), (!target.is_empty()).then(|| whole(target)))];
    }
    if target.is_empty() {
        return from.into_iter().map(|piece| (piece, None)).collect();
    }
    let alike = from.len() == to.len() && from.iter().zip(&to).all(|(from, to)| from.is_block() == to.is_block());
    if alike {
        return from.into_iter().zip(to.into_iter().map(Some)).collect();
    }
    vec![(whole(source), Some(whole(target)))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn together_the_pieces_are_the_text() {
        for text in ["", "a", "\n", "\n\n", "a\n", "# A\n\nb\nc\n\n\nd\n", "\n\na", "\na\n\n", "a\n\n\n"] {
            let whole: String = pieces(text).into_iter().map(Piece::text).collect();
            assert_eq!(whole, text);
        }
        let blocks: Vec<_> = pieces("# A\n\nb\nc\n\n\nd\n").into_iter().filter(|piece| piece.is_block()).collect();
        assert_eq!(blocks, [Piece::Block("# A"), Piece::Block("b\nc"), Piece::Block("d")]);
    }
}
