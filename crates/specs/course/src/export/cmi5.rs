//! `cmi5.xml` of an exported course (cmi5 13).

use vidik_base::LanguageTag;
use vidik_sequencing::Activity;

use super::{Titles, page, titled};
use crate::{model::Course, render::markup::escaped, tree::ROOT};

/// The course structure: a block for each module, a unit for each lesson and quiz.
pub(super) fn structure(course: &Course, reading: &LanguageTag) -> String {
    let writer = Writer { course, titles: Titles::of(course, reading), reading };
    let tree = course.tree();
    let root = tree.organization().map(|organization| &organization.tree.root);
    let parts: String = root.into_iter().flat_map(|root| &root.children).map(|child| writer.part(child)).collect();
    let summary = titled(course, reading, &|tag| course.summary.get(tag).map(str::to_owned));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <courseStructure xmlns=\"https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd\">\
         <course id=\"{}\">{}</course>{parts}</courseStructure>\n",
        escaped(&writer.id(None)),
        writer.words(writer.titles.get(ROOT), summary.as_deref()),
    )
}

struct Writer<'a> {
    course: &'a Course,
    titles: Titles,
    reading: &'a LanguageTag,
}

impl Writer<'_> {
    /// Absolute IRIs (cmi5 3), the same in every language.
    fn id(&self, part: Option<&str>) -> String {
        let part = part.map(|part| format!(":{part}")).unwrap_or_default();
        format!("urn:vidik:course:{}{part}", self.course.id)
    }

    /// `title` and `description`, which has to be there.
    fn words(&self, title: &str, description: Option<&str>) -> String {
        let tag = escaped(self.reading.as_str());
        let text = |words: &str| format!("<langstring lang=\"{tag}\">{}</langstring>", escaped(words));
        format!("<title>{}</title><description>{}</description>", text(title), text(description.unwrap_or(title)))
    }

    fn part(&self, activity: &Activity) -> String {
        let id = activity.identifier.as_str();
        let (iri, words) = (escaped(&self.id(Some(id))), self.words(self.titles.get(id), None));
        if !activity.children.is_empty() {
            let parts: String = activity.children.iter().map(|child| self.part(child)).collect();
            return format!("<block id=\"{iri}\">{words}{parts}</block>");
        }
        let Some(href) = self.course.items().find(|(_, item)| item.id() == id).map(|(_, item)| page(item)) else {
            return String::new();
        };
        format!("<au id=\"{iri}\"{}>{words}<url>{}</url></au>", terms(activity), escaped(&href))
    }
}

/// What counts for the course has to be completed, and a test that decides on its success carries the pass mark; an
/// entry test or a survey asks for nothing.
fn terms(activity: &Activity) -> String {
    let rollup = &activity.sequencing.rollup;
    let move_on = if rollup.progress_completion { "Completed" } else { "NotApplicable" };
    let primary = &activity.sequencing.objectives.primary;
    let mastery = if rollup.objective_satisfied && primary.satisfied_by_measure {
        format!(" masteryScore=\"{}\"", primary.min_normalized_measure)
    } else {
        String::new()
    };
    format!(" moveOn=\"{move_on}\"{mastery}")
}
