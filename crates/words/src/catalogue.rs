//! From a text to words.

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::tz::TimeZone;
use unic_langid::langid;
use vigie_domain::text::{Text, TextArg};

use crate::{Language, format};

type Bundle = FluentBundle<FluentResource>;

/// A catalogue area and its source in French and in English.
type Area = (&'static str, &'static str, &'static str);

macro_rules! areas {
    ($($name:literal),* $(,)?) => {
        [$((
            $name,
            include_str!(concat!("../catalogue/fr/", $name, ".ftl")),
            include_str!(concat!("../catalogue/en/", $name, ".ftl")),
        )),*]
    };
}

/// The areas that programmes show; those of the page alone are not carried here.
const AREAS: [Area; 25] = areas![
    "advice",
    "book",
    "cause",
    "cli",
    "detail",
    "fiche",
    "format",
    "headline",
    "level",
    "notice",
    "phase",
    "refusal",
    "relay",
    "relocation",
    "situation",
    "source",
    "stage",
    "start",
    "steering",
    "support",
    "switch",
    "toast",
    "tray",
    "verdict",
    "warning",
];

/// Says texts in one language and time zone. An area is parsed when its first sentence is asked
/// for, so that the resident agent holds little more than what it shows.
pub struct Catalogue {
    language: Language,
    zone: TimeZone,
    bundles: [OnceLock<Bundle>; AREAS.len()],
}

/// A text that cannot be said as it stands: a mistake of the programme, which the tests look for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SayError {
    /// The catalogue has no such key or attribute.
    #[error("no sentence {0}")]
    UnknownKey(String),
    /// A variable is missing, or the sentence is broken.
    #[error("the sentence {key} is incomplete: {said}")]
    Incomplete {
        /// The key.
        key: String,
        /// What could be said.
        said: String,
    },
}

impl Catalogue {
    /// The catalogue in this language; times are written in `zone`, the practice's.
    #[must_use]
    pub fn new(language: Language, zone: TimeZone) -> Self {
        Self {
            language,
            zone,
            bundles: std::array::from_fn(|_| OnceLock::new()),
        }
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The words of a text. An unknown key is shown as itself in brackets, so that it is seen and
    /// reported rather than silently missing.
    #[must_use]
    pub fn say(&self, text: &Text) -> String {
        match self.try_say(text) {
            Ok(said) | Err(SayError::Incomplete { said, .. }) => said,
            Err(SayError::UnknownKey(key)) => format!("[{key}]"),
        }
    }

    /// The words of a key without arguments.
    #[must_use]
    pub fn say_key(&self, key: &str) -> String {
        self.say(&Text::new(key))
    }

    /// The words of a text, or why they cannot be had.
    pub fn try_say(&self, text: &Text) -> Result<String, SayError> {
        self.phrase(&text.key, &self.arguments(text)?)
    }

    /// The text's arguments as Fluent variables, written for this language and zone by the rules of
    /// `catalogue/README.md`.
    pub fn arguments<'a>(&self, text: &'a Text) -> Result<FluentArgs<'a>, SayError> {
        let mut args = FluentArgs::with_capacity(text.args.len());
        for (name, arg) in &text.args {
            let name = name.as_str();
            match arg {
                TextArg::Words(words) => args.set(name, format::words(words)),
                TextArg::Number(number) => args.set(name, format::number(*number)),
                TextArg::Time(at) => {
                    let at = at.to_zoned(self.zone.clone());
                    args.set(name, format::moment(self, &at)?);
                    args.set(format!("{name}-date"), format::date(self, &at)?);
                    args.set(format!("{name}-time"), format::time(self, &at)?);
                }
                TextArg::Seconds(seconds) => args.set(name, format::duration(self, *seconds)?),
                TextArg::Octets(octets) => args.set(name, format::size(self, *octets)?),
            }
        }
        Ok(args)
    }

    /// A sentence with variables that are already in their final form.
    pub(crate) fn phrase(&self, key: &str, args: &FluentArgs<'_>) -> Result<String, SayError> {
        let unknown = || SayError::UnknownKey(key.to_owned());
        let bundle = self.bundle(key).ok_or_else(unknown)?;
        let (id, attribute) = match key.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (key, None),
        };
        let message = bundle.get_message(id).ok_or_else(unknown)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name).map(|found| found.value()),
            None => message.value(),
        }
        .ok_or_else(unknown)?;
        let mut errors = Vec::new();
        let said = bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        if errors.is_empty() {
            Ok(said)
        } else {
            Err(SayError::Incomplete {
                key: key.to_owned(),
                said,
            })
        }
    }

    /// The bundle of a key's area, parsed at the first call.
    fn bundle(&self, key: &str) -> Option<&Bundle> {
        let name = key.split(['-', '.']).next()?;
        let index = AREAS.iter().position(|(area, ..)| *area == name)?;
        let (_, french, english) = AREAS[index];
        Some(self.bundles[index].get_or_init(|| {
            let (source, language, formatter): (_, _, fn(&FluentValue<'_>, &_) -> _) =
                match self.language {
                    Language::French => (french, langid!("fr"), format::french_number),
                    Language::English => (english, langid!("en"), format::english_number),
                };
            let mut bundle = Bundle::new_concurrent(vec![language]);
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(formatter));
            // Messages that can be read are kept in spite of broken ones; the tests allow none broken.
            let resource =
                FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
            bundle
        }))
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue")
            .field("language", &self.language)
            .field("zone", &self.zone)
            .finish_non_exhaustive()
    }
}
