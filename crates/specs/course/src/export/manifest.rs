//! `imsmanifest.xml` of an exported course (CAM 3.4, 5.1; for SCORM 1.2 CAM 2.3).

use std::fmt::Write as _;

use vidik_base::LanguageTag;
use vidik_sequencing::{
    Activity,
    rules::{ChildSet, RollupAction, RollupConditionKind, RollupRule},
};

use super::{Titles, page};
use crate::{
    files::SourceFiles,
    model::{Course, Item},
    render::markup::escaped,
    tree::ROOT,
};

/// Which SCORM.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scorm {
    V12,
    V2004,
}

const SCORM_2004: &str = concat!(
    " xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\"",
    " xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\"",
    " xmlns:adlseq=\"http://www.adlnet.org/xsd/adlseq_v1p3\"",
    " xmlns:adlnav=\"http://www.adlnet.org/xsd/adlnav_v1p3\"",
    " xmlns:imsss=\"http://www.imsglobal.org/xsd/imsss\""
);
const SCORM_12: &str = concat!(
    " xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\"",
    " xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\""
);

/// The manifest of a package that holds these files.
pub(super) fn manifest(course: &Course, files: &SourceFiles, target: Scorm, reading: &LanguageTag) -> String {
    let tree = course.tree();
    let titles = Titles::of(course, reading);
    let writer = Writer { target, titles: &titles };
    let (namespaces, schema, version) = match target {
        Scorm::V2004 => (SCORM_2004, "ADL SCORM", "2004 4th Edition"),
        Scorm::V12 => (SCORM_12, "ADL SCORM", "1.2"),
    };
    let root = tree.organization().map(|organization| &organization.tree.root);
    let (items, sequencing) = root.map_or_else(Default::default, |root| {
        let items: String = root.children.iter().map(|child| writer.item(child)).collect();
        (items, writer.sequencing(root))
    });
    let scope = match target {
        Scorm::V2004 => " adlseq:objectivesGlobalToSystem=\"false\"",
        Scorm::V12 => "",
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"{id}\" version=\"{version_of}\"{namespaces}>\
         <metadata><schema>{schema}</schema><schemaversion>{version}</schemaversion>{lom}</metadata>\
         <organizations default=\"course\"><organization identifier=\"course\"{scope}><title>{title}</title>\
         {items}{sequencing}</organization></organizations><resources>{resources}</resources></manifest>\n",
        id = escaped(&format!("vidik-{}", course.id)),
        version_of = escaped(&course.version),
        lom = metadata(target, titles.get(ROOT), reading),
        title = escaped(titles.get(ROOT)),
        resources = resources(course, files, target),
    )
}

/// The language that the package is in (IEEE 1484.12.1, General.Language), and its title.
fn metadata(target: Scorm, title: &str, reading: &LanguageTag) -> String {
    let (title, tag) = (escaped(title), escaped(reading.as_str()));
    match target {
        Scorm::V2004 => format!(
            "<lom xmlns=\"http://ltsc.ieee.org/xsd/LOM\"><general><title><string language=\"{tag}\">{title}</string></title>\
             <language>{tag}</language></general></lom>"
        ),
        Scorm::V12 => format!(
            "<lom xmlns=\"http://www.imsglobal.org/xsd/imsmd_rootv1p2p1\"><general><title>\
             <langstring xml:lang=\"{tag}\">{title}</langstring></title><language>{tag}</language></general></lom>"
        ),
    }
}

struct Writer<'a> {
    target: Scorm,
    titles: &'a Titles,
}

impl Writer<'_> {
    fn item(&self, activity: &Activity) -> String {
        let id = escaped(activity.identifier.as_str());
        let title = escaped(self.titles.get(activity.identifier.as_str()));
        let resource =
            if activity.resource.is_some() { format!(" identifierref=\"page-{id}\"") } else { String::new() };
        let children: String = activity.children.iter().map(|child| self.item(child)).collect();
        let (mastery, sequencing) = match self.target {
            Scorm::V12 => (mastery(activity), String::new()),
            Scorm::V2004 => (String::new(), self.sequencing(activity)),
        };
        format!("<item identifier=\"{id}\"{resource}><title>{title}</title>{children}{mastery}{sequencing}</item>")
    }

    /// As much of the sequencing definition as our own lessons and quizzes use (SN 3); the order is the schema's.
    fn sequencing(&self, activity: &Activity) -> String {
        if self.target == Scorm::V12 {
            return String::new();
        }
        let definition = &activity.sequencing;
        let control =
            if activity.children.is_empty() { "" } else { "<imsss:controlMode choice=\"true\" flow=\"true\"/>" };
        let rollup = &definition.rollup;
        let rules: String = rollup.rules.iter().filter_map(rollup_rule).collect();
        let primary = &definition.objectives.primary;
        let objective = if primary.satisfied_by_measure {
            format!(
                "<imsss:objectives><imsss:primaryObjective objectiveID=\"result\" satisfiedByMeasure=\"true\">\
                 <imsss:minNormalizedMeasure>{}</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives>",
                primary.min_normalized_measure
            )
        } else {
            String::new()
        };
        let delivery = if activity.children.is_empty() {
            "<imsss:deliveryControls completionSetByContent=\"true\" objectiveSetByContent=\"true\"/>"
        } else {
            ""
        };
        format!(
            "<imsss:sequencing>{control}<imsss:rollupRules rollupObjectiveSatisfied=\"{}\" rollupProgressCompletion=\"{}\" \
             objectiveMeasureWeight=\"{}\">{rules}</imsss:rollupRules>{objective}{delivery}</imsss:sequencing>",
            rollup.objective_satisfied,
            rollup.progress_completion,
            rollup.objective_measure_weight.clamp(0.0, 1.0),
        )
    }
}

/// The rules that a course of ours has: those that hold for at least one child.
fn rollup_rule(rule: &RollupRule) -> Option<String> {
    let ChildSet::AtLeastCount(count) = rule.child_set else { return None };
    let condition = match rule.conditions.first()?.condition {
        RollupConditionKind::Satisfied => "satisfied",
        RollupConditionKind::Completed => "completed",
        _ => return None,
    };
    let action = match rule.action {
        RollupAction::Satisfied => "satisfied",
        RollupAction::Completed => "completed",
        _ => return None,
    };
    Some(format!(
        "<imsss:rollupRule childActivitySet=\"atLeastCount\" minimumCount=\"{count}\">\
         <imsss:rollupConditions conditionCombination=\"any\"><imsss:rollupCondition condition=\"{condition}\"/>\
         </imsss:rollupConditions><imsss:rollupAction action=\"{action}\"/></imsss:rollupRule>"
    ))
}

/// The pass mark, 0 to 100 (SCORM 1.2 CAM 2.3.2.5.1).
fn mastery(activity: &Activity) -> String {
    let primary = &activity.sequencing.objectives.primary;
    if !primary.satisfied_by_measure {
        return String::new();
    }
    format!("<adlcp:masteryscore>{:.0}</adlcp:masteryscore>", primary.min_normalized_measure * 100.0)
}

/// A SCO for each lesson and quiz; what all of them use is one resource beside them.
fn resources(course: &Course, files: &SourceFiles, target: Scorm) -> String {
    let kind = match target {
        Scorm::V2004 => "scormType",
        Scorm::V12 => "scormtype",
    };
    let mut resources = String::new();
    for (_, item) in course.items() {
        let (id, page) = (escaped(item.id()), escaped(&page(item)));
        let _ = write!(
            resources,
            "<resource identifier=\"page-{id}\" type=\"webcontent\" adlcp:{kind}=\"sco\" href=\"{page}\">\
             <file href=\"{page}\"/><dependency identifierref=\"shared\"/></resource>"
        );
    }
    let pages: Vec<String> = course.items().map(|(_, item): (_, &Item)| page(item)).collect();
    let mut shared = String::new();
    for (path, _) in files.iter().filter(|(path, _)| !pages.iter().any(|page| page == path)) {
        let _ = write!(shared, "<file href=\"{}\"/>", escaped(path));
    }
    let _ = write!(
        resources,
        "<resource identifier=\"shared\" type=\"webcontent\" adlcp:{kind}=\"asset\">{shared}</resource>"
    );
    resources
}
