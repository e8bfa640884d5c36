//! What operators look at: health, metrics, and spans of the log that hold no personal data.

use std::{
    net::IpAddr,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage as _, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{Service, ServiceRequest, ServiceResponse, Transform},
    http::{StatusCode, header},
    middleware::{Next, from_fn},
    web,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sha2::{Digest as _, Sha256};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};
use vidik_db::{ConnectionTrait as _, Db};

use crate::{authorization::credentials, problem::Problem, problem_codes::Code, state::House};

/// How long the database may take to say that it is there.
const READY_LIMIT: Duration = Duration::from_secs(2);
/// Seconds at which the histogram of durations is cut.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// After this many requests what the histograms gathered is put in order, so that it does not grow where nobody reads.
const UPKEEP: u64 = 4096;

const REQUESTS: &str = "vidik_http_requests_total";
const DURATION: &str = "vidik_http_request_duration_seconds";

/// `/health/live`, `/health/ready`, `/metrics`.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/health/live", web::get().to(live))
        .route("/health/ready", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

/// The process answers.
async fn live() -> HttpResponse {
    told(StatusCode::OK, "live")
}

/// The process answers, and its database does.
async fn ready(house: web::Data<House>) -> HttpResponse {
    let asked = house.db.read().execute_unprepared("SELECT 1");
    match actix_web::rt::time::timeout(READY_LIMIT, asked).await {
        Ok(Ok(_)) => told(StatusCode::OK, "ready"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer");
            told(StatusCode::SERVICE_UNAVAILABLE, "not ready")
        }
        Err(_late) => {
            tracing::warn!("the database does not answer in time");
            told(StatusCode::SERVICE_UNAVAILABLE, "not ready")
        }
    }
}

fn told(status: StatusCode, word: &'static str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(serde_json::json!({ "status": word }))
}

/// Prometheus' text format. Others than this machine and whoever has the token do not learn that it is there.
async fn metrics(house: web::Data<House>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    if !may_measure(&request, house.settings.metrics_token.as_deref()) {
        return Err(Problem::new(Code::NotFound));
    }
    let handle = recorder().ok_or_else(|| Problem::internal("another recorder of metrics is installed"))?;
    of_the_database(&house.db);
    of_the_process();
    handle.run_upkeep();
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(handle.render()))
}

/// A proxy on this machine passes others' requests on, and says so.
fn may_measure(request: &HttpRequest, token: Option<&str>) -> bool {
    let forwarded =
        ["x-forwarded-for", "forwarded", "x-real-ip"].iter().any(|name| request.headers().contains_key(*name));
    let here = request.peer_addr().is_some_and(|peer| is_loopback(peer.ip()));
    let held = credentials(request, "Bearer");
    // Hashes take the same time to compare wherever the texts differ first.
    let same = |held: &str, token: &str| Sha256::digest(held.as_bytes()) == Sha256::digest(token.as_bytes());
    (here && !forwarded) || held.zip(token).is_some_and(|(held, token)| same(held.trim(), token))
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// One recorder a process, whatever the number of servers in it.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let install = || PrometheusBuilder::new().set_buckets(&BUCKETS).ok()?.install_recorder().ok();
    RECORDER.get_or_init(install).as_ref()
}

fn of_the_database(db: &Db) {
    let done = db.statistics();
    metrics::counter!("vidik_database_write_groups_total").absolute(done.groups);
    metrics::counter!("vidik_database_writes_total").absolute(done.writes);
    metrics::counter!("vidik_database_writes_refused_total").absolute(done.refused);
    metrics::counter!("vidik_database_write_groups_failed_total").absolute(done.failed_groups);
    #[expect(clippy::cast_precision_loss, reason = "gauges are floats, and these are small")]
    {
        metrics::gauge!("vidik_database_largest_write_group").set(done.largest_group as f64);
        metrics::gauge!("vidik_database_waiting_writes").set(db.waiting_writes() as f64);
    }
}

/// Memory in use, where the system is Linux.
fn of_the_process() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse::<f64>().ok());
    if let Some(kilobytes) = kilobytes {
        metrics::gauge!("process_resident_memory_bytes").set(kilobytes * 1024.0);
    }
}

/// Counts and times every request, by route template and status.
pub(crate) fn measured<S, B>()
-> impl Transform<S, ServiceRequest, Response = ServiceResponse<impl MessageBody + use<S, B>>, Error = Error, InitError = ()>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    recorder();
    from_fn(measure::<B>)
}

async fn measure<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let begun = Instant::now();
    let method = method_of(&request);
    let answered = next.call(request).await;
    let elapsed = begun.elapsed();
    let (route, status) = match &answered {
        Ok(response) => (response.request().match_pattern(), response.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    let route = route.unwrap_or_else(|| "unmatched".to_owned());
    let milliseconds = elapsed.as_secs_f64() * 1_000.0;
    if status.is_server_error() {
        tracing::error!(status = status.as_u16(), %route, milliseconds, "answered");
    } else {
        tracing::debug!(status = status.as_u16(), %route, milliseconds, "answered");
    }
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.as_str().to_owned())
        .increment(1);
    metrics::histogram!(DURATION, "method" => method, "route" => route).record(elapsed.as_secs_f64());
    put_in_order();
    answered
}

/// Methods that nobody serves are counted as one, so that strangers cannot make labels up.
fn method_of(request: &ServiceRequest) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| *known == request.method().as_str())
        .unwrap_or("other")
}

fn put_in_order() {
    static ANSWERED: AtomicU64 = AtomicU64::new(1);
    if ANSWERED.fetch_add(1, Ordering::Relaxed).is_multiple_of(UPKEEP)
        && let Some(handle) = recorder()
    {
        handle.run_upkeep();
    }
}

/// The span of a request in the log: its id and method. No address, no browser, no path: they tell who did what, and a
/// path may hold names. Route and status stand in the line that tells the answer; recorded here as well they would be
/// written anew into every span, which costs more than many an answer.
pub(crate) struct QuietSpans;

impl RootSpanBuilder for QuietSpans {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        tracing::info_span!("request", %request_id, method = method_of(request))
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

#[cfg(test)]
mod tests {
    use actix_web::{App, test};

    use super::*;

    #[actix_web::test]
    async fn only_this_machine_and_the_token_read_metrics() {
        let request = |peer: &str| test::TestRequest::get().uri("/metrics").peer_addr(peer.parse().unwrap());
        let bearer = ("Authorization", "Bearer right");
        let may = |request: test::TestRequest| may_measure(&request.to_http_request(), Some("right"));
        assert!(may(request("127.0.0.1:9")));
        assert!(may(request("[::ffff:127.0.0.1]:9")));
        assert!(!may(request("127.0.0.1:9").insert_header(("X-Forwarded-For", "198.51.100.7"))));
        assert!(!may(request("198.51.100.7:9")));
        assert!(may(request("198.51.100.7:9").insert_header(bearer)));
        assert!(!may(request("198.51.100.7:9").insert_header((header::AUTHORIZATION, "Bearer wrong"))));
        assert!(!may_measure(&request("198.51.100.7:9").insert_header(bearer).to_http_request(), None));
    }

    #[actix_web::test]
    async fn requests_are_counted_by_route_and_status() {
        let app = App::new().wrap(measured()).route("/courses/{slug}", web::get().to(HttpResponse::Ok));
        let app = test::init_service(app).await;
        for uri in ["/courses/one", "/courses/two", "/nowhere"] {
            test::call_service(&app, test::TestRequest::get().uri(uri).to_request()).await;
        }
        let text = recorder().unwrap().render();
        let line = |part: &str| text.lines().find(|line| line.contains(part)).map(str::to_owned);
        let counted = "vidik_http_requests_total{method=\"GET\",route=\"/courses/{slug}\",status=\"200\"} 2";
        assert_eq!(line("/courses/{slug}\",status").as_deref(), Some(counted));
        assert!(line("route=\"unmatched\",status=\"404\"").is_some(), "{text}");
        assert!(!text.contains("/courses/one"));
    }
}
