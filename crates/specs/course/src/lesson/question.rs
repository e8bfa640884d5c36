//! Check-yourself questions and decisions: a question, then a task list with what is said of each answer.

use super::blocks::{Block, Container};

/// A question with its answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Question {
    /// What stands before the answers.
    pub blocks: Vec<Block>,
    /// The answers.
    pub choices: Vec<Choice>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Markdown.
    pub text: String,
    /// Markdown; empty where nothing is said.
    pub feedback: String,
    pub right: bool,
    pub line: u32,
}

impl Question {
    /// Several answers are right.
    pub(crate) fn is_multiple(&self) -> bool {
        self.choices.iter().filter(|choice| choice.right).count() > 1
    }

    /// Reads what a container holds.
    pub(crate) fn of(container: &Container) -> Self {
        let mut question = Self::default();
        for block in &container.blocks {
            match block {
                Block::Markdown { text, line } => question.read(text, *line),
                Block::Container(_) => question.blocks.push(block.clone()),
            }
        }
        question
    }

    fn read(&mut self, text: &str, first: u32) {
        let mut before = String::new();
        let mut in_feedback = false;
        for (line, number) in text.split_inclusive('\n').zip(first..) {
            let bare = line.trim();
            if let Some((right, text)) = choice(line) {
                self.choices.push(Choice { text: format!("{text}\n"), right, line: number, ..Choice::default() });
                in_feedback = false;
                continue;
            }
            let indented = line.starts_with("  ") || line.starts_with('\t');
            match self.choices.last_mut() {
                None => before.push_str(line),
                Some(choice) => {
                    if let Some(feedback) = bare.strip_prefix('>') {
                        in_feedback = true;
                        choice.feedback.push_str(feedback.strip_prefix(' ').unwrap_or(feedback));
                        choice.feedback.push('\n');
                    } else if !bare.is_empty() && (indented || !in_feedback) {
                        let part = if in_feedback { &mut choice.feedback } else { &mut choice.text };
                        part.push_str(bare);
                        part.push('\n');
                    }
                }
            }
        }
        if !before.trim().is_empty() {
            self.blocks.push(Block::Markdown { text: before, line: first });
        }
    }
}

/// `- [x] text`
fn choice(line: &str) -> Option<(bool, &str)> {
    let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))?.trim_start();
    let right = match item.get(..3)? {
        "[ ]" => false,
        "[x]" | "[X]" => true,
        _ => return None,
    };
    Some((right, item.get(3..)?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::blocks::parse;

    #[test]
    fn a_question_is_read() {
        let text = ":::check{#c}\nWhat?\n\nReally?\n- [ ] One\n  more\n  > No.\n  > Never.\n- [x] Two\n:::\n";
        let (blocks, _) = parse(text, 1);
        let Some(Block::Container(container)) = blocks.first() else { panic!("no container") };
        let question = Question::of(container);
        assert_eq!(question.blocks, [Block::Markdown { text: "What?\n\nReally?\n".to_owned(), line: 2 }]);
        let choices: Vec<_> =
            question.choices.iter().map(|it| (it.text.as_str(), it.feedback.as_str(), it.right, it.line)).collect();
        assert_eq!(choices, [("One\nmore\n", "No.\nNever.\n", false, 5), ("Two\n", "", true, 9)]);
        assert!(!question.is_multiple());
    }
}
