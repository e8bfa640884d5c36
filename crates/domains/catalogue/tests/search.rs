//! Any text can be looked for, on both databases.

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use vidik_base::LanguageTag;
use vidik_catalogue::search::{Query, extract, search};

vidik_db::database_tests! {
    async fn any_text_is_answered(db: Db) {
        let mut runner = TestRunner::deterministic();
        let signs = prop::collection::vec(prop::sample::select("\"'*()^-+:&|!<>\\%_{}~ aбčЉ1NEAR\0".chars().collect::<Vec<_>>()), 0..12)
            .prop_map(|signs| signs.into_iter().collect::<String>());
        let text = prop_oneof![any::<String>(), signs];
        let chain = [LanguageTag::parse("sr-Cyrl").unwrap()];
        for _ in 0..400 {
            let text = text.new_tree(&mut runner).unwrap().current();
            if let Some(query) = Query::read(&text) {
                assert!(search(db.read(), &query, &chain, 0, 20).await.unwrap().is_empty(), "{text:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_place_is_a_part_of_the_text(text in "[а-шa-zčćžšđ .,!?]{0,600}", asked in any::<String>()) {
        if let Some(query) = Query::read(&asked) {
            let place: String = extract(&[&text], &query, None).into_iter().map(|piece| piece.text).collect();
            prop_assert!(text.contains(place.trim_start_matches("… ").trim_end_matches(" …")));
            prop_assert!(place.chars().count() <= 260);
        }
    }
}
