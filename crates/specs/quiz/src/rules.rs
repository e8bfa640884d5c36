//! The rules of quizzes and banks. Each has a message and an advice in every file of `messages/`.

use vidik_package::RuleId;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        $($(#[$doc])* pub const $name: RuleId = RuleId::new($id);)*

        /// All rules of this crate.
        pub const ALL: &[RuleId] = &[$($name),*];
    };
}

rules! {
    /// `{id}` is no id.
    ID = "CRS-QUIZ-ID",
    /// The id `{id}` again.
    DUPLICATE = "CRS-QUIZ-DUPLICATE",
    /// Neither a bank nor a blueprint, or both.
    SOURCE = "CRS-QUIZ-SOURCE",
    /// There is no bank `{bank}`.
    BANK = "CRS-QUIZ-BANK",
    /// There is no blueprint `{blueprint}`.
    BLUEPRINT = "CRS-QUIZ-BLUEPRINT",
    /// The bank has no topic `{topic}`.
    TOPIC = "CRS-QUIZ-TOPIC",
    /// `{wanted}` questions of topic `{topic}` are drawn, and there are `{found}`.
    DRAW = "CRS-QUIZ-DRAW",
    /// Not one question.
    EMPTY = "CRS-QUIZ-EMPTY",
    /// `{field}` is `{value}`.
    NUMBER = "CRS-QUIZ-NUMBER",
    /// No text in `{language}`, the master language.
    TEXT = "CRS-QUIZ-TEXT",
    /// A text in `{language}`, which the course does not have.
    LANGUAGE = "CRS-QUIZ-LANGUAGE",
    /// `{count}` texts are missing in `{language}`.
    UNTRANSLATED = "CRS-QUIZ-UNTRANSLATED",
    /// Fewer than two to choose from.
    CHOICES = "CRS-QUIZ-CHOICES",
    /// `{found}` choices are correct.
    CORRECT = "CRS-QUIZ-CORRECT",
    /// Two choices read alike in `{language}`: `{text}`.
    SAME = "CRS-QUIZ-SAME",
    /// The text in `{language}` has the gaps `{found}`, the question has `{wanted}`.
    GAPS = "CRS-QUIZ-GAPS",
    /// Nothing is accepted as right.
    ACCEPT = "CRS-QUIZ-ACCEPT",
    /// The question `{id}` cannot be marked.
    UNMARKED = "CRS-QUIZ-UNMARKED",
    /// Topic `{topic}` has `{a}` questions in form A and `{b}` in B.
    FORMS = "CRS-QUIZ-FORMS",
    /// The question `{id}` stands in both forms.
    BOTH_FORMS = "CRS-QUIZ-BOTH-FORMS",
    /// The pair `{pair}` is not one question of each form, of one topic.
    PAIR = "CRS-QUIZ-PAIR",
    /// `{field}` means nothing for this kind of quiz.
    IDLE = "CRS-QUIZ-IDLE",
    /// The file is no XML, or damaged: `{detail}`, in the parser's English.
    QTI_XML = "QTI-XML",
    /// The outermost element is `{element}` and no item.
    QTI_ITEM = "QTI-ITEM",
    /// The interaction `{name}` makes no question here.
    QTI_INTERACTION = "QTI-INTERACTION",
    /// `{count}` interactions in one item.
    QTI_SEVERAL = "QTI-SEVERAL",
    /// A matching that is not one to one.
    QTI_PAIRS = "QTI-PAIRS",
    /// The item does not say what is right.
    QTI_NO_ANSWER = "QTI-NO-ANSWER",
    /// Pictures, tables or formulas were left out.
    QTI_MEDIA = "QTI-MEDIA",
    /// The item marks in a way of its own.
    QTI_PROCESSING = "QTI-PROCESSING",
    /// No item could be taken.
    QTI_EMPTY = "QTI-EMPTY",
}
