//! What holds for one practice: what this release brings, and the documents that reach it.

mod bulletins;
mod proposals;
mod steering;
mod tables;

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use vigie_domain::{billing::Profiles, book::deadline::Deadline};
use vigie_mailbox::providers::ProviderTable;
use vigie_sesam::rules::RuleSet;

pub use self::{
    bulletins::Standing,
    proposals::{
        Approvals, ApprovedMailbox, ApprovedStores, Protocol, ServerProposal, UserConsent,
        WriteProposal,
    },
    steering::{Ruled, SettingsInForce},
    tables::BuiltIn,
};
use crate::{
    document::{Body, Document, ForPractice, PopClosure, RecommendedMailbox, Release, Thresholds},
    fault::Remark,
    practice::Practice,
    set::DocumentSet,
    words::Said,
};

/// What holds for one practice at one moment.
#[derive(Debug)]
pub struct Effective {
    /// The provider table.
    pub providers: ProviderTable,
    /// Providers that closed POP, as far as the practice is told.
    pub closures: Vec<PopClosure>,
    /// The rules that recognise messages.
    pub rules: RuleSet,
    /// The same as a document, where support pushed any.
    pub rules_document: Option<String>,
    /// The billing-software profiles.
    pub profiles: Profiles,
    /// The same as a document, where support pushed any.
    pub profiles_document: Option<String>,
    /// The deadline of acknowledgements, where support says one.
    pub acknowledgement: Option<Ruled<Deadline>>,
    /// Thresholds of the watch.
    pub thresholds: Thresholds,
    /// Settings that support says something about.
    pub settings: SettingsInForce,
    /// The bulletins that stand now, incidents first, then the latest.
    pub bulletins: Vec<Standing>,
    /// The newest release beyond the practice's own.
    pub release: Option<Release>,
    /// The mailbox that the assistant starts with.
    pub recommended: Option<RecommendedMailbox>,
    /// Why support would like a diagnostic bundle; the user agrees or not.
    pub diagnostics: Option<Said>,
    /// Other servers for mailboxes in use: nothing changes until the user agrees.
    pub server_proposals: Vec<ServerProposal>,
    /// Other files of the billing software than the user approved.
    pub write_proposals: Vec<WriteProposal>,
    /// Which entries come from support.
    pub pushed: Pushed,
    /// Documents that do not go with others and were left out.
    pub remarks: Vec<Remark>,
}

/// The ids of the entries that come from support.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Of providers.
    pub providers: BTreeSet<String>,
    /// Of recognition rules.
    pub rules: BTreeSet<String>,
    /// Of billing-software profiles.
    pub profiles: BTreeSet<String>,
}

impl Effective {
    /// Merges the documents that reach this practice with what the release brings.
    #[must_use]
    pub fn of(
        built_in: &BuiltIn,
        set: &DocumentSet,
        practice: &Practice,
        approvals: &Approvals,
        now: Timestamp,
    ) -> Self {
        let reaching = in_order(set, practice);
        let mut remarks = Vec::new();
        let (providers, pushed_providers) = built_in.providers(&reaching, &mut remarks);
        let rules = built_in.rules(&reaching, &mut remarks);
        let profiles = built_in.profiles(&reaching, &mut remarks);
        let for_practice = || {
            reaching
                .iter()
                .filter_map(|document| for_practice(document))
        };
        Self {
            closures: closures(&reaching),
            acknowledgement: steering::acknowledgement(&reaching),
            thresholds: steering::thresholds(&reaching),
            settings: SettingsInForce::of(&reaching),
            bulletins: bulletins::standing(&reaching, now),
            release: release(&reaching, practice),
            recommended: for_practice().find_map(|told| told.mailbox.clone()),
            diagnostics: for_practice().find_map(|told| told.diagnostics.clone()),
            server_proposals: proposals::servers(&providers, &pushed_providers, approvals),
            write_proposals: proposals::writes(&profiles.read, approvals),
            providers,
            rules: rules.read,
            rules_document: rules.document,
            profiles: profiles.read,
            profiles_document: profiles.document,
            pushed: Pushed {
                providers: pushed_providers,
                rules: rules.pushed,
                profiles: profiles.pushed,
            },
            remarks,
        }
    }

    /// Since when this provider's POP is closed, where it is on that day.
    #[must_use]
    pub fn pop_closed_since(&self, provider: &str, today: Date) -> Option<Date> {
        let closed = |closure: &&PopClosure| {
            closure.provider == provider
                && closure.since <= today
                && closure.until.is_none_or(|until| today < until)
        };
        self.closures
            .iter()
            .find(closed)
            .map(|closure| closure.since)
    }
}

/// The documents that reach the practice, those that count more first: what is for it alone, then
/// the greater rank, then the id that comes first.
fn in_order<'a>(set: &'a DocumentSet, practice: &Practice) -> Vec<&'a Document> {
    let documents = set.documents().iter();
    let mut reaching: Vec<&Document> = documents
        .filter(|document| document.audience.reaches(practice))
        .collect();
    reaching.sort_by_key(|document| {
        let shared = for_practice(document).is_none();
        (shared, u8::MAX - document.rank, &document.id)
    });
    reaching
}

fn for_practice(document: &Document) -> Option<&ForPractice> {
    match &document.body {
        Body::Practice(told) => Some(told),
        _ => None,
    }
}

/// One for each provider: the one that counts most.
fn closures(reaching: &[&Document]) -> Vec<PopClosure> {
    let mut closures: Vec<PopClosure> = Vec::new();
    for document in reaching {
        let Body::Providers(pushed) = &document.body else {
            continue;
        };
        for closure in &pushed.closures {
            if closures
                .iter()
                .all(|known| known.provider != closure.provider)
            {
                closures.push(closure.clone());
            }
        }
    }
    closures
}

fn release(reaching: &[&Document], practice: &Practice) -> Option<Release> {
    let releases = reaching.iter().filter_map(|document| match &document.body {
        Body::Release(release) => Some(release),
        _ => None,
    });
    releases
        .filter(|release| release.version > practice.version)
        .max_by_key(|release| release.version)
        .map(|release| release.as_ref().clone())
}
