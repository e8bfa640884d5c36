//! Signed statements (Data 2.6; 2.0: 4.2.6): a JSON web signature (RFC 7515) beside the statement that it signs.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA384, RsaParameters, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;

use crate::{
    json,
    multipart::Part,
    problem::Problem,
    received::{Attachment, Received},
    rules,
    same::same,
};

/// The usageType of an attachment that is a signature.
pub const SIGNATURE: &str = "http://adlnet.gov/expapi/attachments/signature";

/// Checks the signatures among the attachments of these statements.
///
/// # Errors
/// One of them is none, or not of the statement that it comes with.
pub fn check_signatures(statements: &[Received], parts: &[Part<'_>]) -> Result<(), Problem> {
    for statement in statements {
        for attachment in statement.attachments().iter().filter(|attachment| attachment.usage_type == SIGNATURE) {
            // One that lies elsewhere cannot be looked at here.
            if let Some(part) = parts.iter().find(|part| part.sha2 == attachment.sha2) {
                check_signature(statement.json(), attachment, part.content)?;
            }
        }
    }
    Ok(())
}

/// Checks one signature of a statement.
///
/// # Errors
/// It is no signature, by another algorithm, of another statement, or not by the key of its certificate.
pub fn check_signature(statement: &Value, attachment: &Attachment, content: &[u8]) -> Result<(), Problem> {
    if !attachment.content_type.eq_ignore_ascii_case("application/octet-stream") {
        return Err(Problem::of(&rules::SIGNATURE_TYPE));
    }
    let form = || Problem::of(&rules::SIGNATURE_FORM);
    let text = std::str::from_utf8(content).map_err(|_| form())?;
    let parts: Vec<&str> = text.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { return Err(form()) };
    let (signed, _) = text.rsplit_once('.').ok_or_else(form)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| form());
    let header = json::parse(&decode(header)?).map_err(|_| form())?;
    let signature = decode(signature)?;
    if header.get("crit").is_some() {
        return Err(form().about("crit"));
    }
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    let algorithm = algorithm_of(algorithm).ok_or_else(|| Problem::of(&rules::SIGNATURE_ALGORITHM).about(algorithm))?;
    let payload = decode(payload)?;
    let payload = json::parse(&payload).map_err(|_| Problem::of(&rules::SIGNATURE_PAYLOAD))?;
    if !same(&without_signatures(&payload), &without_signatures(statement)) {
        return Err(Problem::of(&rules::SIGNATURE_PAYLOAD));
    }
    match header.get("x5c") {
        Some(chain) => verify(chain, algorithm, signed.as_bytes(), &signature),
        None => Ok(()),
    }
}

fn algorithm_of(name: &str) -> Option<&'static RsaParameters> {
    Some(match name {
        "RS256" => &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        "RS384" => &RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return None,
    })
}

/// What is signed is the statement before the signature was added.
fn without_signatures(statement: &Value) -> Value {
    let mut statement = statement.clone();
    let Value::Object(map) = &mut statement else { return statement };
    if let Some(Value::Array(attachments)) = map.get_mut("attachments") {
        attachments.retain(|attachment| attachment.get("usageType").and_then(Value::as_str) != Some(SIGNATURE));
        if attachments.is_empty() {
            map.remove("attachments");
        }
    }
    statement
}

/// The first certificate of the chain has the key, and each is signed by the next (RFC 7515, 4.1.6). Whether the last is
/// trusted, and was when the statement was signed, is for the reader to judge: see the decision about signatures.
fn verify(chain: &Value, algorithm: &'static RsaParameters, signed: &[u8], signature: &[u8]) -> Result<(), Problem> {
    let wrong = || Problem::of(&rules::SIGNATURE_CERTIFICATE);
    let chain = chain.as_array().filter(|chain| !chain.is_empty()).ok_or_else(wrong)?;
    let ders = chain.iter().map(|certificate| certificate.as_str().and_then(|text| STANDARD.decode(text).ok()));
    let ders: Vec<Vec<u8>> = ders.collect::<Option<_>>().ok_or_else(wrong)?;
    let certificates = ders.iter().map(|der| Certificate::read(der));
    let certificates: Vec<Certificate<'_>> = certificates.collect::<Option<_>>().ok_or_else(wrong)?;
    let linked = certificates.iter().zip(certificates.iter().skip(1)).all(|(one, next)| one.is_signed_by(next));
    let key = certificates.first().filter(|_| linked).ok_or_else(wrong)?.key;
    UnparsedPublicKey::new(algorithm, key).verify(signed, signature).map_err(|_| Problem::of(&rules::SIGNATURE_WRONG))
}

/// What is looked at of an X.509 certificate (RFC 5280, 4.1).
struct Certificate<'a> {
    /// What is signed: all but the signature.
    body: &'a [u8],
    issuer: &'a [u8],
    subject: &'a [u8],
    /// An RSA key as PKCS #1 has it, or a point of a curve.
    key: &'a [u8],
    /// By which algorithm it is signed: an object identifier.
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let (certificate, _) = element(der, SEQUENCE)?;
        let (fields, after) = element(certificate, SEQUENCE)?;
        let body = certificate.get(..certificate.len() - after.len())?;
        let (algorithm, signature) = element(after, SEQUENCE)?;
        let fields = element(fields, VERSION).map_or(fields, |(_, rest)| rest);
        let (_, rest) = element(fields, INTEGER)?;
        let (_, rest) = element(rest, SEQUENCE)?;
        let (issuer, rest) = element(rest, SEQUENCE)?;
        let (_, rest) = element(rest, SEQUENCE)?;
        let (subject, rest) = element(rest, SEQUENCE)?;
        let (key_info, _) = element(rest, SEQUENCE)?;
        let (_, key) = element(key_info, SEQUENCE)?;
        // Of both strings all bits are used.
        let whole = |bits| element(bits, BIT_STRING)?.0.strip_prefix(&[0]);
        let (key, signature) = (whole(key)?, whole(signature)?);
        let algorithm = element(algorithm, OBJECT_IDENTIFIER).map(|(name, _)| name).unwrap_or_default();
        Some(Self { body, issuer, subject, key, algorithm, signature })
    }

    /// Names that follow on each other, and a signature that holds (RFC 5280, 6.1.3).
    fn is_signed_by(&self, next: &Self) -> bool {
        let holds = |algorithm: &&'static dyn VerificationAlgorithm| {
            UnparsedPublicKey::new(*algorithm, next.key).verify(self.body, self.signature).is_ok()
        };
        self.issuer == next.subject && signed_by(self.algorithm).iter().any(holds)
    }
}

/// The algorithms that certificates are signed by (RFC 4055, 5; RFC 5758, 3.2); none that is broken.
fn signed_by(name: &[u8]) -> &'static [&'static dyn VerificationAlgorithm] {
    match name {
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b" => &[&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY],
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c" => &[&RSA_PKCS1_2048_8192_SHA384],
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d" => &[&RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY],
        b"\x2a\x86\x48\xce\x3d\x04\x03\x02" => &[&ECDSA_P256_SHA256_ASN1, &ECDSA_P384_SHA256_ASN1],
        b"\x2a\x86\x48\xce\x3d\x04\x03\x03" => &[&ECDSA_P384_SHA384_ASN1, &ECDSA_P256_SHA384_ASN1],
        _ => &[],
    }
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// An element of DER with this tag: what is in it, and what follows (X.690, 8.1).
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first != tag {
        return None;
    }
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
            (digits.iter().fold(0_usize, |sum, digit| (sum << 8) | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        encoding::{AsDer as _, PublicKeyX509Der},
        rand::SystemRandom,
        rsa::KeySize,
        signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
    };
    use serde_json::json;

    use super::*;

    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82][..], &length, &content].concat()
    }

    fn certificate(key: &RsaKeyPair) -> String {
        issued(key, "leaf", (key, "leaf"))
    }

    /// A certificate of this key and name, signed by that one.
    fn issued(key: &RsaKeyPair, name: &str, issuer: (&RsaKeyPair, &str)) -> String {
        let info: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
        let sha256 = der(OBJECT_IDENTIFIER, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"]);
        let (algorithm, empty) = (der(SEQUENCE, &[&sha256]), der(SEQUENCE, &[]));
        let version = der(VERSION, &[&der(INTEGER, &[&[2]])]);
        let named = |name: &str| der(SEQUENCE, &[name.as_bytes()]);
        let number = der(INTEGER, &[&[1]]);
        let fields = [&version, &number, &algorithm, &named(issuer.1), &empty, &named(name)];
        let fields: Vec<&[u8]> = fields.iter().map(|field| field.as_slice()).chain([info.as_ref()]).collect();
        let body = der(SEQUENCE, &fields);
        let mut signature = vec![0; issuer.0.public_modulus_len()];
        issuer.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &body, &mut signature).unwrap();
        STANDARD.encode(der(SEQUENCE, &[&body, &algorithm, &der(BIT_STRING, &[&[0], &signature])]))
    }

    fn signed(key: &RsaKeyPair, header: &Value, payload: &Value) -> Vec<u8> {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", encode(header), encode(payload));
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)).into_bytes()
    }

    #[test]
    fn a_signature_is_of_its_statement_and_by_its_certificate() {
        let (key, other) =
            (RsaKeyPair::generate(KeySize::Rsa2048).unwrap(), RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
        let payload = json!({"actor": {"mbox": "mailto:a@b"}, "verb": {"id": "http://a.example/v"},
            "object": {"id": "http://a.example/o"}, "result": {"duration": "PT1.237S"}});
        let mut statement = payload.clone();
        statement["result"]["duration"] = json!("PT1.23S");
        statement["attachments"] = json!([{"usageType": SIGNATURE}]);
        let attachment = |kind: &str| Attachment {
            usage_type: SIGNATURE.to_owned(),
            content_type: kind.to_owned(),
            length: 0,
            sha2: String::new(),
            file_url: None,
        };
        let binary = attachment("application/octet-stream");
        let rule = |statement: &Value, content: &[u8]| {
            check_signature(statement, &binary, content).map_or_else(|problem| problem.rule, |()| "")
        };
        let plain = json!({"alg": "RS256"});
        let certified = json!({"alg": "RS256", "x5c": [certificate(&key)]});
        assert_eq!(rule(&statement, &signed(&key, &plain, &payload)), "");
        assert_eq!(rule(&statement, &signed(&key, &certified, &payload)), "");
        assert_eq!(rule(&statement, &signed(&other, &certified, &payload)), "XAPI-2.6-6");
        assert_eq!(rule(&statement, &signed(&key, &json!({"alg": "RS256", "x5c": ["AAAA"]}), &payload)), "XAPI-2.6-5");
        let chained = |chain: [String; 2]| signed(&key, &json!({"alg": "RS256", "x5c": chain}), &payload);
        let authority = issued(&other, "authority", (&other, "authority"));
        let good = issued(&key, "leaf", (&other, "authority"));
        assert_eq!(rule(&statement, &chained([good, authority.clone()])), "");
        let forged = issued(&key, "leaf", (&key, "authority"));
        assert_eq!(rule(&statement, &chained([forged, authority.clone()])), "XAPI-2.6-5");
        let misnamed = issued(&key, "leaf", (&other, "somebody else"));
        assert_eq!(rule(&statement, &chained([misnamed, authority])), "XAPI-2.6-5");
        assert_eq!(rule(&statement, &signed(&key, &json!({"alg": "HS256"}), &payload)), "XAPI-2.6-3");
        assert_eq!(rule(&statement, &signed(&key, &plain, &json!({"id": "x"}))), "XAPI-2.6-4");
        assert_eq!(rule(&statement, b"a.b"), "XAPI-2.6-2");
        let text = check_signature(&statement, &attachment("text/plain"), b"").unwrap_err();
        assert_eq!(text.rule, "XAPI-2.6-1");
    }
}
