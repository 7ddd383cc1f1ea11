//! What a file says of itself.

use hayro_syntax::object::{Dict, Stream};
use hayro_syntax::{Pdf, PdfVersion};
use roxmltree::{Document, Node};
use serde::Serialize;

use super::values::{text, text_at};

/// What a file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct About {
    /// The version of PDF.
    pub version: String,
    /// How many pages it has.
    pub pages: usize,
    /// The title.
    pub title: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Words to find it by.
    pub keywords: Option<String>,
    /// The program that made it.
    pub producer: Option<String>,
    /// When it was made, as ISO 8601 has it.
    pub created: Option<String>,
    /// The main language, a BCP 47 tag.
    pub language: Option<String>,
    /// The standards that it claims to keep to.
    pub standards: Vec<String>,
    /// Whether it says that it is tagged.
    pub tagged: bool,
}

pub(super) fn about(pdf: &Pdf, catalog: &Dict<'_>) -> About {
    let info = pdf.metadata();
    let written = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(text);
    let created = info.creation_date.as_ref().map(|date| {
        let (hour, minute, second) = (date.hour, date.minute, date.second);
        format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}", date.year, date.month, date.day)
    });
    About {
        version: version(pdf.version()),
        pages: pdf.pages().len(),
        title: written(&info.title),
        subject: written(&info.subject),
        author: written(&info.author),
        keywords: written(&info.keywords),
        producer: written(&info.producer),
        created,
        language: text_at(catalog, "Lang"),
        standards: standards(catalog),
        tagged: catalog.get::<Dict<'_>>("MarkInfo").and_then(|info| info.get::<bool>("Marked")).unwrap_or(false),
    }
}

/// A version as files write it: `1.7`.
fn version(version: PdfVersion) -> String {
    match version {
        PdfVersion::Pdf10 => "1.0",
        PdfVersion::Pdf11 => "1.1",
        PdfVersion::Pdf12 => "1.2",
        PdfVersion::Pdf13 => "1.3",
        PdfVersion::Pdf14 => "1.4",
        PdfVersion::Pdf15 => "1.5",
        PdfVersion::Pdf16 => "1.6",
        PdfVersion::Pdf17 => "1.7",
        PdfVersion::Pdf20 => "2.0",
    }
    .to_owned()
}

/// The standards that XMP names, such as `PDF/UA-1` and `PDF/A-2a`.
fn standards(catalog: &Dict<'_>) -> Vec<String> {
    let Some(metadata) = catalog.get::<Stream<'_>>("Metadata").and_then(|stream| stream.decoded_data().ok()) else {
        return vec![];
    };
    let xmp = String::from_utf8_lossy(&metadata);
    let Ok(xmp) = Document::parse(xmp.trim_start_matches('\u{feff}')) else { return vec![] };
    let said = |namespace: &str, name: &str| {
        let written = |node: Node<'_, '_>| {
            let own = (node.has_tag_name((namespace, name))).then(|| node.text().unwrap_or_default().trim().to_owned());
            own.or_else(|| node.attribute((namespace, name)).map(str::to_owned))
        };
        xmp.descendants().find_map(written)
    };
    let mut standards = vec![];
    if let Some(part) = said("http://www.aiim.org/pdfua/ns/id/", "part") {
        standards.push(format!("PDF/UA-{part}"));
    }
    if let Some(part) = said("http://www.aiim.org/pdfa/ns/id/", "part") {
        let level = said("http://www.aiim.org/pdfa/ns/id/", "conformance").unwrap_or_default();
        standards.push(format!("PDF/A-{part}{}", level.to_lowercase()));
    }
    standards
}
