//! Search: any spelling finds the same, on both databases.

use serde_json::{Value, json};

use crate::{
    archives::{page, scorm2004, with_files},
    centre::{Centre, text},
};

const MEDIATION: &str = "Медијација је поступак у коме посредник помаже странама. Радионица се одржава у Пландишту. \
                         Љубав и џеп, Ђорђе <b>и</b> остали.";

/// A lesson of one page in the language, with a course around it.
async fn course(centre: &Centre, slug: &str, language: &str, words: &str, texts: Value) {
    let html = page(language, words);
    centre.draft(slug, with_files(&[("text.html", html.as_bytes())]), texts).await;
    centre.publish(slug).await;
}

async fn open(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    let texts = json!({
        "language": "sr-Cyrl",
        "title": { "sr-Cyrl": "Решавање спорова", "en": "Settling disputes" },
        "summary": { "sr-Cyrl": "О преговорима у Пландишту." },
        "outcomes": { "sr-Cyrl": ["Разликује арбитражу од суда."] },
    });
    course(&centre, "disputes", "sr-Cyrl", MEDIATION, texts).await;
    let texts = json!({ "language": "mk", "title": { "mk": "Медијација во заедницата", "en": "Mediation" } });
    course(&centre, "mediation", "mk", "Постапка меѓу соседи. Ќерката и ѕвездата.", texts).await;
    centre
}

async fn found(centre: &Centre, query: &str, language: &str) -> Vec<Value> {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let answer = centre.get(&format!("/search?q={query}&lang={language}")).gives(200).await;
    answer.json().get("items").and_then(Value::as_array).cloned().unwrap_or_else(|| panic!("no items"))
}

fn slugs(hits: &[Value]) -> Vec<String> {
    hits.iter().map(|hit| format!("{} {}", text(hit, "/kind"), text(hit, "/course/slug"))).collect()
}

vidik_db::database_tests! {
    async fn any_spelling_finds_the_same(db: Db) {
        let centre = open(db).await;
        let expected = slugs(&found(&centre, "медијација", "sr-Cyrl").await);
        assert_eq!(expected, ["course mediation", "lesson disputes"], "a title comes before a text");
        for spelling in ["medijacija", "Medijacija", "МЕДИЈАЦИЈА", "медиjацијa", "мeдиjацијa", "medija", "МЕДИЈ", "  medijacija,"] {
            assert_eq!(slugs(&found(&centre, spelling, "sr-Latn").await), expected, "{spelling}");
        }
        for spelling in ["Plandiste", "plandište", "Пландишт"] {
            let hits = slugs(&found(&centre, spelling, "en").await);
            let expected: &[&str] = if spelling == "Пландишт" { &["course disputes", "lesson disputes"] } else { &[] };
            assert_eq!(hits, expected, "{spelling}");
        }
        for spelling in ["Djordje", "Đorđe", "ђорђе", "ljubav dzep", "džep ljub"] {
            assert_eq!(slugs(&found(&centre, spelling, "mk").await), ["lesson disputes"], "{spelling}");
        }
        for spelling in ["ќерка", "kjerka", "ѕвезд", "dzvezda"] {
            assert_eq!(slugs(&found(&centre, spelling, "mk").await), ["lesson mediation"], "{spelling}");
        }
        assert_eq!(slugs(&found(&centre, "arbitraz", "sr-Latn").await), ["course disputes"], "outcomes are searched");
        assert!(found(&centre, "medijacija kjerka nista", "mk").await.is_empty(), "each word has to be there");
    }

    async fn hits_are_told_in_the_readers_script(db: Db) {
        let centre = open(db).await;
        let hits = found(&centre, "медијациja", "sr-Latn").await;
        let lesson = hits.iter().find(|hit| text(hit, "/kind") == "lesson").unwrap();
        assert_eq!(lesson["language"], "sr-Latn");
        assert_eq!(text(lesson, "/course/title"), "Rešavanje sporova");
        assert_eq!(text(lesson, "/url"), "/sr-Latn/courses/disputes#outline");
        let snippet = text(lesson, "/snippet_html");
        assert!(snippet.starts_with("Files <mark>Medijacija</mark> je postupak"), "{snippet}");
        let english = found(&centre, "mediation", "en").await;
        assert_eq!((slugs(&english), &english[0]["language"]), (vec!["course mediation".to_owned()], &json!("en")));
        let macedonian = found(&centre, "sosedi", "en").await;
        assert_eq!((&macedonian[0]["language"], &macedonian[0]["course"]["title"]), (&json!("mk"), &json!("Mediation")));
        assert!(text(&macedonian[0], "/snippet_html").contains("меѓу <mark>соседи</mark>"));
    }

    async fn only_what_is_published_and_listed_is_found(db: Db) {
        let centre = open(db).await;
        centre.draft("draft", scorm2004("Тајна", "sr-Cyrl"), json!({ "title": { "sr-Cyrl": "Тајна" } })).await;
        assert!(found(&centre, "tajna", "sr-Latn").await.is_empty());
        centre.publish("draft").await;
        assert!(!found(&centre, "tajna", "sr-Latn").await.is_empty());
        let author = centre.sign_in("author").await;
        let change = async |texts: Value| centre.call("PATCH", "/courses/draft").by(&author).json(&texts).gives(200).await;
        change(json!({ "title": { "sr-Cyrl": "Откривена" } })).await;
        assert!(slugs(&found(&centre, "otkrivena", "sr-Latn").await).contains(&"course draft".to_owned()));
        change(json!({ "listed": false })).await;
        assert!(found(&centre, "otkrivena", "sr-Latn").await.is_empty());
    }

    async fn no_query_is_a_mistake(db: Db) {
        let centre = open(db).await;
        for query in [
            "", " ", "\"", "'", "''", "medij'; DROP TABLE search_document; --", "NEAR(a b)", "title:medij", "a AND", "OR",
            "medij*", "*", "^medij", "-medij", "(", ")", "((", "a:*", "!medij", "medij & ", "<->", "\\", "%", "_", "\0",
            "medij\0acija", "{title}: x", "+", "„медијација“", "😀", "ʼ", "ﷺ", "\u{301}", "é\u{301}\u{302}", "क्षि", "İ", "ß", "𝒜𝒷",
            "1e5", "12.5.2026", "a.b@c.test", "http://medij.test/?a=b", "<script>", "\u{feff}", "\u{ad}", "ǆ", "½", "٣",
        ] {
            let hits = found(&centre, query, "sr-Cyrl").await;
            assert!(hits.len() < 10, "{query}");
        }
        assert_eq!(slugs(&found(&centre, "\"medij'acija\" (mediJ*", "mk").await), Vec::<String>::new());
        assert!(!found(&centre, "(„медиј*)", "mk").await.is_empty());
    }

    async fn parts_and_tags(db: Db) {
        let centre = open(db).await;
        let first = centre.get("/search?q=medij&lang=sr-Latn&limit=1").gives(200).await;
        let cursor = text(&first.json(), "/next_cursor");
        let second = centre.get(&format!("/search?q=medij&lang=sr-Latn&limit=1&cursor={cursor}")).gives(200).await.json();
        assert_eq!((slugs(first.json()["items"].as_array().unwrap()), &second["next_cursor"]), (vec!["course mediation".to_owned()], &Value::Null));
        assert_eq!(slugs(second["items"].as_array().unwrap()), ["lesson disputes"]);
        assert!(first.words("vary").contains(&"Accept-Language".to_owned()));
        let tag = first.header("etag").to_owned();
        let again = centre.get("/search?q=medij&lang=sr-Latn&limit=1").header("If-None-Match", &tag);
        again.gives(304).await;
        assert_ne!(centre.get("/search?q=medij&lang=mk&limit=1").gives(200).await.header("etag"), tag);
        centre.get("/search?q=medij&cursor=x").refused(400, "malformed_cursor").await;
        centre.get("/search").refused(400, "malformed_request").await;
        centre.get("/search?q=a&limit=0").refused(422, "invalid").await;
        centre.get(&format!("/search?q={}", "a".repeat(201))).refused(422, "invalid").await;
    }
}
