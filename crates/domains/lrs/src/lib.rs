//! The record: statements, appended once, in the transaction that changes the state they tell of; and what programs
//! outside keep beside them by xAPI: their own statements, documents, attachments.

mod append;
mod attachments;
mod credentials;
mod definitions;
mod documents;
mod entity;
mod entry;
mod forward;
mod of_registration;
mod query;
mod store;
mod targets;

pub use append::append;
pub use attachments::{Attachment, attachments_of, note_attachments};
pub use credentials::{
    Credential, CredentialError, NewCredential, Scope, add_credential, check_credential, credentials, note_use,
    revoke_credential,
};
pub use definitions::definitions;
pub use documents::{
    Asked, Content, Document, DocumentError, DocumentKind, Precondition, Shelf, Tags, delete_document,
    delete_documents, document, document_ids, is_json, put_document,
};
pub use entry::{admit, is_member, person_of};
pub use forward::{
    ConsentTo, Forward, ForwardEntry, NewForward, Outgoing, Portion, Sent, Told, add_forward, claim_forward,
    due_forwards, forward_log, forwards, next_portion, note_sent, remove_forward, set_forward_active,
};
pub use of_registration::statements_of;
pub use query::{Filter, Found, Kept, Sight, of_registrations, statement, statements};
pub use store::{StoreError, Writer, store};
