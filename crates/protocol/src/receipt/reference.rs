//! The name of a receipt, short enough to be read out on the telephone.

use crate::session::World;

/// Consonants and vowels of a proquint (D. S. Wilkerson, arXiv:0901.4016): 16 bits as five letters.
const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 4] = b"aiou";

/// The reference of what was sent: the same file sent at another time, elsewhere or by somebody else
/// has another one.
pub(super) fn reference(world: World, parts: &[&str]) -> String {
    let hash = parts.iter().fold(FNV_START, |hash, part| fnv(fnv(hash, part.as_bytes()), &[0]));
    let [high, low] = [(hash >> 48) ^ (hash >> 16), (hash >> 32) ^ hash].map(|half| half as u16);
    let world = match world {
        World::Test => "T",
        World::Production => "P",
    };
    format!("{world}-{}-{}", proquint(high), proquint(low))
}

// FNV-1a of 64 bits, by Fowler, Noll and Vo.
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}

fn proquint(bits: u16) -> String {
    let consonant = |shift: u16| CONSONANTS[usize::from(bits >> shift & 0xf)];
    let vowel = |shift: u16| VOWELS[usize::from(bits >> shift & 0x3)];
    let letters = [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)];
    letters.map(char::from).iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proquints_are_those_of_the_paper() {
        // 127.0.0.1 and 63.84.220.193 there.
        for (bits, word) in
            [(0x7f00, "lusab"), (0x0001, "babad"), (0x3f54, "gutih"), (0xdcc1, "tugad")]
        {
            assert_eq!(proquint(bits), word);
        }
    }

    #[test]
    fn each_submission_has_its_own() {
        let of = |world, parts: &[&str]| reference(world, parts);
        let first = of(World::Test, &["aa", "bb"]);
        assert_eq!(first, of(World::Test, &["aa", "bb"]));
        assert_eq!((first.len(), &first[..2]), (13, "T-"));
        for other in [of(World::Test, &["aab", "b"]), of(World::Test, &["aa", "bc"])] {
            assert_ne!(first, other);
        }
        assert_eq!(of(World::Production, &["aa", "bb"])[1..], first[1..]);
    }
}
