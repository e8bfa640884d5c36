//! Every problem's name and status. The texts stand in `messages/` under `problem.<name>.title` and `.detail`.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $status:literal;)+) => {
        /// What a problem is called, for programs; a name never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }
        }
    };
}

codes! {
    /// The request cannot be read.
    MalformedRequest = "malformed_request" 400;
    /// The body is not JSON, or not of the shape asked for.
    MalformedJson = "malformed_json" 400;
    /// The cursor was not made for this list.
    MalformedCursor = "malformed_cursor" 400;
    /// A statement, or a parameter, breaks a requirement of xAPI: the field's code names it.
    StatementInvalid = "statement_invalid" 400;
    /// A profile is put without saying that its writer knows what is there.
    ConditionMissing = "condition_missing" 400;
    /// Only JSON objects can be merged.
    DocumentNotMergeable = "document_not_mergeable" 400;
    /// OAuth: the grant type is another than `client_credentials`.
    UnsupportedGrantType = "unsupported_grant_type" 400;
    /// OAuth: a scope that the client does not have.
    InvalidScope = "invalid_scope" 400;
    /// No token, or one that is not good.
    NotSignedIn = "not_signed_in" 401;
    /// The access token is past its time: refresh it.
    TokenExpired = "token_expired" 401;
    /// Name or password is wrong.
    WrongCredentials = "wrong_credentials" 401;
    /// Key or secret of a program is wrong, or it has been revoked.
    CredentialRefused = "credential_refused" 401;
    /// The refresh token is used up, too old or ended.
    SessionEnded = "session_ended" 401;
    /// Signed in, but not allowed.
    NotAllowed = "not_allowed" 403;
    /// A request that must come from our own page did not.
    ForeignRequest = "foreign_request" 403;
    /// A launch token that is for something else.
    LaunchRefused = "launch_refused" 403;
    /// The account of whoever would learn is disabled: nothing new is opened for them, by nobody.
    AccountDisabled = "account_disabled" 403;
    /// The course is not open for self-enrolment.
    EnrolmentClosed = "enrolment_closed" 403;
    /// The text is not assigned to the translator.
    NotAssigned = "not_assigned" 403;
    /// Whoever wrote a text does not review it.
    OwnText = "own_text" 403;
    /// The right answers are not shown yet, or not at all.
    ReviewNotOpen = "review_not_open" 403;
    /// There is no such thing, or it is not for you to see.
    NotFound = "not_found" 404;
    /// The address is right, the method is not.
    MethodNotAllowed = "method_not_allowed" 405;
    /// The body is of another type than asked for.
    UnsupportedMediaType = "unsupported_media_type" 415;
    /// The slug is taken.
    SlugTaken = "slug_taken" 409;
    /// The course has an edition of that language.
    LanguageTaken = "language_taken" 409;
    /// A package of our own format has all its languages in it, and takes no other beside them.
    OwnFormat = "own_format" 409;
    /// A sign-in name belongs to somebody else.
    SignInNameTaken = "sign_in_name_taken" 409;
    /// A client of that id exists.
    ClientIdTaken = "client_id_taken" 409;
    /// The external id names somebody else, or the person has another one.
    ExternalIdTaken = "external_id_taken" 409;
    /// The key came with another request before.
    IdempotencyKeyReused = "idempotency_key_reused" 409;
    /// The memberships would overlap.
    MembershipOverlaps = "membership_overlaps" 409;
    /// The launch code has been used.
    LaunchCodeUsed = "launch_code_used" 409;
    /// The course was opened elsewhere since.
    LaunchTakenOver = "launch_taken_over" 409;
    /// A commit is missing before this one.
    CommitOutOfOrder = "commit_out_of_order" 409;
    /// Nothing was gone through yet that could be looked at.
    NothingToReview = "nothing_to_review" 409;
    /// The attempt is closed and stays as it is.
    AttemptClosed = "attempt_closed" 409;
    /// It is done, or was waived before.
    NothingToWaive = "nothing_to_waive" 409;
    /// No session of a unit is open, or not this one.
    NoOpenSession = "no_open_session" 409;
    /// Somebody has begun the course.
    CourseBegun = "course_begun" 409;
    /// The course has no published version.
    NotPublished = "not_published" 409;
    /// The person is not enrolled.
    NotEnrolled = "not_enrolled" 409;
    /// The course is a package of another tool, whose texts are not worked on here.
    NoWorkingCopy = "no_working_copy" 409;
    /// The course is too large to be packed here.
    CourseTooLarge = "course_too_large" 409;
    /// The course was made with another tool; its lessons open in the player alone.
    ForeignFormat = "foreign_format" 409;
    /// The course has not the approval that it needs.
    ApprovalMissing = "approval_missing" 409;
    /// A language that the course needs is not whole.
    CourseIncomplete = "course_incomplete" 409;
    /// The course has a newer version than the one that its working copy was made of.
    WorkingCopyBehind = "working_copy_behind" 409;
    /// The person has a part of this course in this language.
    AlreadyAssigned = "already_assigned" 409;
    /// The step does not begin where the course is.
    StepNotPossible = "step_not_possible" 409;
    /// Nothing is written that could be reviewed.
    NothingWritten = "nothing_written" 409;
    /// Words are missing that the source has.
    TextIncomplete = "text_incomplete" 409;
    /// The quiz has been handed in.
    QuizSubmitted = "quiz_submitted" 409;
    /// The quiz's time is over.
    QuizTimeOver = "quiz_time_over" 409;
    /// Another statement has this id.
    StatementConflict = "statement_conflict" 409;
    /// There is such a document, and nothing says that its writer knows of it.
    DocumentExists = "document_exists" 409;
    /// Nobody else could let administrators in.
    LastAdministrator = "last_administrator" 409;
    /// An erasure of this person goes on in the other mode.
    ErasureBegun = "erasure_begun" 409;
    /// The words that are agreed to have changed since they were read.
    WordsChanged = "words_changed" 409;
    /// No attempt at the quiz is left.
    QuizExhausted = "quiz_exhausted" 409;
    /// The launch code is too old.
    LaunchCodeExpired = "launch_code_expired" 410;
    /// Somebody else changed it since it was read.
    ChangedMeanwhile = "changed_meanwhile" 412;
    /// The body is too large.
    BodyTooLarge = "body_too_large" 413;
    /// The range lies outside the file.
    RangeNotSatisfiable = "range_not_satisfiable" 416;
    /// Fields are wrong.
    Invalid = "invalid" 422;
    /// The package cannot be used; every finding says why.
    PackageRefused = "package_refused" 422;
    /// A change must say which revision it changes.
    PreconditionRequired = "precondition_required" 428;
    /// Lines of a table of results are wrong.
    PaperResultsRefused = "paper_results_refused" 422;
    /// Rows of a translator's file are wrong; nothing was taken in.
    ImportRefused = "import_refused" 422;
    /// Too many failures; wait.
    TooManyFailures = "too_many_failures" 429;
    /// The program has asked too often.
    TooManyRequests = "too_many_requests" 429;
    /// Ours to mend.
    Internal = "internal" 500;
    /// Starting, stopping or without its database.
    Unavailable = "unavailable" 503;
}
