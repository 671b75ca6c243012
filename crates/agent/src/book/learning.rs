//! What is usual in one practice, learnt from its record.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, civil::Date};
use vigie_domain::{
    account::AccountId,
    book::{
        busy_hours::BusyHours,
        claims::Claims,
        deadline::Place,
        expectation::Expectation,
        lot::Caisse,
        observability::{FollowedDay, Observability, SendingDay},
        rhythm::Rhythm,
        unanswered::{Gap, Unanswered, due},
        watched::{Silence, Watched},
    },
};
use vigie_journal::RecordError;

use super::ledger::Ledger;

/// What is learnt of answers reaches back so far.
const ANSWERS: SignedDuration = SignedDuration::from_hours(365 * 24);
/// And of the rhythm of returns.
const RETURNS: SignedDuration = SignedDuration::from_hours(2 * 366 * 24);
/// And of the lots between two returns.
const LOTS: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);
/// And of what can be seen and claimed: two years before each lot that is open.
const SENDINGS: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);
/// Lots so recent show that there is somewhere to learn lots from.
const RECENT: SignedDuration = SignedDuration::from_hours(120 * 24);
/// An answer that has not come after so long should have been seen.
const MATURE: SignedDuration = SignedDuration::from_hours(48);
/// The hour in which lots usually leave.
const EVENING: i8 = 18;
/// Returns closer together are one sighting.
const TOGETHER: SignedDuration = SignedDuration::from_hours(2);

/// What is usual. Learnt anew when lots or returns came, and once a day.
#[derive(Clone, Debug)]
pub(crate) struct Learnt {
    pub(crate) expectation: Expectation,
    pub(crate) rhythm: Rhythm,
    /// Where lots are known: what a silence of returns means, counted in lots.
    pub(crate) unanswered: Option<Unanswered>,
    pub(crate) busy: BusyHours,
    pub(crate) observability: Observability,
    /// Which lots may be called unanswered.
    pub(crate) claims: Claims,
    /// Caisses that send ARLs: of others no deadline is known.
    pub(crate) answering: BTreeSet<Option<Caisse>>,
    /// The day on which it was learnt.
    pub(crate) on: Date,
}

/// Learns. `past`: mailboxes whose place this one took, with whom it has one flow of lots and returns;
/// `shows_lots`: there is a source that shows lots; `before`: what could be seen until now.
pub(crate) fn learn(
    ledger: &Ledger,
    account: AccountId,
    past: &[AccountId],
    shows_lots: bool,
    before: Option<Observability>,
    place: &Place,
    now: Timestamp,
) -> Result<Learnt, RecordError> {
    let journal = &ledger.journal;
    let flow = flow(account, past);
    let (mut answered, mut never_seen) = (Vec::new(), 0);
    let mut returns = Vec::new();
    for one in &flow {
        let (seen, unseen) = journal.answered_since(*one, back(now, ANSWERS))?;
        answered.extend(seen);
        never_seen += unseen;
        returns.extend(journal.return_times(*one, back(now, LOTS), false)?);
    }
    answered.sort_by_key(|one| one.sent);
    returns.sort_unstable();
    let expectation = Expectation::learn(&answered, never_seen, place);
    let answering = answered.into_iter().map(|one| one.caisse).collect();
    let all = |day: &SendingDay| day.sent;
    let lots = due_lots(ledger, &flow, back(now, LOTS), all, place, now)?;
    let unanswered = (!lots.is_empty()).then(|| Unanswered::learn(&gaps(&returns, &lots), now));
    let since = returns.partition_point(|at| *at < back(now, RETURNS));
    let (rhythm, busy) = rhythm(ledger, &flow, &returns[since..], place, now)?;
    let days =
        journal.followed_days(account, back(now, SENDINGS), &place.zone, back(now, MATURE))?;
    let date_of = |at: Timestamp| at.to_zoned(place.zone.clone()).date();
    let (today, recent) = (date_of(now), date_of(back(now, RECENT)));
    let is_recent = |day: &FollowedDay| day.date >= recent;
    // Lots that were entered by hand are lots that are known.
    let has_source = shows_lots || days.last().is_some_and(is_recent);
    Ok(Learnt {
        expectation,
        rhythm,
        unanswered,
        busy,
        observability: Observability::judge(has_source, &days, before, today),
        claims: Claims::judge(&days),
        answering,
        on: today,
    })
}

/// The mailboxes whose returns are one flow: this one, and those whose place it took.
pub(crate) fn flow(account: AccountId, past: &[AccountId]) -> Vec<AccountId> {
    std::iter::once(account)
        .chain(past.iter().copied())
        .collect()
}

/// When any of these mailboxes was checked since, in order.
pub(crate) fn check_times(
    ledger: &Ledger,
    flow: &[AccountId],
    since: Timestamp,
) -> Result<Vec<Timestamp>, RecordError> {
    let mut times = Vec::new();
    for account in flow {
        times.extend(ledger.check_times(*account, since)?);
    }
    times.sort_unstable();
    Ok(times)
}

fn rhythm(
    ledger: &Ledger,
    flow: &[AccountId],
    returns: &[Timestamp],
    place: &Place,
    now: Timestamp,
) -> Result<(Rhythm, BusyHours), RecordError> {
    let Some(first) = returns.first() else {
        return Ok((Rhythm::learn(&[], now, place), BusyHours::default()));
    };
    let checks = check_times(ledger, flow, *first)?;
    // What came before anybody looked says nothing of how long this practice waits.
    let looked_at = checks.first().map_or(returns.len(), |first| {
        returns.partition_point(|at| at < first)
    });
    let watched: Watched = checks.into_iter().collect();
    let silences: Vec<Silence> = returns[looked_at..]
        .windows(2)
        .filter(|pair| pair[1].duration_since(pair[0]) > TOGETHER)
        .map(|pair| watched.silence(pair[0], pair[1], place))
        .collect();
    Ok((
        Rhythm::learn(&silences, now, place),
        BusyHours::learn(returns, &watched, now, place),
    ))
}

/// When lots became due since, in order, with how many of each day count. The record gives them by
/// days; they are taken for sent in the evening.
pub(crate) fn due_lots(
    ledger: &Ledger,
    flow: &[AccountId],
    since: Timestamp,
    count: impl Fn(&SendingDay) -> u32,
    place: &Place,
    now: Timestamp,
) -> Result<Vec<(Timestamp, u32)>, RecordError> {
    let mut days = Vec::new();
    for account in flow {
        let journal = &ledger.journal;
        days.extend(journal.sending_days(*account, since, now, &place.zone, now)?);
    }
    let sent = |day: &SendingDay| {
        let evening = day.date.at(EVENING, 0, 0, 0).to_zoned(place.zone.clone());
        Some((due(evening.ok()?.timestamp(), place), count(day)))
    };
    let mut lots: Vec<(Timestamp, u32)> = days.iter().filter_map(sent).collect();
    lots.sort_by_key(|(due, _)| *due);
    Ok(lots)
}

/// The lots that became due between one sighting of returns and the next.
fn gaps(returns: &[Timestamp], lots: &[(Timestamp, u32)]) -> Vec<Gap> {
    returns
        .windows(2)
        .filter(|pair| pair[1].duration_since(pair[0]) > TOGETHER)
        .map(|pair| gap(pair[0], pair[1], lots))
        .collect()
}

/// The lots that became due from one moment until another.
pub(crate) fn gap(from: Timestamp, until: Timestamp, lots: &[(Timestamp, u32)]) -> Gap {
    let before = |at: Timestamp| lots.partition_point(|(due, _)| *due < at);
    Gap {
        from,
        until,
        lots: lots[before(from)..before(until)]
            .iter()
            .map(|(_, lots)| *lots)
            .sum(),
    }
}

fn back(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}
