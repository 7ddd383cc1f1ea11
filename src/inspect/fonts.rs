//! Codes of a font to the text that they stand for.

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Dict, Stream};

use super::values::name_at;

/// A font, as far as it is needed to read text.
pub(super) struct Font {
    /// How many bytes a code has.
    code_length: usize,
    to_unicode: Option<CMap>,
}

impl Font {
    /// A font of a file.
    pub(super) fn new(font: &Dict<'_>) -> Self {
        let map = font.get::<Stream<'_>>("ToUnicode").and_then(|stream| stream.decoded_data().ok());
        Self {
            code_length: if name_at(font, "Subtype").as_deref() == Some("Type0") { 2 } else { 1 },
            to_unicode: map.and_then(|map| CMap::parse(&map, |_| None)),
        }
    }

    /// Adds the text of a string of codes; what a font does not tell is told by the replacement character.
    pub(super) fn read(&self, codes: &[u8], text: &mut String) {
        for code in codes.chunks(self.code_length) {
            let number = code.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
            match self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(number)) {
                Some(BfString::Char(character)) => text.push(character),
                Some(BfString::String(characters)) => text.push_str(&characters),
                // Most simple fonts are encoded so as far as Latin-1 goes.
                None if self.code_length == 1 && matches!(number, 0x20..0x7f | 0xa0..=0xff) => {
                    text.extend(char::from_u32(number));
                }
                None => text.push(char::REPLACEMENT_CHARACTER),
            }
        }
    }
}
