//! Numbers of objects, and the references that use them.
//!
//! lopdf's own ways search a list for each reference; a drawing of ten thousand
//! objects would take seconds.

use std::collections::BTreeMap;

use lopdf::{Document, Object, ObjectId};

/// Keeps what the trailer leads to, numbered in the order in which it is met.
pub(super) fn compact(pdf: &mut Document) {
    let mut objects = std::mem::take(&mut pdf.objects);
    let mut numbers: BTreeMap<ObjectId, ObjectId> = BTreeMap::new();
    let mut met: Vec<ObjectId> = Vec::new();
    let mut number = |id: ObjectId, met: &mut Vec<ObjectId>| {
        *numbers.entry(id).or_insert_with(|| {
            met.push(id);
            (met.len() as u32, 0)
        })
    };
    for (_, value) in pdf.trailer.iter_mut() {
        each_reference(value, &mut |id| number(id, &mut met));
    }
    let mut index = 0;
    while let Some(id) = met.get(index).copied() {
        index += 1;
        if let Some(mut object) = objects.remove(&id) {
            each_reference(&mut object, &mut |id| number(id, &mut met));
            pdf.objects.insert((index as u32, 0), object);
        }
    }
    pdf.max_id = met.len() as u32;
}

/// Changes each reference in an object.
fn each_reference(object: &mut Object, change: &mut impl FnMut(ObjectId) -> ObjectId) {
    match object {
        Object::Reference(id) => *id = change(*id),
        Object::Array(items) => items.iter_mut().for_each(|item| each_reference(item, change)),
        Object::Dictionary(dictionary) => dictionary.iter_mut().for_each(|(_, value)| each_reference(value, change)),
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, value)| each_reference(value, change)),
        _ => {}
    }
}
