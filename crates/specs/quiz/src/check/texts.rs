//! Texts of a file: there in the master language, in no language that the course lacks, counted where untranslated.

use std::collections::BTreeMap;

use vidik_base::{LanguageTag, LocalizedText};

use crate::{problem::QuizProblem, rules};

pub(super) struct Texts<'a> {
    languages: &'a [LanguageTag],
    missing: BTreeMap<&'a LanguageTag, usize>,
    problems: Vec<QuizProblem>,
}

impl<'a> Texts<'a> {
    /// The course's languages, the master first.
    pub fn new(languages: &'a [LanguageTag]) -> Self {
        Self { languages, missing: BTreeMap::new(), problems: Vec::new() }
    }

    /// A text that must be there.
    pub fn needed(&mut self, pointer: &str, text: &LocalizedText) {
        let has = |language| text.get(language).is_some_and(|words| !words.trim().is_empty());
        if let Some((master, others)) = self.languages.split_first() {
            if !has(master) {
                self.problems.push(QuizProblem::error(pointer, rules::TEXT).with("language", master));
            }
            for language in others.iter().filter(|language| !has(language)) {
                *self.missing.entry(language).or_default() += 1;
            }
        }
        self.known_languages(pointer, text.iter().map(|(language, _)| language));
    }

    /// A text that may be left out altogether.
    pub fn optional(&mut self, pointer: &str, text: &LocalizedText) {
        if !text.is_empty() {
            self.needed(pointer, text);
        }
    }

    /// Says which languages the course does not have.
    pub fn known_languages<'t>(&mut self, pointer: &str, used: impl Iterator<Item = &'t LanguageTag>) {
        for language in used.filter(|language| !self.languages.contains(language)) {
            let place = format!("{pointer}/{language}");
            self.problems.push(QuizProblem::warning(place, rules::LANGUAGE).with("language", language));
        }
    }

    /// What was found.
    pub fn finish(self) -> Vec<QuizProblem> {
        let untranslated = self.missing.into_iter().map(|(language, count)| {
            QuizProblem::hint("", rules::UNTRANSLATED).with("language", language).with("count", count)
        });
        self.problems.into_iter().chain(untranslated).collect()
    }
}
