//! The fiche de bascule, and what else the agent knows of a transition.

use jiff::Timestamp;
use vigie_domain::{
    account::{Account, AccountId},
    book::{
        deadline::{Deadline, Place},
        lot::LotReference,
        observability::Observability,
        telling::Sight,
    },
    fiche::{self, Arrived, Evidence, OpenLot, Unread},
    switch::{Former, SwitchId},
    transition::Closing,
};
use vigie_journal::RecordError;
use vigie_mailbox::providers::ProviderTable;
use vigie_protocol::{Answer, Fiche, FicheLot, FicheReturn, Refusal};
use vigie_words::{Catalogue, Language, Mailbox, fiche as words};

use crate::{book::Ledger, faces::Reply, settings, steering::Providers};

use super::{Agent, mailboxes::refusal};

impl Agent {
    /// Answers with the sheet on the last switch that stands.
    pub(super) fn answer_fiche(&self, reply: Reply, now: Timestamp) {
        let Some(drawing) = self.drawing(now) else {
            return reply.send(Err(Refusal::NothingUnderWay));
        };
        tokio::task::spawn_blocking(move || {
            let drawn = drawing.draw().map(|fiche| Answer::Fiche {
                fiche: Box::new(fiche),
            });
            reply.send(drawn.map_err(|error| refusal(&error)));
        });
    }

    /// The mailbox whose place this one took last, where it is still watched.
    pub(super) fn replaced_by(&self, account: AccountId) -> Option<(&Account, Former)> {
        self.formers()
            .filter(|(_, former)| former.successor == account)
            .max_by_key(|(_, former)| former.since)
    }

    /// When a former mailbox may be closed, where it is time to say so; in the book's time.
    pub(super) fn closing_near(&self, old: &Account, now: Timestamp) -> Option<Closing> {
        let clock = self.ledger_of(old.id).clock;
        let former = in_book_time(old.former?, &clock);
        let days = idle_days(old, &self.world.knowledge.providers())?;
        Closing::near(&former, days, clock.book_time(now))
    }

    /// A mailbox was replaced, or is the practice's again: what is read on this computer follows.
    pub(super) fn sources_follow(&mut self, now: Timestamp) {
        match self.record.journal().sources() {
            Ok(records) => self.books.sources.follow(records, now),
            Err(error) => tracing::warn!(%error, "sources follow at the next start"),
        }
        self.watch_sources();
        self.books_anew(now);
    }

    fn formers(&self) -> impl Iterator<Item = (&Account, Former)> {
        self.watch
            .all()
            .filter_map(|watched| Some((&watched.account, watched.account.former?)))
    }

    fn drawing(&self, now: Timestamp) -> Option<Drawing> {
        let (old, former) = self.formers().max_by_key(|(_, former)| former.since)?;
        let new = self.watch.get(former.successor)?;
        let watched = self.watch.get(old.id)?;
        let ledger = self.ledger_of(old.id);
        let clock = ledger.clock;
        let last = watched.health.last_success();
        let unread = match Sight::of(&watched.health.situation()) {
            Sight::Clear => None,
            // A check that failed once is made again before anything is made of it.
            Sight::Unknown if last.is_some() => None,
            Sight::Unknown | Sight::Blind => Some(Unread {
                last: last.map(|last| clock.book_time(last)),
            }),
        };
        let former = in_book_time(former, &clock);
        let providers = self.world.knowledge.providers();
        Some(Drawing {
            closing: idle_days(old, &providers).map(|days| Closing::of(&former, days)),
            old: old.clone(),
            new: new.account.clone(),
            former,
            observability: self.books.observability(old.id),
            through_relay: self.relay_is_in_use(),
            unread,
            rule: self.settings.deadline,
            place: settings::place(&self.settings),
            language: settings::language(&self.settings),
            providers,
            now: clock.book_time(now),
            ledger,
        })
    }
}

/// All that drawing the sheet up takes; it blocks on the record. Times are the book's.
struct Drawing {
    ledger: Ledger,
    old: Account,
    new: Account,
    former: Former,
    observability: Observability,
    unread: Option<Unread>,
    closing: Option<Closing>,
    through_relay: bool,
    rule: Deadline,
    place: Place,
    language: Language,
    providers: Providers,
    now: Timestamp,
}

impl Drawing {
    fn draw(self) -> Result<Fiche, RecordError> {
        let journal = &self.ledger.journal;
        if let Err(error) = journal.flush() {
            tracing::debug!(%error, "the sheet may lack the latest");
        }
        let switch = journal
            .last_switch()?
            .map_or(SwitchId(0), |record| record.id);
        let evidence = self.evidence()?;
        let sheet = fiche::draw_up(evidence, self.rule, &self.place, self.now);
        let provider = self.providers.name(self.old.provider.as_deref());
        let old = Mailbox::of(&self.old, provider);
        let mut fiche = Fiche {
            at: self.now,
            switch,
            from: self.old.address.clone(),
            to: self.new.address.clone(),
            switched: self.former.since,
            until: self.former.until,
            summary: words::amount(&sheet.amount),
            lots: sheet.lots.iter().map(lot).collect(),
            lots_total: sheet.lots_total,
            returns: sheet.returns.iter().map(arrived).collect(),
            returns_total: sheet.returns_total,
            advice: sheet
                .advice
                .iter()
                .map(|one| words::advice(one, &old))
                .collect(),
            inactivity: sheet
                .closing
                .map(|closing| words::inactivity(&closing, &old)),
            html: String::new(),
        };
        let catalogue = Catalogue::new(self.language, self.place.zone.clone());
        fiche.html = words::page(&fiche, &catalogue);
        Ok(fiche)
    }

    fn evidence(&self) -> Result<Evidence, RecordError> {
        let (journal, former) = (&self.ledger.journal, self.former);
        let from = fiche::lots_from(&former, self.observability, self.rule, &self.place);
        let lots = journal.open_between(self.old.id, from, former.since)?;
        let returns = journal.returns_between(self.old.id, &former)?;
        Ok(Evidence {
            former,
            observability: self.observability,
            lots: lots.rows,
            lots_total: lots.total,
            returns: returns.found.rows,
            returns_total: returns.found.total,
            still_there: returns.still_there,
            through_relay: self.through_relay,
            rejects: journal.expected_rejects(self.old.id, former.since)?,
            unread: self.unread,
            closing: self.closing,
        })
    }
}

fn lot(open: &OpenLot) -> FicheLot {
    let lot = &open.lot;
    FicheLot {
        number: number(&lot.reference),
        caisse: lot.caisse.map(|caisse| caisse.to_string()),
        date: lot.reference.date,
        sent: Some(lot.first_sent),
        state: words::lot_state(&open.state),
    }
}

fn arrived(one: &Arrived) -> FicheReturn {
    FicheReturn {
        kind: words::return_kind(one.class),
        received: Some(one.at),
        lots: one.lots.iter().map(number).collect(),
        still_there: one.still_there,
    }
}

/// A lot's number; a dash where it is not known, as with an enveloped lot.
fn number(reference: &LotReference) -> String {
    reference
        .number
        .map_or_else(|| "–".to_owned(), |number| number.to_string())
}

fn in_book_time(former: Former, clock: &crate::book::BookClock) -> Former {
    Former {
        since: clock.book_time(former.since),
        until: clock.book_time(former.until),
        ..former
    }
}

/// Days without login after which a mailbox's provider may close it, where that is known.
fn idle_days(account: &Account, providers: &ProviderTable) -> Option<u16> {
    let provider = providers.by_id(account.provider.as_deref()?)?;
    u16::try_from(provider.limits.idle_days?).ok()
}
