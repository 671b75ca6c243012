//! An installation: what an agent keeps between fetches.

use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use vigie_steering::{
    Asked, Change, Digest, Enrolment, FetchError, Fetched, Floors, Held, Http, Limits, Proxy,
    Visit, fetch,
};

use crate::{
    publisher::{Publisher, day, number},
    server::Server,
};

pub(crate) struct Station {
    pub(crate) enrolment: Enrolment,
    pub(crate) datastore: TempDir,
    pub(crate) floors: Floors,
    pub(crate) held: Held,
    pub(crate) http: Http,
    pub(crate) limits: Limits,
    pub(crate) now: Timestamp,
}

impl Station {
    pub(crate) fn new(publisher: &Publisher, server: &Server) -> Self {
        Self {
            enrolment: publisher.enrolment(&server.url()),
            datastore: tempfile::tempdir().unwrap(),
            floors: Floors::default(),
            held: Held::default(),
            http: Http::new(vec![server.root.clone()], Proxy::None).unwrap(),
            limits: Limits {
                // Generous: only tests of slowness shorten them.
                request: Duration::from_mins(2),
                ..Limits::default()
            },
            now: day(),
        }
    }

    pub(crate) async fn visit(&self) -> Visit {
        let number = number();
        let asked = Asked {
            enrolment: &self.enrolment,
            datastore: self.datastore.path(),
            floors: &self.floors,
            held: &self.held,
            practice: &number,
        };
        fetch(&asked, &self.http, &self.limits, self.now).await
    }

    /// Fetches, and keeps what an agent keeps.
    pub(crate) async fn fetch(&mut self) -> Result<Fetched, FetchError> {
        let fetched = self.visit().await.outcome?;
        self.floors = fetched.floors;
        if let Some(change) = &fetched.change {
            self.settle(change);
        }
        Ok(fetched)
    }

    pub(crate) fn settle(&mut self, change: &Change) {
        let documents = change.documents.iter();
        self.held = Held {
            documents: documents
                .map(|file| (file.name.clone(), file.sha256))
                .collect(),
            sealed: change.sealed.iter().map(|file| file.sha256).collect(),
            settled: Some(change.set),
        };
    }

    /// The change, with every content that it brought being what its digest says.
    pub(crate) async fn changed(&mut self) -> Change {
        let change = self.fetch().await.unwrap().change.unwrap();
        for file in &change.documents {
            if let Some(content) = &file.content {
                assert_eq!(Digest::of(content), file.sha256);
            }
        }
        change
    }

    /// A fetch that is refused, and changes nothing: the same repository as before is fetched
    /// as before.
    pub(crate) async fn refused(&mut self) -> FetchError {
        let before = self.floors;
        let error = self.fetch().await.unwrap_err();
        assert_eq!(self.floors, before);
        error
    }
}

/// A publisher, a server that serves what it published, and an installation that fetched it.
pub(crate) async fn enrolled() -> (Publisher, Server, Station) {
    let publisher = Publisher::new().await;
    let server = Server::start(publisher.publish().await).await;
    let mut station = Station::new(&publisher, &server);
    station.changed().await;
    server.asked();
    (publisher, server, station)
}
