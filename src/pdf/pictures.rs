//! Pictures as objects that pages draw, each a unit square.

use std::sync::{Arc, Weak};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream, dictionary};
use svg2pdf::usvg::Tree;
use svg2pdf::{ConversionOptions, PageOptions};

use super::file::File;
use super::kept::Kept;
use super::syntax::Ref;
use super::{ExportError, numbering};
use crate::picture::{Content, Picture, Raster};

/// The name of a picture in the pages' resources.
pub(super) fn resource(picture: usize) -> String {
    format!("P{picture}")
}

/// A picture as objects with numbers of their own, streams compressed.
pub(super) struct Embeddable {
    /// What it was made of, which it does not keep in memory.
    picture: Weak<Picture>,
    /// Numbered from 1.
    objects: Vec<Object>,
    /// The number of the one that pages draw.
    drawn: u32,
}

/// Embeds a picture.
///
/// # Errors
///
/// A drawing that cannot be converted.
pub(super) fn embed(file: &mut File<'_>, picture: &Arc<Picture>, kept: &Kept) -> Result<Ref, ExportError> {
    let Embeddable { objects, drawn, .. } = &*embeddable(picture, kept)?;
    let numbers: Vec<Ref> = objects.iter().map(|_| file.reserve()).collect();
    let shift = numbers.first().map_or(0, |first| first.0 - 1);
    for (object, number) in objects.iter().zip(numbers) {
        match object {
            Object::Stream(stream) => {
                file.stream(number, &stream.content, |dict| {
                    let entries = stream.dict.iter().filter(|(key, _)| *key != b"Length");
                    entries.for_each(|(key, value)| dict.entry(key, value, shift));
                });
            }
            object => file.object(number, |place| place.object(object, shift))?,
        }
    }
    Ok(Ref(drawn + shift))
}

/// Finds out whether a picture can be embedded.
///
/// # Errors
///
/// A drawing that cannot be converted.
pub(super) fn check(picture: &Arc<Picture>, kept: &Kept) -> Result<(), ExportError> {
    embeddable(picture, kept).map(drop)
}

/// A picture's objects, made once.
fn embeddable(picture: &Arc<Picture>, kept: &Kept) -> Result<Arc<Embeddable>, ExportError> {
    // No other picture has the address as long as something leads there.
    let (address, weak) = (Arc::as_ptr(picture) as usize as u64, Arc::downgrade(picture));
    if let Some(known) = kept.pictures.borrow_mut().get(address, |known| known.picture.ptr_eq(&weak)) {
        return Ok(known);
    }
    let mut pdf = Pdf::new();
    let drawn = match &picture.content {
        Content::Raster(raster) => embed_raster(&mut pdf, raster),
        Content::Vector(tree) => embed_vector(&mut pdf, tree)?,
    };
    pdf.trailer.set("Root", drawn);
    numbering::compact(&mut pdf);
    let drawn = pdf.trailer.get(b"Root").and_then(Object::as_reference).map_or(1, |(number, _)| number);
    let (mut objects, mut size) = (vec![], 0);
    for number in 1..=pdf.max_id {
        // A number that something leads to and that is not there stands for nothing (7.3.10).
        let mut object = pdf.objects.remove(&(number, 0)).unwrap_or(Object::Null);
        if let Object::Stream(stream) = &mut object {
            if !stream.dict.has(b"Filter") {
                let packed = kept.packer.pack_once(&stream.content)?;
                stream.dict.set("Filter", name("FlateDecode"));
                stream.set_content(packed.to_vec());
            }
            size += stream.content.len();
        }
        objects.push(object);
    }
    let known = Arc::new(Embeddable { picture: weak, objects, drawn });
    kept.pictures.borrow_mut().put(address, known.clone(), size);
    Ok(known)
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

    // Its page is pruned with all that nothing draws.
    let form = page_as_form(&mut drawing, tree).map_err(|error| unusable(&error))?;
    *pdf = drawing;
    pdf.trailer = Dictionary::new();
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

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A stream that is compressed later.
fn stream(dict: Dictionary, content: Vec<u8>) -> Stream {
    Stream::new(dict, content).with_compression(false)
}
