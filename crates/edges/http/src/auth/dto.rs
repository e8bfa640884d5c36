//! The wire types of signing in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Name and password of a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// E-mail address, user name or staff number.
    #[schema(min_length = 1, max_length = 254, example = "learner@demo.test")]
    pub email: String,
    /// Password.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "vidik-demo")]
    pub password: String,
}

/// An access token.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "RFC 6749, 5.1 names the fields")]
pub struct Token {
    /// To be sent as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// How many seconds it is good for.
    pub expires_in: i64,
    /// What a program may do with it; absent for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A program's id and secret (RFC 6749, 4.4.2), unless they come by `Authorization: Basic`.
#[derive(Deserialize, ToSchema)]
pub struct ClientCredentials {
    /// Always `client_credentials`.
    #[schema(example = "client_credentials")]
    pub grant_type: String,
    /// The client's id.
    #[serde(default)]
    #[schema(example = "demo-ministry")]
    pub client_id: Option<String>,
    /// The client's secret.
    #[serde(default)]
    #[schema(example = "vidik-demo-secret")]
    pub client_secret: Option<String>,
    /// Scopes asked for, with blanks between; all that the client has where absent.
    #[serde(default)]
    #[schema(example = "progress:read")]
    pub scope: Option<String>,
}

/// The keys by which our access tokens can be checked (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct KeySet {
    /// The present key first.
    pub keys: Vec<Key>,
}

/// One key (RFC 8037).
#[derive(Serialize, ToSchema)]
pub struct Key {
    /// Always `OKP`.
    pub kty: String,
    /// Always `Ed25519`.
    pub crv: String,
    /// Always `EdDSA`.
    pub alg: String,
    /// Always `sig`.
    #[serde(rename = "use")]
    pub usage: String,
    /// The key's name in a token's header.
    pub kid: String,
    /// The public key, base64url.
    pub x: String,
}
