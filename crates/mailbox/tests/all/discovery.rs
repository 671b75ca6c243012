//! Discovery against a name server and servers of our own.

use std::{net::Ipv4Addr, time::Duration};

use crate::support::{
    PASSWORD,
    authority::Authority,
    dns::{self, Zone},
    script::{Hear, Hold, Script, Tls, say},
};
use rustls::pki_types::CertificateDer;
use vigie_domain::{
    discovery::Source,
    server::{Security, Server},
};
use vigie_mailbox::{
    Resolver,
    discovery::{Discovered, Discovery, Ports, discover},
};

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A POP3 server that proves these names.
async fn pop3s(authority: &Authority, names: &[&str]) -> Script {
    Script::start(vec![
        Tls(authority.server(names)),
        say("+OK ready\r\n"),
        Hear("QUIT"),
        say("+OK\r\n"),
    ])
    .await
}

/// An HTTPS server with one answer.
async fn https(authority: &Authority, names: &[&str], status: &str, body: &str) -> Script {
    let response = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    Script::start(vec![
        Tls(authority.server(names)),
        Hear("GET /"),
        say(response),
    ])
    .await
}

async fn look(
    zone: Vec<Zone>,
    root: &CertificateDer<'static>,
    ports: Ports,
    deadline: Duration,
) -> Discovered<'static> {
    let roots = [root.clone()];
    let options = Discovery {
        deadline,
        resolver: Resolver::At(dns::start(zone).await),
        extra_roots: &roots,
        ports,
        ..Discovery::default()
    };
    let address = "cabinet@exemple.test".parse().unwrap();
    discover(&address, &options).await
}

/// Ports on which nobody answers.
const NOBODY: Ports = Ports {
    https: 1,
    pop3s: 1,
    pop3: 1,
};

const SECONDS: Duration = Duration::from_secs(5);

#[tokio::test]
async fn the_provider_behind_a_domain_is_known_by_its_exchanger() {
    let root = Authority::exemple().root();
    let zone = vec![Zone::Exchanger("exemple.test", "mx1.mail.ovh.net")];
    let found = look(zone, &root, NOBODY, SECONDS).await;
    assert_eq!(found.provider.unwrap().id, "ovh");
    let best = &found.candidates[0];
    assert_eq!(best.server.to_string(), "ssl0.ovh.net:995");
    assert_eq!(best.source, Source::MailExchanger);
    assert_eq!(best.login, "cabinet@exemple.test");
    assert!(!best.needs_approval);
}

#[tokio::test]
async fn a_service_record_counts_once_its_name_is_proven() {
    let authority = Authority::exemple();
    let right = pop3s(&authority, &["boites.autre.test"]).await;
    let wrong = pop3s(&authority, &["ailleurs.test"]).await;
    let zone = vec![
        Zone::Service("_pop3s._tcp.exemple.test", "boites.autre.test", right.port),
        Zone::Service("_pop3s._tcp.exemple.test", "faux.autre.test", wrong.port),
        Zone::Service("_submissions._tcp.exemple.test", "envoi.exemple.test", 465),
        Zone::Address("boites.autre.test", HERE),
        Zone::Address("faux.autre.test", HERE),
    ];
    let found = look(zone, &authority.root(), NOBODY, SECONDS).await;
    assert_eq!(found.candidates.len(), 1);
    let best = &found.candidates[0];
    assert_eq!(best.server.host, "boites.autre.test");
    assert_eq!(best.source, Source::ServiceRecord);
    assert!(best.needs_approval, "it lies outside exemple.test");
    assert_eq!(found.submission[0].server.host, "envoi.exemple.test");
    assert_eq!(right.heard(), ["QUIT"]);
    assert!(!wrong.heard().concat().contains(PASSWORD));
}

const CONFIGURATION: &str = "<clientConfig version=\"1.1\"><emailProvider id=\"exemple.test\">\
    <incomingServer type=\"pop3\"><hostname>pop.exemple.test</hostname><port>995</port>\
    <socketType>SSL</socketType><username>%EMAILLOCALPART%</username>\
    <authentication>password-cleartext</authentication></incomingServer>\
    </emailProvider></clientConfig>";

#[tokio::test]
async fn autoconfiguration_wins_over_the_exchanger() {
    let authority = Authority::exemple();
    let names = ["autoconfig.exemple.test", "exemple.test"];
    let web = https(&authority, &names, "200 OK", CONFIGURATION).await;
    let zone = vec![
        Zone::Exchanger("exemple.test", "mx1.mail.ovh.net"),
        Zone::Address("autoconfig.exemple.test", HERE),
        Zone::Address("exemple.test", HERE),
    ];
    let ports = Ports {
        https: web.port,
        ..NOBODY
    };
    let found = look(zone, &authority.root(), ports, SECONDS).await;
    let best = &found.candidates[0];
    assert_eq!(
        best.server,
        Server {
            host: "pop.exemple.test".into(),
            port: 995,
            security: Security::Tls
        }
    );
    assert_eq!(best.source, Source::Autoconfiguration);
    assert_eq!(best.login, "cabinet");
    assert!(!best.needs_approval);
}

#[tokio::test]
async fn autoconfiguration_in_clear_text_or_in_a_false_name_is_not_read() {
    let authority = Authority::exemple();
    let clear = Script::start(vec![
        Hear("GET /"),
        say(format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{CONFIGURATION}"
        )),
    ])
    .await;
    let location = format!(
        "302 Found\r\nLocation: http://exemple.test:{}/x",
        clear.port
    );
    let names = ["autoconfig.exemple.test", "exemple.test"];
    let redirecting = https(&authority, &names, &location, "").await;
    let false_name = https(&authority, &["autre.test"], "200 OK", CONFIGURATION).await;
    for https in [clear.port, redirecting.port, false_name.port] {
        let zone = vec![
            Zone::Address("autoconfig.exemple.test", HERE),
            Zone::Address("exemple.test", HERE),
        ];
        let ports = Ports { https, ..NOBODY };
        let found = look(zone, &authority.root(), ports, SECONDS).await;
        assert_eq!(found.candidates, []);
    }
    assert_eq!(clear.count("GET"), 0);
}

#[tokio::test]
async fn usual_names_are_tried_with_tls_and_with_stls() {
    let authority = Authority::exemple();
    let direct = pop3s(&authority, &["pop.exemple.test"]).await;
    let by_stls = Script::start(vec![
        say("+OK ready\r\n"),
        Hear("STLS"),
        say("+OK\r\n"),
        Tls(authority.server(&["pop.exemple.test"])),
        Hear("QUIT"),
        say("+OK\r\n"),
    ])
    .await;
    let zone = vec![
        Zone::Address("pop.exemple.test", HERE),
        // In the DNS, but with a certificate for another name.
        Zone::Address("mail.exemple.test", HERE),
    ];
    let ports = Ports {
        https: 1,
        pop3s: direct.port,
        pop3: by_stls.port,
    };
    let found = look(zone, &authority.root(), ports, SECONDS).await;
    let hosts: Vec<(String, Security)> = found
        .candidates
        .iter()
        .map(|c| (c.server.host.clone(), c.server.security))
        .collect();
    assert_eq!(
        hosts,
        [
            ("pop.exemple.test".into(), Security::Tls),
            ("pop.exemple.test".into(), Security::StartTls)
        ]
    );
    assert_eq!(found.candidates[0].source, Source::Guess);
}

#[tokio::test]
async fn a_server_in_clear_text_is_no_candidate() {
    let authority = Authority::exemple();
    let clear = Script::start(vec![
        say("+OK ready\r\n"),
        Hear("STLS"),
        say("-ERR no\r\n"),
        Hold,
    ])
    .await;
    let zone = vec![Zone::Address("pop.exemple.test", HERE)];
    let ports = Ports {
        pop3: clear.port,
        ..NOBODY
    };
    let found = look(zone, &authority.root(), ports, SECONDS).await;
    assert_eq!(found, Discovered::default());
}

#[tokio::test]
async fn the_deadline_is_hard() {
    let authority = Authority::exemple();
    let mute = Script::start(vec![Hold]).await;
    let zone = vec![
        Zone::Address("pop.exemple.test", HERE),
        Zone::Address("exemple.test", HERE),
        Zone::Exchanger("exemple.test", "mx1.mail.ovh.net"),
    ];
    let ports = Ports {
        https: mute.port,
        pop3s: mute.port,
        pop3: mute.port,
    };
    let began = std::time::Instant::now();
    let half_a_second = Duration::from_millis(500);
    let found = look(zone, &authority.root(), ports, half_a_second).await;
    assert!(began.elapsed() < Duration::from_secs(2));
    assert_eq!(found.provider.unwrap().id, "ovh", "what was found by then");
}
