//! Compression undone: gzip or zlib, where there is any.

use std::{borrow::Cow, io::Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::ContentFault;
use crate::Bounds;

/// The plain octets, at most as many as the bound; with a fault, what came before it.
pub(crate) fn unfold<'x>(
    octets: &'x [u8],
    bounds: &Bounds,
) -> (Cow<'x, [u8]>, Option<ContentFault>) {
    match octets {
        [0x1f, 0x8b, ..] => read_bounded(MultiGzDecoder::new(octets), bounds),
        // RFC 1950 §2.2: method 8, window of at most 32 KiB, the two octets a multiple of 31.
        [first, second, ..]
            if first & 0x0f == 8
                && first >> 4 <= 7
                && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31) =>
        {
            read_bounded(ZlibDecoder::new(octets), bounds)
        }
        _ => {
            let bound = bounds.decoded_octets;
            let fault = (octets.len() > bound).then_some(ContentFault::TooLarge { bound });
            (octets[..octets.len().min(bound)].into(), fault)
        }
    }
}

fn read_bounded<'x>(
    mut source: impl Read,
    bounds: &Bounds,
) -> (Cow<'x, [u8]>, Option<ContentFault>) {
    let bound = bounds.decoded_octets;
    let mut plain = Vec::new();
    let mut chunk = [0; 16 << 10];
    loop {
        match source.read(&mut chunk) {
            Ok(0) => return (plain.into(), None),
            Ok(count) if plain.len() + count > bound => {
                plain.extend_from_slice(&chunk[..bound - plain.len()]);
                return (plain.into(), Some(ContentFault::TooLarge { bound }));
            }
            Ok(count) => plain.extend_from_slice(&chunk[..count]),
            Err(_) => {
                let unfolded = plain.len();
                return (plain.into(), Some(ContentFault::Compression { unfolded }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{GzEncoder, ZlibEncoder},
    };

    use super::*;

    fn gzip(octets: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_zlib_and_plain_give_the_same() {
        let plain = b"000 some record".repeat(50);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&plain).unwrap();
        for octets in [plain.clone(), gzip(&plain), zlib.finish().unwrap()] {
            let (unfolded, fault) = unfold(&octets, &Bounds::default());
            assert_eq!((unfolded.as_ref(), fault), (plain.as_slice(), None));
        }
    }

    #[test]
    fn a_truncated_gzip_gives_what_came_before_the_cut() {
        let octets = gzip(
            &(0..50_000_u32)
                .flat_map(u32::to_le_bytes)
                .collect::<Vec<_>>(),
        );
        let (unfolded, fault) = unfold(&octets[..octets.len() / 2], &Bounds::default());
        assert!(!unfolded.is_empty());
        assert_eq!(
            fault,
            Some(ContentFault::Compression {
                unfolded: unfolded.len()
            })
        );
    }

    #[test]
    fn a_gzip_bomb_stops_at_the_bound() {
        let bomb = gzip(&vec![0; 64 << 20]);
        let bounds = Bounds {
            decoded_octets: 1 << 20,
            ..Bounds::default()
        };
        let (unfolded, fault) = unfold(&bomb, &bounds);
        assert_eq!(unfolded.len(), 1 << 20);
        assert_eq!(fault, Some(ContentFault::TooLarge { bound: 1 << 20 }));
    }
}
