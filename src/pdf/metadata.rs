//! What the file says of itself: the Info dictionary and XMP, which agree, and what its colours mean.

use std::fmt::Write;

use lopdf::{Dictionary, Document as Pdf, Object, dictionary};

use super::objects::{name, stream, text};
use crate::frame::{Document, Info, Standard};

/// The program, as the files that it makes name it.
const PROGRAM: &str = concat!("letterpdf ", env!("CARGO_PKG_VERSION"));

/// The colours of the screen, IEC 61966-2-1: a profile of 480 bytes from the collection of Compact
/// ICC Profiles, in the public domain (CC0).
const SRGB: &[u8] = include_bytes!("srgb.icc");

/// The schema of `pdfuaid`, which PDF/A does not know by itself (ISO 19005-2, 6.6.2.3.3).
const UA_SCHEMA: &str = r#"<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
"#;

/// Describes the file.
pub(super) fn describe(pdf: &mut Pdf, document: &Document) {
    let info = &document.info;
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    // Read by programs that know nothing of PDF, so it is not compressed.
    let metadata = pdf.add_object(stream(metadata, xmp(info, document.standard).into_bytes()));
    let info_id = pdf.add_object(info_dictionary(info));
    pdf.trailer.set("Info", info_id);
    let intent = document.standard.archive().map(|_| output_intent(pdf));
    if let Ok(catalog) = pdf.catalog_mut() {
        catalog.set("Lang", text(&info.language));
        catalog.set("Metadata", metadata);
        catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        if let Some(intent) = intent {
            catalog.set("OutputIntents", vec![intent.into()]);
        }
        catalog.remove(b"PageLayout");
        if catalog.get(b"Outlines").is_err() {
            catalog.set("PageMode", name("UseNone"));
        }
    }
}

/// What colours without a profile of their own mean (ISO 19005-2, 6.2.3).
fn output_intent(pdf: &mut Pdf) -> Dictionary {
    let profile = pdf.add_object(stream(dictionary! { "N" => 3 }, SRGB.to_vec()));
    dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => text("sRGB IEC61966-2.1"),
        "RegistryName" => text("http://www.color.org"),
        "Info" => text("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    }
}

/// When the letter was made, as files say it (ISO 32000-1, 7.9.4).
pub(super) fn date(info: &Info) -> String {
    let (year, month, day, hour, minute, second) = info.created;
    format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
}

fn info_dictionary(info: &Info) -> Dictionary {
    let date = date(info);
    let mut dictionary = dictionary! { "Title" => text(&info.title) };
    if !info.author.is_empty() {
        dictionary.set("Author", text(&info.author));
    }
    if let Some(subject) = &info.subject {
        dictionary.set("Subject", text(subject));
    }
    dictionary.set("Creator", text(PROGRAM));
    dictionary.set("Producer", text(PROGRAM));
    dictionary.set("CreationDate", Object::string_literal(date.as_str()));
    dictionary.set("ModDate", Object::string_literal(date));
    dictionary
}

/// The same as XMP (ISO 16684-1).
fn xmp(info: &Info, standard: Standard) -> String {
    let (year, month, day, hour, minute, second) = info.created;
    let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    let (title, language) = (escape(&info.title), escape(&info.language));
    let mut xmp = format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
"#,
        bom = '\u{feff}',
    );
    if !info.author.is_empty() {
        let _ = writeln!(xmp, "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escape(&info.author));
    }
    if let Some(subject) = &info.subject {
        let subject = escape(subject);
        let _ = writeln!(
            xmp,
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>"
        );
    }
    if let Some((part, level)) = standard.archive() {
        let _ = writeln!(xmp, "<pdfaid:part>{part}</pdfaid:part>\n<pdfaid:conformance>{level}</pdfaid:conformance>");
    }
    if let Some(part) = standard.accessibility() {
        let _ = writeln!(xmp, "<pdfuaid:part>{part}</pdfuaid:part>");
        xmp.push_str(UA_SCHEMA);
    }
    let _ = write!(
        xmp,
        r#"<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>
<pdf:Producer>{PROGRAM}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#
    );
    xmp
}

/// A text as XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
