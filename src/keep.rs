//! What was made and may be wanted again, in bounded room.
//!
//! Nothing that is made depends on it: what is not kept any longer is made anew, and is the same.

use std::collections::BTreeMap;

/// Things by the hashes of what they were made of.
///
/// They are of two ages. When there are enough young ones, the old ones go and the young ones
/// are old; an old one that is wanted is young again. So what all letters share stays, and what
/// one letter has to itself goes.
#[derive(Debug)]
pub(crate) struct Keep<T> {
    young: BTreeMap<u64, T>,
    old: BTreeMap<u64, T>,
    /// How many things may be young.
    room: usize,
}

impl<T: Clone> Keep<T> {
    /// Room for at most twice as many things.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { young: BTreeMap::new(), old: BTreeMap::new(), room }
    }

    /// The thing with a hash, if it is the one that is meant.
    pub(crate) fn get(&mut self, hash: u64, is_meant: impl Fn(&T) -> bool) -> Option<T> {
        if let Some(thing) = self.young.get(&hash) {
            return is_meant(thing).then(|| thing.clone());
        }
        let thing = self.old.remove(&hash)?;
        self.put(hash, thing.clone());
        is_meant(&thing).then_some(thing)
    }

    /// Keeps a thing, in place of another one with the same hash.
    pub(crate) fn put(&mut self, hash: u64, thing: T) {
        if self.young.len() >= self.room {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, thing);
    }
}

/// A hash of bytes that is the same in each run; fast, and no more than a hint.
pub(crate) fn hash_of_bytes(bytes: &[u8]) -> u64 {
    // The golden ratio's fraction: multiplied by it, what is near gets far apart (Knuth, 6.4).
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(SPREAD);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_again_and_again_stays() {
        let mut keep = Keep::with_room(10);
        keep.put(0, "shared".to_owned());
        for number in 1..1000 {
            keep.put(number, number.to_string());
            assert_eq!(keep.get(0, |_| true).as_deref(), Some("shared"));
        }
        assert!(keep.young.len() + keep.old.len() <= 20);
        assert_eq!(keep.get(1, |_| true), None);
    }

    #[test]
    fn another_thing_with_the_same_hash_is_not_given_out() {
        let mut keep = Keep::with_room(10);
        keep.put(7, "one");
        assert_eq!(keep.get(7, |thing| *thing == "other"), None);
        keep.put(7, "other");
        assert_eq!(keep.get(7, |thing| *thing == "other"), Some("other"));
    }
}
