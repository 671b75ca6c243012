//! When which mailbox behind the relay is collected, and what came of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use vigie_domain::{account::AccountId, cause::Cause, health::Situation, report::Failure};
use vigie_journal::UidDelta;
use vigie_protocol::Event;
use vigie_relay::{
    KeepTime, Listed, LocalTls,
    collect::{Purpose, Turn, TurnError},
    spool::{KeyError, Spool, SpoolError},
};

use super::{
    super::{Agent, checks::Done},
    desk::{LOOK_AGAIN, NotTurned, Phase, RelayDone, UnderWay, Upkept, is_locked, later, stored},
    running::upkeep_pause,
};
use crate::{
    relay::{Lane, RelayClock, Teller, TurnOrder, mailbox_id, take_turn},
    secrets::SecretError,
    watch::{ServerAccount, Watched},
};

/// What the software confirmed is deleted a little later: it seldom says QUIT only once.
const AFTER_CONFIRMING: SignedDuration = SignedDuration::from_secs(30);

/// Written to see whether there is room on the disk, in octets.
const PROBE: usize = 64 << 10;

/// How soon the book is told what it could not be told.
const TELL_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// A turn in every mailbox in use, which deletes there what the software confirmed.
pub(in crate::agent) struct Drain {
    /// Which drain it is.
    number: u64,
    /// Mailboxes in which something may be left to be deleted.
    left: BTreeSet<AccountId>,
    /// Told at the end, and whether all of them went through.
    then: Option<Box<dyn FnOnce(bool)>>,
    /// Not waited for longer.
    until: Timestamp,
}

/// How soon a drain goes on where something is left.
const DRAIN_AGAIN: SignedDuration = SignedDuration::from_secs(2);

/// How long a drain may take.
const DRAINED_WITHIN: SignedDuration = SignedDuration::from_secs(80);

impl Agent {
    /// Deletes at the providers what the software confirmed, in every mailbox in use, and tells when
    /// nothing of it is left there, or that it could not be done in a minute or so. A turn that is
    /// being taken already may have begun before the last confirmation: another follows it.
    pub(in crate::agent) fn drain_relay(
        &mut self,
        then: impl FnOnce(bool) + 'static,
        now: Timestamp,
    ) {
        let in_use: BTreeSet<AccountId> = self
            .collected()
            .filter(|watched| watched.account.former.is_none())
            .map(|watched| watched.account.id)
            .collect();
        let Some(running) = &mut self.relay.running else {
            return then(false);
        };
        if let Some(before) = running.drain.take() {
            before.end(false);
        }
        for account in &in_use {
            if let Some(lane) = running.lanes.get_mut(account) {
                lane.want(now, now);
            }
        }
        // Sessions that are open end: after the last turn nobody confirms any more.
        running.pop.again = Some(now);
        self.relay.drains += 1;
        running.drain = Some(Drain {
            number: self.relay.drains,
            left: in_use,
            then: Some(Box::new(then)),
            until: later(now, DRAINED_WITHIN),
        });
    }

    /// The software had these messages of a mailbox without the relay: they are not served.
    pub(in crate::agent) fn note_relay_had(
        &self,
        account: AccountId,
        uids: Vec<String>,
        then: impl FnOnce(bool) + Send + 'static,
        now: Timestamp,
    ) {
        let watched = self.watch.get(account);
        let (Some(watched), Some(inside)) = (watched, self.relay.inside()) else {
            return then(false);
        };
        let mailbox = mailbox_id(&watched.account.address);
        let spool = Arc::clone(&inside.spool);
        tokio::task::spawn_blocking(move || {
            let listing: Vec<Listed> = uids
                .into_iter()
                .map(|uid| Listed { uid, octets: None })
                .collect();
            let noted = spool.note_had(&mailbox, &listing, now);
            match &noted {
                Ok(messages) => tracing::info!(messages, "the software had these already"),
                Err(error) => tracing::warn!(%error, "what the software had is not noted"),
            }
            then(noted.is_ok());
        });
    }

    /// The mailboxes that the software would collect itself.
    pub(super) fn mailboxes_in_use(&self) -> Vec<vigie_relay::MailboxId> {
        self.collected()
            .filter(|watched| watched.account.former.is_none())
            .map(|watched| mailbox_id(&watched.account.address))
            .collect()
    }

    /// The accounts that only the collector may log in to now.
    pub(in crate::agent) fn collecting(&self) -> BTreeSet<ServerAccount> {
        let turns = self.relay.turns.values();
        turns.map(|turn| turn.server.clone()).collect()
    }

    /// Every mailbox is collected from now on.
    pub(super) fn renew_turns(&mut self, now: Timestamp) {
        if let Some(running) = &mut self.relay.running {
            for lane in running.lanes.values_mut() {
                lane.renew(now);
            }
        }
    }

    /// A turn in every mailbox, as soon as it may be.
    pub(super) fn want_turns(&mut self, now: Timestamp) {
        if let Some(running) = &mut self.relay.running {
            for lane in running.lanes.values_mut() {
                lane.want(now, now);
            }
        }
    }

    /// A check has ended. Where it showed something new, or went through at last, a turn follows.
    pub(in crate::agent) fn relay_checked(
        &mut self,
        account: AccountId,
        delta: &UidDelta,
        now: Timestamp,
    ) {
        let went_through = self.watch.get(account).is_some_and(is_well);
        let Some(running) = &mut self.relay.running else {
            return;
        };
        if let Some(lane) = running.lanes.get_mut(&account)
            && went_through
        {
            if !delta.learned.is_empty() {
                lane.want(now, now);
            }
            lane.looked(now);
        }
    }

    /// Starts the turns that are due, and the upkeep.
    pub(super) fn drive_collecting(&mut self, now: Timestamp) {
        self.follow_mailboxes(now);
        let Some(running) = &mut self.relay.running else {
            return;
        };
        if running
            .drain
            .as_ref()
            .is_some_and(|drain| drain.until <= now)
            && let Some(drain) = running.drain.take()
        {
            drain.end(false);
        }
        if !matches!(running.phase, Phase::Open(_)) {
            return;
        }
        let by = self.looked_within();
        let Some(running) = &mut self.relay.running else {
            return;
        };
        for lane in running.lanes.values_mut() {
            if lane.look_by(by).is_some_and(|at| at <= now) {
                lane.want(now, now);
            }
        }
        let due: Vec<AccountId> = running
            .lanes
            .iter()
            .filter(|(_, lane)| lane.due().is_some_and(|at| at <= now))
            .map(|(account, _)| *account)
            .collect();
        for account in due {
            if self.turn_allowed(account).is_some_and(|at| at <= now) {
                self.begin_turn(account);
            }
        }
        self.start_upkeep(now);
    }

    /// Every mailbox that is collected.
    fn collected(&self) -> impl Iterator<Item = &Watched> {
        self.watch.all().filter(|watched| !watched.account.training)
    }

    /// Takes note of mailboxes that came, and of those that went.
    fn follow_mailboxes(&mut self, now: Timestamp) {
        let Some(running) = &self.relay.running else {
            return;
        };
        let new: Vec<AccountId> = self
            .collected()
            .map(|watched| watched.account.id)
            .filter(|account| !running.lanes.contains_key(account))
            .collect();
        let count = self.collected().count();
        if new.is_empty() && running.lanes.len() == count {
            return;
        }
        let there: BTreeSet<AccountId> =
            self.collected().map(|watched| watched.account.id).collect();
        let records = &self.relay.record.mailboxes;
        let lanes: Vec<(AccountId, Lane)> = new
            .into_iter()
            .map(|account| {
                let known = records.get(&account).cloned().unwrap_or_default();
                let lane = Lane::new(known.last_collected, known.failing_since, now);
                (account, lane)
            })
            .collect();
        if let Some(running) = &mut self.relay.running {
            running.lanes.retain(|account, _| there.contains(account));
            running.lanes.extend(lanes);
        }
        self.relay
            .record
            .mailboxes
            .retain(|account, _| there.contains(account));
    }

    /// So long no check looks into a mailbox before a turn does: while the watch is suspended, say.
    fn looked_within(&self) -> SignedDuration {
        SignedDuration::from_mins(2 * i64::from(self.settings.interval_minutes) + 1)
    }

    /// From when on a turn may begin; `None`: only when something else has ended or changed.
    fn turn_allowed(&self, account: AccountId) -> Option<Timestamp> {
        let running = self.relay.running.as_ref()?;
        let lane = running.lanes.get(&account)?;
        let watched = self.watch.get(account)?;
        let drains = running
            .drain
            .as_ref()
            .is_some_and(|drain| drain.left.contains(&account));
        let collects = self.relay_is_in_use() && !self.relay.record.held;
        if !(collects || drains) || !is_well(watched) {
            return None;
        }
        // After a start a check goes first: it minds how often the agent was killed in a login.
        let paused = matches!(watched.health.situation(), Situation::Paused { .. });
        let seen = watched.health.last_success() >= Some(self.in_sight_from);
        if !(seen || paused) {
            return None;
        }
        let server = watched.server_account();
        let others = self.busy();
        if watched.is_busy() || others.contains(&server) {
            return None;
        }
        let next = watched
            .health
            .next_login_allowed()
            .max(self.trials.next_login(&server))
            .max(self.relocation.next_login(&server));
        lane.due().map(|due| next.map_or(due, |next| next.max(due)))
    }

    fn begin_turn(&mut self, account: AccountId) {
        let now = self.now();
        let run = self.relay.runs;
        let (secrets, name) = (self.secrets_of(account), self.secret_name(account));
        let server = self.watch.get(account).map(Watched::server_account);
        let drain = self.relay.running.as_ref().and_then(|running| {
            let drain = running.drain.as_ref()?;
            drain.left.contains(&account).then_some(drain.number)
        });
        let purpose = match drain {
            Some(_) => Purpose::Drain,
            None => Purpose::Collect,
        };
        let order = self.turn_order(account, purpose, now);
        let (Some(order), Some(server)) = (order, server) else {
            return;
        };
        let Some(lane) = self
            .relay
            .running
            .as_mut()
            .and_then(|running| running.lanes.get_mut(&account))
        else {
            return;
        };
        lane.begin();
        let under_way = UnderWay { run, drain, server };
        self.relay.turns.insert(account, under_way);
        // The next check keeps its distance from this login, also after a crash.
        let password = self.watch.with(account, now, |watched| {
            watched
                .health
                .logged_in_elsewhere(None, &watched.policy, now);
            watched.password_changes
        });
        self.keep_health(account, &[], now);
        let (record, done) = (self.record.clone(), self.done.clone());
        tokio::task::spawn_local(async move {
            record.on_disk().await;
            let read = tokio::task::spawn_blocking(move || secrets.read(&name)).await;
            let read = read.unwrap_or_else(|_| Err(SecretError::Failed("interrupted".to_owned())));
            let turned = match stored(read) {
                Ok(password) => order(password).await.map_err(NotTurned::from),
                Err(error) => Err(error),
            };
            let _ = done.send(Done::Relay(RelayDone::Turned {
                account,
                password: password.unwrap_or_default(),
                turned: Box::new(turned),
            }));
        });
    }

    /// Takes a turn with that password.
    fn turn_order(
        &self,
        account: AccountId,
        purpose: Purpose,
        now: Timestamp,
    ) -> Option<impl AsyncFnOnce(SecretString) -> Result<Turn, TurnError> + 'static> {
        let inside = self.relay.inside()?;
        let watched = self.watch.get(account)?;
        let pace = Duration::try_from(watched.policy.login_pause).unwrap_or_default();
        let clock = RelayClock(Arc::clone(&self.world.clock));
        let (spool, keys) = (Arc::clone(&inside.spool), Arc::clone(&inside.keys));
        let (account, memory) = (watched.account.clone(), watched.memory.clone());
        let keep = keep_time(watched);
        let extra_roots = self.world.extra_roots.clone();
        let providers = self.world.knowledge.providers();
        Some(async move |password| {
            let order = TurnOrder {
                spool,
                keys,
                clock,
                account,
                keep,
                purpose,
                password,
                memory,
                extra_roots,
                providers,
                pace,
                at: now,
            };
            take_turn(&order).await
        })
    }

    pub(super) fn turned(
        &mut self,
        account: AccountId,
        password: u32,
        turned: Result<Turn, NotTurned>,
        now: Timestamp,
    ) {
        let logged_in = !matches!(
            turned,
            Err(NotTurned::Secret(_)
                | NotTurned::NoPassword
                | NotTurned::Turn(TurnError::Spool(SpoolError::Key(_)) | TurnError::NotBefore(_)))
        );
        if logged_in {
            self.watch.with(account, now, |watched| {
                watched
                    .health
                    .logged_in_elsewhere(None, &watched.policy, now);
            });
            self.keep_health(account, &[], now);
        }
        let refused = match &turned {
            Err(NotTurned::Turn(TurnError::Upstream(failure))) => Some(failure.clone()),
            _ => None,
        };
        self.take_turned(account, turned, now);
        self.remember_turn(account);
        if let Some(failure) = refused {
            self.turn_refused(account, password, &failure, now);
        }
    }

    /// What a turn says of its mailbox and of the spool.
    fn take_turned(&mut self, account: AccountId, turned: Result<Turn, NotTurned>, now: Timestamp) {
        let under_way = self.relay.turns.remove(&account);
        let runs = self.relay.runs;
        let Some(running) = &mut self.relay.running else {
            return;
        };
        let Some(lane) = running.lanes.get_mut(&account) else {
            return;
        };
        if under_way.as_ref().is_none_or(|turn| turn.run != runs) {
            // Of a spool that was opened anew since: it says nothing of the one that is open.
            return lane.cut_off();
        }
        match turned {
            Ok(turn) => {
                lane.went_through_but(turn.refused.len(), turn.too_large.len(), now);
                tracing::info!(
                    account = account.0,
                    listed = turn.listed,
                    accepted = turn.accepted.len(),
                    deleted = turn.deleted.len(),
                    kept = turn.kept.len(),
                    refused = turn.refused.len(),
                    too_large = turn.too_large.len(),
                    "a mailbox was collected"
                );
                let of_drain = under_way.and_then(|turn| turn.drain);
                let drain = running.drain.as_ref();
                if of_drain.is_none() && drain.is_some_and(|drain| drain.left.contains(&account)) {
                    lane.want(now, now);
                }
                running.spool_trouble = None;
                running.no_secrets = None;
                running.upkeep_by(now);
                if let Some(drain) = of_drain {
                    self.look_at_drain(drain, account, now);
                }
            }
            Err(NotTurned::Turn(TurnError::NotBefore(then))) => lane.put_off(then),
            Err(error) => {
                tracing::warn!(account = account.0, %error, "a mailbox was not collected");
                lane.failed(now);
                match &error {
                    NotTurned::Secret(error) => running.secrets_fail(is_locked(error), now),
                    NotTurned::Turn(TurnError::Spool(error)) => {
                        running.spool_fails(error, now);
                        running.upkeep_by(now);
                    }
                    _ => {}
                }
            }
        }
    }

    /// After a turn of a drain it is looked whether anything is left to be deleted.
    fn look_at_drain(&self, drain: u64, account: AccountId, now: Timestamp) {
        let (Some(inside), Some(watched)) = (self.relay.inside(), self.watch.get(account)) else {
            return;
        };
        let (spool, keep) = (Arc::clone(&inside.spool), keep_time(watched));
        let mailbox = mailbox_id(&watched.account.address);
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let standing = spool.mailbox_standing(&mailbox, keep, now);
            let due = standing
                .inspect_err(|error| tracing::warn!(%error, "what is left is not known"))
                .ok()
                .map(|standing| standing.due);
            let _ = done.send(Done::Relay(RelayDone::DrainSeen {
                drain,
                account,
                due,
            }));
        });
    }

    pub(super) fn drain_seen(
        &mut self,
        number: u64,
        account: AccountId,
        due: Option<u64>,
        now: Timestamp,
    ) {
        let Some(running) = &mut self.relay.running else {
            return;
        };
        let Some(drain) = running.drain.as_mut().filter(|it| it.number == number) else {
            return;
        };
        if due != Some(0) {
            tracing::warn!(
                ?due,
                "not everything that was confirmed could be deleted yet"
            );
            if let Some(lane) = running.lanes.get_mut(&account) {
                lane.want(later(now, DRAIN_AGAIN), now);
            }
            return;
        }
        drain.left.remove(&account);
        if drain.left.is_empty()
            && let Some(drain) = running.drain.take()
        {
            drain.end(true);
        }
    }

    /// A stored password that was refused counts as one that a check saw refused.
    fn turn_refused(
        &mut self,
        account: AccountId,
        password: u32,
        failure: &Failure,
        now: Timestamp,
    ) {
        let is_refusal = matches!(
            failure.cause,
            Cause::PasswordRefused | Cause::WebLoginRequired
        );
        let news = self.watch.with(account, now, |watched| {
            (is_refusal && watched.password_changes == password).then(|| {
                watched
                    .health
                    .refused_elsewhere(failure, &watched.policy, now)
            })
        });
        if let Some(news) = news.flatten() {
            self.take_news(account, &news, now);
        }
    }

    fn remember_turn(&mut self, account: AccountId) {
        let Some(lane) = self
            .relay
            .running
            .as_ref()
            .and_then(|running| running.lanes.get(&account))
        else {
            return;
        };
        let (collected, failing) = (lane.collected_at(), lane.wanted_since());
        let mailbox = self.relay.record.mailboxes.entry(account).or_default();
        if (mailbox.last_collected, mailbox.failing_since) != (collected, failing) {
            mailbox.last_collected = collected;
            mailbox.failing_since = failing;
            self.keep_relay();
        }
    }

    /// Looks what the spool holds, erases what is over, and tells the book what it does not know.
    fn start_upkeep(&mut self, now: Timestamp) {
        let is_due = self.relay.running.as_ref().is_some_and(|running| {
            !running.upkeep && running.upkeep_due.is_some_and(|at| at <= now)
        });
        let current = self.current_mailbox();
        let (true, Some(inside), Some(current)) = (is_due, self.relay.inside(), current) else {
            return;
        };
        let keeps: BTreeMap<AccountId, (String, KeepTime)> = self
            .collected()
            .map(|watched| {
                let name = mailbox_id(&watched.account.address).as_str().to_owned();
                (watched.account.id, (name, keep_time(watched)))
            })
            .collect();
        let teller = Teller {
            spool: Arc::clone(&inside.spool),
            keys: Arc::clone(&inside.keys),
            ledger: self.ledger_of(current),
            knowledge: self.knowledge_of(current).clone(),
            accounts: keeps
                .iter()
                .map(|(account, (name, _))| (name.clone(), *account))
                .collect(),
            current,
            now,
        };
        let run = self.relay.runs;
        let done = self.done.clone();
        let tls = inside.tls.clone();
        let folder = self.world.data_dir.clone();
        let running = self.relay.running.as_ref();
        let troubled = running.is_some_and(|running| running.spool_trouble.is_some());
        tokio::task::spawn_blocking(move || {
            if let Some(tls) = tls {
                renew(&tls, &teller, now);
            }
            let kept = Box::new(upkeep(&teller, &keeps, &folder, troubled, now));
            let _ = done.send(Done::Relay(RelayDone::Kept { run, kept }));
        });
        if let Some(running) = &mut self.relay.running {
            running.upkeep = true;
            running.upkeep_due = None;
        }
    }

    pub(super) fn upkept(&mut self, kept: Upkept, now: Timestamp) {
        let Some(running) = &mut self.relay.running else {
            return;
        };
        running.upkeep = false;
        let next = if kept.told.is_some() {
            upkeep_pause()
        } else {
            TELL_AGAIN
        };
        running.upkeep_by(later(now, next));
        match kept.key {
            Ok(()) => running.no_secrets = None,
            Err(error) => running.secrets_fail(error == KeyError::Locked, now),
        }
        match kept.standing {
            Ok(standing) => {
                running.standing = standing;
                running.key_lost &= standing.damaged > 0;
                running.spool_trouble = None;
            }
            Err(error) => {
                running.spool_fails(&error, now);
                running.upkeep_by(later(now, LOOK_AGAIN));
            }
        }
        for account in kept.due {
            if let Some(lane) = running.lanes.get_mut(&account) {
                lane.want(later(now, AFTER_CONFIRMING), now);
            }
        }
        let Some(told) = kept.told else {
            return;
        };
        if told.perhaps_twice > 0 {
            let forgotten = self.relay_thresholds().perhaps_twice_for;
            let record = &mut self.relay.record;
            // Those that are no longer told of do not count.
            let is_over = |at: Timestamp| now.duration_since(at) >= forgotten;
            if record.perhaps_twice_at.is_some_and(is_over) {
                record.perhaps_twice = 0;
            }
            record.perhaps_twice = record.perhaps_twice.saturating_add(told.perhaps_twice);
            record.perhaps_twice_at = Some(now);
            self.keep_relay();
        }
        for account in told.changed {
            self.faces.tell(&Event::BookChanged { account });
            self.books.look(account, true, now);
        }
    }

    /// When the collector needs the agent next.
    pub(super) fn collecting_wake(&self, now: Timestamp) -> Option<Timestamp> {
        let running = self.relay.running.as_ref()?;
        if !matches!(running.phase, Phase::Open(_)) {
            return running.drain.as_ref().map(|drain| drain.until);
        }
        let by = self.looked_within();
        let turns = running
            .lanes
            .iter()
            .filter_map(|(account, lane)| match lane.due() {
                Some(_) => self.turn_allowed(*account),
                None => lane.look_by(by),
            });
        // Without any mailbox there is no book to tell.
        let upkeep = running
            .upkeep_due
            .filter(|_| !running.upkeep && !running.lanes.is_empty());
        let drain = running.drain.as_ref().map(|drain| drain.until);
        // What is due is begun before the agent sleeps: it is not waited for in a circle.
        let turns = turns.filter(|at| *at > now);
        turns.chain(upkeep).chain(drain).min()
    }
}

impl Drain {
    fn end(mut self, done: bool) {
        if let Some(then) = self.then.take() {
            then(done);
        }
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        if let Some(then) = self.then.take() {
            then(false);
        }
    }
}

/// Whether the last that was seen of it is that it answers.
fn is_well(watched: &Watched) -> bool {
    let health = &watched.health;
    health.last_success().is_some() && health.last_success() == health.last_check()
}

/// How long what was confirmed stays at the provider.
pub(super) fn keep_time(watched: &Watched) -> KeepTime {
    if watched.account.former.is_some() {
        KeepTime::FORMER
    } else {
        KeepTime::CURRENT
    }
}

/// The certificate of the local ports is renewed before it ends.
fn renew(tls: &LocalTls, teller: &Teller, now: Timestamp) {
    let Ok(key) = teller.keys.key() else {
        return;
    };
    match tls.renew(&key, now) {
        Ok(true) => tracing::info!("the local ports show another certificate"),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "the certificate of the local ports ends soon"),
    }
}

/// Whether something can be written in that folder and lasts.
fn has_room(folder: &Path) -> io::Result<()> {
    let file = folder.join("relay-room.tmp");
    let written = File::create(&file).and_then(|mut open| {
        open.write_all(&vec![0; PROBE])?;
        open.sync_all()
    });
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => written.and(Err(error)),
        _ => written,
    }
}

fn upkeep(
    teller: &Teller,
    keeps: &BTreeMap<AccountId, (String, KeepTime)>,
    folder: &Path,
    troubled: bool,
    now: Timestamp,
) -> Upkept {
    let spool: &Spool = &teller.spool;
    let key = teller.keys.key();
    if let Ok(key) = &key {
        match spool.adopt(key, now) {
            Ok(0) => {}
            Ok(messages) => tracing::info!(messages, "messages without a record are served again"),
            Err(error) => tracing::warn!(%error, "messages without a record wait"),
        }
    }
    let told = teller
        .tell()
        .inspect_err(|error| tracing::warn!(%error, "the book is told later what passed"))
        .ok();
    let keep = |name: &str| {
        let mut known = keeps.values();
        known
            .find(|(known, _)| known == name)
            .map(|(_, keep)| *keep)
    };
    match spool.erase(&keep, now) {
        Ok(0) => {}
        Ok(messages) => tracing::info!(messages, "messages that the software has were erased"),
        Err(error) => tracing::warn!(%error, "what is over is erased later"),
    }
    let due = keeps.iter().filter_map(|(account, (name, keep))| {
        let mailbox = vigie_relay::MailboxId::new(name)?;
        let standing = spool.mailbox_standing(&mailbox, *keep, now).ok()?;
        (standing.due > 0).then_some(*account)
    });
    // What only reads may go well on a full disk.
    let standing = if troubled {
        has_room(folder).map_err(SpoolError::from)
    } else {
        Ok(())
    };
    Upkept {
        key: key.map(drop),
        due: due.collect(),
        standing: standing.and_then(|()| spool.standing()),
        told,
    }
}
