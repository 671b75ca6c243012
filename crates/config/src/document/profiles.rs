//! Billing-software profiles, in their own format.
//!
//! As with rules, an unknown field is a fault: a profile says where a move writes, and none of it
//! may be left out.

use vigie_domain::billing::{FORMAT_VERSION, InvalidProfiles, Profile, Profiles, Setting, Store};
use vigie_sources::ProfilesError;

use super::entries::{Entries, Wrong, check_texts, id_of, without_line};
use crate::{
    cursor::{Cursor, Fields},
    fault::Problem,
    tree::Node,
};

/// Pushed profiles; one takes the place of the built-in one of its id.
#[derive(Clone, Debug)]
pub struct PushedProfiles {
    /// The profiles.
    pub profiles: Profiles,
    pub(crate) entries: Node,
}

const MOST_PROFILES: usize = 100;

pub(super) fn read(fields: &mut Fields<'_>) -> Option<PushedProfiles> {
    let list = fields.required("profiles")?;
    list.some(MOST_PROFILES, check_texts)?;
    let entries = Entries::of(
        &[("profiles", Some(list.node.clone()))],
        ("version", i64::from(FORMAT_VERSION)),
    );
    match vigie_sources::parse(entries.json()) {
        Ok(profiles) => {
            let items = list.items(MOST_PROFILES)?;
            for profile in profiles
                .iter()
                .filter(|profile| writes_password_apart(profile))
            {
                let entry = |item: &&Cursor<'_>| id_of(item.node) == Some(profile.id());
                if let Some(entry) = items.iter().find(entry) {
                    return entry.refuse(Problem::PasswordElsewhere);
                }
            }
            Some(PushedProfiles {
                profiles,
                entries: list.node.clone(),
            })
        }
        Err(error) => {
            let (wrong, what) = match error {
                ProfilesError::Syntax { line, column, what } => {
                    (Wrong::Line(line), without_line(&what, line, column))
                }
                ProfilesError::Invalid(InvalidProfiles::Profile { id, fault }) => {
                    (Wrong::Entry("profiles", id), fault.to_string())
                }
                error => (Wrong::Path("profiles".to_owned()), error.to_string()),
            };
            entries.report(fields, &wrong, what);
            None
        }
    }
}

/// Whether a password would be written into a store that does not hold its server's name: nothing
/// shows that the billing program reads it there.
fn writes_password_apart(profile: &Profile) -> bool {
    let stores = profile
        .settings()
        .map_or(&[][..], |settings| settings.stores());
    let has = |store: &Store, wanted| store.settings().any(|setting| setting == wanted);
    stores.iter().any(|store| {
        [
            (Setting::PopPassword, Setting::PopHost),
            (Setting::SmtpPassword, Setting::SmtpHost),
        ]
        .into_iter()
        .any(|(password, host)| has(store, password) && !has(store, host))
    })
}
