//! The schema's history. A published migration never changes; a new one is added below.

pub mod columns;

use sea_orm_migration::MigrationTrait;

/// Names each migration's module once: declares it, lists it, and keeps its text for [`fingerprint`].
macro_rules! migrations {
    ($($module:ident),+ $(,)?) => {
        $(
            #[allow(
                elided_lifetimes_in_paths,
                reason = "the trait's signature, through async_trait, is written without them"
            )]
            mod $module;
        )+

        /// Every migration, in order.
        pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
            vec![$(Box::new($module::Migration)),+]
        }

        #[cfg(feature = "testing")]
        const SOURCES: &[&str] = &[$(include_str!(concat!(stringify!($module), ".rs"))),+];
    };
}

migrations![
    m0001_platform,
    m0002_people,
    m0003_catalogue,
    m0004_learning,
    m0005_record,
    m0006_editions,
    m0007_assessment,
    m0008_authoring,
    m0009_search,
    m0010_lrs,
    m0011_corrections,
    m0012_sessions,
    m0013_reports,
    m0014_webhooks,
    m0015_review,
    m0016_privacy,
    m0017_own_record,
    m0018_waivers,
    m0019_previews,
    m0021_forwarding,
    m0024_own_documents,
];

/// Differs whenever a migration's text does: names the template that test databases are copied from.
#[cfg(feature = "testing")]
pub(crate) fn fingerprint() -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    (SOURCES, include_str!("columns.rs")).hash(&mut hasher);
    hasher.finish()
}
