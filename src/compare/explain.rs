//! What stands at changed places, in words.

use super::difference::quoted;
use super::pixels::{Changed, PixelBox};
use crate::geometry::{Point, Pt, Rect, Size};
use crate::view::{Dpi, Placed, Word};

/// How many places are named.
const NAMED: usize = 4;

/// How a page looks different: which part of it, and what stands there.
pub(super) fn look(changed: &Changed, placed: (&Placed, &Placed), dpi: Dpi) -> String {
    let places = changed.places();
    let mut named: Vec<String> = vec![];
    for place in places.iter().take(NAMED) {
        let name = name(*place, placed, dpi);
        if !named.contains(&name) {
            named.push(name);
        }
    }
    let more = places.len().saturating_sub(NAMED);
    if more > 0 {
        named.push(format!("and {more} more place{}", if more == 1 { "" } else { "s" }));
    }
    format!("looks different, {} of it: {}", percent(changed.share()), named.join("; "))
}

/// A share in hundredths.
fn percent(share: f64) -> String {
    if share < 0.0001 { "less than 0.01 %".to_owned() } else { format!("{:.2} %", share * 100.0) }
}

/// What stands at a place: a picture, words, or something drawn.
fn name(place: PixelBox, (before, after): (&Placed, &Placed), dpi: Dpi) -> String {
    let pt = |pixels: usize| Pt(pixels as f64 * 72.0 / dpi.0);
    let at = Point::new(pt(place.left), pt(place.top));
    let rect = Rect::new(at, Size::new(pt(place.right - place.left), pt(place.bottom - place.top)));
    let where_it_is = format!("at {:.0}, {:.0} mm", rect.at.x.mm().0, rect.at.y.mm().0);
    let pictures = before.pictures.iter().chain(&after.pictures);
    if pictures.map(|picture| picture.place).any(|picture| is_mostly_in(rect, picture)) {
        return format!("the picture {where_it_is}");
    }
    let words = |placed: &Placed| -> String {
        let there = placed.words.iter().filter(|word| extent(word).overlaps(rect));
        there.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let (then, now) = (words(before), words(after));
    match if now.is_empty() { then } else { now } {
        text if text.is_empty() => {
            let size = rect.size;
            format!("something drawn {where_it_is}, {:.0} × {:.0} mm", size.width.mm().0, size.height.mm().0)
        }
        text => quoted(&text),
    }
}

/// Whether a place lies in another, or nearly so.
fn is_mostly_in(place: Rect, other: Rect) -> bool {
    let width = place.right().min(other.right()) - place.at.x.max(other.at.x);
    let height = place.bottom().min(other.bottom()) - place.at.y.max(other.at.y);
    let shared = width.max(Pt::ZERO).0 * height.max(Pt::ZERO).0;
    shared > 0.9 * place.size.width.0 * place.size.height.0
}

/// The rectangle around a word, with usual ascenders and descenders.
pub(super) fn extent(word: &Word) -> Rect {
    let (left, right) = (word.at.x.min(word.end.x), word.at.x.max(word.end.x));
    let (top, bottom) = (word.at.y.min(word.end.y), word.at.y.max(word.end.y));
    let at = Point::new(left, top - word.size * 0.8);
    Rect::new(at, Size::new((right - left).max(Pt(1.0)), bottom - top + word.size * 1.05))
}
