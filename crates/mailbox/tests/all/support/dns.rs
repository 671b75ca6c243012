//! A name server with a handful of records, by UDP.

use std::{
    net::{Ipv4Addr, SocketAddr},
    str::FromStr as _,
};

use hickory_resolver::proto::{
    op::{Message, MessageType, ResponseCode},
    rr::{
        Name, RData, Record,
        rdata::{A, MX, SRV},
    },
    serialize::binary::{BinDecodable as _, BinEncodable as _},
};
use tokio::net::UdpSocket;

/// What the server knows.
#[derive(Clone, Debug)]
pub(crate) enum Zone {
    /// The name has this address.
    Address(&'static str, Ipv4Addr),
    /// The domain's mail goes there.
    Exchanger(&'static str, &'static str),
    /// The service is there.
    Service(&'static str, &'static str, u16),
}

/// Starts a server; what it does not know does not exist.
pub(crate) async fn start(zone: Vec<Zone>) -> SocketAddr {
    start_with(zone, ResponseCode::NXDomain).await
}

/// The same with another answer to what it does not know.
pub(crate) async fn start_with(zone: Vec<Zone>, otherwise: ResponseCode) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while let Ok((octets, peer)) = socket.recv_from(&mut buffer).await {
            let Ok(question) = Message::from_bytes(&buffer[..octets]) else {
                continue;
            };
            let answer = answer(&question, &zone, otherwise);
            socket
                .send_to(&answer.to_bytes().unwrap(), peer)
                .await
                .unwrap();
        }
    });
    address
}

fn answer(question: &Message, zone: &[Zone], otherwise: ResponseCode) -> Message {
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    assert_eq!(answer.metadata.message_type, MessageType::Response);
    answer.metadata.recursion_available = true;
    let Some(query) = question.queries.first() else {
        return answer;
    };
    answer.add_query(query.clone());
    let mut exists = query.name().is_root();
    for entry in zone {
        let (name, data) = match entry {
            Zone::Address(name, at) => (*name, RData::A(A(*at))),
            Zone::Exchanger(name, mx) => (*name, RData::MX(MX::new(10, absolute(mx)))),
            Zone::Service(name, host, port) => {
                (*name, RData::SRV(SRV::new(0, 0, *port, absolute(host))))
            }
        };
        if absolute(name) == *query.name() {
            exists = true;
            if data.record_type() == query.query_type() {
                answer.add_answer(Record::from_rdata(query.name().clone(), 60, data));
            }
        }
    }
    if !exists {
        answer.metadata.response_code = otherwise;
    }
    answer
}

fn absolute(name: &str) -> Name {
    let mut name = Name::from_str(name).unwrap();
    name.set_fqdn(true);
    name
}
