//! How two files are compared.

use serde::{Deserialize, Serialize};

use crate::geometry::{Mm, Point, Pt, Rect, Size};
use crate::view::Dpi;

/// How two files are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The resolution that pages are drawn at.
    pub dpi: Dpi,
    /// How much a pixel may change, from 0 to 1, and count as the same.
    pub tolerance: f64,
    /// Places that are not compared.
    pub ignored: Vec<Ignored>,
    /// Of how many pages that look different pictures are given.
    pub pictures: usize,
}

impl Options {
    /// The resolution unless another is asked for.
    pub const DPI: f64 = 100.0;
    /// What a pixel may change by: an eye does not tell 8 of 255 levels apart.
    pub const TOLERANCE: f64 = 0.03;
}

impl Default for Options {
    fn default() -> Self {
        Self { dpi: Dpi(Self::DPI), tolerance: Self::TOLERANCE, ignored: vec![], pictures: 0 }
    }
}

/// A place that is not compared, in millimetres from the top left corner of a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ignored {
    /// From the left edge.
    pub x: f64,
    /// From the top edge.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Down.
    pub height: f64,
    /// The page, from 1; `None` is every page.
    pub page: Option<usize>,
}

impl Ignored {
    /// The place, if it is on a page that is counted from 0.
    pub(super) fn on(&self, page: usize) -> Option<Rect> {
        let pt = |mm| Pt::from(Mm(mm));
        let at = Point::new(pt(self.x), pt(self.y));
        self.page.is_none_or(|own| own == page + 1).then(|| Rect::new(at, Size::new(pt(self.width), pt(self.height))))
    }
}

impl std::str::FromStr for Ignored {
    type Err = String;

    /// Reads `x,y,width,height` in millimetres, with `@page` where it is one page only.
    fn from_str(text: &str) -> Result<Self, String> {
        let (place, page) = text.split_once('@').map_or((text, None), |(place, page)| (place, Some(page)));
        let page = page.map(|page| match page.parse() {
            Ok(page) if page > 0 => Ok(page),
            _ => Err(format!("`{page}` is not the number of a page")),
        });
        let sides: Option<Vec<f64>> = place.split(',').map(|side| side.trim().parse().ok()).collect();
        match sides.as_deref() {
            Some(&[x, y, width, height])
                if [x, y, width, height].iter().all(|side| side.is_finite()) && width > 0.0 && height > 0.0 =>
            {
                Ok(Self { x, y, width, height, page: page.transpose()? })
            }
            _ => Err("a place is x,y,width,height in millimetres, as in 20,45,85,27@1".to_owned()),
        }
    }
}
