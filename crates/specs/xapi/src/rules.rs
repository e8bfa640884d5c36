//! Every requirement that is checked, with the clauses it comes from.
//!
//! Ids are ours: `XAPI-`, the clause of 1.0.3 (`C` before those of its part on communication), a number. Clauses of
//! 2.0 are those of IEEE 9274.1.1.

/// A requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// Its clause in 1.0.3; empty where it has none.
    pub clause_1: &'static str,
    /// Its clause in 2.0; empty where it has none.
    pub clause_2: &'static str,
    /// What it asks.
    pub text: &'static str,
}

macro_rules! rules {
    ($($name:ident = $id:literal $clause_1:literal $clause_2:literal $text:literal;)+) => {
        $(
            #[doc = $text]
            pub const $name: Rule = Rule { id: $id, clause_1: $clause_1, clause_2: $clause_2, text: $text };
        )+
        /// All of them.
        pub static RULES: &[Rule] = &[$($name),+];
    };
}

rules! {
    NOT_JSON = "XAPI-2.1-1" "Data 2.1" "4.2.1" "What is sent is well-formed JSON";
    DUPLICATE_PROPERTY = "XAPI-2.2-1" "Data 2.2" "4.2.1" "An object has each property once";
    UNKNOWN_PROPERTY = "XAPI-2.2-2" "Data 2.2" "4.2.1" "Only properties of the specification are used outside extensions";
    PROPERTY_CASE = "XAPI-2.2-3" "Data 2.2" "4.2.1" "Properties are written in the case of the specification";
    NULL = "XAPI-2.2-4" "Data 2.2" "4.2.1" "Nothing is null outside extensions";
    STATEMENT_OBJECT = "XAPI-2.2-5" "Data 2.2" "4.2.1" "A statement is an object";
    ACTOR_MISSING = "XAPI-2.2-6" "Data 2.2" "4.2.1" "A statement has an actor";
    VERB_MISSING = "XAPI-2.2-7" "Data 2.2" "4.2.1" "A statement has a verb";
    OBJECT_MISSING = "XAPI-2.2-8" "Data 2.2" "4.2.1" "A statement has an object";
    VOIDING_OBJECT = "XAPI-2.3.2-1" "Data 2.3.2" "4.2.5" "What voids has a StatementRef as its object";
    STATEMENT_ID = "XAPI-2.4.1-1" "Data 2.4.1" "4.2.4.2" "A statement's id is a UUID";
    BATCH_SAME_ID = "XAPI-2.4.1-2" "Data 2.4.1" "4.2.4.2" "Statements sent together have different ids";

    ACTOR_OBJECT = "XAPI-2.4.2-1" "Data 2.4.2" "4.2.2.1" "An actor is an object";
    ACTOR_TYPE = "XAPI-2.4.2-2" "Data 2.4.2" "4.2.2.1" "An actor's objectType is Agent or Group";
    ACTOR_NAME = "XAPI-2.4.2-3" "Data 2.4.2" "4.2.2.1" "An actor's name is a string";
    AGENT_ONLY = "XAPI-2.4.2.1-1" "Data 2.4.2.1" "4.2.2.1" "Here stands an Agent, not a Group";
    AGENT_IDENTIFIER = "XAPI-2.4.2.1-2" "Data 2.4.2.1" "4.2.2.1" "An Agent has an identifier: mbox, `mbox_sha1sum`, openid or account";
    IDENTIFIERS = "XAPI-2.4.2.1-3" "Data 2.4.2.1" "4.2.2.1" "An actor has no more than one identifier";
    GROUP_ONLY = "XAPI-2.4.2.2-1" "Data 2.4.2.2" "4.2.2.1" "Here stands a Group, with its objectType";
    GROUP_MEMBERS_MISSING = "XAPI-2.4.2.2-2" "Data 2.4.2.2" "4.2.2.1" "A Group without an identifier has members";
    GROUP_MEMBERS = "XAPI-2.4.2.2-3" "Data 2.4.2.2" "4.2.2.1" "A Group's member is an array of Agents";
    MBOX = "XAPI-2.4.2.3-1" "Data 2.4.2.3" "4.2.2.1" "An mbox is mailto: and an address";
    MBOX_SHA1SUM = "XAPI-2.4.2.3-2" "Data 2.4.2.3" "4.2.2.1" "An `mbox_sha1sum` is 40 hexadecimal digits";
    OPENID = "XAPI-2.4.2.3-3" "Data 2.4.2.3" "4.2.2.1" "An openid is a URI";
    ACCOUNT_OBJECT = "XAPI-2.4.2.4-1" "Data 2.4.2.4" "4.2.2.1" "An account is an object";
    ACCOUNT_HOME_PAGE = "XAPI-2.4.2.4-2" "Data 2.4.2.4" "4.2.2.1" "An account has a homePage, which is an IRL";
    ACCOUNT_NAME = "XAPI-2.4.2.4-3" "Data 2.4.2.4" "4.2.2.1" "An account has a name, which is a string";

    VERB_OBJECT = "XAPI-2.4.3-1" "Data 2.4.3" "4.2.2.2" "A verb is an object";
    VERB_ID = "XAPI-2.4.3-2" "Data 2.4.3" "4.2.2.2" "A verb has an id, which is an IRI";
    VERB_DISPLAY = "XAPI-2.4.3-3" "Data 2.4.3" "4.2.2.2" "A verb's display is a language map";

    OBJECT_OBJECT = "XAPI-2.4.4-1" "Data 2.4.4" "4.2.2.3" "A statement's object is an object";
    OBJECT_TYPE = "XAPI-2.4.4-2" "Data 2.4.4" "4.2.2.3" "An object's objectType is Activity, Agent, Group, StatementRef or SubStatement";
    ACTIVITY_OBJECT = "XAPI-2.4.4.1-1" "Data 2.4.4.1" "4.2.2.3" "An activity is an object";
    ACTIVITY_TYPE = "XAPI-2.4.4.1-2" "Data 2.4.4.1" "4.2.2.3" "An activity's objectType is Activity";
    ACTIVITY_ID = "XAPI-2.4.4.1-3" "Data 2.4.4.1" "4.2.2.3" "An activity has an id, which is an IRI";
    DEFINITION_OBJECT = "XAPI-2.4.4.1-4" "Data 2.4.4.1" "4.2.2.3" "An activity's definition is an object";
    DEFINITION_NAME = "XAPI-2.4.4.1-5" "Data 2.4.4.1" "4.2.2.3" "A definition's name is a language map";
    DEFINITION_DESCRIPTION = "XAPI-2.4.4.1-6" "Data 2.4.4.1" "4.2.2.3" "A definition's description is a language map";
    DEFINITION_TYPE = "XAPI-2.4.4.1-7" "Data 2.4.4.1" "4.2.2.3" "A definition's type is an IRI";
    DEFINITION_MORE_INFO = "XAPI-2.4.4.1-8" "Data 2.4.4.1" "4.2.2.3" "A definition's moreInfo is an IRL";
    INTERACTION_TYPE = "XAPI-2.4.4.1-9" "Data 2.4.4.1" "4.2.2.3" "An interactionType is one of the ten of the specification";
    INTERACTION_TYPE_MISSING = "XAPI-2.4.4.1-10" "Data 2.4.4.1" "4.2.2.3" "Right answers and components have an interactionType beside them";
    CORRECT_RESPONSES = "XAPI-2.4.4.1-11" "Data 2.4.4.1" "4.2.2.3" "A correctResponsesPattern is an array of strings";
    COMPONENTS_OF_OTHERS = "XAPI-2.4.4.1-12" "Data 2.4.4.1" "4.2.2.3" "Only components that the interactionType has are used";
    COMPONENTS = "XAPI-2.4.4.1-13" "Data 2.4.4.1" "4.2.2.3" "Interaction components are an array of objects";
    COMPONENT_ID = "XAPI-2.4.4.1-14" "Data 2.4.4.1" "4.2.2.3" "An interaction component has an id, which is a string";
    COMPONENT_DESCRIPTION = "XAPI-2.4.4.1-15" "Data 2.4.4.1" "4.2.2.3" "A component's description is a language map";
    COMPONENT_SAME_ID = "XAPI-2.4.4.1-16" "Data 2.4.4.1" "4.2.2.3" "Interaction components of one list have different ids";
    STATEMENT_REF_OBJECT = "XAPI-2.4.4.3-1" "Data 2.4.4.3" "4.2.2.3" "A statement reference is an object whose objectType is StatementRef";
    STATEMENT_REF_ID = "XAPI-2.4.4.3-2" "Data 2.4.4.3" "4.2.2.3" "A statement reference has an id, which is a UUID";
    SUB_STATEMENT_PROPERTY = "XAPI-2.4.4.3-3" "Data 2.4.4.3" "4.2.2.3" "A SubStatement has no id, stored, version or authority";
    SUB_STATEMENT_NESTED = "XAPI-2.4.4.3-4" "Data 2.4.4.3" "4.2.2.3" "A SubStatement holds no further SubStatement";

    RESULT_OBJECT = "XAPI-2.4.5-1" "Data 2.4.5" "4.2.2.4" "A result is an object";
    RESULT_SUCCESS = "XAPI-2.4.5-2" "Data 2.4.5" "4.2.2.4" "A result's success is true or false";
    RESULT_COMPLETION = "XAPI-2.4.5-3" "Data 2.4.5" "4.2.2.4" "A result's completion is true or false";
    RESULT_RESPONSE = "XAPI-2.4.5-4" "Data 2.4.5" "4.2.2.4" "A result's response is a string";
    RESULT_DURATION = "XAPI-2.4.5-5" "Data 2.4.5, 4.6" "4.2.2.4, 4.2.7" "A duration is one of ISO 8601, 4.4.3.2";
    SCORE_OBJECT = "XAPI-2.4.5.1-1" "Data 2.4.5.1" "4.2.2.4" "A score is an object";
    SCORE_NUMBER = "XAPI-2.4.5.1-2" "Data 2.4.5.1" "4.2.2.4" "The parts of a score are numbers";
    SCORE_SCALED = "XAPI-2.4.5.1-3" "Data 2.4.5.1" "4.2.2.4" "A scaled score lies between -1 and 1";
    SCORE_RAW = "XAPI-2.4.5.1-4" "Data 2.4.5.1" "4.2.2.4" "A raw score lies between min and max";
    SCORE_BOUNDS = "XAPI-2.4.5.1-5" "Data 2.4.5.1" "4.2.2.4" "A score's min is less than its max";

    CONTEXT_OBJECT = "XAPI-2.4.6-1" "Data 2.4.6" "4.2.2.5" "A context is an object";
    CONTEXT_REGISTRATION = "XAPI-2.4.6-2" "Data 2.4.6" "4.2.2.5" "A registration is a UUID";
    CONTEXT_STRING = "XAPI-2.4.6-3" "Data 2.4.6" "4.2.2.5" "A revision or platform is a string";
    CONTEXT_ACTIVITY_ONLY = "XAPI-2.4.6-4" "Data 2.4.6" "4.2.2.5" "Revision and platform stand only beside an activity as object";
    CONTEXT_LANGUAGE = "XAPI-2.4.6-5" "Data 2.4.6" "4.2.2.5" "A context's language is a language tag";
    CONTEXT_ACTIVITIES_OBJECT = "XAPI-2.4.6.2-1" "Data 2.4.6.2" "4.2.2.5" "contextActivities are an object of parent, grouping, category and other";
    CONTEXT_ACTIVITIES = "XAPI-2.4.6.2-2" "Data 2.4.6.2" "4.2.2.5" "A part of contextActivities is an activity or an array of them";
    CONTEXT_AGENTS = "XAPI-2.4.6-6" "" "4.2.2.5" "contextAgents are an array of objects";
    CONTEXT_AGENT_TYPE = "XAPI-2.4.6-7" "" "4.2.2.5" "A context agent's objectType is contextAgent";
    CONTEXT_AGENT = "XAPI-2.4.6-8" "" "4.2.2.5" "A context agent has an agent";
    CONTEXT_GROUPS = "XAPI-2.4.6-9" "" "4.2.2.5" "contextGroups are an array of objects";
    CONTEXT_GROUP_TYPE = "XAPI-2.4.6-10" "" "4.2.2.5" "A context group's objectType is contextGroup";
    CONTEXT_GROUP = "XAPI-2.4.6-11" "" "4.2.2.5" "A context group has a group";
    RELEVANT_TYPES = "XAPI-2.4.6-12" "" "4.2.2.5" "relevantTypes are an array of IRIs that is not empty";

    AUTHORITY_GROUP = "XAPI-2.4.9-1" "Data 2.4.9" "4.2.4.2" "An authority is an Agent, or a Group of two without an identifier";
    STATEMENT_VERSION = "XAPI-2.4.10-1" "Data 2.4.10" "4.2.4.3" "A statement's version is one that the request's version knows";
    ATTACHMENTS = "XAPI-2.4.11-1" "Data 2.4.11" "4.2.2.6" "attachments are an array of objects";
    ATTACHMENT_USAGE = "XAPI-2.4.11-2" "Data 2.4.11" "4.2.2.6" "An attachment has a usageType, which is an IRI";
    ATTACHMENT_DISPLAY = "XAPI-2.4.11-3" "Data 2.4.11" "4.2.2.6" "An attachment has a display, which is a language map";
    ATTACHMENT_DESCRIPTION = "XAPI-2.4.11-4" "Data 2.4.11" "4.2.2.6" "An attachment's description is a language map";
    ATTACHMENT_CONTENT_TYPE = "XAPI-2.4.11-5" "Data 2.4.11" "4.2.2.6" "An attachment has a contentType, which is a media type";
    ATTACHMENT_LENGTH = "XAPI-2.4.11-6" "Data 2.4.11" "4.2.2.6" "An attachment has a length, which is a whole number of octets";
    ATTACHMENT_SHA2 = "XAPI-2.4.11-7" "Data 2.4.11" "4.2.2.6" "An attachment has a sha2, which is a hash in hexadecimal digits";
    ATTACHMENT_FILE_URL = "XAPI-2.4.11-8" "Data 2.4.11" "4.2.2.6" "An attachment's fileUrl is an IRL";
    MULTIPART = "XAPI-2.4.11-9" "Data 2.4.11, C1.5.2" "4.1.3" "A multipart body has a boundary, parts between it, and an end";
    MULTIPART_FIRST = "XAPI-2.4.11-10" "Data 2.4.11, C1.5.2" "4.1.3" "The first part of a multipart body is application/json";
    MULTIPART_ENCODING = "XAPI-2.4.11-11" "Data 2.4.11, C1.5.2" "4.1.3" "A part with an attachment has binary as its Content-Transfer-Encoding";
    MULTIPART_HASH = "XAPI-2.4.11-12" "Data 2.4.11, C1.5.2" "4.1.3" "A part with an attachment says its hash, and has it";
    MULTIPART_UNKNOWN = "XAPI-2.4.11-13" "Data 2.4.11, C1.5.2" "4.1.3" "Each part is an attachment of a statement in the request";
    ATTACHMENT_ABSENT = "XAPI-2.4.11-14" "Data 2.4.11, C1.5.2" "4.1.3" "An attachment without a fileUrl comes with the request";

    SIGNATURE_TYPE = "XAPI-2.6-1" "Data 2.6" "4.2.6" "A signature's contentType is application/octet-stream";
    SIGNATURE_FORM = "XAPI-2.6-2" "Data 2.6" "4.2.6" "A signature is a JWS in compact serialization";
    SIGNATURE_ALGORITHM = "XAPI-2.6-3" "Data 2.6" "4.2.6" "A signature uses RS256, RS384 or RS512";
    SIGNATURE_PAYLOAD = "XAPI-2.6-4" "Data 2.6" "4.2.6" "A signature's payload is the statement as JSON";
    SIGNATURE_CERTIFICATE = "XAPI-2.6-5" "Data 2.6" "4.2.6" "A signature's x5c holds X.509 certificates, each signed by the next";
    SIGNATURE_WRONG = "XAPI-2.6-6" "Data 2.6" "4.2.6" "A signature is that of its certificate";

    EXTENSIONS_OBJECT = "XAPI-4.1-1" "Data 4.1" "4.2.7" "Extensions are an object";
    EXTENSION_KEY = "XAPI-4.1-2" "Data 4.1" "4.2.7" "An extension's name is an IRI";
    LANGUAGE_TAG = "XAPI-4.2-1" "Data 4.2" "4.2.7" "A language map's names are language tags (RFC 5646)";
    LANGUAGE_VALUE = "XAPI-4.2-2" "Data 4.2" "4.2.7" "A language map's values are strings";
    TIMESTAMP = "XAPI-4.5-1" "Data 4.5" "4.2.7" "A timestamp is a date and time of ISO 8601 (2.0: RFC 3339), its zone not -00";

    PARAMETER_UNKNOWN = "XAPI-C3.2-1" "Communication 3.2" "4.1.6" "Only parameters of the specification are used, in its case";
    PARAMETER_TWICE = "XAPI-C3.2-2" "Communication 3.2" "4.1.6" "A parameter is given once";
    PARAMETER_UUID = "XAPI-C3.2-3" "Data 2.2" "4.1.6" "This parameter is a UUID";
    PARAMETER_IRI = "XAPI-C3.2-4" "Data 2.2" "4.1.6" "This parameter is an IRI";
    PARAMETER_AGENT = "XAPI-C3.2-5" "Data 2.2" "4.1.6" "This parameter is an Agent or a Group with an identifier, as JSON";
    PARAMETER_BOOLEAN = "XAPI-C3.2-6" "Data 2.2" "4.1.6" "This parameter is true or false";
    PARAMETER_TIMESTAMP = "XAPI-C3.2-7" "Data 2.2" "4.1.6" "This parameter is a timestamp";
    STATEMENT_ID_PARAMETER = "XAPI-C2.1.1-1" "Communication 2.1.1" "4.1.6.1" "A statement is put under a statementId";
    STATEMENT_ID_OTHER = "XAPI-C2.1.1-2" "Communication 2.1.1" "4.1.6.1" "A statement that is put has the id of the request, or none";
    QUERY_BOTH_IDS = "XAPI-C2.1.3-1" "Communication 2.1.3" "4.1.6.1" "statementId and voidedStatementId are not used together";
    QUERY_ID_ALONE = "XAPI-C2.1.3-2" "Communication 2.1.3" "4.1.6.1" "Beside a statement's id only attachments and format are used";
    QUERY_LIMIT = "XAPI-C2.1.3-3" "Communication 2.1.3" "4.1.6.1" "limit is a whole number, 0 for as many as there may be";
    QUERY_FORMAT = "XAPI-C2.1.3-4" "Communication 2.1.3" "4.1.6.1" "format is ids, exact or canonical";
    DOCUMENT_PARAMETER_MISSING = "XAPI-C2.2-1" "Communication 2.3, 2.4, 2.5, 2.6, 2.7" "4.1.6" "A parameter that is required is missing";
    DOCUMENT_SINCE = "XAPI-C2.2-2" "Communication 2.3, 2.6, 2.7" "4.1.6" "since is used only where ids are listed";
    DOCUMENT_MERGE = "XAPI-C2.2-3" "Communication 2.2" "4.1.6" "A document is merged only where both are JSON objects";
    DOCUMENT_JSON = "XAPI-C2.2-4" "Communication 2.2" "4.1.6" "A document that says application/json is JSON";
    DOCUMENT_ID = "XAPI-C2.2-5" "Communication 2.3, 2.6, 2.7" "4.1.6" "A document's id is not empty, not longer than 800 octets, and without NUL";
    VERSION_HEADER_MISSING = "XAPI-C3.3-1" "Communication 3.3" "4.1.3" "A request says its version in X-Experience-API-Version";
    VERSION_HEADER = "XAPI-C3.3-2" "Communication 3.3" "4.1.3" "A request's version is 1.0, 1.0.x, 2.0 or 2.0.x";
}
