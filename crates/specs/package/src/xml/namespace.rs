//! The namespaces that packages use, by what they mean rather than by their many spellings.

/// A namespace as the importer tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ns {
    /// No namespace at all.
    None,
    /// IMS Content Packaging, any version.
    Cp,
    /// ADL's content packaging extensions of SCORM 1.2.
    Adlcp12,
    /// ADL's content packaging extensions of SCORM 2004.
    Adlcp,
    /// IMS Simple Sequencing.
    Imsss,
    /// ADL's sequencing extensions.
    Adlseq,
    /// ADL's navigation extensions.
    Adlnav,
    /// Learning object metadata, IMS or IEEE.
    Lom,
    /// Course structures of cmi5, exactly by their one name.
    Cmi5,
    /// `xml:`.
    Xml,
    /// `xsi:`.
    Xsi,
    /// Anything else.
    Other,
}

impl Ns {
    /// By the namespace's name. Authoring tools write versions and hosts of their own, so the part that
    /// tells the vocabulary decides.
    pub(super) fn of_name(name: &str) -> Self {
        let name = name.trim();
        if name.is_empty() {
            return Self::None;
        }
        if name == "http://www.w3.org/XML/1998/namespace" {
            return Self::Xml;
        }
        if name == "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd" {
            return Self::Cmi5;
        }
        if name.starts_with("http://www.w3.org/") && name.ends_with("XMLSchema-instance") {
            return Self::Xsi;
        }
        let lower = name.to_ascii_lowercase();
        let has = |part: &str| lower.contains(part);
        match () {
            () if has("adlcp_rootv1p") || has("adl_cp_rootv1p") => Self::Adlcp12,
            () if has("adlcp") => Self::Adlcp,
            () if has("adlseq") => Self::Adlseq,
            () if has("adlnav") => Self::Adlnav,
            () if has("imsss") => Self::Imsss,
            () if has("imsmd") || has("ims_md") || has("ieee.org/xsd/lom") || has("/lom") => Self::Lom,
            () if has("imscp") || has("ims_cp") || has("imsproject.org/content") => Self::Cp,
            () => Self::Other,
        }
    }

    /// By a prefix that the file forgot to declare.
    pub(super) fn of_prefix(prefix: &str) -> Self {
        match prefix {
            "adlcp" => Self::Adlcp,
            "adlseq" => Self::Adlseq,
            "adlnav" => Self::Adlnav,
            "imsss" => Self::Imsss,
            "imscp" => Self::Cp,
            "imsmd" | "lom" => Self::Lom,
            "xml" => Self::Xml,
            "xsi" => Self::Xsi,
            _ => Self::Other,
        }
    }

    /// Elements that a manifest's own structure may be written in.
    pub(crate) fn is_packaging(self) -> bool {
        matches!(self, Self::Cp | Self::None)
    }

    /// ADL's content packaging extensions, whichever edition.
    pub(crate) fn is_adlcp(self) -> bool {
        matches!(self, Self::Adlcp | Self::Adlcp12)
    }
}

#[cfg(test)]
mod tests {
    use super::Ns;

    #[test]
    fn many_spellings_of_the_same() {
        for (name, ns) in [
            ("http://www.imsproject.org/xsd/imscp_rootv1p1p2", Ns::Cp),
            ("http://www.imsglobal.org/xsd/imscp_v1p1", Ns::Cp),
            ("http://www.adlnet.org/xsd/adlcp_rootv1p2", Ns::Adlcp12),
            ("http://www.imsproject.org/xsd/ims_cp_rootv1p1", Ns::Cp),
            ("http://www.imsproject.org/xsd/ims_md_rootv1p1", Ns::Lom),
            ("http://www.adlnet.org/xsd/adl_cp_rootv1p1", Ns::Adlcp12),
            ("http://www.adlnet.org/xsd/adlcp_v1p3", Ns::Adlcp),
            ("http://www.imsglobal.org/xsd/imsss", Ns::Imsss),
            ("http://www.adlnet.org/xsd/adlseq_v1p3", Ns::Adlseq),
            ("http://www.adlnet.org/xsd/adlnav_v1p3", Ns::Adlnav),
            ("http://ltsc.ieee.org/xsd/LOM", Ns::Lom),
            ("http://www.imsglobal.org/xsd/imsmd_rootv1p2p1", Ns::Lom),
            ("http://www.w3.org/2001/XMLSchema-instance", Ns::Xsi),
            ("urn:somebody", Ns::Other),
            ("", Ns::None),
        ] {
            assert_eq!(Ns::of_name(name), ns, "{name}");
        }
    }
}
