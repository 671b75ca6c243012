//! Networks that come and go.

use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
    time::Duration,
};

use netwatcher::{Interface, IpRecord, async_adapter::Tokio};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::LineEvent;

/// Changes come in bursts: this long without one ends a burst.
const QUIET: Duration = Duration::from_secs(2);
/// A burst is told after this long even if it goes on.
const LONGEST_BURST: Duration = Duration::from_secs(15);

/// Tells of every burst of changes after which the networks are other ones.
pub(super) async fn watch(events: mpsc::UnboundedSender<LineEvent>) {
    let mut interfaces = match netwatcher::watch_interfaces_async::<Tokio>() {
        Ok(interfaces) => interfaces,
        Err(error) => {
            tracing::warn!(%error, "changes of the network are not seen");
            return;
        }
    };
    let mut known = networks(&interfaces.changed().await.interfaces);
    loop {
        let mut now = networks(&interfaces.changed().await.interfaces);
        let last = Instant::now() + LONGEST_BURST;
        while let Ok(update) =
            timeout_at(last.min(Instant::now() + QUIET), interfaces.changed()).await
        {
            now = networks(&update.interfaces);
        }
        if now != known {
            known = now;
            if events.send(LineEvent::NetworkChanged).is_err() {
                return;
            }
        }
    }
}

/// The networks that lead somewhere: interface, prefix, its length. The addresses themselves do
/// not count, for IPv6 changes them every few hours on one and the same network.
fn networks(interfaces: &HashMap<u32, Interface>) -> BTreeSet<(u32, IpAddr, u8)> {
    interfaces
        .values()
        .flat_map(|interface| interface.ips.iter().map(move |ip| (interface.index, ip)))
        .filter(|(_, record)| leads_somewhere(record.ip))
        .map(|(index, record)| (index, prefix(record), record.prefix_len))
        .collect()
}

fn leads_somewhere(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_loopback() && !address.is_link_local(),
        IpAddr::V6(address) => !address.is_loopback() && !address.is_unicast_link_local(),
    }
}

fn prefix(record: &IpRecord) -> IpAddr {
    let length = u32::from(record.prefix_len);
    match record.ip {
        IpAddr::V4(address) => {
            let mask = u32::MAX
                .checked_shl(32_u32.saturating_sub(length))
                .unwrap_or(0);
            IpAddr::V4((address.to_bits() & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX
                .checked_shl(128_u32.saturating_sub(length))
                .unwrap_or(0);
            IpAddr::V6((address.to_bits() & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(index: u32, ips: &[(&str, u8)]) -> (u32, Interface) {
        let ips = ips
            .iter()
            .map(|(ip, prefix_len)| IpRecord {
                ip: ip.parse().unwrap(),
                prefix_len: *prefix_len,
            })
            .collect();
        let name = format!("if{index}");
        (
            index,
            Interface {
                index,
                name,
                hw_addr: String::new(),
                ips,
            },
        )
    }

    fn of(interfaces: &[(u32, Interface)]) -> BTreeSet<(u32, IpAddr, u8)> {
        networks(&interfaces.iter().cloned().collect())
    }

    #[test]
    fn what_leads_nowhere_does_not_count() {
        let all = of(&[
            interface(1, &[("127.0.0.1", 8), ("::1", 128)]),
            interface(2, &[("169.254.3.4", 16), ("fe80::1", 64)]),
        ]);
        assert!(all.is_empty());
    }

    #[test]
    fn another_address_of_the_same_network_is_no_change() {
        let before = of(&[interface(2, &[("192.0.2.7", 24), ("2001:db8::1", 64)])]);
        let after = of(&[interface(2, &[("192.0.2.9", 24), ("2001:db8::abcd", 64)])]);
        assert_eq!(before, after);
        assert_ne!(before, of(&[interface(2, &[("198.51.100.7", 24)])]));
        assert_ne!(
            before,
            of(&[interface(3, &[("192.0.2.7", 24), ("2001:db8::1", 64)])])
        );
    }

    #[test]
    fn odd_prefixes_are_borne() {
        assert_eq!(of(&[interface(2, &[("192.0.2.7", 0)])]).len(), 1);
        assert_eq!(of(&[interface(2, &[("192.0.2.7", 255)])]).len(), 1);
        assert_eq!(
            of(&[interface(2, &[("2001:db8::1", 0), ("2001:db8::1", 200)])]).len(),
            2
        );
    }
}
