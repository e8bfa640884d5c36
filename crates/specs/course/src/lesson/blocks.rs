//! Containers: lines of three or more colons with a name, up to a line of as many colons alone.

use std::collections::BTreeMap;

/// How deeply containers may lie in each other.
const MAX_DEPTH: usize = 6;

/// A part of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Markdown, with the line it begins in.
    Markdown { text: String, line: u32 },
    /// A container.
    Container(Container),
}

/// `:::name{#id key=value}` and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Container {
    pub name: String,
    pub id: Option<String>,
    pub attributes: BTreeMap<String, String>,
    /// The line of its first colon.
    pub line: u32,
    pub blocks: Vec<Block>,
}

/// What is wrong with the colons, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BlockFault {
    /// Nothing is open that this would close.
    Close,
    /// The container of this name is never closed.
    Unclosed(String),
    /// What stands in braces cannot be read.
    Attributes(String),
    /// Too many containers in each other.
    Depth,
}

struct Open {
    colons: usize,
    container: Container,
}

/// Divides a text into Markdown and containers. `first` is the number of its first line.
pub(crate) fn parse(text: &str, first: u32) -> (Vec<Block>, Vec<(u32, BlockFault)>) {
    let mut splitter = Splitter { open: Vec::new(), done: Vec::new(), faults: Vec::new() };
    let mut fence: Option<&str> = None;
    let mut line = first;
    for text in text.split_inclusive('\n') {
        let bare = text.trim();
        if let Some(mark) = fence {
            if bare.starts_with(mark) && bare.trim_start_matches(['`', '~']).is_empty() {
                fence = None;
            }
            splitter.text(text, line);
        } else {
            fence = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
            splitter.line(text, line);
        }
        line = line.saturating_add(1);
    }
    while let Some(open) = splitter.open.pop() {
        splitter.faults.push((open.container.line, BlockFault::Unclosed(open.container.name.clone())));
        splitter.put(Block::Container(open.container));
    }
    splitter.faults.sort_by_key(|(line, _)| *line);
    (splitter.done, splitter.faults)
}

struct Splitter {
    open: Vec<Open>,
    done: Vec<Block>,
    faults: Vec<(u32, BlockFault)>,
}

impl Splitter {
    fn blocks(&mut self) -> &mut Vec<Block> {
        self.open.last_mut().map_or(&mut self.done, |open| &mut open.container.blocks)
    }

    fn put(&mut self, block: Block) {
        self.blocks().push(block);
    }

    fn text(&mut self, more: &str, at: u32) {
        match self.blocks().last_mut() {
            Some(Block::Markdown { text, .. }) => text.push_str(more),
            _ => self.put(Block::Markdown { text: more.to_owned(), line: at }),
        }
    }

    fn line(&mut self, text: &str, at: u32) {
        let bare = text.trim();
        let colons = bare.bytes().take_while(|byte| *byte == b':').count();
        let indented = text.len() - text.trim_start_matches(' ').len() > 3;
        if colons < 3 || indented {
            return self.text(text, at);
        }
        let rest = bare.get(colons..).unwrap_or_default().trim();
        if rest.is_empty() {
            return self.close(colons, at);
        }
        if self.open.len() >= MAX_DEPTH {
            self.faults.push((at, BlockFault::Depth));
            return;
        }
        let name = rest.split(|c: char| c == '{' || c.is_whitespace()).next().unwrap_or_default();
        let read = attributes(rest.get(name.len()..).unwrap_or_default());
        if read.is_none() {
            self.faults.push((at, BlockFault::Attributes(name.to_owned())));
        }
        let (id, attributes) = read.unwrap_or_default();
        let container = Container { name: name.to_owned(), id, attributes, line: at, blocks: Vec::new() };
        self.open.push(Open { colons, container });
    }

    /// Closes the innermost container of as many colons; what lies open in it was forgotten.
    fn close(&mut self, colons: usize, at: u32) {
        let Some(place) = self.open.iter().rposition(|open| open.colons == colons) else {
            self.faults.push((at, BlockFault::Close));
            return;
        };
        while self.open.len() > place {
            let Some(open) = self.open.pop() else { break };
            if self.open.len() > place {
                self.faults.push((open.container.line, BlockFault::Unclosed(open.container.name.clone())));
            }
            self.put(Block::Container(open.container));
        }
    }
}

type Attributes = (Option<String>, BTreeMap<String, String>);

/// `{#id key=value key="two words"}`; nothing at all is right, too.
pub(crate) fn attributes(text: &str) -> Option<Attributes> {
    let text = text.trim();
    if text.is_empty() {
        return Some((None, BTreeMap::new()));
    }
    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?.trim_start();
    let (mut id, mut values) = (None, BTreeMap::new());
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        if let Some(name) = name.strip_prefix('#') {
            if name.is_empty() || id.replace(name.to_owned()).is_some() {
                return None;
            }
            rest = behind.trim_start();
            continue;
        }
        let Some(value) = behind.strip_prefix('=') else {
            values.insert(name.to_owned(), String::new());
            rest = behind.trim_start();
            continue;
        };
        let (value, behind) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if name.is_empty() || values.insert(name.to_owned(), value.to_owned()).is_some() {
            return None;
        }
        rest = behind.trim_start();
    }
    Some((id, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(blocks: &[Block]) -> String {
        let parts: Vec<String> = blocks
            .iter()
            .map(|block| match block {
                Block::Markdown { text, line } => format!("{line}{:?}", text.trim()),
                Block::Container(one) => format!("{}@{}({})", one.name, one.line, shown(&one.blocks)),
            })
            .collect();
        parts.join(" ")
    }

    #[test]
    fn containers_lie_in_each_other() {
        let text = "a\n::::note\nb\n:::accordion{title=\"x y\"}\nc\n:::\nd\n::::\n```\n:::\n```\n";
        let (blocks, faults) = parse(text, 2);
        assert_eq!(shown(&blocks), r#"2"a" note@3(4"b" accordion@5(6"c") 8"d") 10"```\n:::\n```""#);
        assert_eq!(faults, []);
    }

    #[test]
    fn forgotten_colons_are_told() {
        let (blocks, faults) = parse("::::note\n:::case\n::::\n:::\n:::check{#}\n", 1);
        assert_eq!(shown(&blocks), "note@1(case@2()) check@5()");
        assert_eq!(
            faults,
            [
                (2, BlockFault::Unclosed("case".to_owned())),
                (4, BlockFault::Close),
                (5, BlockFault::Attributes("check".to_owned())),
                (5, BlockFault::Unclosed("check".to_owned())),
            ]
        );
        let deep = ":::note\n".repeat(10);
        assert!(parse(&deep, 1).1.contains(&(7, BlockFault::Depth)));
    }

    #[test]
    fn attributes_are_read() {
        let (id, values) = attributes(r#"{#a source=b place="Article 1, c" keep}"#).unwrap();
        assert_eq!(id.as_deref(), Some("a"));
        assert_eq!(
            values.into_iter().collect::<Vec<_>>(),
            [
                ("keep".to_owned(), String::new()),
                ("place".to_owned(), "Article 1, c".to_owned()),
                ("source".to_owned(), "b".to_owned()),
            ]
        );
        for wrong in ["{", "x", "{#}", "{a=\"b}", "{=b}", "{#a #b}"] {
            assert_eq!(attributes(wrong), None, "{wrong}");
        }
    }
}
