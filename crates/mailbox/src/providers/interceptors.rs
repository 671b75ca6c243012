//! Products that put themselves into TLS sessions, known by the issuer of their certificates.

use serde::Deserialize;

use super::fold::fold;

/// The name of the antivirus or filter whose own authority issued a certificate, if it is one.
///
/// `issuer` is the certificate's issuer in readable form. The table stands in
/// `data/interceptors.json`; it is read at each call, for it is needed only after a failure.
#[must_use]
pub fn product(issuer: &str) -> Option<String> {
    // A test proves that it can be read; without it the issuer would be named instead.
    let document: Document =
        serde_json::from_str(include_str!("../../data/interceptors.json")).ok()?;
    let issuer = fold(issuer);
    document
        .products
        .into_iter()
        .find(|product| {
            product
                .issuer_words
                .iter()
                .any(|words| issuer.contains(words))
        })
        .map(|product| product.name)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[expect(dead_code, reason = "read so that a document of another format fails")]
    format: u32,
    products: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    name: String,
    /// In folded form.
    issuer_words: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_told_by_their_issuer() {
        for (issuer, name) in [
            (
                "Avast Web/Mail Shield Root (Avast Web/Mail Shield)",
                "Avast",
            ),
            (
                "Kaspersky Anti-Virus Personal Root Certificate",
                "Kaspersky",
            ),
            ("ESET SSL Filter CA (ESET, spol. s r. o.)", "ESET"),
            ("FG100 (Fortinet)", "Fortinet"),
            ("Zscaler Intermediate Root CA (Zscaler Inc.)", "Zscaler"),
        ] {
            assert_eq!(product(issuer).as_deref(), Some(name), "{issuer}");
        }
        assert_eq!(product("Exemple Root CA (Exemple SA)"), None);
    }
}
