//! The profiles that come with this release, and how a document of them is read.

use vigie_domain::billing::{InvalidProfiles, Profiles};

/// The profiles that come with this release, as a document.
pub const BUILT_IN: &str = include_str!("../data/profiles.json");
const MOST_OCTETS: usize = 1 << 20;

/// Why a text is no document of profiles.
#[derive(Debug, thiserror::Error)]
pub enum ProfilesError {
    /// Larger than 1 MiB.
    #[error("the profiles are larger than {MOST_OCTETS} octets")]
    TooLarge,
    /// Not JSON of this shape.
    #[error("line {line}, column {column}: {what}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// Its contents are wrong.
    #[error(transparent)]
    Invalid(#[from] InvalidProfiles),
}

/// The profiles that come with this release.
///
/// # Panics
/// Never: a test parses the same constant.
#[must_use]
pub fn built_in() -> Profiles {
    #[expect(
        clippy::expect_used,
        reason = "the document is a constant that a test parses"
    )]
    parse(BUILT_IN).expect("the built-in profiles are valid")
}

/// Parses and validates a document, which `data/README.md` describes.
pub fn parse(document: &str) -> Result<Profiles, ProfilesError> {
    if document.len() > MOST_OCTETS {
        return Err(ProfilesError::TooLarge);
    }
    let document = serde_json::from_str(document).map_err(|error| ProfilesError::Syntax {
        line: error.line(),
        column: error.column(),
        what: error.to_string(),
    })?;
    Ok(Profiles::check(document)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profiles_are_valid() {
        let profiles = parse(BUILT_IN).unwrap();
        assert!(profiles.get("pyxvital").unwrap().log().is_none());
        assert!(profiles.get("export-csv").unwrap().log().is_some());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert!(matches!(
            parse("{\"version\":1,\n \"profiles\": 7}").unwrap_err(),
            ProfilesError::Syntax { line: 2, .. }
        ));
        assert!(matches!(
            parse(r#"{"version":3,"profiles":[]}"#),
            Err(ProfilesError::Invalid(_))
        ));
        assert!(matches!(
            parse(&" ".repeat(MOST_OCTETS + 1)),
            Err(ProfilesError::TooLarge)
        ));
    }

    #[test]
    fn the_generic_export_is_read_as_its_description_shows() {
        let profiles = built_in();
        let format = profiles.get("export-csv").unwrap().log().unwrap();
        for line in [
            "017;2026-03-02;00000000000042;01511;2026-03-02 17:25",
            "17;02/03/2026;42;01511;02/03/2026 17:25",
            "\"017\";\"2026-03-02\";\"42\";\"01511\";\"2026-03-02T17:25:00\"",
        ] {
            let lot = format.read(line).unwrap().unwrap();
            assert_eq!(lot.reference.number.unwrap().get(), 17, "{line}");
            assert!(lot.reference.is_complete(), "{line}");
            assert_eq!(lot.caisse.unwrap().to_string(), "01511");
            assert_eq!(
                lot.sent,
                Some(jiff::civil::datetime(2026, 3, 2, 17, 25, 0, 0))
            );
        }
        let bare = format.read("017;2026-03-02;;;").unwrap().unwrap();
        assert_eq!((bare.caisse, bare.sent), (None, None));
        assert_eq!(format.read("numéro;date;émetteur;caisse;envoi"), None);
    }
}
