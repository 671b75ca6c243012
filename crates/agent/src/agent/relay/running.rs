//! Opening the relay: its spool and secrets, its ports, and what its sides say.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    account::{Account, AccountId},
    relay::{Side, Trouble},
    server::{LoginForm, Security, Server},
    switch::{Former, Place},
};
use vigie_journal::FormerRecord;
use vigie_mailbox::providers;
use vigie_protocol::{Answer, Password, Refusal, relay::RelayCredentials};
use vigie_relay::{
    Credentials, Local,
    pop::{PopHappening, PopSettings, PopSide},
    smtp::{Senders, SmtpHappening, SmtpSettings, SmtpSide},
    spool::SpoolFault,
};

use super::{
    super::{Agent, checks::Done},
    desk::{Derived, Inside, Phase, RelayDone, Running, is_locked, later},
};
use crate::{
    agent::mailboxes::secret_refusal,
    faces::Reply,
    relay::{
        Bell, Heard, Keys, Names, NotOpened, Opened, RelayClock, Route, Served, ToProvider, away,
        certificate_digest, open, open_door, senders,
    },
    watch::Pace,
};

/// The folder of the spool in the data folder.
const FOLDER: &str = "relay";

/// How long a face waits at most to be told whether the relay opens.
const ANSWER_WITHIN: SignedDuration = SignedDuration::from_secs(10);

/// How soon the keychain or the spool is asked again.
const SOON: SignedDuration = SignedDuration::from_secs(10);

/// A port that is taken is tried so often soon, then more slowly.
const SOON_TRIES: u32 = 12;
const PORT_SOON: SignedDuration = SignedDuration::from_secs(5);
const PORT_LATER: SignedDuration = SignedDuration::from_mins(1);

/// How often it is looked what the spool holds, where nothing else asks for it.
const UPKEEP: SignedDuration = SignedDuration::from_hours(1);

impl Agent {
    /// Opens the relay, or brings it to what is kept of it now.
    pub(super) fn open_relay(&mut self, now: Timestamp) {
        if !self.relay.record.on || self.ending {
            return;
        }
        if self.relay.running.is_some() {
            self.derive_sides();
            return self.drive_gates(now);
        }
        self.relay.running = Some(Box::new(Running::new(self.relay.record.held)));
        self.open_spool();
        self.drive_gates(now);
    }

    fn open_spool(&mut self) {
        let now = self.now();
        let Some(running) = &mut self.relay.running else {
            return;
        };
        running.phase = Phase::Opening;
        self.relay.runs += 1;
        let run = self.relay.runs;
        let folder = self.world.data_dir.join(FOLDER);
        let secrets = Arc::clone(&self.world.secrets);
        let names = Names::of(self.record.installation());
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let opened = open(&folder, &*secrets, &names, now);
            let opened = Box::new(opened);
            let _ = done.send(Done::Relay(RelayDone::Opened { run, opened }));
        });
    }

    /// Does what is due for the relay.
    pub(in crate::agent) fn drive_relay(&mut self, now: Timestamp) {
        if self.ending {
            return;
        }
        if self.relay.running.is_none() {
            // The start of an agent whose relay was on.
            if !self.relay.record.on {
                return;
            }
            self.open_relay(now);
        }
        let again = self
            .relay
            .running
            .as_ref()
            .is_some_and(|running| matches!(running.phase, Phase::Waiting(at) if at <= now));
        if again {
            self.open_spool();
        }
        self.derive_sides();
        self.drive_gates(now);
        self.drive_collecting(now);
        self.answer_relay_waiting(now);
    }

    /// The keychain may be open by now.
    pub(in crate::agent) fn try_relay_secrets_now(&mut self, now: Timestamp) {
        let Some(running) = &mut self.relay.running else {
            return;
        };
        if running.no_secrets.is_none() {
            return;
        }
        match &mut running.phase {
            Phase::Waiting(at) => *at = now,
            Phase::Open(_) => running.upkeep_by(now),
            Phase::Opening => {}
        }
    }

    pub(in crate::agent) fn take_relay(&mut self, done: RelayDone, now: Timestamp) {
        match done {
            RelayDone::Opened { run, opened } if run == self.relay.runs => {
                self.relay_opened(*opened, now);
            }
            RelayDone::Gate {
                number,
                side,
                opened,
            } => self.gate_opened(number, side, opened, now),
            RelayDone::Heard { run, at, heard } if run == self.relay.runs => {
                self.relay_heard(heard, at);
            }
            // Also of a relay that was closed meanwhile: the login was made.
            RelayDone::Turned {
                account,
                password,
                turned,
            } => self.turned(account, password, *turned, now),
            RelayDone::DrainSeen {
                drain,
                account,
                due,
            } => self.drain_seen(drain, account, due, now),
            RelayDone::Kept { run, kept } if run == self.relay.runs => self.upkept(*kept, now),
            RelayDone::Remembered(result) => {
                self.relay.keeping = false;
                if let Err(error) = result {
                    tracing::warn!(%error, "the relay's state is not in the record");
                }
                if self.relay.to_keep {
                    self.keep_relay();
                }
            }
            RelayDone::Credentials { read, reply } => self.credentials_read(read, reply),
            // Of a relay that was closed meanwhile.
            RelayDone::Opened { .. } | RelayDone::Heard { .. } | RelayDone::Kept { .. } => {}
        }
    }

    fn relay_opened(&mut self, opened: Result<Opened, NotOpened>, now: Timestamp) {
        let asks_person = !self.relay.waiting.is_empty();
        let Some(running) = &mut self.relay.running else {
            return;
        };
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => {
                tracing::warn!(%error, "the relay does not open");
                running.phase = Phase::Waiting(later(now, SOON));
                let mut unlock = false;
                match &error {
                    NotOpened::Secrets(error) => {
                        running.secrets_fail(is_locked(error), now);
                        unlock = asks_person && is_locked(error);
                    }
                    NotOpened::Spool(error) => running.spool_fails(error, now),
                }
                if unlock {
                    self.unlock_secrets();
                }
                return;
            }
        };
        let run = self.relay.runs;
        let done = self.done.clone();
        let bell = Bell::new(move |at, heard| {
            let _ = done.send(Done::Relay(RelayDone::Heard { run, at, heard }));
        });
        let names = Names::of(self.record.installation());
        running.no_secrets = None;
        running.spool_trouble = None;
        running.key_lost |= opened.key_lost;
        running.derived = None;
        running.upkeep = false;
        running.upkeep_due = Some(now);
        // Whatever ran with a spool that was open before has let go of it.
        running.lanes.clear();
        if self.relay.record.held {
            opened.spool.hold();
        }
        running.phase = Phase::Open(Box::new(Inside {
            spool: opened.spool,
            keys: Arc::new(Keys::new(Arc::clone(&self.world.secrets), &names)),
            credentials: opened.credentials,
            tls: opened.tls.map(Arc::new),
            outgoing: ToProvider::new(
                Arc::clone(&self.world.secrets),
                self.world.extra_roots.clone(),
                Arc::clone(&self.world.clock),
                bell.clone(),
            ),
            bell,
            smtp: None,
        }));
        tracing::info!("the relay's spool is open");
        self.want_turns(now);
    }

    /// Opens each port as it is to be, and leaves alone what is so already.
    fn drive_gates(&mut self, now: Timestamp) {
        for side in [Side::Pop, Side::Smtp] {
            self.drive_gate(side, now);
        }
    }

    fn drive_gate(&mut self, side: Side, now: Timestamp) {
        let ports = self.relay.record.ports;
        let without_login = self.relay.record.sending_without_login;
        let Some(running) = &mut self.relay.running else {
            return;
        };
        let port = match side {
            Side::Pop => ports.pop,
            Side::Smtp => ports.smtp,
        };
        // The SMTP side knows whether logins are asked for from its beginning.
        let senders = running
            .derived
            .as_ref()
            .and_then(|derived| derived.senders.first().cloned());
        let serves = match (&running.phase, side) {
            (Phase::Open(_), Side::Pop) => true,
            (Phase::Open(_), Side::Smtp) => senders.is_some(),
            _ => false,
        };
        let what = (port, serves, side == Side::Smtp && without_login);
        let opening = matches!(running.phase, Phase::Opening);
        let gate = running.gate(side);
        let is_due = gate.again.is_some_and(|at| at <= now);
        if gate.what == Some(what) && !is_due {
            return;
        }
        // In a moment it is known whether anybody can be served.
        if opening && gate.what.is_none() && gate.trouble.is_none() {
            return;
        }
        if gate.what.is_some_and(|before| before.0 != port) {
            gate.trouble = None;
            gate.tries = 0;
        }
        let former = gate.close();
        self.relay.gates += 1;
        let number = self.relay.gates;
        gate.number = number;
        gate.what = Some(what);
        let serve = self.serving(side, serves, senders);
        let done = self.done.clone();
        let task = tokio::task::spawn_local(async move {
            if let Some(former) = former {
                // Its port is free once it has ended.
                let _aborted = former.await;
            }
            let told = |opened| {
                let _ = done.send(Done::Relay(RelayDone::Gate {
                    number,
                    side,
                    opened,
                }));
            };
            match open_door(side, port).await {
                Ok(door) => {
                    told(Ok(()));
                    match serve {
                        Serving::Pop(pop) => pop.serve(door).await,
                        Serving::Smtp(smtp) => smtp.serve(door).await,
                        Serving::Nobody => away(side, door).await,
                    }
                }
                Err(trouble) => told(Err(trouble)),
            }
        });
        if let Some(running) = &mut self.relay.running {
            running.gate(side).task = Some(task);
        }
    }

    /// Who is behind a port.
    fn serving(&mut self, side: Side, serves: bool, senders: Option<Senders>) -> Serving {
        let clock = RelayClock(Arc::clone(&self.world.clock));
        let login_required = !self.relay.record.sending_without_login;
        let Some(running) = &mut self.relay.running else {
            return Serving::Nobody;
        };
        let Phase::Open(inside) = &mut running.phase else {
            return Serving::Nobody;
        };
        if !serves {
            return Serving::Nobody;
        }
        let local = |keys| {
            let clock = Arc::new(clock.clone());
            let local = Local::new(
                Arc::clone(&inside.spool),
                keys,
                inside.credentials.clone(),
                clock,
            );
            match &inside.tls {
                Some(tls) => local.with_tls(Arc::clone(tls)),
                None => local,
            }
        };
        let record = Arc::new(inside.bell.clone());
        match (side, senders) {
            (Side::Pop, _) => {
                let keys = Arc::new(Served {
                    keys: Arc::clone(&inside.keys),
                    held: Arc::clone(&running.held),
                });
                let pop = PopSide::new(local(keys), PopSettings::default(), record);
                Serving::Pop(Arc::new(pop))
            }
            (Side::Smtp, Some(senders)) => {
                let settings = SmtpSettings {
                    login_required,
                    ..SmtpSettings::default()
                };
                let smtp = Arc::new(SmtpSide::new(
                    local(Arc::clone(&inside.keys)),
                    inside.outgoing.clone(),
                    senders,
                    settings,
                    record,
                ));
                if let Some(derived) = &running.derived {
                    smtp.set_all_senders(derived.senders.clone());
                }
                inside.smtp = Some(Arc::clone(&smtp));
                Serving::Smtp(smtp)
            }
            (Side::Smtp, None) => Serving::Nobody,
        }
    }

    fn gate_opened(
        &mut self,
        number: u64,
        side: Side,
        opened: Result<(), Trouble>,
        now: Timestamp,
    ) {
        let hurried = self.world.pace == Pace::Hurried;
        let Some(running) = &mut self.relay.running else {
            return;
        };
        let gate = running.gate(side);
        if gate.number != number {
            return;
        }
        gate.open = opened.is_ok();
        gate.again = None;
        match opened {
            Ok(()) => {
                gate.trouble = None;
                gate.tries = 0;
                tracing::info!(side = side.name(), "a port of the relay is open");
            }
            Err(trouble) => {
                tracing::warn!(?trouble, "a port of the relay does not open");
                gate.trouble = Some(trouble);
                gate.tries = gate.tries.saturating_add(1);
                let pause = match gate.tries {
                    _ if hurried => SignedDuration::from_secs(1),
                    ..=SOON_TRIES => PORT_SOON,
                    _ => PORT_LATER,
                };
                gate.again = Some(later(now, pause));
            }
        }
    }

    /// Brings the senders and the way to the provider to what the watched mailboxes are now.
    fn derive_sides(&mut self) {
        if self.relay.inside().is_none() {
            return;
        }
        self.note_former_addresses();
        let derived = self.derived();
        let Some(running) = &mut self.relay.running else {
            return;
        };
        if running.derived.as_ref() == Some(&derived) {
            return;
        }
        let Phase::Open(inside) = &running.phase else {
            return;
        };
        let route = derived.route.clone();
        let refusals = route
            .as_ref()
            .and_then(|route| self.relay.record.mailboxes.get(&route.account))
            .map_or(0, |mailbox| mailbox.refusals);
        let before = running
            .derived
            .as_ref()
            .and_then(|before| before.route.as_ref());
        // Another password, or another server: refusals of the former say nothing of it.
        let is_new = before.is_some() && before != route.as_ref();
        let refusals = if is_new { 0 } else { refusals };
        inside.outgoing.set_route(route.clone(), refusals);
        if let Some(smtp) = &inside.smtp {
            smtp.set_all_senders(derived.senders.clone());
        }
        running.derived = Some(derived);
        if is_new && let Some(route) = route {
            self.relay_refusals(route.account, 0);
        }
    }

    fn derived(&mut self) -> Derived {
        let forgiven = self.relay.forgiven;
        let Some(current) = self.current_mailbox() else {
            return Derived {
                senders: Vec::new(),
                route: None,
                forgiven,
            };
        };
        let place = self.submission_place(current);
        let in_use = self.watch.all().map(|watched| &watched.account);
        let senders = senders(current, in_use, &self.relay.record.former);
        let password = self.watch.get(current).map(|own| own.password_changes);
        Derived {
            senders,
            route: place.map(|place| Route {
                account: current,
                place,
                secret: self.secret_name(current),
                password: password.unwrap_or_default(),
            }),
            forgiven,
        }
    }

    /// The software may send under a former address for ever: it is remembered also when the
    /// mailbox is no longer watched.
    fn note_former_addresses(&mut self) {
        let mut former = self.relay.record.former.clone();
        for watched in self.watch.all() {
            let account = &watched.account;
            match account.former {
                Some(Former { successor, .. }) if !account.training => {
                    let address = account.address.as_str().to_owned();
                    former.insert(account.id, FormerRecord { address, successor });
                }
                _ => {
                    former.remove(&account.id);
                }
            }
        }
        if former != self.relay.record.former {
            self.relay.record.former = former;
            self.keep_relay();
        }
    }

    /// Another password was stored: refusals of the former one say nothing of it.
    pub(in crate::agent) fn relay_password_stored(&mut self, account: AccountId) {
        if self.relay.forgive_submission(account) {
            self.keep_relay();
        }
    }

    /// The mailbox in use: the one that was watched first, or what took its place.
    pub(in crate::agent) fn current_mailbox(&self) -> Option<AccountId> {
        let mut accounts = self.watch.all().map(|watched| &watched.account);
        let first = accounts.find(|account| !account.training)?;
        let mut current = first;
        // As many steps as there are mailboxes, whatever the record says.
        for _ in self.watch.all() {
            let Some(Former { successor, .. }) = current.former else {
                break;
            };
            match self.watch.get(successor) {
                Some(next) => current = &next.account,
                None => break,
            }
        }
        Some(current.id)
    }

    /// Where a mailbox sends: as the user or a switch said, else as the provider table knows.
    pub(in crate::agent) fn submission_place(&mut self, account: AccountId) -> Option<Place> {
        if let Some(place) = self.relay.submissions.get(&account) {
            return Some(place.clone());
        }
        let of = &self.watch.get(account)?.account;
        let target = self.switch.target().filter(|to| {
            let address = to.address.as_str();
            address.eq_ignore_ascii_case(of.address.as_str())
        });
        if let Some(place) = target.and_then(|to| to.submission.clone()) {
            let kept = self.record.journal().keep_submission(account, &place);
            if let Err(error) = kept {
                tracing::warn!(%error, "where a mailbox sends is not in the record");
            }
            self.relay.submissions.insert(account, place.clone());
            return Some(place);
        }
        submission_known(of)
    }

    fn relay_heard(&mut self, heard: Heard, at: Timestamp) {
        match heard {
            Heard::Pop(what) => self.heard_of_pop(what, at),
            Heard::Smtp(what) => self.heard_of_smtp(what, at),
            Heard::Refusals { account, times } => self.relay_refusals(account, times),
        }
    }

    fn heard_of_pop(&mut self, what: PopHappening, at: Timestamp) {
        let under_way = self.switch.is_under_way();
        let Some(running) = &mut self.relay.running else {
            return;
        };
        match what {
            PopHappening::LoggedIn { messages } => {
                tracing::debug!(messages, "the billing software has logged in");
                running.wrong_logins = None;
                running.no_secrets = None;
                running.spool_trouble = None;
                self.relay.record.last_login = Some(at);
                // Nobody else has the password: it is set to the relay.
                if !under_way {
                    self.note_relay_in_use(true, at);
                }
                self.note_relay_login(at);
                self.keep_relay();
            }
            PopHappening::LoginRefused => running.wrong_login(at),
            PopHappening::NoKey => {
                if !self.relay.record.held {
                    running.secrets_fail(true, at);
                }
            }
            PopHappening::NoSpool(fault) => running.spool_faults(&fault, at),
            PopHappening::Confirmed { uids } => {
                tracing::info!(messages = uids.len(), "the billing software has confirmed");
                running.upkeep_by(at);
                self.relay.record.last_confirmed = Some(at);
                self.keep_relay();
            }
            PopHappening::Damaged { .. } => {
                tracing::warn!("a message in the spool is damaged");
                running.upkeep_by(at);
                self.want_turns(at);
            }
        }
    }

    fn heard_of_smtp(&mut self, what: SmtpHappening, at: Timestamp) {
        let Some(running) = &mut self.relay.running else {
            return;
        };
        match what {
            SmtpHappening::Passed(passed) => {
                tracing::info!(octets = passed.letter.octets, "a message was passed on");
                running.sending_failures = 0;
                running.foreign_sender = false;
                running.upkeep_by(at);
                self.relay.record.last_sent = Some(at);
                self.relay.record.sending_fails_since = None;
                self.keep_relay();
            }
            SmtpHappening::Unknown(_) => {
                running.upkeep_by(at);
                self.sending_failed(at);
            }
            SmtpHappening::Refused { code, words } => {
                tracing::warn!(code, words, "the provider refuses what is sent");
                self.sending_failed(at);
            }
            SmtpHappening::Unreachable(words) => {
                tracing::warn!(words, "the submission server cannot be used");
                self.sending_failed(at);
            }
            SmtpHappening::SaidAgain(_) => tracing::info!("a message that went out was sent again"),
            SmtpHappening::NoSpool(fault) => {
                running.spool_faults(&fault, at);
                self.sending_failed(at);
            }
            SmtpHappening::LoginRefused => running.wrong_login(at),
            SmtpHappening::ForeignSender => {
                tracing::warn!("a sender that is not the practice's");
                self.sending_failed(at);
                if let Some(running) = &mut self.relay.running {
                    running.foreign_sender = true;
                }
            }
        }
    }

    fn sending_failed(&mut self, at: Timestamp) {
        if let Some(running) = &mut self.relay.running {
            running.sending_failures = running.sending_failures.saturating_add(1);
            running.foreign_sender = false;
        }
        if self.relay.record.sending_fails_since.is_none() {
            self.relay.record.sending_fails_since = Some(at);
            self.keep_relay();
        }
    }

    fn relay_refusals(&mut self, account: AccountId, times: u8) {
        let mailbox = self.relay.record.mailboxes.entry(account).or_default();
        if mailbox.refusals != times {
            mailbox.refusals = times;
            self.keep_relay();
        }
    }

    /// Writes down what is to be remembered, beside the loop and one after the other.
    pub(super) fn keep_relay(&mut self) {
        if self.relay.keeping {
            self.relay.to_keep = true;
            return;
        }
        self.relay.to_keep = false;
        self.relay.keeping = true;
        let (journal, record) = (self.record.journal().clone(), self.relay.record.clone());
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let kept = journal.keep_relay(&record);
            let _ = done.send(Done::Relay(RelayDone::Remembered(kept)));
        });
    }

    /// Answers once it is seen whether the relay opens.
    pub(super) fn answer_when_open(&mut self, reply: Reply, now: Timestamp) {
        self.relay.waiting.push((reply, later(now, ANSWER_WITHIN)));
        self.answer_relay_waiting(now);
    }

    pub(super) fn answer_relay_waiting(&mut self, now: Timestamp) {
        if self.relay.waiting.is_empty() {
            return;
        }
        let running = self.relay.running.as_ref();
        let settled = running.is_none_or(|running| running.is_settled());
        let waiting = std::mem::take(&mut self.relay.waiting);
        for (reply, until) in waiting {
            if settled || until <= now {
                reply.send(Ok(self.relay_answer(now)));
            } else {
                self.relay.waiting.push((reply, until));
            }
        }
    }

    /// When the relay needs the agent next.
    pub(in crate::agent) fn relay_wake(&self, now: Timestamp) -> Option<Timestamp> {
        let running = self.relay.running.as_ref()?;
        let waiting = match running.phase {
            Phase::Waiting(at) => Some(at),
            _ => None,
        };
        let answers = self.relay.waiting.iter().map(|(_, until)| *until).min();
        let all = [
            waiting,
            answers,
            running.pop.again,
            running.smtp.again,
            self.collecting_wake(now),
            self.trouble_wake(now),
        ];
        all.into_iter().flatten().min()
    }

    pub(super) fn tell_relay_credentials(&self, reply: Reply) {
        if !self.relay.record.on {
            return reply.send(Err(Refusal::RelayOff));
        }
        if let Some(inside) = self.relay.inside() {
            let credentials = inside.credentials.clone();
            return reply.send(Ok(self.credentials_answer(credentials)));
        }
        let secrets = Arc::clone(&self.world.secrets);
        let names = Names::of(self.record.installation());
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let mut read = names.credentials(&*secrets);
            if let Err(NotOpened::Secrets(error)) = &read
                && is_locked(error)
                && secrets.unlock().is_ok()
            {
                read = names.credentials(&*secrets);
            }
            let _ = done.send(Done::Relay(RelayDone::Credentials { read, reply }));
        });
    }

    fn credentials_read(&mut self, read: Result<Credentials, NotOpened>, reply: Reply) {
        reply.send(match read {
            Ok(credentials) => Ok(self.credentials_answer(credentials)),
            Err(NotOpened::Secrets(error)) => Err(secret_refusal(&error)),
            Err(NotOpened::Spool(error)) => {
                tracing::warn!(%error, "no credentials");
                Err(Refusal::NotPossible)
            }
        });
        let now = self.now();
        self.try_relay_secrets_now(now);
    }

    fn credentials_answer(&self, credentials: Credentials) -> Answer {
        Answer::RelayCredentials {
            credentials: RelayCredentials {
                host: "127.0.0.1".to_owned(),
                ports: self.relay.record.ports,
                login: credentials.user,
                password: Password(credentials.password),
                certificate: self
                    .relay
                    .inside()
                    .and_then(|inside| inside.tls.as_ref())
                    .and_then(|tls| certificate_digest(&tls.certificate_file())),
            },
        }
    }
}

/// Where a mailbox sends by this release's own provider table: no pushed one leads a password
/// elsewhere.
fn submission_known(account: &Account) -> Option<Place> {
    let table = providers::table();
    let of_account = account.provider.as_deref().and_then(|id| table.by_id(id));
    let provider = of_account.or_else(|| table.by_domain(account.address.domain()))?;
    let mut servers = provider.smtp_servers.iter();
    servers.find_map(|known| {
        let security = known.security.filter(|&one| one != Security::Plain)?;
        known.evidence.is_vouched_for().then(|| Place {
            server: Server {
                host: known.host.clone(),
                port: known.port,
                security,
            },
            login: account
                .address
                .login(known.login.unwrap_or(LoginForm::FullAddress))
                .to_owned(),
        })
    })
}

/// Who is behind a port.
enum Serving {
    Pop(Arc<PopSide>),
    Smtp(Arc<SmtpSide<ToProvider>>),
    Nobody,
}

impl Running {
    fn wrong_login(&mut self, at: Timestamp) {
        let times = self.wrong_logins.map_or(0, |(times, _)| times);
        self.wrong_logins = Some((times.saturating_add(1), at));
    }

    /// A side of the relay could not use the spool. The upkeep that follows looks closer.
    fn spool_faults(&mut self, fault: &SpoolFault, at: Timestamp) {
        tracing::warn!(?fault, "the spool cannot be used");
        self.spool_trouble = Some(match fault {
            SpoolFault::Full => Trouble::DiskFull,
            SpoolFault::Other(_) => Trouble::SpoolUnusable,
        });
        self.upkeep_by(at);
    }
}

pub(super) const fn upkeep_pause() -> SignedDuration {
    UPKEEP
}
