//! A check that is left while it waits, stored, and taken up again.

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use vigie_domain::{
    server::{Security, Server},
    verdict::{Conclusion, Patience, ProviderFacts, Role, judge},
};
use vigie_mailbox::Resolver;
use vigie_relocation::{
    Ended, Mailbox, Pace, Place, PopPlace, ProbeText, Progress, Request, State, gather,
    remove_probes, stop_switch,
};
use vigie_tests::mail::Mail;

fn mailbox(mail: &Mail, name: &str) -> Mailbox {
    let place = |port| Place {
        server: Server {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Tls,
        },
        login: format!("{name}@example.test"),
    };
    Mailbox {
        address: format!("{name}@example.test").parse().unwrap(),
        password: Some(format!("{name}-pw").into()),
        pop: PopPlace::At(place(mail.pops_port())),
        submission: Some(place(mail.smtps_port())),
        provider: None,
    }
}

#[test]
fn a_wait_can_be_left_and_taken_up_again() {
    vigie_mailbox::install_crypto_provider();
    let mail = super::two_mailboxes();
    let pem = std::fs::read(mail.ca_file()).unwrap();
    let roots: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .unwrap();
    let candidate = mailbox(&mail, "new");
    let existing = [(mailbox(&mail, "cabinet"), Role::Current)];
    let text = ProbeText {
        subject: "Message d’essai".to_owned(),
        text: "À effacer.\n".to_owned(),
    };
    let request = Request {
        candidate: &candidate,
        existing: &existing,
        text: &text,
        own_domain: false,
        patience: Patience::default(),
        pace: Pace::Hurried,
        extra_roots: &roots,
        resolver: Resolver::System,
        clock: Timestamp::now,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut state = State::new(&candidate, ProviderFacts::default(), &existing);

    // Asked to stop as soon as it waits.
    let (switch, mut stop) = stop_switch();
    let mut leave = |progress: Progress| {
        if matches!(progress, Progress::Waiting { .. }) {
            switch.send(true).unwrap();
        }
    };
    let ended = runtime.block_on(gather(&request, &mut state, &mut leave, &mut stop));
    assert_eq!(ended, Ended::Stopped);
    let verdict = judge(&state.evidence, &request.patience);
    assert_eq!(verdict.conclusion, Conclusion::Inconclusive);

    let stored = serde_json::to_string(&state).unwrap();
    assert!(!stored.contains("-pw"), "{stored}");
    let mut state: State = serde_json::from_str(&stored).unwrap();
    let (_switch, mut stop) = stop_switch();
    let ended = runtime.block_on(gather(&request, &mut state, &mut |_| {}, &mut stop));
    assert_eq!(ended, Ended::Complete);
    let verdict = judge(&state.evidence, &request.patience);
    assert_eq!(verdict.conclusion, Conclusion::Good, "{verdict:?}");
    // No probe was sent a second time, and each is removed once.
    assert_eq!(mail.maildir("new").len(), 1);
    assert_eq!(mail.maildir("cabinet").len(), 1);
    for expected in [2, 0] {
        let mut untold = |_| {};
        let removing = remove_probes(&request, &mut state, true, &mut untold, &mut stop);
        let removal = runtime.block_on(removing);
        assert_eq!(removal.removed, expected);
        assert!(removal.left.is_empty(), "{removal:?}");
    }
    assert!(mail.maildir("new").is_empty() && mail.maildir("cabinet").is_empty());
}
