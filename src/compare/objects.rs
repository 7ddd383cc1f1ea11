//! Why two files that say and show the same are not the same bytes, and what else is in them.

use std::collections::{BTreeSet, VecDeque};

use lopdf::{Document, Object, ObjectId, Stream};

use super::about::properties_of;
use super::difference::{Difference, Kind, Level, shorten};
use crate::view::View;

/// How many pairs of objects are looked at.
const MOST: usize = 200_000;

/// What is compared elsewhere, or is only how a file is written.
const ELSEWHERE: [&str; 9] =
    ["Type", "Version", "Pages", "StructTreeRoot", "Outlines", "Lang", "AF", "Metadata", "Extensions"];

/// Two objects at one place of two files.
type Pair<'a> = (String, &'a Object, &'a Object);

/// Walks through both files from their trailers and tells where they part.
pub(super) fn compare(expected: &View, actual: &View, differences: &mut Vec<Difference>) {
    let tell = |message: String| Difference::new(Level::Bytes, Kind::Object, message);
    let (Ok(before), Ok(after)) = (Document::load_mem(expected.bytes()), Document::load_mem(actual.bytes())) else {
        return differences.push(tell("the files have other bytes".to_owned()));
    };
    let mut walk = Walk {
        before: &before,
        after: &after,
        seen: BTreeSet::new(),
        open: VecDeque::new(),
        told: vec![],
        kinds: vec![],
        repacked: 0,
    };
    if before.version != after.version {
        walk.told.push(format!("version {} became {}", before.version, after.version));
    }
    for key in ["Root", "Info", "ID", "Encrypt"] {
        walk.entry(&format!("/{key}"), before.trailer.get(key.as_bytes()).ok(), after.trailer.get(key.as_bytes()).ok());
    }
    while let Some((path, then, now)) = walk.open.pop_front() {
        if walk.seen.len() > MOST {
            break;
        }
        walk.object(path, then, now);
    }
    let structural = |message: String| Difference { level: Level::Structure, ..tell(message) };
    let mut told: Vec<Difference> = walk.kinds.into_iter().map(structural).collect();
    told.extend(walk.told.into_iter().map(|message| Difference { level: level(&message), ..tell(message) }));
    if walk.repacked > 0 {
        told.push(tell(format!("{} streams are packed differently", walk.repacked)));
    }
    if told.is_empty() {
        told.push(tell("the objects are in another order, or written in another way".to_owned()));
    }
    differences.extend(shorten(told));
}

/// The level of a difference: what a reader acts on is part of the structure, such as where the
/// file opens, how its pages are numbered, and what it does by itself.
fn level(path: &str) -> Level {
    let is_making = ["Producer", "CreationDate", "ModDate"].iter().any(|key| path.starts_with(&format!("/Info/{key}")));
    if path.starts_with("/Info/") {
        return if is_making { Level::Bytes } else { Level::Structure };
    }
    let Some(path) = path.strip_prefix("/Root/") else { return Level::Bytes };
    let key = path.split(['/', '[', ' ']).next().unwrap_or_default();
    let is_known = ELSEWHERE.contains(&key) || path.starts_with("Names/EmbeddedFiles");
    // XMP is compared as such, what is said of it is not.
    let is_known = is_known && !path.starts_with("Metadata/");
    if is_known { Level::Bytes } else { Level::Structure }
}

/// Whether something may come or go without a reader's noticing: what pages inherit or not, what
/// resources are called, and when and by what the file was made.
fn may_come_and_go(path: &str) -> bool {
    const INHERITED: [&str; 9] =
        ["MediaBox", "CropBox", "Rotate", "Resources", "Parent", "Count", "Kids", "Contents", "Type"];
    const RESOURCES: [&str; 7] = ["Font", "XObject", "ColorSpace", "ExtGState", "Pattern", "Shading", "Properties"];
    let mut parts = path.rsplit('/');
    let (key, holder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_page = holder == "Pages" || holder.starts_with("Kids[");
    let is_resource = RESOURCES.contains(&holder) || (holder == "Resources" && RESOURCES.contains(&key));
    let is_elsewhere = !path.starts_with("/Root/Pages");
    is_elsewhere || is_resource || holder == "Resources" || (is_page && INHERITED.contains(&key))
}

struct Walk<'a> {
    before: &'a Document,
    after: &'a Document,
    /// Pairs of objects that were looked at.
    seen: BTreeSet<(ObjectId, ObjectId)>,
    /// What is yet to be looked at, the nearest to the trailer first, so that paths are short.
    open: VecDeque<Pair<'a>>,
    told: Vec<String>,
    /// Places where things of another kind stand, or things with another name.
    kinds: Vec<String>,
    /// How many streams hold the same in another package.
    repacked: usize,
}

impl<'a> Walk<'a> {
    fn object(&mut self, path: String, then: &'a Object, now: &'a Object) {
        if let (Object::Reference(then), Object::Reference(now)) = (then, now)
            && !self.seen.insert((*then, *now))
        {
            return;
        }
        let resolved = (self.before.dereference(then), self.after.dereference(now));
        let (Ok((_, then)), Ok((_, now))) = resolved else { return };
        match (then, now) {
            (Object::Dictionary(then), Object::Dictionary(now)) => {
                let keys: BTreeSet<&Vec<u8>> = then.iter().chain(now).map(|(key, _)| key).collect();
                for key in keys {
                    let path = format!("{path}/{}", String::from_utf8_lossy(key));
                    self.entry(&path, then.get(key).ok(), now.get(key).ok());
                }
            }
            (Object::Array(then), Object::Array(now)) => {
                if then.len() != now.len() {
                    return self.told.push(format!("{path} had {} entries and has {}", then.len(), now.len()));
                }
                if path == "/ID" && then != now {
                    return self.told.push(path);
                }
                for (index, (then, now)) in then.iter().zip(now).enumerate() {
                    self.open.push_back((format!("{path}[{index}]"), then, now));
                }
            }
            (Object::Stream(then), Object::Stream(now)) => self.stream(&path, then, now),
            (Object::Integer(then), Object::Real(now)) | (Object::Real(now), Object::Integer(then)) => {
                if (*then as f32 - *now).abs() > 1e-4 {
                    self.told.push(path);
                }
            }
            // A text may be written in several ways.
            (Object::String(then, _), Object::String(now, _)) if then == now => {}
            (then, now) if then == now => {}
            // Content may be one stream or several, and subsets of fonts have names by chance.
            (Object::Name(_), Object::Name(_)) if path.ends_with("/BaseFont") || path.ends_with("/FontName") => {
                self.told.push(path);
            }
            (Object::Name(then), Object::Name(now)) => {
                let [then, now] = [then, now].map(|name| String::from_utf8_lossy(name).into_owned());
                self.kinds.push(format!("{path}: {then} became {now}"));
            }
            (then, now) if then.enum_variant() != now.enum_variant() && !path.ends_with("/Contents") => {
                let kind = |object: &Object| object.enum_variant().to_lowercase();
                self.kinds.push(format!("{path}: a {} became a {}", kind(then), kind(now)));
            }
            _ => self.told.push(path),
        }
    }

    fn entry(&mut self, path: &str, then: Option<&'a Object>, now: Option<&'a Object>) {
        match (then, now) {
            (Some(then), Some(now)) => self.open.push_back((path.to_owned(), then, now)),
            (None, None) => {}
            (then, _) => {
                let told = if may_come_and_go(path) { &mut self.told } else { &mut self.kinds };
                told.push(format!("{path} is {}", if then.is_some() { "gone" } else { "new" }));
            }
        }
    }

    fn stream(&mut self, path: &str, then: &'a Stream, now: &'a Stream) {
        let packing = [b"Length".as_slice(), b"Filter", b"DecodeParms"];
        let keys: BTreeSet<&Vec<u8>> = then.dict.iter().chain(&now.dict).map(|(key, _)| key).collect();
        for key in keys.into_iter().filter(|key| !packing.contains(&key.as_slice())) {
            let path = format!("{path}/{}", String::from_utf8_lossy(key));
            self.entry(&path, then.dict.get(key).ok(), now.dict.get(key).ok());
        }
        if then.content == now.content {
            return;
        }
        let unpacked = |stream: &Stream| stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        let (before, after) = (unpacked(then), unpacked(now));
        if before == after {
            self.repacked += 1;
        } else if path.ends_with("/Metadata") {
            let (then, now) = (properties_of(&before), properties_of(&after));
            let keys: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
            let changed: Vec<&str> =
                keys.into_iter().filter(|key| then.get(*key) != now.get(*key)).map(String::as_str).collect();
            self.told.push(if changed.is_empty() {
                path.to_owned()
            } else {
                format!("{path} ({})", changed.join(", "))
            });
        } else {
            self.told.push(format!("{path} holds something else"));
        }
    }
}
