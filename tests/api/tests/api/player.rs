//! A player as the browser has it: trades the code, numbers its commits, says where the learner wants to go.

use serde_json::{Value, json};

use crate::{
    call::{Answer, Call},
    centre::{Centre, text},
};

/// A launch that is being played.
pub struct Player<'a> {
    pub centre: &'a Centre,
    pub token: String,
    /// What the exchange gave.
    pub launch: Value,
    /// The delivery that is shown.
    pub activity: String,
    pub visit: i64,
    pub next: i64,
}

/// Opens an attempt; gives its id and the launch code.
pub async fn open(centre: &Centre, token: &str, slug: &str) -> (String, String) {
    let body = centre.post(&format!("/courses/{slug}/attempts")).by(token).gives(200).await.json();
    let address = text(&body, "/launch_url");
    let code = address.split_once("#code=").expect("a code in the fragment").1.to_owned();
    (text(&body, "/id"), code)
}

/// Opens an attempt in a language; gives the answer's body and the launch code.
pub async fn open_in(centre: &Centre, token: &str, slug: &str, language: &str) -> (Value, String) {
    let wish = json!({ "language": language });
    let body = centre.post(&format!("/courses/{slug}/attempts")).by(token).json(&wish).gives(200).await.json();
    let code = text(&body, "/launch_url").split_once("#code=").expect("a code in the fragment").1.to_owned();
    (body, code)
}

/// The request that trades a code.
pub fn exchange(centre: &Centre, code: &str) -> Call {
    centre.content_call("POST", "/play/exchange").json(&json!({ "code": code }))
}

impl<'a> Player<'a> {
    /// Enrols somebody, opens the course and trades the code.
    pub async fn begin(centre: &'a Centre, word: &str, slug: &str) -> Self {
        let token = centre.sign_in(word).await;
        let enrolled = centre.post(&format!("/courses/{slug}/enrolments")).by(&token).send().await;
        assert!(matches!(enrolled.status, 200 | 201), "{}", enrolled.text());
        let (_, code) = open(centre, &token, slug).await;
        Self::trade(centre, &code).await
    }

    /// The same in a language.
    pub async fn begin_in(centre: &'a Centre, word: &str, slug: &str, language: &str) -> Self {
        let token = centre.sign_in(word).await;
        let enrolled = centre.post(&format!("/courses/{slug}/enrolments")).by(&token).send().await;
        assert!(matches!(enrolled.status, 200 | 201), "{}", enrolled.text());
        let (_, code) = open_in(centre, &token, slug, language).await;
        Self::trade(centre, &code).await
    }

    /// Trades a code.
    pub async fn trade(centre: &'a Centre, code: &str) -> Self {
        let body = exchange(centre, code).gives(200).await.json();
        let mut player = Self {
            centre,
            token: text(&body, "/token"),
            launch: body["launch"].clone(),
            activity: String::new(),
            visit: 0,
            next: 1,
        };
        player.shown(&body["launch"]["delivery"]);
        player
    }

    fn shown(&mut self, delivery: &Value) {
        if let Some(activity) = delivery["activity"].as_str() {
            activity.clone_into(&mut self.activity);
            self.visit = delivery["visit"].as_i64().expect("a visit");
        }
    }

    /// One commit of the present visit with this number.
    pub fn commit_of(&self, number: i64, set: &[(&str, &str)], terminate: bool) -> Value {
        json!({
            "number": number, "activity": self.activity, "visit": self.visit,
            "set": set, "terminate": terminate, "seconds": 5,
        })
    }

    /// The request that sends a body as it is.
    pub fn request(&self, body: &Value) -> Call {
        self.centre.content_call("POST", "/play/commit").by(&self.token).json(body)
    }

    /// A request of the player's own.
    pub fn get(&self, path: &str) -> Call {
        self.centre.content_call("GET", path).by(&self.token)
    }

    /// The same.
    pub fn post(&self, path: &str) -> Call {
        self.centre.content_call("POST", path).by(&self.token)
    }

    /// Sends what the lesson set.
    pub async fn set(&mut self, set: &[(&str, &str)]) -> Value {
        let commit = self.commit_of(self.next, set, false);
        self.send(json!({ "commits": [commit] })).await
    }

    /// The lesson says goodbye.
    pub async fn terminate(&mut self, set: &[(&str, &str)]) -> Value {
        let commit = self.commit_of(self.next, set, true);
        self.send(json!({ "commits": [commit] })).await
    }

    /// The learner leaves the lesson for somewhere else.
    pub async fn go(&mut self, request: &str, target: Option<&str>) -> Value {
        let commit = self.commit_of(self.next, &[], true);
        self.send(json!({ "commits": [commit], "navigation": { "request": request, "target": target } })).await
    }

    /// The learner, outside of any lesson, asks for something.
    pub async fn ask(&mut self, request: &str, target: Option<&str>) -> Value {
        self.send(json!({ "commits": [], "navigation": { "request": request, "target": target } })).await
    }

    async fn send(&mut self, body: Value) -> Value {
        let answer: Answer = self.request(&body).gives(200).await;
        let told = answer.json();
        self.next = told["acknowledged"].as_i64().expect("a number") + 1;
        self.shown(&told["delivery"]);
        told
    }

    /// The course as its learner reads it.
    pub async fn progress(&self, word: &str) -> Value {
        let token = self.centre.sign_in(word).await;
        let attempt = text(&self.launch, "/attempt");
        self.centre.get(&format!("/attempts/{attempt}")).by(&token).gives(200).await.json()
    }
}
