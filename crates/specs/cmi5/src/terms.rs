//! The words that cmi5 defines.

/// Verbs (cmi5 9.3).
pub mod verbs {
    /// The system launches a unit.
    pub const LAUNCHED: &str = "http://adlnet.gov/expapi/verbs/launched";
    /// The unit is ready.
    pub const INITIALIZED: &str = "http://adlnet.gov/expapi/verbs/initialized";
    /// Everything of it was seen.
    pub const COMPLETED: &str = "http://adlnet.gov/expapi/verbs/completed";
    /// Mastered.
    pub const PASSED: &str = "http://adlnet.gov/expapi/verbs/passed";
    /// Not mastered.
    pub const FAILED: &str = "http://adlnet.gov/expapi/verbs/failed";
    /// A session that ended without a word.
    pub const ABANDONED: &str = "https://w3id.org/xapi/adl/verbs/abandoned";
    /// A unit that need not be done.
    pub const WAIVED: &str = "https://w3id.org/xapi/adl/verbs/waived";
    /// The session is over.
    pub const TERMINATED: &str = "http://adlnet.gov/expapi/verbs/terminated";
    /// A block or the course is done.
    pub const SATISFIED: &str = "https://w3id.org/xapi/adl/verbs/satisfied";
    /// xAPI's own, which no unit may use (cmi5 6.3).
    pub const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";
}

/// Categories of statements (cmi5 9.6.2).
pub mod categories {
    /// A statement that cmi5 defines.
    pub const CMI5: &str = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
    /// A statement that counts for `moveOn`.
    pub const MOVE_ON: &str = "https://w3id.org/xapi/cmi5/context/categories/moveon";
}

/// Extensions of context and result (cmi5 9.5.5, 9.6.3).
pub mod extensions {
    /// Of the context: the session.
    pub const SESSION: &str = "https://w3id.org/xapi/cmi5/context/extensions/sessionid";
    /// Of the context: the mastery score of the launch.
    pub const MASTERY_SCORE: &str = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
    /// Of the context: Normal, Browse or Review.
    pub const LAUNCH_MODE: &str = "https://w3id.org/xapi/cmi5/context/extensions/launchmode";
    /// Of the context: the unit's address without what the launch adds.
    pub const LAUNCH_URL: &str = "https://w3id.org/xapi/cmi5/context/extensions/launchurl";
    /// Of the context: the unit's `moveOn`.
    pub const MOVE_ON: &str = "https://w3id.org/xapi/cmi5/context/extensions/moveon";
    /// Of the context: the unit's launch parameters.
    pub const LAUNCH_PARAMETERS: &str = "https://w3id.org/xapi/cmi5/context/extensions/launchparameters";
    /// Of the result: how much of the unit is done, 0 to 100.
    pub const PROGRESS: &str = "https://w3id.org/xapi/cmi5/result/extensions/progress";
    /// Of the result: why a unit was waived.
    pub const REASON: &str = "https://w3id.org/xapi/cmi5/result/extensions/reason";
}

/// Types of activities (cmi5 9.4).
pub mod types {
    /// A block.
    pub const BLOCK: &str = "https://w3id.org/xapi/cmi5/activitytype/block";
    /// A course.
    pub const COURSE: &str = "https://w3id.org/xapi/cmi5/activitytype/course";
}
