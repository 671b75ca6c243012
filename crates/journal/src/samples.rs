//! What the tests of this crate record.

use jiff::Timestamp;
use vigie_domain::{
    account::{Account, AccountId},
    cause::Cause,
    health::{Happening, Health},
    report::{CheckReport, Failure, MailboxSeen, NewMessage, Phase, PhaseTiming},
    server::{Security, Server},
};

use crate::{CheckRecord, Journal, NewAccount, UidDelta};

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn new_account(address: &str) -> NewAccount {
    NewAccount {
        address: address.parse().unwrap(),
        login: address.to_owned(),
        server: Server {
            host: "pop.provider.example".into(),
            port: 995,
            security: Security::Tls,
        },
        provider: Some("provider".into()),
        interval_minutes: 10,
        training: false,
    }
}

pub(crate) fn add(journal: &Journal, address: &str) -> Account {
    journal
        .add_account(new_account(address), moment("2026-11-23T09:00:00Z"))
        .unwrap()
}

pub(crate) fn report(started_at: Timestamp, outcome: Result<f64, Cause>) -> CheckReport {
    CheckReport {
        started_at,
        server: new_account("cabinet@exemple.example").server,
        timings: vec![PhaseTiming {
            phase: Phase::Dns,
            ms: *outcome.as_ref().unwrap_or(&1.0),
        }],
        tls: None,
        capabilities: vec!["UIDL".into()],
        login_delay_s: None,
        login_attempted: true,
        outcome: match outcome {
            Ok(_) => Ok(MailboxSeen {
                messages: 1,
                octets: 2_048,
                uids: Some(vec!["uid-1".into()]),
                new_messages: vec![NewMessage {
                    uid: "uid-1".into(),
                    octets: Some(2_048),
                    message_id: Some("message-id@caisse.example".into()),
                    from: Some("sender-of-mail@caisse.example".into()),
                    subject: Some("subject-of-mail".into()),
                    received_at: None,
                }],
                more_to_scan: false,
                oldest: None,
            }),
            Err(cause) => Err(failure(cause)),
        },
    }
}

pub(crate) fn failure(cause: Cause) -> Failure {
    Failure {
        cause,
        phase: Phase::Connect,
        detail: Some("a detail".into()),
        retry_after_s: None,
    }
}

pub(crate) fn record(
    journal: &Journal,
    account: AccountId,
    report: &CheckReport,
    happenings: &[Happening],
) {
    journal
        .record_check(&CheckRecord {
            account,
            report,
            health: &Health::new(report.started_at),
            happenings,
            uids: &UidDelta::default(),
            memory: None,
            at: report.started_at,
        })
        .unwrap();
}
