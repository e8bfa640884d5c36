//! Opening previews: a package, or a version that need not be published.

mod routes;

pub(crate) use routes::configure;
