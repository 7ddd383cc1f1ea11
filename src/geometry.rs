//! Lengths, points and rectangles. No bare `f32` or `f64` crosses a room's door.
//!
//! Positions count from the top left corner of the page, x to the right and y
//! downwards, as paper standards do. Only `pdf` turns the page upside down.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The longest length that a file may state: the greatest side of a PDF page, 14,400 pt.
const LONGEST: Pt = Pt(14_400.0);

/// A length in PostScript points, 1/72 inch.
#[derive(Debug, Default, Clone, Copy, PartialEq, PartialOrd)]
pub struct Pt(pub f64);

/// A length in millimetres, the unit of paper and window standards.
#[derive(Debug, Default, Clone, Copy, PartialEq, PartialOrd)]
pub struct Mm(pub f64);

impl Pt {
    /// No length at all.
    pub const ZERO: Self = Self(0.0);

    /// The larger of two lengths.
    pub fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// The smaller of two lengths.
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    /// The length in millimetres.
    pub fn mm(self) -> Mm {
        Mm(self.0 * 25.4 / 72.0)
    }
}

impl Mm {
    /// The length in points.
    pub fn pt(self) -> Pt {
        Pt(self.0 * 72.0 / 25.4)
    }
}

impl<'de> Deserialize<'de> for Pt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let length = Self(f64::deserialize(deserializer)?);
        let possible = length.0.is_finite() && length.0.abs() <= LONGEST.0;
        if possible {
            Ok(length)
        } else {
            Err(D::Error::custom(format!("a length is a number up to {} pt", LONGEST.0)))
        }
    }
}

impl<'de> Deserialize<'de> for Mm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let length = Self(f64::deserialize(deserializer)?);
        let possible = length.0.is_finite() && length.pt().0.abs() <= LONGEST.0;
        if possible {
            Ok(length)
        } else {
            Err(D::Error::custom(format!("a length is a number up to {} mm", LONGEST.mm().0)))
        }
    }
}

impl From<Mm> for Pt {
    fn from(length: Mm) -> Self {
        length.pt()
    }
}

impl fmt::Display for Pt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}pt", self.0)
    }
}

impl fmt::Display for Mm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} mm", self.0)
    }
}

impl Add for Pt {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Pt {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Pt {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<f64> for Pt {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }
}

impl Div<f64> for Pt {
    type Output = Self;
    fn div(self, divisor: f64) -> Self {
        Self(self.0 / divisor)
    }
}

impl Div for Pt {
    type Output = f64;
    fn div(self, other: Self) -> f64 {
        self.0 / other.0
    }
}

impl AddAssign for Pt {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Pt {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Pt {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        Self(lengths.map(|length| length.0).sum())
    }
}

/// A place on a page, from its top left corner.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Point {
    /// Distance from the left edge.
    pub x: Pt,
    /// Distance from the top edge.
    pub y: Pt,
}

impl Point {
    /// The place at these distances from the left and the top.
    pub fn new(x: Pt, y: Pt) -> Self {
        Self { x, y }
    }

    /// The place moved right by `dx` and down by `dy`.
    pub fn shifted(self, dx: Pt, dy: Pt) -> Self {
        Self::new(self.x + dx, self.y + dy)
    }
}

/// The width and height of something.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Size {
    /// Extent from left to right.
    pub width: Pt,
    /// Extent from top to bottom.
    pub height: Pt,
}

impl Size {
    /// The size with this width and height.
    pub fn new(width: Pt, height: Pt) -> Self {
        Self { width, height }
    }
}

/// A rectangle with sides along the page's.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Rect {
    /// The top left corner.
    pub at: Point,
    /// The extent to the right and down.
    pub size: Size,
}

impl Rect {
    /// The rectangle with this corner and size.
    pub fn new(at: Point, size: Size) -> Self {
        Self { at, size }
    }

    /// The y of the lower side.
    pub fn bottom(self) -> Pt {
        self.at.y + self.size.height
    }

    /// The x of the right side.
    pub fn right(self) -> Pt {
        self.at.x + self.size.width
    }

    /// Whether the inner areas share a point; touching sides do not count.
    pub fn overlaps(self, other: Self) -> bool {
        self.at.x < other.right()
            && other.at.x < self.right()
            && self.at.y < other.bottom()
            && other.at.y < self.bottom()
    }
}

/// A colour in sRGB, eight bits for each channel.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Color {
    /// The colour of text unless a style says otherwise.
    pub const BLACK: Self = Self { r: 0, g: 0, b: 0 };
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}
