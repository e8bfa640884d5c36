//! `vidik serve`: both servers, until the operating system says stop.

use std::{convert::Infallible, io::Write as _, net::TcpListener, process::ExitCode, sync::Arc, time::Duration};

use actix_web::{dev::ServerHandle, web};
use tokio::signal::unix::{SignalKind, signal};
use vidik_authoring::fill_term_base;
use vidik_catalogue::{Editions, ServedPackages};
use vidik_db::Db;
use vidik_http::{
    Forwarder, House, Seals, ServerOptions, Settings, WebhookSender, app_server, content_server, finish_begun_erasures,
    hand_in_overdue, keep_retention,
};
use vidik_identity::{AccessTokens, KeyRing, Passwords, SignInThrottle, load_keys};
use vidik_learning::LaunchTokens;

use crate::{
    config::{self, Config, Loaded, Neighbours},
    failure::{Failure, OrFail as _},
    first_administrator::{self, FirstAdministrator},
    logs,
    machine::{OsRng, SystemClock},
    stores,
};

/// How often it is looked whether the signing key has served its time.
const KEY_ROTATION: Duration = Duration::from_hours(24);
/// How often it is looked for attempts at quizzes whose time is over.
const OVERDUE: Duration = Duration::from_mins(1);
/// How often it is looked what institutions' systems are to be told.
const WEBHOOKS: Duration = Duration::from_secs(5);
/// How often it is looked what is to be forwarded.
const FORWARDS: Duration = Duration::from_secs(5);
/// How often it is looked for erasures that are not finished.
const ERASURES: Duration = Duration::from_mins(1);
/// How often the rules on how long things are kept are carried out.
const RETENTION: Duration = Duration::from_hours(24);
/// How many passwords are hashed at a time, at most; each takes 19 MiB and a core.
const PARALLEL_HASHES: usize = 4;

/// Serves until a signal or a failure.
pub async fn run() -> Result<ExitCode, Failure> {
    let Loaded { config, warnings } = config::load()?;
    logs::begin(&config)?;
    for warning in &warnings {
        tracing::warn!("{warning}");
    }
    refuse_shared_origin(&config)?;
    vidik_lang::set_fallback_chains(config.fallback.clone());
    // Bound first: an address that is taken is told before anything is touched.
    let app = listener("VIDIK_LISTEN", &config.addresses.listen)?;
    let content = listener("VIDIK_CONTENT_LISTEN", &config.addresses.content_listen)?;
    let house = web::Data::new(house(&config, &app, &content).await?);
    let db = house.db.clone();
    let options = ServerOptions { workers: config.workers, shutdown_seconds: config.shutdown_seconds };
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        app = %house.settings.public_url,
        content = %house.settings.content_url,
        workers = config.workers,
        "serving"
    );
    let app = app_server(house.clone(), app, &options).or_fail("the app could not be served")?;
    let content = content_server(house.clone(), content, &options).or_fail("course content could not be served")?;
    let stopping = tokio::spawn(stop_on_signal([app.handle(), content.handle()]));
    let rotating = tokio::spawn(rotate_keys(house.clone()));
    let telling = tell_webhooks(house.clone());
    let forwarding = forward_statements(house.clone());
    let erasing = tokio::spawn(finish_erasures(house.clone()));
    let forgetting = forget(house.clone());
    let collecting = tokio::spawn(collect_overdue(house));
    let ended = tokio::select! {
        ended = async { tokio::join!(app, content) } => ended,
        never = telling => match never {},
        never = forwarding => match never {},
        never = forgetting => match never {},
    };
    rotating.abort();
    collecting.abort();
    erasing.abort();
    stopping.abort();
    // Whatever was answered is durable; what is queued is written before the connections close.
    db.close().await.or_fail("the database could not be closed")?;
    ended.0.and(ended.1).or_fail("a server ended early")?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// A Centre's content never shares host or machine name with its app; on one's own machine that is only worth a word.
fn refuse_shared_origin(config: &Config) -> Result<(), Failure> {
    let addresses = &config.addresses;
    let near = addresses.neighbours() == Neighbours::SameHost || addresses.shares_this_machine();
    if near && addresses.in_production() {
        return Err(Failure::new(
            "course content needs a host of its own that learners can reach; set VIDIK_CONTENT_URL (`vidik doctor` says more)",
        ));
    }
    if near {
        tracing::warn!(
            "course content is served from this machine's own name; for a Centre set VIDIK_PUBLIC_URL and VIDIK_CONTENT_URL"
        );
    }
    Ok(())
}

fn listener(variable: &str, address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).or_fail(&format!("cannot listen on {address}; free it or set {variable}"))
}

fn port(listener: &TcpListener) -> Result<u16, Failure> {
    Ok(listener.local_addr().or_fail("a listening address is not known")?.port())
}

async fn house(config: &Config, app: &TcpListener, content: &TcpListener) -> Result<House, Failure> {
    let passwords = Passwords::new(config.workers.clamp(1, PARALLEL_HASHES));
    let db = stores::served_database(config).await?;
    let blobs = stores::blobs(config).await?;
    let keys = keys(&db).await?;
    fill_terms(&db).await?;
    if let Some(made) = first_administrator::ensure(&db, &passwords, config).await? {
        tell(&made);
    }
    let public_url = config.addresses.public_url(port(app)?);
    let issuer = public_url.as_str().trim_end_matches('/').to_owned();
    Ok(House {
        access: AccessTokens::new(issuer, &keys.signing, keys.verifying),
        launches: LaunchTokens::new(&keys.launch_secret),
        db,
        blobs,
        clock: Arc::new(SystemClock),
        rng: Arc::new(OsRng),
        passwords,
        throttle: SignInThrottle::default(),
        editions: Editions::default(),
        packages: ServedPackages::default(),
        quizzes: vidik_assessment::QuizShelf::default(),
        lessons: vidik_http::LessonShelf::default(),
        catalogue_pages: vidik_http::CataloguePages::default(),
        allowances: vidik_http::Allowances::default(),
        list_looks: vidik_http::ListLooks::default(),
        seals: Seals::new(config.forwarding_key.as_deref().map_or(&keys.launch_secret[..], str::as_bytes)),
        settings: Settings {
            public_url,
            content_url: config.addresses.content_url(port(content)?),
            centre_name: config.centre_name.clone(),
            limits: config.limits.clone(),
            metrics_token: config.metrics_token.clone(),
            behind_proxy: config.behind_proxy,
        },
    })
}

async fn keys(db: &Db) -> Result<KeyRing, Failure> {
    db.write(async move |txn| load_keys(txn, &SystemClock, &OsRng, false).await)
        .await
        .or_fail("the signing keys cannot be used")
}

/// The words that the program brings along, where the term base has none.
async fn fill_terms(db: &Db) -> Result<(), Failure> {
    db.write(async move |txn| fill_term_base(txn, &SystemClock, &OsRng).await)
        .await
        .or_fail("the term base cannot be filled")
}

/// Outside of the log, which is kept and read by others.
fn tell(made: &FirstAdministrator) {
    tracing::info!("an administrator was made");
    if let Some(password) = &made.password {
        let email = &made.email;
        let _ = writeln!(
            std::io::stderr(),
            "vidik: the first administrator signs in as {email} with {password}; this is shown once, change it after signing in"
        );
    }
}

/// A new signing key when the present one has served its time; another server may have made it meanwhile.
async fn rotate_keys(house: web::Data<House>) {
    let mut days = tokio::time::interval(KEY_ROTATION);
    days.tick().await;
    loop {
        days.tick().await;
        match keys(&house.db).await {
            Ok(keys) => house.access.replace_keys(&keys.signing, keys.verifying),
            Err(failure) => tracing::error!(%failure, "the signing keys could not be looked after"),
        }
    }
}

/// Attempts at quizzes are handed in when their time is over, though nobody comes back to them.
async fn collect_overdue(house: web::Data<House>) {
    let mut minutes = tokio::time::interval(OVERDUE);
    loop {
        minutes.tick().await;
        match hand_in_overdue(&house).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "attempts at quizzes were handed in, their time being over"),
            Err(error) => tracing::error!(%error, "attempts at quizzes could not be looked after"),
        }
    }
}

/// Erasures go on where a server ended, and where something stood in their way.
async fn finish_erasures(house: web::Data<House>) {
    let mut often = tokio::time::interval(ERASURES);
    loop {
        often.tick().await;
        match finish_begun_erasures(&house).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "erasures that had been begun are finished"),
            Err(error) => tracing::error!(%error, "an erasure could not be finished"),
        }
    }
}

/// Carries out the rules on how long things are kept; stopped between two of its short transactions, it goes on the
/// next time.
async fn forget(house: web::Data<House>) -> Infallible {
    let mut days = tokio::time::interval(RETENTION);
    loop {
        days.tick().await;
        match keep_retention(&house).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "what was kept long enough is removed"),
            Err(error) => tracing::error!(%error, "the rules on how long things are kept could not be carried out"),
        }
    }
}

/// What changed is told to the systems of institutions. Stopping in the middle costs nothing: what was not
/// acknowledged is sent again.
async fn tell_webhooks(house: web::Data<House>) -> Infallible {
    let sender = match WebhookSender::new(&house) {
        Ok(sender) => sender,
        Err(error) => {
            tracing::error!(%error, "webhooks cannot be sent");
            return std::future::pending().await;
        }
    };
    let mut often = tokio::time::interval(WEBHOOKS);
    often.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        often.tick().await;
        if let Err(error) = sender.work(&house).await {
            tracing::error!(%error, "webhooks could not be looked after");
        }
    }
}

/// What happened is told to record stores elsewhere. Stopping in the middle costs nothing: what was not acknowledged is
/// sent again, with its ids.
async fn forward_statements(house: web::Data<House>) -> Infallible {
    let forwarder = match Forwarder::new(&house) {
        Ok(forwarder) => forwarder,
        Err(error) => {
            tracing::error!(%error, "statements cannot be forwarded");
            return std::future::pending().await;
        }
    };
    let mut often = tokio::time::interval(FORWARDS);
    often.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        often.tick().await;
        if let Err(error) = forwarder.work(&house).await {
            tracing::error!(%error, "forwarding could not be looked after");
        }
    }
}

/// SIGTERM and SIGINT: nothing new is taken, what is in flight is finished.
async fn stop_on_signal(servers: [ServerHandle; 2]) {
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::error!("signals cannot be heard; the server ends when it is killed");
        return;
    };
    tokio::select! {
        _ = term.recv() => tracing::info!("SIGTERM: finishing what is in flight"),
        _ = int.recv() => tracing::info!("SIGINT: finishing what is in flight"),
    }
    let [app, content] = servers;
    tokio::join!(app.stop(true), content.stop(true));
}
