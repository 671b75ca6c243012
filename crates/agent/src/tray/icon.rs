//! The pixels of the four states, made by `icons/make.sh`.

use vigie_domain::health::Level;

/// The sizes in each set, in pixels, in the order in which they lie in it.
pub(super) const SIZES: [u16; 5] = [16, 22, 24, 32, 48];

/// The state's square picture of that size, as RGBA; empty where there is no such size.
pub(super) fn pixels(level: Level, size: u16) -> &'static [u8] {
    let mut rest = set(level);
    for each in SIZES {
        let Some((picture, after)) = rest.split_at_checked(octets(each)) else {
            break;
        };
        if each == size {
            return picture;
        }
        rest = after;
    }
    &[]
}

fn set(level: Level) -> &'static [u8] {
    match level {
        Level::Well => include_bytes!("../../../../icons/tray/well.rgba"),
        Level::Unknown => include_bytes!("../../../../icons/tray/unknown.rgba"),
        Level::Attention => include_bytes!("../../../../icons/tray/attention.rgba"),
        Level::Alarm => include_bytes!("../../../../icons/tray/alarm.rgba"),
    }
}

const fn octets(size: u16) -> usize {
    size as usize * size as usize * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [Level; 4] = [Level::Well, Level::Unknown, Level::Attention, Level::Alarm];

    #[test]
    fn every_set_holds_exactly_its_sizes() {
        let expected: usize = SIZES.into_iter().map(octets).sum();
        for level in LEVELS {
            assert_eq!(set(level).len(), expected, "{level:?}");
            for size in SIZES {
                assert_eq!(pixels(level, size).len(), octets(size), "{level:?} {size}");
            }
        }
        assert!(pixels(Level::Well, 17).is_empty());
    }

    /// Told apart without colour: of each two states, at least a tenth of the pixels differ in
    /// opacity or clearly in brightness.
    #[test]
    fn states_differ_in_shape() {
        let grey = |pixel: &[u8]| {
            let sum: u32 = pixel[..3].iter().copied().map(u32::from).sum();
            sum * u32::from(pixel[3]) / (3 * 255)
        };
        for size in SIZES {
            for (index, one) in LEVELS.into_iter().enumerate() {
                for other in LEVELS.into_iter().skip(index + 1) {
                    let differing = pixels(one, size)
                        .chunks_exact(4)
                        .zip(pixels(other, size).chunks_exact(4))
                        .filter(|(a, b)| a[3].abs_diff(b[3]) > 96 || grey(a).abs_diff(grey(b)) > 64)
                        .count();
                    let all = usize::from(size) * usize::from(size);
                    assert!(
                        differing * 10 > all,
                        "{one:?} {other:?} {size}: {differing}"
                    );
                }
            }
        }
    }
}
