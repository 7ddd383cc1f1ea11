//! Pages as pixels and as SVG.

use std::sync::{Arc, Mutex, PoisonError};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::{Placed, View, ViewError, place};

/// The most pixels that a page may have: 50 million.
const MOST_PIXELS: f64 = 50e6;
/// The longest side in pixels that can be drawn.
const LONGEST: f64 = 65_000.0;

/// Dots per inch.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Dpi(pub f64);

/// A page as pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Red, green, blue and opacity for each pixel, by rows; all are opaque.
    pub rgba: Vec<u8>,
}

/// Draws pages of one PDF.
pub struct Pencil<'a> {
    view: &'a View,
    pixels: RenderCache<'a>,
    settings: InterpreterSettings,
    /// What the interpreter could not do since it was last asked.
    faults: Arc<Mutex<Vec<InterpreterWarning>>>,
}

impl<'a> Pencil<'a> {
    pub(super) fn new(view: &'a View) -> Self {
        let faults = Arc::new(Mutex::new(vec![]));
        let heard = faults.clone();
        let warning_sink = Arc::new(move |fault| heard.lock().unwrap_or_else(PoisonError::into_inner).push(fault));
        let settings = InterpreterSettings { warning_sink, ..Default::default() };
        Self { view, pixels: RenderCache::new(), settings, faults }
    }

    /// Draws a page on white.
    ///
    /// # Errors
    ///
    /// There is no such page, it is too large, or something on it cannot be drawn.
    pub fn draw(&self, index: usize, dpi: Dpi) -> Result<Raster, ViewError> {
        let page = self.view.page(index).ok_or_else(|| missing(index))?;
        let scale = dpi.0 / 72.0;
        let (width, height) = page.render_dimensions();
        let (wide, high) = (f64::from(width) * scale, f64::from(height) * scale);
        if !(1.0..LONGEST).contains(&wide) || !(1.0..LONGEST).contains(&high) || wide * high > MOST_PIXELS {
            return Err(ViewError::Page(index + 1, format!("it would have {wide:.0} × {high:.0} pixels")));
        }
        let look = PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE };
        // Unhinted outlines stand where the file puts them, at every resolution.
        let how = RenderSettings { hinting: false, ..Default::default() };
        let drawn = hayro::render(page, &self.pixels, &self.settings, &how, &look);
        self.heard(index)?;
        let (width, height) = (drawn.width().into(), drawn.height().into());
        Ok(Raster { width, height, rgba: drawn.data_as_u8_slice().to_vec() })
    }

    /// Draws a page as SVG on white.
    ///
    /// # Errors
    ///
    /// There is no such page, or something on it cannot be drawn.
    pub fn draw_svg(&self, index: usize) -> Result<String, ViewError> {
        let page = self.view.page(index).ok_or_else(|| missing(index))?;
        let look = hayro_svg::SvgRenderSettings { bg_color: [255; 4] };
        let drawn = hayro_svg::convert(page, &hayro_svg::RenderCache::new(), &self.settings, &look);
        self.heard(index)?;
        Ok(drawn)
    }

    /// Tells what stands where on a page.
    ///
    /// # Errors
    ///
    /// There is no such page, or something on it cannot be read.
    pub fn place(&self, index: usize) -> Result<Placed, ViewError> {
        let page = self.view.page(index).ok_or_else(|| missing(index))?;
        let placed = place::place(page, self.settings.clone());
        self.heard(index)?;
        Ok(placed)
    }

    /// What could not be done to the page is an error: it would only look whole.
    fn heard(&self, index: usize) -> Result<(), ViewError> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let why = match faults.first() {
            None => return Ok(()),
            Some(InterpreterWarning::UnsupportedFont) => "a font cannot be used",
            Some(InterpreterWarning::ImageDecodeFailure) => "a picture cannot be decoded",
            Some(_) => "an annotation cannot be drawn",
        };
        faults.clear();
        Err(ViewError::Page(index + 1, why.to_owned()))
    }
}

fn missing(index: usize) -> ViewError {
    ViewError::Page(index + 1, "there is no such page".to_owned())
}
