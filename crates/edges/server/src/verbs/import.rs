//! `vidik import`: takes in a package and makes a course of it.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use vidik_base::InterfaceLanguage;
use vidik_catalogue::{
    CourseError, CourseTexts, ImportError, NewCourse, add_package, check_package, create_course, publish_course,
};

use super::{
    check::{language, print_finding},
    say,
};
use crate::{
    config,
    failure::{Failure, OrFail as _},
    machine::{OsRng, SystemClock},
    stores,
};

/// Take in a package and make a course of it.
#[derive(Debug, Args)]
pub struct Import {
    /// The archive
    #[arg(value_name = "FILE.zip")]
    file: PathBuf,
    /// The course's name in addresses; without it the package is kept and no course is made
    #[arg(long, value_name = "NAME")]
    slug: Option<String>,
    /// Publish the course at once
    #[arg(long, requires = "slug")]
    publish: bool,
    /// Language of the findings: en, sr-Cyrl, sr-Latn or mk
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: InterfaceLanguage,
}

pub async fn run(verb: Import) -> Result<ExitCode, Failure> {
    let config = config::load()?.config;
    let (db, blobs) = (stores::migrated_database(&config).await?, stores::blobs(&config).await?);
    let name = verb.file.display().to_string();
    let upload = copy(&blobs, verb.file.clone()).await.or_fail(&format!("{name} cannot be read"))?;
    let file_name = verb.file.file_name().map_or_else(|| name.clone(), |part| part.to_string_lossy().into_owned());
    let words = vidik_package::messages::catalogue();
    let checked = match check_package(&blobs, upload, &file_name, &config.limits).await {
        Ok(checked) => checked,
        Err(ImportError::Refused(findings)) => {
            findings.iter().for_each(|finding| print_finding(&words, finding, verb.lang));
            return Err(Failure::new(format!("{name} cannot be used; mend what is listed as an error")));
        }
        Err(error) => return Err(Failure::new(format!("{name} could not be taken in: {error}"))),
    };
    let package = db
        .write(async move |txn| add_package(txn, &SystemClock, &OsRng, &checked, None).await)
        .await
        .or_fail(&format!("{name} could not be taken in"))?;
    package.findings.iter().for_each(|finding| print_finding(&words, finding, verb.lang));
    say(format!("package {} {}", package.id, package.title));
    if let Some(slug) = verb.slug {
        let texts = CourseTexts::default();
        let new = NewCourse { slug: Some(slug.clone()), package: package.id, language: None, author: None, texts };
        let publish = verb.publish;
        db.write(async move |txn| {
            let course = create_course(txn, &SystemClock, &OsRng, new).await?;
            if publish { publish_course(txn, &SystemClock, course.id).await } else { Ok::<_, CourseError>(course) }
        })
        .await
        .or_fail(&format!("no course {slug} could be made of the package"))?;
        say(format!("course {slug}{}", if publish { ", published" } else { "" }));
    }
    db.close().await.or_fail("the database could not be closed")?;
    Ok(ExitCode::SUCCESS)
}

async fn copy(blobs: &vidik_blob::BlobStore, path: PathBuf) -> Result<vidik_blob::Sealed, String> {
    let draft = blobs.draft().await.map_err(|error| error.to_string())?;
    let written = draft
        .write_with(move |file| {
            std::fs::File::open(path).and_then(|mut from| std::io::copy(&mut from, file)).map(|_| ())
        })
        .await;
    written.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}
