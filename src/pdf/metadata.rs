//! What the file says of itself: the Info dictionary and XMP, which agree.

use std::fmt::Write;

use lopdf::{Dictionary, Document as Pdf, Object, dictionary};

use super::objects::{name, stream, text};
use crate::frame::{Document, Info};

/// The program, as the files that it makes name it.
const PROGRAM: &str = concat!("letterpdf ", env!("CARGO_PKG_VERSION"));

/// Describes the file.
pub(super) fn describe(pdf: &mut Pdf, document: &Document) {
    let info = &document.info;
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    // Read by programs that know nothing of PDF, so it is not compressed.
    let metadata = pdf.add_object(stream(metadata, xmp(info).into_bytes()));
    let info_id = pdf.add_object(info_dictionary(info));
    pdf.trailer.set("Info", info_id);
    if let Ok(catalog) = pdf.catalog_mut() {
        catalog.set("Lang", text(&info.language));
        catalog.set("Metadata", metadata);
        catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        catalog.remove(b"PageLayout");
        if catalog.get(b"Outlines").is_err() {
            catalog.set("PageMode", name("UseNone"));
        }
    }
}

fn info_dictionary(info: &Info) -> Dictionary {
    let (year, month, day, hour, minute, second) = info.created;
    let date = format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    let mut dictionary = dictionary! { "Title" => text(&info.title) };
    if !info.author.is_empty() {
        dictionary.set("Author", text(&info.author));
    }
    dictionary.set("Creator", text(PROGRAM));
    dictionary.set("Producer", text(PROGRAM));
    dictionary.set("CreationDate", Object::string_literal(date.as_str()));
    dictionary.set("ModDate", Object::string_literal(date));
    dictionary
}

/// The same as XMP (ISO 16684-1).
fn xmp(info: &Info) -> String {
    let (year, month, day, hour, minute, second) = info.created;
    let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    let (title, language) = (escape(&info.title), escape(&info.language));
    let mut xmp = format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
"#,
        bom = '\u{feff}',
    );
    if !info.author.is_empty() {
        let _ = writeln!(xmp, "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escape(&info.author));
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
