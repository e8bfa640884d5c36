//! A centre: both servers, two institutions, people of every role, their programs.

use std::{net::TcpListener, path::PathBuf, sync::Arc};

use actix_web::{dev::ServerHandle, web};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use vidik_base::{Clock as _, FixedClock, InstitutionId, InterfaceLanguage, LanguageTag, LocalizedText, PersonId, Rng};
use vidik_blob::{BlobOptions, BlobStore};
use vidik_catalogue::{Editions, ImportLimits, ServedPackages};
use vidik_db::{Db, DbErr};
use vidik_http::{CataloguePages, House, LessonShelf, ServerOptions, Settings, app_server, content_server};
use vidik_identity::{
    AccessTokens, NameForm, NewMachineClient, NewPerson, Passwords, PersonError, PersonName, Role, SignInThrottle,
    add_machine_client, add_person, load_keys,
};
use vidik_institutions::{
    MembershipError, NewInstitution, NewMembership, add_institution, add_membership, appoint_coordinator,
};
use vidik_learning::LaunchTokens;

use crate::call::{Answer, Call};

/// Everybody's password.
pub const PASSWORD: &str = "views-and-horizons";
/// Every program's secret.
pub const SECRET: &str = "a-secret-of-the-program";

/// Chance of the operating system.
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }
}

type Who = (&'static str, Option<Role>, Option<Tenant>, Option<Tenant>);

/// Who there is: sign-in name, role beside learner, institution they belong to, institution they act for.
const PEOPLE: [Who; 9] = [
    ("learner", None, Some(Tenant::Ministry), None),
    ("second-learner", None, Some(Tenant::Ministry), None),
    ("agency-learner", None, Some(Tenant::Agency), None),
    ("author", Some(Role::Author), None, None),
    ("translator", Some(Role::Translator), None, None),
    ("trainer", Some(Role::Trainer), Some(Tenant::Ministry), None),
    ("coordinator-a", None, Some(Tenant::Ministry), Some(Tenant::Ministry)),
    ("coordinator-b", None, Some(Tenant::Agency), Some(Tenant::Agency)),
    ("administrator", Some(Role::Administrator), None, None),
];

/// The two institutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenant {
    /// `ministry`.
    Ministry,
    /// `agency`.
    Agency,
}

/// Both servers, and what stands behind them.
pub struct Centre {
    pub clock: Arc<FixedClock>,
    pub house: web::Data<House>,
    pub ministry: InstitutionId,
    pub agency: InstitutionId,
    /// People in the order of [`PEOPLE`].
    people: Vec<PersonId>,
    app: String,
    content: String,
    http: reqwest::Client,
    servers: [ServerHandle; 2],
    files: tempfile::TempDir,
}

impl Drop for Centre {
    fn drop(&mut self) {
        for server in &self.servers {
            drop(server.stop(false));
        }
    }
}

fn begin() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().expect("a time")
}

fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, format!("http://{address}"))
}

impl Centre {
    /// Starts both servers over this database.
    pub async fn open(db: Db) -> Self {
        let clock = Arc::new(FixedClock::new(begin()));
        let files = tempfile::tempdir().expect("a folder");
        let blobs = format!("file://{}", files.path().display());
        let blobs = BlobStore::open(&blobs, BlobOptions::default()).await.expect("a blob store");
        let passwords = Passwords::new(2);
        let hash = passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
        let keeping = clock.clone();
        let keys =
            db.write(async move |txn| load_keys(txn, keeping.as_ref(), &OsRng, false).await).await.expect("keys");
        let ((app_listener, app), (content_listener, content)) = (listener(), listener());
        let name = [(LanguageTag::from(InterfaceLanguage::En), "Centre".to_owned())].into_iter().collect();
        let house = web::Data::new(House {
            access: AccessTokens::new(app.clone(), &keys.signing, keys.verifying),
            launches: LaunchTokens::new(&keys.launch_secret),
            db: db.clone(),
            blobs,
            clock: clock.clone(),
            rng: Arc::new(OsRng),
            passwords,
            throttle: SignInThrottle::default(),
            editions: Editions::default(),
            packages: ServedPackages::default(),
            quizzes: vidik_assessment::QuizShelf::default(),
            lessons: LessonShelf::default(),
            catalogue_pages: CataloguePages::default(),
            allowances: vidik_http::Allowances::default(),
            list_looks: vidik_http::ListLooks::default(),
            seals: vidik_http::Seals::new(&keys.launch_secret),
            settings: Settings {
                public_url: app.parse().expect("an address"),
                content_url: content.clone(),
                centre_name: name,
                limits: ImportLimits::default(),
                metrics_token: None,
                behind_proxy: false,
            },
        });
        let options = ServerOptions { workers: 1, shutdown_seconds: 1 };
        let app_running = app_server(house.clone(), app_listener, &options).expect("the app starts");
        let content_running = content_server(house.clone(), content_listener, &options).expect("content starts");
        let servers = [app_running.handle(), content_running.handle()];
        tokio::spawn(app_running);
        tokio::spawn(content_running);
        let redirects = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().no_proxy().redirect(redirects).build().expect("a client");
        let ministry = institution(&db, &clock, "ministry", ["Ministry", "Министарство", "Министерство"]).await;
        let agency = institution(&db, &clock, "agency", ["Agency", "Агенција", "Агенција"]).await;
        let mut centre = Self { clock, house, ministry, agency, people: vec![], app, content, http, servers, files };
        for (word, role, member, acts) in PEOPLE {
            let id = centre.add_person(word, role, member, acts, &hash).await;
            centre.people.push(id);
        }
        centre
    }

    /// More learners, who never sign in: members of the ministry.
    pub async fn learners(&self, count: usize) -> Vec<PersonId> {
        let mut people = Vec::new();
        for n in 0..count {
            people.push(self.add_person(&format!("learner-{n}"), None, Some(Tenant::Ministry), None, "").await);
        }
        people
    }

    async fn add_person(
        &self,
        word: &str,
        role: Option<Role>,
        member: Option<Tenant>,
        acts: Option<Tenant>,
        hash: &str,
    ) -> PersonId {
        let form = |given: &str, family: &str| Some(NameForm { given: given.to_owned(), family: family.to_owned() });
        let new = NewPerson {
            email: Some(format!("{word}@vidik.test")),
            username: Some(word.to_owned()),
            staff_number: Some(format!("S-{word}")),
            name: PersonName { latin: form("Mila", word), cyrillic: form("Мила", "Петровић") },
            password_hash: Some(hash.to_owned()),
            language: InterfaceLanguage::En,
            roles: role.into_iter().collect(),
        };
        let clock = self.clock.clone();
        let add = async move |txn: &vidik_db::DatabaseTransaction| add_person(txn, clock.as_ref(), &OsRng, new).await;
        let person = self.house.db.write::<_, PersonError, _>(add).await.expect("a person").id;
        let starts_on = (begin() - Duration::days(30)).date_naive();
        if let Some(tenant) = member {
            let new = NewMembership { person, institution: self.tenant(tenant), starts_on, ends_on: None };
            let add = async move |txn: &vidik_db::DatabaseTransaction| add_membership(txn, &OsRng, new).await;
            self.house.db.write::<_, MembershipError, _>(add).await.expect("a membership");
        }
        if let Some(tenant) = acts {
            let institution = self.tenant(tenant);
            let add =
                async move |txn: &vidik_db::DatabaseTransaction| appoint_coordinator(txn, institution, person).await;
            self.house.db.write::<_, DbErr, _>(add).await.expect("a coordinator");
        }
        person
    }

    pub const fn tenant(&self, tenant: Tenant) -> InstitutionId {
        match tenant {
            Tenant::Ministry => self.ministry,
            Tenant::Agency => self.agency,
        }
    }

    /// The id of somebody.
    pub fn person(&self, word: &str) -> PersonId {
        let place = PEOPLE.iter().position(|(known, ..)| *known == word).expect("somebody");
        self.people[place]
    }

    /// Lets a program of an institution in; it has [`SECRET`].
    pub async fn add_program(&self, id: &str, tenant: Tenant, scopes: &[&str]) {
        let new = NewMachineClient {
            id: id.to_owned(),
            institution: self.tenant(tenant),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            expires_at: None,
            secret: Some(SECRET.to_owned()),
        };
        let clock = self.clock.clone();
        let add = async move |txn: &vidik_db::DatabaseTransaction| {
            add_machine_client(txn, clock.as_ref(), &OsRng, new).await.map(|_| ())
        };
        self.house.db.write::<_, vidik_identity::MachineError, _>(add).await.expect("a program");
    }

    /// Moves the server's clock.
    pub fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// What time it is at the server.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A request of the app's API; the path begins behind `/api/v1`.
    pub fn call(&self, method: &str, path: &str) -> Call {
        self.app_call(method, &format!("/api/v1{path}"))
    }

    pub fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    pub fn post(&self, path: &str) -> Call {
        self.call("POST", path)
    }

    /// A request of the app's origin.
    pub fn app_call(&self, method: &str, path: &str) -> Call {
        Call(self.http.request(method.parse().expect("a method"), format!("{}{path}", self.app)))
    }

    /// A request of the content origin.
    pub fn content_call(&self, method: &str, path: &str) -> Call {
        Call(self.http.request(method.parse().expect("a method"), format!("{}{path}", self.content)))
    }

    /// The address of the app's origin, without a slash at its end.
    pub fn app_origin(&self) -> &str {
        &self.app
    }

    /// The address of the content origin.
    pub fn content_origin(&self) -> &str {
        &self.content
    }

    /// Asks for a sign-in, by whatever name.
    pub async fn try_sign_in(&self, name: &str, password: &str) -> Answer {
        self.post("/auth/token").json(&json!({ "email": name, "password": password })).send().await
    }

    /// An access token of somebody.
    pub async fn sign_in(&self, word: &str) -> String {
        let answer = self.try_sign_in(word, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        text(&answer.json(), "/access_token")
    }

    /// An access token of a program, with these scopes or with all that it has.
    pub async fn program_token(&self, id: &str, scope: &str) -> String {
        let fields =
            [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", SECRET), ("scope", scope)];
        let answer = self.post("/oauth/token").form(&fields).gives(200).await;
        text(&answer.json(), "/access_token")
    }

    /// Uploads a package as the author.
    pub async fn upload(&self, archive: Vec<u8>) -> Answer {
        let author = self.sign_in("author").await;
        self.post("/packages").by(&author).file("course.zip", archive).send().await
    }

    /// A package that was taken in.
    pub async fn package(&self, archive: Vec<u8>) -> String {
        let answer = self.upload(archive).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        text(&answer.json(), "/id")
    }

    /// A course of the package, with more of its texts, not published yet.
    pub async fn draft(&self, slug: &str, archive: Vec<u8>, texts: Value) {
        let author = self.sign_in("author").await;
        let package = self.package(archive).await;
        let mut body = json!({ "package_id": package, "slug": slug });
        for (name, value) in texts.as_object().cloned().unwrap_or_default() {
            body[name] = value;
        }
        self.post("/courses").by(&author).json(&body).gives(201).await;
    }

    /// A published course of the package.
    pub async fn course(&self, slug: &str, archive: Vec<u8>) {
        self.draft(slug, archive, json!({})).await;
        self.publish(slug).await;
    }

    /// Adds a language to a course; gives what was found.
    pub async fn edition(&self, slug: &str, archive: Vec<u8>, language: &str) -> Value {
        let author = self.sign_in("author").await;
        let body = json!({ "package_id": self.package(archive).await, "language": language });
        self.post(&format!("/courses/{slug}/editions")).by(&author).json(&body).gives(201).await.json()
    }

    pub async fn publish(&self, slug: &str) {
        let author = self.sign_in("author").await;
        self.post(&format!("/courses/{slug}/publish")).by(&author).gives(200).await;
    }

    /// Waits until readers of a change feed may see all that was written: on PostgreSQL a transaction that runs
    /// anywhere in the cluster, in another test, holds the feed back.
    pub async fn settled(&self) {
        let note = async |txn: &vidik_db::DatabaseTransaction| vidik_db::change_number(txn).await;
        let number = self.house.db.write::<i64, DbErr, _>(note).await.expect("a number");
        while vidik_db::stable_below(self.house.db.read()).await.expect("a bound") <= number {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Every statement of the record.
    pub async fn statements(&self) -> Vec<Value> {
        use sea_orm::{ConnectionTrait as _, Statement};
        let conn = self.house.db.read();
        let sql =
            Statement::from_string(conn.get_database_backend(), "SELECT payload FROM statement ORDER BY sequence");
        let rows = conn.query_all_raw(sql).await.expect("the record");
        rows.iter()
            .map(|row| row.try_get_by_index::<String>(0).expect("a payload"))
            .map(|payload| serde_json::from_str(&payload).expect("a statement"))
            .collect()
    }

    /// The files of the blob store, whatever they are.
    pub fn kept_files(&self) -> Vec<PathBuf> {
        let (mut folders, mut files) = (vec![self.files.path().to_owned()], vec![]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }
}

async fn institution(db: &Db, clock: &Arc<FixedClock>, slug: &str, names: [&str; 3]) -> InstitutionId {
    let tags = [InterfaceLanguage::En, InterfaceLanguage::SrCyrl, InterfaceLanguage::Mk].map(LanguageTag::from);
    let name: LocalizedText = tags.into_iter().zip(names.map(str::to_owned)).collect();
    let (clock, new) = (clock.clone(), NewInstitution { slug: slug.to_owned(), name });
    db.write(async move |txn| add_institution(txn, clock.as_ref(), &OsRng, new).await).await.expect("an institution").id
}

/// The text at a place of a body.
#[track_caller]
pub fn text(body: &Value, pointer: &str) -> String {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer}: {body}")).to_owned()
}
