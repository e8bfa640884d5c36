//! Signed statements (Data 2.6; 2.0: 4.2.6): a JSON web signature (RFC 7515) beside the statement that it signs.

use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA384, RsaParameters, UnparsedPublicKey,
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

/// The first certificate of the chain has the key (RFC 7515, 4.1.6). Whom it belongs to is for the reader to judge.
fn verify(chain: &Value, algorithm: &'static RsaParameters, signed: &[u8], signature: &[u8]) -> Result<(), Problem> {
    let wrong = || Problem::of(&rules::SIGNATURE_CERTIFICATE);
    let chain = chain.as_array().filter(|chain| !chain.is_empty()).ok_or_else(wrong)?;
    let keys = chain.iter().map(|certificate| {
        let der = certificate.as_str().and_then(|text| STANDARD.decode(text).ok())?;
        public_key(&der).map(<[u8]>::to_vec)
    });
    let keys: Vec<Vec<u8>> = keys.collect::<Option<_>>().ok_or_else(wrong)?;
    let key = keys.first().ok_or_else(wrong)?;
    UnparsedPublicKey::new(algorithm, key).verify(signed, signature).map_err(|_| Problem::of(&rules::SIGNATURE_WRONG))
}

/// The RSA key of an X.509 certificate (RFC 5280, 4.1), as PKCS #1 has it.
fn public_key(certificate: &[u8]) -> Option<&[u8]> {
    let (certificate, _) = element(certificate, SEQUENCE)?;
    let (mut body, _) = element(certificate, SEQUENCE)?;
    if let Some((_, rest)) = element(body, VERSION) {
        body = rest;
    }
    let (_, mut rest) = element(body, INTEGER)?;
    // The algorithm, who issued it, when it is valid, whose it is.
    for _ in 0..4 {
        rest = element(rest, SEQUENCE)?.1;
    }
    let (key_info, _) = element(rest, SEQUENCE)?;
    let (_, bits) = element(key_info, SEQUENCE)?;
    let (key, _) = element(bits, BIT_STRING)?;
    key.strip_prefix(&[0])
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
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
        let info: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
        let empty = der(SEQUENCE, &[]);
        let version = der(VERSION, &[&der(INTEGER, &[&[2]])]);
        let body = der(SEQUENCE, &[&version, &der(INTEGER, &[&[1]]), &empty, &empty, &empty, &empty, info.as_ref()]);
        STANDARD.encode(der(SEQUENCE, &[&body, &empty, &der(BIT_STRING, &[&[0]])]))
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
        assert_eq!(rule(&statement, &signed(&key, &json!({"alg": "HS256"}), &payload)), "XAPI-2.6-3");
        assert_eq!(rule(&statement, &signed(&key, &plain, &json!({"id": "x"}))), "XAPI-2.6-4");
        assert_eq!(rule(&statement, b"a.b"), "XAPI-2.6-2");
        let text = check_signature(&statement, &attachment("text/plain"), b"").unwrap_err();
        assert_eq!(text.rule, "XAPI-2.6-1");
    }
}
