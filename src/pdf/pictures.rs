//! Pictures as objects that pages draw, each a unit square.

use std::sync::Arc;

use lopdf::{Dictionary, Document as Pdf, ObjectId, dictionary};
use svg2pdf::usvg::Tree;
use svg2pdf::{ConversionOptions, PageOptions};

use super::objects::{name, stream};
use super::{ExportError, numbering};
use crate::picture::{Content, Picture, Raster};

/// The name of a picture in the pages' resources.
pub(super) fn resource(picture: usize) -> String {
    format!("P{picture}")
}

/// Embeds pictures; returns them by resource name.
pub(super) fn embed(pdf: &mut Pdf, pictures: &[Arc<Picture>]) -> Result<Dictionary, ExportError> {
    let mut resources = Dictionary::new();
    for (index, picture) in pictures.iter().enumerate() {
        let id = match &picture.content {
            Content::Raster(raster) => embed_raster(pdf, raster),
            Content::Vector(tree) => embed_vector(pdf, tree)?,
        };
        resources.set(resource(index), id);
    }
    Ok(resources)
}

/// An image (ISO 32000-1, 8.9.5).
fn embed_raster(pdf: &mut Pdf, raster: &Raster) -> ObjectId {
    let mut dict = image_dictionary(raster, if raster.channels == 1 { "DeviceGray" } else { "DeviceRGB" });
    if let Some(alpha) = &raster.alpha {
        let mask = pdf.add_object(stream(image_dictionary(raster, "DeviceGray"), alpha.to_vec()));
        dict.set("SMask", mask);
    }
    match &raster.jpeg {
        Some(jpeg) => {
            dict.set("Filter", name("DCTDecode"));
            pdf.add_object(stream(dict, jpeg.to_vec()))
        }
        None => pdf.add_object(stream(dict, raster.samples.to_vec())),
    }
}

fn image_dictionary(raster: &Raster, color_space: &str) -> Dictionary {
    dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(raster.width),
        "Height" => i64::from(raster.height),
        "ColorSpace" => name(color_space),
        "BitsPerComponent" => 8,
    }
}

/// A drawing as a form (ISO 32000-1, 8.10): the page that svg2pdf makes of it, scaled to a unit square.
fn embed_vector(pdf: &mut Pdf, tree: &Tree) -> Result<ObjectId, ExportError> {
    let unusable = |error: &dyn std::fmt::Display| ExportError::new(format!("a drawing cannot be converted: {error}"));
    let options = ConversionOptions { compress: true, embed_text: false, ..ConversionOptions::default() };
    let file = svg2pdf::to_pdf(tree, options, PageOptions::default()).map_err(|error| unusable(&error))?;
    let mut drawing = Pdf::load_mem(&file).map_err(|error| unusable(&error))?;

    // Its objects under numbers that are free here; its page is pruned with all that nothing draws.
    numbering::shift(&mut drawing, pdf.max_id);
    pdf.max_id = drawing.max_id;
    let form = page_as_form(&mut drawing, tree).map_err(|error| unusable(&error))?;
    pdf.objects.extend(drawing.objects);
    Ok(form)
}

/// Turns the content of a file's only page into a form.
fn page_as_form(drawing: &mut Pdf, tree: &Tree) -> lopdf::Result<ObjectId> {
    let page = drawing.page_iter().next().ok_or(lopdf::Error::PageNumberNotFound(1))?;
    let page = drawing.get_dictionary(page)?.clone();
    let content = page.get(b"Contents")?.as_reference()?;
    let form = drawing.get_object_mut(content)?.as_stream_mut()?;
    form.dict.set("Type", name("XObject"));
    form.dict.set("Subtype", name("Form"));
    form.dict.set("BBox", page.get(b"MediaBox")?.clone());
    let (width, height) = (tree.size().width(), tree.size().height());
    form.dict.set("Matrix", vec![(1.0 / width).into(), 0.into(), 0.into(), (1.0 / height).into(), 0.into(), 0.into()]);
    for key in ["Resources", "Group"] {
        if let Ok(value) = page.get(key.as_bytes()) {
            form.dict.set(key, value.clone());
        }
    }
    Ok(content)
}
