//! The exceptions of the sequencing pseudo-code, each by its code.

use serde::{Deserialize, Serialize};

macro_rules! exceptions {
    ($($(#[$meta:meta])* $name:ident = $code:literal,)*) => {
        /// Why a request was refused (SN appendix D). `code()` is the specification's own name,
        /// which also serialises.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Exception {
            $($(#[$meta])* #[serde(rename = $code)] $name,)*
        }

        impl Exception {
            /// Every exception, for tables of messages.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as the specification writes it, such as `NB.2.1-4`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

exceptions! {
    /// The session has begun already.
    SessionAlreadyBegun = "NB.2.1-1",
    /// The session has not begun.
    SessionNotBegun = "NB.2.1-2",
    /// There is nothing to resume.
    NothingSuspended = "NB.2.1-3",
    /// Flow is not enabled where the learner is, so there is no Continue.
    ContinueNotEnabled = "NB.2.1-4",
    /// Flow is not enabled or goes forward only, so there is no Previous.
    PreviousNotEnabled = "NB.2.1-5",
    /// There is nothing before the root.
    PreviousAtRoot = "NB.2.1-6",
    /// Forward and Backward are not defined as navigation requests.
    UnsupportedNavigation = "NB.2.1-7",
    /// An active activity on the way out does not allow to leave it by choice.
    ChoiceExitNotAllowed = "NB.2.1-8",
    /// There is no way out of the current activity.
    ChoiceNoPath = "NB.2.1-9",
    /// The target's parent does not allow choice.
    ChoiceNotEnabled = "NB.2.1-10",
    /// The target is not in the tree.
    NoSuchTarget = "NB.2.1-11",
    /// The current activity has ended already.
    CurrentAlreadyEnded = "NB.2.1-12",
    /// The navigation request is not defined.
    UndefinedNavigation = "NB.2.1-13",
    /// There is no current activity to end.
    TerminationWithoutCurrent = "TB.2.3-1",
    /// The current activity has ended already.
    TerminationOfEnded = "TB.2.3-2",
    /// Nothing to suspend: the root has ended.
    NothingToSuspend = "TB.2.3-3",
    /// The root has no parent to exit.
    ExitParentOfRoot = "TB.2.3-4",
    /// Nothing to suspend.
    NoPathToSuspend = "TB.2.3-5",
    /// Nothing to abandon.
    NoPathToAbandon = "TB.2.3-6",
    /// The termination request is not defined.
    UndefinedTermination = "TB.2.3-7",
    /// A cluster without available children.
    NoAvailableChildren = "SB.2.1-2",
    /// The start of the course is reached.
    StartOfCourse = "SB.2.1-3",
    /// The cluster goes forward only.
    ForwardOnly = "SB.2.1-4",
    /// A cluster on the way does not allow flow.
    FlowNotEnabled = "SB.2.2-1",
    /// The activity on the way must not be delivered.
    FlowActivityBlocked = "SB.2.2-2",
    /// An activity on the way stops forward traversal.
    TraversalStopped = "SB.2.4-1",
    /// Going back is not allowed in a forward-only cluster.
    ChoiceForwardOnly = "SB.2.4-2",
    /// Nothing lies before the root.
    ChoiceBeforeRoot = "SB.2.4-3",
    /// Start, but the session has begun.
    StartWithCurrent = "SB.2.5-1",
    /// Resume, but the session has begun.
    ResumeWithCurrent = "SB.2.6-1",
    /// Resume, but nothing is suspended.
    ResumeWithoutSuspended = "SB.2.6-2",
    /// Continue, but the session has not begun.
    ContinueWithoutCurrent = "SB.2.7-1",
    /// Continue, but flow is not enabled.
    ContinueWithoutFlow = "SB.2.7-2",
    /// Previous, but the session has not begun.
    PreviousWithoutCurrent = "SB.2.8-1",
    /// Previous, but flow is not enabled.
    PreviousWithoutFlow = "SB.2.8-2",
    /// Choice without a target.
    ChoiceWithoutTarget = "SB.2.9-1",
    /// The target (or a cluster around it) was not selected for this attempt.
    ChoiceNotAvailable = "SB.2.9-2",
    /// The target (or a cluster around it) is hidden from choice.
    ChoiceHidden = "SB.2.9-3",
    /// The target's parent does not allow choice.
    ChoiceControlOff = "SB.2.9-4",
    /// There is nothing between current activity and target to walk along.
    ChoiceNothingToTraverse = "SB.2.9-5",
    /// A cluster on the way may not be begun by choice.
    ActivationPrevented = "SB.2.9-6",
    /// An activity on the way out does not allow to leave it by choice.
    ChoiceExitOff = "SB.2.9-7",
    /// Choice is constrained to the neighbours.
    ChoiceConstrained = "SB.2.9-8",
    /// The chosen cluster has nothing to deliver.
    ChoiceNothingToDeliver = "SB.2.9-9",
    /// Retry, but the session has not begun.
    RetryWithoutCurrent = "SB.2.10-1",
    /// Retry, but the activity is still active or suspended.
    RetryOfActive = "SB.2.10-2",
    /// Retry, but there is nothing to deliver.
    RetryNothingToDeliver = "SB.2.10-3",
    /// Exit, but the session has not begun.
    ExitWithoutCurrent = "SB.2.11-1",
    /// Exit, but the activity is still active.
    ExitOfActive = "SB.2.11-2",
    /// The sequencing request is not defined.
    UndefinedSequencing = "SB.2.12-1",
    /// Jump, but the session has not begun.
    JumpWithoutCurrent = "SB.2.13-1",
    /// Only a leaf can be delivered.
    DeliveryOfCluster = "DB.1.1-1",
    /// There is nothing to deliver.
    DeliveryWithoutPath = "DB.1.1-2",
    /// The activity or a cluster around it is disabled or out of attempts.
    DeliveryBlocked = "DB.1.1-3",
    /// The activity is being delivered already.
    DeliveryOfActive = "DB.2-1",
    /// There is nothing to deliver.
    DeliveryEmpty = "DB.2-2",
}

impl std::fmt::Display for Exception {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}
