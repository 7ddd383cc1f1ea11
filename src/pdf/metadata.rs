//! What the file says of itself: the Info dictionary and XMP, which agree, and what its colours mean.

use std::fmt::Write;

use super::ExportError;
use super::file::File;
use super::syntax::{Dict, Ref};
use crate::frame::{Info, Standard};

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

/// What the file says of itself.
pub(super) struct Described {
    pub info: Ref,
    pub metadata: Ref,
    /// The colour profile, in an archival file.
    pub profile: Option<Ref>,
}

/// Describes the file.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn describe(file: &mut File<'_>, info: &Info, standard: Standard) -> Result<Described, ExportError> {
    let [info_number, metadata] = [file.reserve(), file.reserve()];
    file.lone_object(info_number, |object| object.dict(|dict| write_info(dict, info)));
    // Read by programs that know nothing of PDF, so it is not compressed.
    file.stream(metadata, xmp(info, standard).as_bytes(), |dict| {
        dict.key("Type").name("Metadata");
        dict.key("Subtype").name("XML");
    });
    let profile = match standard.archive() {
        Some(_) => Some(add_profile(file)?),
        None => None,
    };
    Ok(Described { info: info_number, metadata, profile })
}

fn add_profile(file: &mut File<'_>) -> Result<Ref, ExportError> {
    let profile = file.reserve();
    let packed = file.packer().pack(SRGB)?;
    file.packed_stream(profile, &packed, |dict| dict.key("N").integer(3));
    Ok(profile)
}

/// What colours without a profile of their own mean (ISO 19005-2, 6.2.3).
pub(super) fn write_intent(dict: &mut Dict<'_>, profile: Ref) {
    dict.key("Type").name("OutputIntent");
    dict.key("S").name("GTS_PDFA1");
    dict.key("OutputConditionIdentifier").text("sRGB IEC61966-2.1");
    dict.key("RegistryName").text("http://www.color.org");
    dict.key("Info").text("sRGB IEC61966-2.1");
    dict.key("DestOutputProfile").reference(profile);
}

/// When the letter was made, as files say it (ISO 32000-1, 7.9.4).
pub(super) fn date(info: &Info) -> String {
    let (year, month, day, hour, minute, second) = info.created;
    format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
}

fn write_info(dict: &mut Dict<'_>, info: &Info) {
    let date = date(info);
    dict.key("Title").text(&info.title);
    if !info.author.is_empty() {
        dict.key("Author").text(&info.author);
    }
    if let Some(subject) = &info.subject {
        dict.key("Subject").text(subject);
    }
    dict.key("Creator").text(PROGRAM);
    dict.key("Producer").text(PROGRAM);
    dict.key("CreationDate").text(&date);
    dict.key("ModDate").text(&date);
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
