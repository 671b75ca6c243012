//! From what the user entered to a check that can run.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use vigie_domain::{
    account::{Account, AccountId, Address},
    health::Situation,
    server::{Security, Server},
    verdict::Role,
};
use vigie_mailbox::{
    discovery::{Discovery, needs_approval},
    providers::ProviderTable,
};
use vigie_protocol::{Answer, Refusal, RelocationDraft};
use vigie_relocation::{Choice, Located, Place, PopPlace, locate};

use super::{
    super::{
        Agent,
        answers::out_of_range,
        checks::Done,
        draft::{is_argument, password, server},
        mailboxes::{refusal, secret_refusal},
    },
    RelocationDone,
    course::{Course, Doing},
};
use crate::{
    faces::Reply,
    relocation::{Kept, KeptMailbox, Ledger, PLACES, SecretSet, is_refusal, secret_name},
    secrets::{SecretError, Secrets},
    steering::Providers,
    watch::Watch,
};

/// Further mailboxes to compare with, and hosts agreed to, in one draft.
const MOST_EXISTING: usize = 5;
const MOST_HOSTS: usize = 32;

/// After how many refusals in a row the new mailbox's password is not tried again.
const LAST_REFUSAL: u8 = 2;

/// How long servers are looked for; those that a watched mailbox could send by are no more than a
/// help.
const WITHIN: Duration = Duration::from_secs(8);
const WITHIN_OF_WATCHED: Duration = Duration::from_secs(3);

/// A check that can begin.
pub(in crate::agent) struct Prepared {
    kept: Kept,
    passwords: Vec<Option<SecretString>>,
}

/// A mailbox before its servers are known.
struct Sought {
    address: Address,
    choice: Choice,
    role: Role,
    password: Option<SecretString>,
    watched: Option<Account>,
    /// Its password's name in the keychain.
    secret: String,
    /// Whether that is read.
    is_read: bool,
}

impl Agent {
    /// Judges a draft; then looks for the servers, and begins.
    pub(super) fn begin_relocation(
        &mut self,
        draft: RelocationDraft,
        reply: Reply,
        now: Timestamp,
    ) {
        if self.relocation.is_under_way() || self.is_switching() {
            return reply.send(Err(Refusal::UnderWay));
        }
        let draft = match judged(draft, &self.world.knowledge.providers()) {
            Ok(draft) => draft,
            Err(refusal) => return reply.send(Err(refusal)),
        };
        let is_watched = |account| {
            self.watch
                .get(account)
                .is_some_and(|watched| !watched.account.training)
        };
        if !draft.replaces.is_none_or(is_watched) {
            return reply.send(Err(Refusal::UnknownMailbox));
        }
        let began = super::of_record(now);
        // The number under which its passwords are stored.
        let set = Some(began.as_millisecond());
        let sought = self.sought(&draft, set);
        let ledger = self.relocation_ledger();
        self.relocation.preparing = true;
        let (done, secrets) = (self.done.clone(), Arc::clone(&self.world.secrets));
        let extra_roots = self.world.extra_roots.clone();
        let providers = self.world.knowledge.providers();
        tracing::info!(
            compared = sought.len() - 1,
            "a new mailbox is to be checked"
        );
        tokio::task::spawn_local(async move {
            let preparing = tokio::task::spawn_local(async move {
                prepare(draft, sought, &extra_roots, providers, secrets, set, ledger).await
            });
            let prepared = preparing.await.unwrap_or_else(|error| {
                tracing::error!(%error, "a fault broke off the search for servers");
                Err(Refusal::NotPossible)
            });
            let _ = done.send(Done::Relocation(RelocationDone::Prepared {
                prepared: Box::new(prepared),
                began,
                reply,
            }));
        });
    }

    /// Checks the same mailboxes once more.
    pub(super) fn repeat_relocation(&mut self, reply: Reply, now: Timestamp) {
        let course = self.relocation.course.as_mut();
        let Some(course) = course else {
            return reply.send(Err(Refusal::NothingUnderWay));
        };
        if !matches!(course.doing, Doing::AtRest) {
            return reply.send(Err(Refusal::UnderWay));
        }
        let course_refusals = course.kept.refusals;
        // No server was found, perhaps because the line was down: it is looked for again.
        if let Some(draft) = course.to_be_located() {
            return self.begin_relocation(draft, reply, now);
        }
        if self.is_switching() || self.relocation.preparing {
            return reply.send(Err(Refusal::UnderWay));
        }
        if course_refusals >= LAST_REFUSAL {
            return reply.send(Err(Refusal::PasswordNeeded));
        }
        let repeated = self.begin_again(now);
        reply.send(repeated.map(|()| self.relocation_answer(now)));
    }

    fn begin_again(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let providers = self.world.knowledge.providers();
        let course = self.relocation.course.as_mut();
        let course = course.ok_or(Refusal::NothingUnderWay)?;
        let mut kept = course
            .kept
            .again(&providers)
            .ok_or(Refusal::NothingUnderWay)?;
        let refused: BTreeSet<usize> = course.kept.refused().collect();
        let ended = course.kept.ended;
        // One that was refused is not presented again, unless it was given anew.
        for place in &refused {
            if let Some(mailbox) = kept.mailboxes.get_mut(*place)
                && mailbox.watched.is_none()
                && !course.given_anew.contains(place)
            {
                mailbox.with_password = false;
            }
        }
        // Those of watched mailboxes may have been changed, and then the watch has got in since.
        for (place, mailbox) in kept.mailboxes.iter_mut().enumerate() {
            if let Some(account) = mailbox.watched
                && !course.given_anew.contains(&place)
            {
                let is_refused =
                    refused.contains(&place) && !got_in_since(&self.watch, account, ended);
                mailbox.with_password = may_present(&self.watch, account) && !is_refused;
                mailbox.given = false;
                if let Some(password) = course.passwords.get_mut(place) {
                    *password = None;
                }
            }
        }
        let began = super::of_record(now);
        self.record
            .keep_relocation(began, &kept)
            .map_err(|error| refusal(&error))?;
        course.began = began;
        course.given_anew.clear();
        course.refusals_told.clear();
        course.kept = kept;
        course.doing = Doing::Reading;
        self.read_relocation_secrets();
        Ok(())
    }

    pub(super) fn relocation_prepared(
        &mut self,
        prepared: Result<Prepared, Refusal>,
        began: Timestamp,
        reply: Reply,
        now: Timestamp,
    ) {
        self.relocation.preparing = false;
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(refused) => {
                self.delete_relocation_secrets(Some(began.as_millisecond()));
                return reply.send(Err(refused));
            }
        };
        // A switch goes on with what the check before this one knows.
        if self.is_switching() {
            self.delete_relocation_secrets(Some(began.as_millisecond()));
            return reply.send(Err(Refusal::UnderWay));
        }
        let Prepared {
            mut kept,
            passwords,
        } = prepared;
        let before = self.relocation.course.as_ref();
        let is_left = before.is_some_and(|before| kept.state.take_over(&before.kept.state));
        if let Err(error) = self.record.keep_relocation(began, &kept) {
            self.delete_relocation_secrets(Some(began.as_millisecond()));
            return reply.send(Err(refusal(&error)));
        }
        if let Some(before) = self.relocation.course.take() {
            self.delete_relocation_secrets(before.kept.secrets);
        }
        if is_left {
            self.show_probes_left();
        }
        self.relocation.course = Some(Course::new(began, kept, passwords, Doing::Due));
        self.drive_relocation(now);
        reply.send(Ok(Answer::Relocation {
            relocation: self.relocation_shown(now),
        }));
    }

    /// The candidate, then what it is compared with: the mailbox that is to be replaced, what the
    /// user gave, and the others that are watched.
    fn sought(&self, draft: &RelocationDraft, set: SecretSet) -> Vec<Sought> {
        let watched: Vec<&Account> = self
            .watch
            .all()
            .map(|watched| &watched.account)
            .filter(|account| !account.training)
            .collect();
        let is_replaced = |account: &Account| Some(account.id) == draft.replaces;
        let mut all = vec![Sought {
            address: draft.address.clone(),
            choice: Choice {
                pop: draft.pop.clone(),
                submission: draft.submission.clone(),
                login: draft.login.clone(),
            },
            role: Role::Other,
            password: Some(draft.password.0.clone()),
            watched: None,
            secret: String::new(),
            is_read: false,
        }];
        let replaced = watched.iter().filter(|account| is_replaced(account));
        all.extend(replaced.map(|account| self.watched_mailbox(account, Role::Current)));
        let same = |address: &Address, other: &Address| {
            address.as_str().eq_ignore_ascii_case(other.as_str())
        };
        for existing in &draft.existing {
            let is_known = watched
                .iter()
                .any(|account| same(&account.address, &existing.address))
                || all
                    .iter()
                    .skip(1)
                    .any(|one| same(&one.address, &existing.address));
            if !is_known {
                all.push(Sought {
                    address: existing.address.clone(),
                    choice: Choice::default(),
                    role: Role::Other,
                    password: existing.password.clone().map(|password| password.0),
                    watched: None,
                    secret: String::new(),
                    is_read: false,
                });
            }
        }
        // A mailbox that was switched to and back again is the candidate itself, not another.
        let is_candidate =
            |account: &Account| account.former.is_some() && same(&account.address, &draft.address);
        let others = watched
            .iter()
            .filter(|account| !is_replaced(account) && !is_candidate(account));
        all.extend(others.map(|account| self.watched_mailbox(account, Role::Other)));
        all.truncate(PLACES);
        for (place, one) in all.iter_mut().enumerate() {
            if one.watched.is_none() {
                one.secret = secret_name(self.record.installation(), set, place);
            }
        }
        all
    }

    fn watched_mailbox(&self, account: &Account, role: Role) -> Sought {
        Sought {
            address: account.address.clone(),
            choice: Choice {
                pop: Some(account.server.clone()),
                ..Choice::default()
            },
            role,
            password: None,
            secret: self.secret_name(account.id),
            is_read: may_present(&self.watch, account.id),
            watched: Some(account.clone()),
        }
    }
}

/// Whether the stored password of a watched mailbox may be presented: not one that was refused last.
fn may_present(watch: &Watch, account: AccountId) -> bool {
    watch.get(account).is_some_and(|watched| {
        !matches!(watched.health.situation(), Situation::PasswordNeeded { .. })
            && !matches!(
                watched.health.situation(),
                Situation::Suspected { failure, .. } | Situation::Failing { failure, .. }
                    if is_refusal(failure.cause)
            )
    })
}

/// Whether the watch has found a mailbox well since that moment.
fn got_in_since(watch: &Watch, account: AccountId, moment: Option<Timestamp>) -> bool {
    watch
        .get(account)
        .is_some_and(|watched| watched.health.last_success() > moment)
}

/// The draft in its final form, or why nothing may be tried with it.
fn judged(
    mut draft: RelocationDraft,
    providers: &ProviderTable,
) -> Result<RelocationDraft, Refusal> {
    if !draft.consent {
        return Err(Refusal::ConsentNeeded);
    }
    if draft.existing.len() > MOST_EXISTING {
        return Err(out_of_range("existing"));
    }
    if draft.approved_hosts.len() > MOST_HOSTS {
        return Err(out_of_range("approved_hosts"));
    }
    password(&draft.password)?;
    for existing in &draft.existing {
        existing.password.as_ref().map_or(Ok(()), password)?;
    }
    draft.login = draft.login.filter(|login| !login.trim().is_empty());
    if draft
        .login
        .as_deref()
        .is_some_and(|login| !is_argument(login))
    {
        return Err(out_of_range("login"));
    }
    draft.pop = own_server(draft.pop.as_ref(), &draft, providers)?;
    draft.submission = own_server(draft.submission.as_ref(), &draft, providers)?;
    Ok(draft)
}

/// A server entered by hand: in form, with TLS, and agreed to where it is a stranger's.
fn own_server(
    given: Option<&Server>,
    draft: &RelocationDraft,
    providers: &ProviderTable,
) -> Result<Option<Server>, Refusal> {
    let Some(given) = given else {
        return Ok(None);
    };
    let server = server(given)?;
    if server.security == Security::Plain {
        return Err(Refusal::ClearTextRefused);
    }
    let is_stranger = needs_approval(&draft.address, &server.host, providers);
    if is_stranger && !approves(draft, &server.host) {
        return Err(Refusal::HostNotApproved { host: server.host });
    }
    Ok(Some(server))
}

fn approves(draft: &RelocationDraft, host: &str) -> bool {
    draft
        .approved_hosts
        .iter()
        .any(|approved| approved.trim().eq_ignore_ascii_case(host))
}

/// Finds every mailbox's servers at once, and brings the passwords to where they are read from.
async fn prepare(
    draft: RelocationDraft,
    sought: Vec<Sought>,
    extra_roots: &[CertificateDer<'static>],
    providers: Providers,
    secrets: Arc<dyn Secrets>,
    set: SecretSet,
    ledger: Ledger,
) -> Result<Prepared, Refusal> {
    let searches: Vec<_> = sought
        .iter()
        .map(|one| {
            let (address, choice) = (one.address.clone(), one.choice.clone());
            let (roots, providers) = (extra_roots.to_vec(), providers.clone());
            let deadline = match one.watched {
                Some(_) => WITHIN_OF_WATCHED,
                None => WITHIN,
            };
            tokio::task::spawn_local(async move {
                let options = Discovery {
                    deadline,
                    extra_roots: &roots,
                    table: &providers,
                    ..Discovery::default()
                };
                locate(&address, &choice, &options).await
            })
        })
        .collect();
    let mut mailboxes = Vec::with_capacity(sought.len());
    for (one, search) in sought.iter().zip(searches) {
        let located = search.await.map_err(|_| Refusal::NotPossible)?;
        mailboxes.push(kept_mailbox(one, located, &draft)?);
    }
    let keeping = tokio::task::spawn_blocking(move || {
        ledger.add(set);
        keep(&*secrets, &sought)
    });
    let passwords = keeping
        .await
        .map_err(|_| Refusal::NotPossible)?
        .map_err(|error| secret_refusal(&error))?;
    for (mailbox, password) in mailboxes.iter_mut().zip(&passwords) {
        mailbox.with_password = password.is_some();
    }
    let mut kept = Kept::new(
        mailboxes,
        draft.replaces,
        draft.own_domain,
        draft.approved_hosts,
        &providers,
    )
    .ok_or(Refusal::NotPossible)?;
    kept.secrets = set;
    Ok(Prepared { kept, passwords })
}

/// A mailbox with its servers; refused where a password would go to a stranger.
fn kept_mailbox(
    one: &Sought,
    located: Located,
    draft: &RelocationDraft,
) -> Result<KeptMailbox, Refusal> {
    let provider = located.provider.map(|provider| provider.id);
    let stranger = |host: &str| {
        located.needs_approval.iter().any(|known| known == host) && !approves(draft, host)
    };
    let mut submission = located.submission.clone();
    let mut pop = located.pop.clone();
    if let Some(account) = &one.watched {
        pop = PopPlace::At(Place {
            server: account.server.clone(),
            login: account.login.clone(),
        });
        // Nobody was asked about it when the mailbox was set up: it reads, and others send.
        submission = submission.filter(|place| {
            !stranger(&place.server.host) || place.server.host == account.server.host
        });
    } else if one.password.is_some()
        && let Some(host) = located
            .needs_approval
            .iter()
            .find(|host| !approves(draft, host))
    {
        return Err(Refusal::HostNotApproved { host: host.clone() });
    }
    Ok(KeptMailbox {
        address: one.address.clone(),
        pop,
        submission,
        provider: provider.or_else(|| one.watched.as_ref()?.provider.clone()),
        role: one.role,
        watched: one.watched.as_ref().map(|account| account.id),
        with_password: false,
        given: false,
    })
}

/// Stores the passwords that were given, and reads those of watched mailboxes. A keychain that is
/// locked is asked for: somebody is looking.
fn keep(
    secrets: &dyn Secrets,
    sought: &[Sought],
) -> Result<Vec<Option<SecretString>>, SecretError> {
    let mut kept = Vec::with_capacity(sought.len());
    for one in sought {
        let act = || match &one.password {
            Some(password) => secrets
                .write(&one.secret, password)
                .map(|()| one.password.clone()),
            None if one.is_read => secrets.read(&one.secret),
            None => Ok(None),
        };
        let mut done = act();
        if matches!(done, Err(SecretError::Locked)) && secrets.unlock().is_ok() {
            done = act();
        }
        kept.push(done?);
    }
    Ok(kept)
}

/// Where the password of a mailbox of a check stands in the keychain.
pub(super) fn secret_of(
    installation: &str,
    set: SecretSet,
    place: usize,
    watched: Option<AccountId>,
) -> String {
    watched.map_or_else(
        || secret_name(installation, set, place),
        |account| format!("{installation}/{account}"),
    )
}
