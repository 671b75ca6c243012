//! The languages of the catalogue.

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Written first; also what is used where nothing else is known.
    French,
    /// Translated.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::French, Self::English];

    /// Its BCP 47 tag: `fr` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language of a BCP 47 tag or a POSIX locale name (`fr`, `en-GB`, `fr_FR.UTF-8`);
    /// `None` where the catalogue does not have it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The system's language; French where that is not in the catalogue or not known.
    #[must_use]
    pub fn of_system() -> Self {
        sys_locale::get_locale()
            .and_then(|tag| Self::from_tag(&tag))
            .unwrap_or(Self::French)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_locale_names_are_read() {
        assert_eq!(Language::from_tag("fr"), Some(Language::French));
        assert_eq!(Language::from_tag("FR_fr.UTF-8"), Some(Language::French));
        assert_eq!(Language::from_tag("en-GB"), Some(Language::English));
        assert_eq!(Language::from_tag("de_DE"), None);
        assert_eq!(Language::from_tag("C"), None);
        assert_eq!(Language::from_tag(""), None);
    }
}
