//! What faces ask of the book, and the answers: read and written beside the loop.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use vigie_domain::{
    account::AccountId,
    book::{
        lot::LotReference,
        matching::LotId,
        observability::Observability,
        query::{LotQuery, Month, ReturnQuery},
        sighting::{LotSeen, Origin, Seen, Sighting},
        source::{LotSource, SourceId, SourceKind, SourcePreview},
    },
};
use vigie_journal::RecordError;
use vigie_protocol::{Answer, Event, FoundSource, LotEntry, ProfileName, Refusal, Request};
use vigie_sources::Preview;
use vigie_words::{book, source};

use crate::{book::Ledger, faces::Reply, settings};

use super::{
    Agent, answers::out_of_range, checks::Done, ground::TRAINING_ACCOUNT, mailboxes::refusal,
    training_book::is_of_training,
};

/// Rows of a page at most.
const MOST_ROWS: u32 = 500;
/// Lots settled at once at most.
const MOST_SETTLED: usize = 500;
/// Characters of a search and of a reason at most.
const LONGEST_SEARCH: usize = 100;
const LONGEST_REASON: usize = 300;
/// Octets of a path at most.
const LONGEST_PATH: usize = 1000;
/// Octets of a profile's id or a practitioner's folder at most.
const LONGEST_NAME: usize = 100;
/// Sources of one mailbox at most.
const MOST_SOURCES: usize = 16;
/// Months shown at most.
const MOST_MONTHS: usize = 120;
/// A disk that does not answer a face within this time does not answer: a preview looks for five
/// seconds by itself.
const PATIENCE: Duration = Duration::from_secs(15);
/// A lot that is entered was sent at most so long ago: longer than anything is kept of it.
const OLDEST_ENTRY: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What a face changed in the books.
pub(super) enum BookChanged {
    /// Lots of these mailboxes, or of all where none is named.
    Lots(Option<AccountId>),
    SourceAdded(LotSource),
    SourceRemoved(SourceId),
}

impl Agent {
    /// Answers a request on the book.
    pub(super) fn answer_book(&mut self, request: Request, reply: Reply, now: Timestamp) {
        match self.judged_book(request, now) {
            Ok(task) => task(reply),
            Err(refusal) => reply.send(Err(refusal)),
        }
    }

    /// What is to be done for a request that is within its bounds.
    fn judged_book(
        &mut self,
        request: Request,
        now: Timestamp,
    ) -> Result<Box<dyn FnOnce(Reply) + '_>, Refusal> {
        Ok(match request {
            Request::Lots { query } => {
                self.judge_lots(&query)?;
                Box::new(move |reply| self.read_lots(query, reply))
            }
            Request::Lot { lot } => Box::new(move |reply| self.read_lot(lot, reply)),
            Request::Returns { query } => {
                self.judge_returns(&query)?;
                Box::new(move |reply| self.read_returns(query, reply))
            }
            Request::Months { account } => {
                self.require_book(account)?;
                Box::new(move |reply| self.read_months(account, reply))
            }
            Request::SettleLots { lots, reason } => {
                require((1..=MOST_SETTLED).contains(&lots.len()), "lots")?;
                let reason = reason.trim().to_owned();
                let length = reason.chars().count();
                let is_plain = !reason.chars().any(char::is_control);
                require((1..=LONGEST_REASON).contains(&length) && is_plain, "reason")?;
                Box::new(move |reply| self.settle_lots(lots, reason, reply))
            }
            Request::EnterLot { account, lot } => {
                self.require_book(Some(account))?;
                self.judge_entry(account, &lot)?;
                Box::new(move |reply| self.enter_lot(account, &lot, reply, now))
            }
            Request::FindSources => Box::new(|reply| self.find_sources(reply)),
            Request::PreviewSource { kind } => {
                judge_source(&kind)?;
                Box::new(move |reply| self.preview_source(kind, reply, now))
            }
            Request::AddSource { account, kind } => {
                self.require_book(Some(account))?;
                require_own(account)?;
                judge_source(&kind)?;
                let known = self.books.sources.of_account(account).count();
                require(known < MOST_SOURCES, "kind")?;
                Box::new(move |reply| self.add_source(account, kind, reply))
            }
            Request::RemoveSource { source } => {
                let account = self.books.sources.account_of(source);
                require_own(account.ok_or(Refusal::UnknownEntry)?)?;
                Box::new(move |reply| self.remove_source(source, reply))
            }
            _ => return Err(Refusal::NotPossible),
        })
    }

    fn require_book(&self, account: Option<AccountId>) -> Result<(), Refusal> {
        match account {
            Some(TRAINING_ACCOUNT) if self.training_book.is_none() => Err(Refusal::NotPossible),
            Some(account) if self.watch.get(account).is_none() => Err(Refusal::UnknownMailbox),
            _ => Ok(()),
        }
    }

    fn judge_lots(&self, query: &LotQuery) -> Result<(), Refusal> {
        self.require_book(query.account)?;
        require((1..=MOST_ROWS).contains(&query.limit), "limit")?;
        require(query.search.chars().count() <= LONGEST_SEARCH, "search")
    }

    fn judge_returns(&self, query: &ReturnQuery) -> Result<(), Refusal> {
        self.require_book(query.account)?;
        require((1..=MOST_ROWS).contains(&query.limit), "limit")?;
        require(query.search.chars().count() <= LONGEST_SEARCH, "search")?;
        require(query.classes.len() <= 9, "classes")
    }

    fn judge_entry(&self, account: AccountId, lot: &LotEntry) -> Result<(), Refusal> {
        let now = self.book_now(account);
        let age = now.duration_since(lot.sent);
        require(!age.is_negative() && age <= OLDEST_ENTRY, "sent")?;
        let day = |at: Timestamp| at.to_zoned(settings::zone(&self.settings)).date();
        let last = day(now).tomorrow().unwrap_or(Date::MAX);
        require(lot.date.is_none_or(|date| date <= last), "date")
    }

    fn read_lots(&self, query: LotQuery, reply: Reply) {
        let journal = self.ledger_of_any(query.account).journal;
        answer_with(reply, move || {
            journal.lots(&query).map(|page| Answer::Lots { page })
        });
    }

    fn read_returns(&self, query: ReturnQuery, reply: Reply) {
        let journal = self.ledger_of_any(query.account).journal;
        answer_with(reply, move || {
            journal.returns(&query).map(|page| Answer::Returns { page })
        });
    }

    /// The book of this mailbox; where all are asked for, of the practice's own, if it has any.
    fn ledger_of_any(&self, account: Option<AccountId>) -> Ledger {
        let only_training = self.watch.all().all(|watched| watched.account.training);
        let all = if only_training {
            TRAINING_ACCOUNT
        } else {
            AccountId(0)
        };
        self.ledger_of(account.unwrap_or(all))
    }

    /// The book that a lot of this number stands in.
    fn ledger_of_lot(&self, lot: LotId) -> Ledger {
        self.ledger_of(if is_of_training(lot) {
            TRAINING_ACCOUNT
        } else {
            AccountId(0)
        })
    }

    fn read_lot(&self, lot: LotId, reply: Reply) {
        let ledger = self.ledger_of_lot(lot);
        let (rule, place) = (self.settings.deadline, settings::place(&self.settings));
        let seen: BTreeMap<AccountId, _> = self
            .accounts()
            .into_iter()
            .map(|account| (account, self.books.observability(account)))
            .collect();
        tokio::task::spawn_blocking(move || {
            let answer = match ledger.journal.lot(lot) {
                Ok(Some(mut life)) => {
                    life.next_deadline = life.lot.follow_up.next_deadline(rule, &place);
                    let observability = seen
                        .get(&life.lot.account)
                        .copied()
                        .unwrap_or(Observability::NoLots);
                    // No rule is known for a caisse that never answered.
                    let known = ledger
                        .journal
                        .is_answering(life.lot.account, life.lot.caisse);
                    let observability = match observability {
                        Observability::Full if !known.unwrap_or(true) => {
                            Observability::ReturnsUnreliable {
                                seen: 0,
                                expected: 0,
                            }
                        }
                        observability => observability,
                    };
                    Ok(Answer::Lot {
                        explanation: book::lot(&life, &observability),
                        life: Box::new(life),
                    })
                }
                Ok(None) => Err(Refusal::UnknownEntry),
                Err(error) => Err(refusal(&error)),
            };
            reply.send(answer);
        });
    }

    fn read_months(&self, account: Option<AccountId>, reply: Reply) {
        let ledger = self.ledger_of_any(account);
        let zone = settings::zone(&self.settings);
        let accounts = account.map_or_else(|| self.accounts(), |account| vec![account]);
        answer_with(reply, move || {
            let mut months = BTreeMap::new();
            for account in accounts {
                for month in ledger.journal.months(account, &zone)? {
                    add_month(&mut months, month);
                }
            }
            let months = months.into_values().rev().take(MOST_MONTHS).collect();
            Ok(Answer::Months { months })
        });
    }

    fn settle_lots(&self, lots: Vec<LotId>, reason: String, reply: Reply) {
        let ledger = self.ledger_of_lot(lots.first().copied().unwrap_or(LotId(0)));
        let (now, done) = (ledger.clock.book_time(self.now()), self.done.clone());
        tokio::task::spawn_blocking(move || {
            // Lots of the other book are not there, and stay as they are.
            let settled = ledger.journal.settle_lots(&lots, &reason, now);
            let answer = match settled {
                Ok(settled) if settled.is_empty() => Err(Refusal::UnknownEntry),
                Ok(_) => {
                    let _ = done.send(Done::BookAsked(BookChanged::Lots(None)));
                    Ok(Answer::Done)
                }
                Err(error) => Err(refusal(&error)),
            };
            reply.send(answer);
        });
    }

    fn enter_lot(&self, account: AccountId, lot: &LotEntry, reply: Reply, now: Timestamp) {
        let zone = settings::zone(&self.settings);
        let date = lot.date.unwrap_or_else(|| lot.sent.to_zoned(zone).date());
        let caisse = lot.caisse.map_or_else(String::new, |one| one.to_string());
        let sighting = Sighting {
            // The same entry made twice is one lot.
            key: format!("hand:{}:{date}:{caisse}:{}", lot.number, lot.sent),
            seen: Seen::Lot(LotSeen {
                reference: LotReference {
                    emitter: None,
                    number: Some(lot.number),
                    date: Some(date),
                },
                caisse: lot.caisse,
                message_id: None,
                sent: lot.sent,
                invoices: None,
            }),
        };
        let (ledger, done) = (self.ledger_of(account), self.done.clone());
        let book_now = ledger.clock.book_time(now);
        tokio::task::spawn_blocking(move || {
            let sightings = vec![sighting];
            // Its time is the book's own already.
            let entered = ledger
                .journal
                .ingest(account, Origin::Hand, sightings, None, book_now);
            let answer = entered.map(|_| {
                let _ = done.send(Done::BookAsked(BookChanged::Lots(Some(account))));
                Answer::Done
            });
            reply.send(answer.map_err(|error| refusal(&error)));
        });
    }

    fn find_sources(&self, reply: Reply) {
        let knowledge = self.world.knowledge.of_sources(TimeZone::system());
        let apart = self.books.sources.apart.clone();
        tokio::task::spawn_blocking(move || {
            let profiles = Arc::clone(&knowledge.profiles);
            let look = move || vigie_sources::find(&profiles);
            let found = apart.within(PATIENCE, look, drop).unwrap_or_else(|error| {
                tracing::warn!(%error, "not looked where sources usually stand");
                Vec::new()
            });
            let found = found
                .into_iter()
                .map(|found| FoundSource {
                    kind: found.kind,
                    software: found.software,
                })
                .collect();
            let profiles = knowledge
                .profiles
                .iter()
                .filter(|profile| profile.log().is_some())
                .map(|profile| ProfileName {
                    id: profile.id().to_owned(),
                    name: profile.name().to_owned(),
                })
                .collect();
            reply.send(Ok(Answer::FoundSources { found, profiles }));
        });
    }

    fn preview_source(&self, kind: SourceKind, reply: Reply, now: Timestamp) {
        let knowledge = self.world.knowledge.of_sources(TimeZone::system());
        let sources = &self.books.sources;
        let (stop, apart) = (Arc::clone(&sources.stop), sources.apart.clone());
        tokio::task::spawn_blocking(move || {
            let path = kind.path().to_owned();
            let look = move || vigie_sources::preview(&kind, &knowledge, now, &stop);
            let found = apart.within(PATIENCE, look, drop).unwrap_or_else(|error| {
                tracing::warn!(%error, "no preview of a source");
                Preview {
                    problem: Some(error.problem(path)),
                    ..Preview::default()
                }
            });
            let preview = SourcePreview {
                lots: found.lots,
                returns: found.returns,
                unknown: found.unknown,
                sample: found.sample,
                problem: found.problem.as_ref().map(source::problem),
            };
            reply.send(Ok(Answer::SourcePreview { preview }));
        });
    }

    fn add_source(&self, account: AccountId, kind: SourceKind, reply: Reply) {
        let is_known = self
            .books
            .sources
            .of_account(account)
            .any(|source| source.kind == kind);
        if is_known {
            return reply.send(Ok(Answer::Done));
        }
        let (journal, done) = (self.record.journal().clone(), self.done.clone());
        let now = self.now();
        tokio::task::spawn_blocking(move || {
            let added = journal.add_source(account, kind, now).map(|source| {
                let _ = done.send(Done::BookAsked(BookChanged::SourceAdded(source)));
                Answer::Done
            });
            reply.send(added.map_err(|error| refusal(&error)));
        });
    }

    fn remove_source(&self, source: SourceId, reply: Reply) {
        let (journal, done) = (self.record.journal().clone(), self.done.clone());
        let now = self.now();
        tokio::task::spawn_blocking(move || {
            let removed = journal.remove_source(source, now).map(|()| {
                let _ = done.send(Done::BookAsked(BookChanged::SourceRemoved(source)));
                Answer::Done
            });
            reply.send(removed.map_err(|error| refusal(&error)));
        });
    }

    /// A face changed something: it is looked into, and every face is told.
    pub(super) fn take_book_asked(&mut self, changed: BookChanged, now: Timestamp) {
        let accounts = match changed {
            BookChanged::Lots(Some(account)) => vec![account],
            BookChanged::Lots(None) => self.accounts(),
            BookChanged::SourceAdded(source) => {
                let account = source.account;
                self.books.sources.add(source, now);
                vec![account]
            }
            BookChanged::SourceRemoved(source) => {
                let account = self.books.sources.account_of(source);
                self.books.sources.remove(source);
                self.watch_sources();
                account.into_iter().collect()
            }
        };
        for account in accounts {
            self.books.look(account, true, now);
            self.faces.tell(&Event::BookChanged { account });
        }
    }
}

/// The training ground's sources are its own affair.
fn require_own(account: AccountId) -> Result<(), Refusal> {
    if account == TRAINING_ACCOUNT {
        Err(Refusal::NotPossible)
    } else {
        Ok(())
    }
}

fn answer_with(reply: Reply, read: impl FnOnce() -> Result<Answer, RecordError> + Send + 'static) {
    tokio::task::spawn_blocking(move || {
        reply.send(read().map_err(|error| refusal(&error)));
    });
}

fn judge_source(kind: &SourceKind) -> Result<(), Refusal> {
    let is_path =
        |path: &str| !path.trim().is_empty() && path.len() <= LONGEST_PATH && !path.contains('\0');
    let is_name = |name: &str| {
        !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control)
    };
    match kind {
        SourceKind::LotFolder { path } | SourceKind::ReturnFolder { path } => {
            require(is_path(path), "path")
        }
        SourceKind::Pyxvital { ini, practitioner } => {
            require(is_path(ini), "ini")?;
            require(practitioner.as_deref().is_none_or(is_name), "practitioner")
        }
        SourceKind::Log { path, profile } => {
            require(is_path(path), "path")?;
            require(is_name(profile), "profile")
        }
    }
}

/// Several mailboxes' months become one; their medians do not, and are left out.
fn add_month(months: &mut BTreeMap<Date, Month>, month: Month) {
    let Some(sum) = months.get_mut(&month.month) else {
        months.insert(month.month, month);
        return;
    };
    sum.median_delay_s = match (sum.acknowledged, month.acknowledged) {
        (_, 0) => sum.median_delay_s,
        (0, _) => month.median_delay_s,
        _ => None,
    };
    sum.sent += month.sent;
    sum.acknowledged += month.acknowledged;
    sum.refused += month.refused;
    sum.sent_again += month.sent_again;
    sum.open += month.open;
}

fn require(holds: bool, field: &str) -> Result<(), Refusal> {
    if holds {
        Ok(())
    } else {
        Err(out_of_range(field))
    }
}
