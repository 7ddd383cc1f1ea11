//! Two pictures of a page, pixel by pixel.
//!
//! Edges that are smoothed a little differently count as the same, as in Kotsarenko and
//! Ramos, "Measuring perceived color difference using YIQ NTSC transmission color space"
//! (2010) and Vyšniauskas, "Anti-aliased pixel and intensity slope detector" (2009), which
//! the program pixelmatch put to use.

use crate::view::Raster;

/// The colour difference of black and white.
const WIDEST: f64 = 35_215.0;
/// The side of the squares by which changed places are told, in pixels.
const SQUARE: usize = 12;
/// The colour of marks.
const MARK: [u8; 4] = [0xd6, 0x1a, 0x3c, 0xff];

/// What may differ.
pub(super) struct Tolerance {
    /// How far a colour may be from another, from 0 to 1.
    pub(super) share: f64,
    /// Places that are not looked at.
    pub(super) ignored: Vec<PixelBox>,
}

/// A rectangle of pixels, without its right and bottom sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PixelBox {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

impl PixelBox {
    fn holds(self, x: usize, y: usize) -> bool {
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }
}

/// What differs.
pub(super) struct Changed {
    width: usize,
    height: usize,
    /// For each pixel, by rows.
    pixels: Vec<bool>,
    /// How many pixels.
    pub(super) count: usize,
}

/// Compares two pictures of one size; `None` if they look the same.
pub(super) fn compare(before: &Raster, after: &Raster, tolerance: &Tolerance) -> Option<Changed> {
    let (width, height) = (before.width, before.height);
    let limit = WIDEST * tolerance.share * tolerance.share;
    let mut changed: Option<Changed> = None;
    let rows = before.rgba.chunks_exact(width * 4).zip(after.rgba.chunks_exact(width * 4));
    for (y, (row, other)) in rows.enumerate() {
        // Nearly all rows are the same, byte for byte.
        if row == other {
            continue;
        }
        for (x, (pixel, now)) in row.as_chunks::<4>().0.iter().zip(other.as_chunks::<4>().0).enumerate() {
            let differs = pixel != now
                && difference(pixel, now).abs() > limit
                && !tolerance.ignored.iter().any(|ignored| ignored.holds(x, y))
                && !is_smoothing(before, after, x, y)
                && !is_smoothing(after, before, x, y);
            if differs {
                let changed = changed.get_or_insert_with(|| {
                    let pixels = vec![false; width * height];
                    Changed { width, height, pixels, count: 0 }
                });
                changed.pixels[y * width + x] = true;
                changed.count += 1;
            }
        }
    }
    changed
}

impl Changed {
    /// Which part of all pixels.
    pub(super) fn share(&self) -> f64 {
        self.count as f64 / (self.width * self.height) as f64
    }

    /// The changed pixels in red on nothing.
    pub(super) fn marks(&self) -> Raster {
        let rgba = self.pixels.iter().flat_map(|changed| if *changed { MARK } else { [0; 4] }).collect();
        Raster { width: self.width, height: self.height, rgba }
    }

    /// The places where they are, the largest first: squares that touch are one place.
    pub(super) fn places(&self) -> Vec<PixelBox> {
        let (columns, rows) = (self.width.div_ceil(SQUARE), self.height.div_ceil(SQUARE));
        let mut squares: Vec<Option<PixelBox>> = vec![None; columns * rows];
        for (index, _) in self.pixels.iter().enumerate().filter(|(_, changed)| **changed) {
            let (x, y) = (index % self.width, index / self.width);
            let pixel = PixelBox { left: x, top: y, right: x + 1, bottom: y + 1 };
            let square = &mut squares[y / SQUARE * columns + x / SQUARE];
            *square = Some(square.map_or(pixel, |square| around(square, pixel)));
        }
        let mut places = vec![];
        for index in 0..squares.len() {
            let Some(mut place) = squares[index].take() else { continue };
            let mut open = vec![index];
            while let Some(index) = open.pop() {
                let (column, row) = (index % columns, index / columns);
                for row in row.saturating_sub(1)..(row + 2).min(rows) {
                    for column in column.saturating_sub(1)..(column + 2).min(columns) {
                        if let Some(square) = squares[row * columns + column].take() {
                            place = around(place, square);
                            open.push(row * columns + column);
                        }
                    }
                }
            }
            places.push(place);
        }
        places.sort_by_key(|place| std::cmp::Reverse((place.right - place.left) * (place.bottom - place.top)));
        places
    }
}

/// The smallest rectangle around two.
fn around(a: PixelBox, b: PixelBox) -> PixelBox {
    PixelBox {
        left: a.left.min(b.left),
        top: a.top.min(b.top),
        right: a.right.max(b.right),
        bottom: a.bottom.max(b.bottom),
    }
}

/// How different two colours look; below 0 if the second is lighter.
fn difference(a: &[u8; 4], b: &[u8; 4]) -> f64 {
    let [r, g, b] = [0, 1, 2].map(|channel| f64::from(a[channel]) - f64::from(b[channel]));
    let y = luma(r, g, b);
    let i = r * 0.595_977_99 - g * 0.274_176_10 - b * 0.321_801_89;
    let q = r * 0.211_470_17 - g * 0.522_617_11 + b * 0.311_146_94;
    let delta = 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
    if y > 0.0 { -delta } else { delta }
}

fn luma(r: f64, g: f64, b: f64) -> f64 {
    r * 0.298_895_31 + g * 0.586_622_47 + b * 0.114_482_23
}

/// Whether a pixel is likely to smooth an edge: it is between a darker and a lighter
/// neighbour, one of which belongs to a plain area in both pictures.
fn is_smoothing(picture: &Raster, other: &Raster, x: usize, y: usize) -> bool {
    let own = pixel(picture, x, y);
    let (mut darkest, mut lightest) = ((0.0, (0, 0)), (0.0, (0, 0)));
    let at_edge = x == 0 || y == 0 || x + 1 == picture.width || y + 1 == picture.height;
    let mut equal = usize::from(at_edge);
    for (nx, ny) in neighbours(picture, x, y) {
        let next = pixel(picture, nx, ny);
        let [r, g, b] = [0, 1, 2].map(|channel| f64::from(own[channel]) - f64::from(next[channel]));
        let step = luma(r, g, b);
        if step == 0.0 {
            equal += 1;
            if equal > 2 {
                return false;
            }
        } else if step < darkest.0 {
            darkest = (step, (nx, ny));
        } else if step > lightest.0 {
            lightest = (step, (nx, ny));
        }
    }
    if darkest.0 == 0.0 || lightest.0 == 0.0 {
        return false;
    }
    [darkest.1, lightest.1].iter().any(|(x, y)| is_plain(picture, *x, *y) && is_plain(other, *x, *y))
}

/// Whether a pixel has several neighbours of its own colour.
fn is_plain(picture: &Raster, x: usize, y: usize) -> bool {
    let own = pixel(picture, x, y);
    let at_edge = x == 0 || y == 0 || x + 1 == picture.width || y + 1 == picture.height;
    neighbours(picture, x, y).filter(|(x, y)| pixel(picture, *x, *y) == own).count() + usize::from(at_edge) > 2
}

fn neighbours(picture: &Raster, x: usize, y: usize) -> impl Iterator<Item = (usize, usize)> {
    let columns = x.saturating_sub(1)..(x + 2).min(picture.width);
    let rows = y.saturating_sub(1)..(y + 2).min(picture.height);
    rows.flat_map(move |ny| columns.clone().map(move |nx| (nx, ny))).filter(move |place| *place != (x, y))
}

fn pixel(picture: &Raster, x: usize, y: usize) -> &[u8; 4] {
    &picture.rgba.as_chunks::<4>().0[y * picture.width + x]
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Tolerance = Tolerance { share: 0.03, ignored: vec![] };

    /// A white picture with a black square.
    fn square(left: usize, edge: u8) -> Raster {
        let (width, height) = (40, 40);
        let grey = |x: usize, y: usize| match (x, y) {
            (x, y) if x > left && x < left + 12 && y > 10 && y < 24 => 0,
            (x, y) if x == left && y > 10 && y < 24 => edge,
            _ => 255,
        };
        let rgba = (0..width * height).flat_map(|at| [grey(at % width, at / width); 3].into_iter().chain([255]));
        Raster { width, height, rgba: rgba.collect() }
    }

    #[test]
    fn smoothing_is_no_difference() {
        assert!(compare(&square(8, 100), &square(8, 130), &EXACT).is_none());
    }

    #[test]
    fn square_that_moved_is_one() {
        let changed = compare(&square(8, 0), &square(9, 0), &EXACT).unwrap();
        assert_eq!(changed.count, 2 * 13);
        assert_eq!(changed.places().len(), 1);
    }

    #[test]
    fn ignored_place_is_not_looked_at() {
        let everywhere = PixelBox { left: 0, top: 0, right: 40, bottom: 40 };
        let tolerance = Tolerance { share: 0.03, ignored: vec![everywhere] };
        assert!(compare(&square(8, 0), &square(12, 0), &tolerance).is_none());
    }
}
