//! What was made and may be wanted again, in bounded room.
//!
//! Nothing that is made depends on it: what is not kept any longer is made anew, and is the same.

use std::collections::BTreeMap;

/// Things by the hashes of what they were made of.
///
/// They are of two ages. When the young ones need more than the room that there is, the old ones
/// go and the young ones are old; an old one that is wanted is young again. So what all letters
/// share stays, and what one letter has to itself goes.
#[derive(Debug)]
pub(crate) struct Keep<T> {
    young: BTreeMap<u64, (T, usize)>,
    old: BTreeMap<u64, (T, usize)>,
    /// What the young ones need.
    needed: usize,
    /// What they may need.
    room: usize,
}

impl<T: Clone> Keep<T> {
    /// Room for twice as much, in whatever [`put`](Self::put) counts: things, bytes.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { young: BTreeMap::new(), old: BTreeMap::new(), needed: 0, room }
    }

    /// The thing with a hash, if it is the one that is meant.
    pub(crate) fn get(&mut self, hash: u64, is_meant: impl Fn(&T) -> bool) -> Option<T> {
        if let Some((thing, _)) = self.young.get(&hash) {
            return is_meant(thing).then(|| thing.clone());
        }
        let (thing, needs) = self.old.remove(&hash)?;
        self.put(hash, thing.clone(), needs);
        is_meant(&thing).then_some(thing)
    }

    /// Keeps a thing that needs so much room, in place of another one with the same hash.
    pub(crate) fn put(&mut self, hash: u64, thing: T, needs: usize) {
        if self.needed + needs > self.room {
            self.old = std::mem::take(&mut self.young);
            self.needed = 0;
        }
        self.needed += needs;
        if let Some((_, needed)) = self.young.insert(hash, (thing, needs)) {
            self.needed -= needed;
        }
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
        keep.put(0, "shared".to_owned(), 1);
        for number in 1..1000 {
            keep.put(number, number.to_string(), 1);
            assert_eq!(keep.get(0, |_| true).as_deref(), Some("shared"));
        }
        assert!(keep.young.len() + keep.old.len() <= 20);
        assert_eq!(keep.get(1, |_| true), None);
    }

    #[test]
    fn what_is_large_makes_room_for_itself() {
        let mut keep = Keep::with_room(100);
        for number in 0..50 {
            keep.put(number, number, 60);
            keep.put(number, number, 70);
            assert!(keep.young.len() + keep.old.len() <= 2);
        }
        keep.put(99, 99, 1000);
        assert_eq!((keep.get(99, |_| true), keep.get(49, |_| true)), (Some(99), Some(49)));
    }

    #[test]
    fn another_thing_with_the_same_hash_is_not_given_out() {
        let mut keep = Keep::with_room(10);
        keep.put(7, "one", 1);
        assert_eq!(keep.get(7, |thing| *thing == "other"), None);
        keep.put(7, "other", 1);
        assert_eq!(keep.get(7, |thing| *thing == "other"), Some("other"));
    }
}
