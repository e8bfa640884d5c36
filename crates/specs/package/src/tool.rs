//! What a package was made with, told by files that only one tool writes.

use serde::{Deserialize, Serialize};

/// An authoring tool, so that advice can name its menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthoringTool {
    /// Articulate Storyline.
    Storyline,
    /// Articulate Rise 360.
    Rise,
    /// Adobe Captivate.
    Captivate,
    /// iSpring Suite.
    Ispring,
    /// eXeLearning.
    Exelearning,
    /// Adapt framework.
    Adapt,
    /// Lectora.
    Lectora,
    /// H5P content, exported for SCORM.
    H5p,
    /// Xerte Online Toolkits.
    Xerte,
    /// Camtasia.
    Camtasia,
    /// dominKnow ONE.
    Dominknow,
    /// `LiaScript`.
    Liascript,
    /// Elucidat.
    Elucidat,
    /// Evolve.
    Evolve,
    /// Genially.
    Genially,
}

impl AuthoringTool {
    /// The tool's name as its maker writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Storyline => "Articulate Storyline",
            Self::Rise => "Articulate Rise",
            Self::Captivate => "Adobe Captivate",
            Self::Ispring => "iSpring Suite",
            Self::Exelearning => "eXeLearning",
            Self::Adapt => "Adapt",
            Self::Lectora => "Lectora",
            Self::H5p => "H5P",
            Self::Xerte => "Xerte Online Toolkits",
            Self::Camtasia => "Camtasia",
            Self::Dominknow => "dominKnow",
            Self::Liascript => "LiaScript",
            Self::Elucidat => "Elucidat",
            Self::Evolve => "Evolve",
            Self::Genially => "Genially",
        }
    }

    /// Told by the paths of a package, which are relative to its manifest. The tool whose mark stands first
    /// in the list wins, since some tools embed what others made.
    pub fn recognise<'p>(paths: impl Iterator<Item = &'p str>) -> Option<Self> {
        let mut best: Option<usize> = None;
        for path in paths.take(MAX_PATHS) {
            let lower = path.to_ascii_lowercase();
            let found = MARKS.iter().position(|(mark, _)| mark.is_of(&lower));
            if let Some(found) = found {
                best = Some(best.map_or(found, |best| best.min(found)));
            }
        }
        best.and_then(|index| MARKS.get(index)).map(|(_, tool)| *tool)
    }
}

/// The paths that are looked at.
const MAX_PATHS: usize = 20_000;

enum Mark {
    /// The path from the manifest on.
    At(&'static str),
    /// A folder from the manifest on, with its slash.
    Under(&'static str),
    /// A file of this name anywhere.
    Named(&'static str),
}

impl Mark {
    fn is_of(&self, path: &str) -> bool {
        match self {
            Self::At(whole) => path == *whole,
            Self::Under(folder) => path.starts_with(folder),
            Self::Named(name) => path == *name || path.rsplit('/').next() == Some(name),
        }
    }
}

const MARKS: &[(Mark, AuthoringTool)] = &[
    (Mark::At("story.html"), AuthoringTool::Storyline),
    (Mark::At("story_html5.html"), AuthoringTool::Storyline),
    (Mark::Under("story_content/"), AuthoringTool::Storyline),
    (Mark::Under("scormcontent/lib/rise/"), AuthoringTool::Rise),
    (Mark::At("scormcontent/index.html"), AuthoringTool::Rise),
    (Mark::At("assets/js/cpm.js"), AuthoringTool::Captivate),
    (Mark::At("assets/js/cpxhrloader.js"), AuthoringTool::Captivate),
    (Mark::Named("captivate.css"), AuthoringTool::Captivate),
    (Mark::At("res/index.html"), AuthoringTool::Ispring),
    (Mark::Named("ispringpreview.js"), AuthoringTool::Ispring),
    (Mark::Named("exe_lom.xml"), AuthoringTool::Exelearning),
    (Mark::At("content.elp"), AuthoringTool::Exelearning),
    (Mark::At("contentv3.xml"), AuthoringTool::Exelearning),
    (Mark::Named("exe_scorm.js"), AuthoringTool::Exelearning),
    (Mark::Named("exe_jquery.js"), AuthoringTool::Exelearning),
    (Mark::At("adapt/js/adapt.min.js"), AuthoringTool::Adapt),
    (Mark::Under("adapt/"), AuthoringTool::Adapt),
    (Mark::Named("trivantis.js"), AuthoringTool::Lectora),
    (Mark::Named("trivantis.css"), AuthoringTool::Lectora),
    (Mark::Named("xenith.js"), AuthoringTool::Xerte),
    (Mark::At("template.xml"), AuthoringTool::Xerte),
    (Mark::Named("tscplayer.js"), AuthoringTool::Camtasia),
    (Mark::Named("techsmith-smart-player.min.js"), AuthoringTool::Camtasia),
    (Mark::Named("dkipagedata.js"), AuthoringTool::Dominknow),
    (Mark::Named("liascript.js"), AuthoringTool::Liascript),
    (Mark::Named("elucidat.js"), AuthoringTool::Elucidat),
    (Mark::Named("evolve.js"), AuthoringTool::Evolve),
    (Mark::Named("genially.js"), AuthoringTool::Genially),
    (Mark::Named("h5p.json"), AuthoringTool::H5p),
    (Mark::Named("h5p.js"), AuthoringTool::H5p),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_their_files() {
        let tool = |paths: &[&str]| AuthoringTool::recognise(paths.iter().copied());
        assert_eq!(tool(&["index_lms.html", "story_content/user.js"]), Some(AuthoringTool::Storyline));
        assert_eq!(tool(&["scormcontent/index.html"]), Some(AuthoringTool::Rise));
        assert_eq!(tool(&["res/index.html"]), Some(AuthoringTool::Ispring));
        assert_eq!(tool(&["adapt/js/adapt.min.js", "x/h5p.json"]), Some(AuthoringTool::Adapt));
        assert_eq!(tool(&["content/h5p.json"]), Some(AuthoringTool::H5p));
        assert_eq!(tool(&["index.html"]), None);
    }
}
