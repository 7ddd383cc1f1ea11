//! Objects as they are written (ISO 32000-1, 7.3).

use lopdf::Object;

/// The number of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ref(pub u32);

/// A place for one value.
pub(super) struct Value<'a> {
    out: &'a mut Vec<u8>,
    /// Whether what stands before it would run into a word or a number.
    touches: bool,
}

/// A dictionary while it is written.
pub(super) struct Dict<'a> {
    out: &'a mut Vec<u8>,
}

/// An array while it is written.
pub(super) struct Array<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Value<'a> {
    /// A place at the end, after nothing that it could run into.
    pub(super) fn at_end_of(out: &'a mut Vec<u8>) -> Self {
        Self { out, touches: false }
    }

    /// A name.
    pub(super) fn name(self, name: &str) {
        write_name(self.out, name.as_bytes());
    }

    /// A whole number.
    pub(super) fn integer(self, value: i64) {
        write_integer(self.word(), value);
    }

    /// A count or an index.
    pub(super) fn count(self, value: usize) {
        self.integer(value as i64);
    }

    /// A number with at most three decimals.
    pub(super) fn number(self, value: f64) {
        write_number(self.word(), value);
    }

    /// Whether something is so.
    pub(super) fn boolean(self, value: bool) {
        self.word().extend(if value { b"true".as_slice() } else { b"false" });
    }

    /// Nothing.
    pub(super) fn null(self) {
        self.word().extend(b"null");
    }

    /// Another object.
    pub(super) fn reference(self, Ref(number): Ref) {
        let out = self.word();
        write_integer(out, i64::from(number));
        out.extend(b" 0 R");
    }

    /// A text string (7.9.2.2): ASCII as it is, everything else as UTF-16.
    pub(super) fn text(self, text: &str) {
        if text.is_ascii() {
            write_literal(self.out, text.as_bytes())
        } else {
            write_hexadecimal(self.out, &utf16(text))
        }
    }

    /// A string of bytes.
    pub(super) fn bytes(self, bytes: &[u8]) {
        write_literal(self.out, bytes);
    }

    /// A string of bytes as digits.
    pub(super) fn hexadecimal(self, bytes: &[u8]) {
        write_hexadecimal(self.out, bytes);
    }

    /// A dictionary.
    pub(super) fn dict(self, fill: impl FnOnce(&mut Dict<'_>)) {
        self.out.extend(b"<<");
        fill(&mut Dict { out: self.out });
        self.out.extend(b">>");
    }

    /// An array.
    pub(super) fn array(self, fill: impl FnOnce(&mut Array<'_>)) {
        self.out.push(b'[');
        fill(&mut Array { out: self.out, is_empty: true });
        self.out.push(b']');
    }

    /// An object of lopdf's, its references moved up by `shift`; of a stream the dictionary alone.
    pub(super) fn object(self, object: &Object, shift: u32) {
        match object {
            Object::Null => self.null(),
            Object::Boolean(value) => self.boolean(*value),
            Object::Integer(value) => self.integer(*value),
            // Never with an exponent, and as short as it reads back the same.
            Object::Real(value) => self.word().extend(value.to_string().bytes()),
            Object::Name(name) => write_name(self.out, name),
            Object::String(text, lopdf::StringFormat::Literal) => self.bytes(text),
            Object::String(bytes, lopdf::StringFormat::Hexadecimal) => self.hexadecimal(bytes),
            Object::Array(items) => self.array(|array| {
                items.iter().for_each(|item| array.item().object(item, shift));
            }),
            Object::Dictionary(dictionary) | Object::Stream(lopdf::Stream { dict: dictionary, .. }) => {
                self.dict(|dict| {
                    dictionary.iter().for_each(|(key, value)| dict.entry(key, value, shift));
                })
            }
            Object::Reference((number, _)) => self.reference(Ref(number.saturating_add(shift))),
        }
    }

    /// Begins a word or a number, apart from what it would run into.
    fn word(self) -> &'a mut Vec<u8> {
        if self.touches {
            self.out.push(b' ');
        }
        self.out
    }
}

impl Dict<'_> {
    /// The place for the value of a key.
    pub(super) fn key(&mut self, key: &str) -> Value<'_> {
        write_name(self.out, key.as_bytes());
        Value { out: self.out, touches: true }
    }

    /// An entry of a dictionary of lopdf's, references moved up by `shift`.
    pub(super) fn entry(&mut self, key: &[u8], value: &Object, shift: u32) {
        write_name(self.out, key);
        Value { out: self.out, touches: true }.object(value, shift);
    }
}

impl Array<'_> {
    /// The place for one more item.
    pub(super) fn item(&mut self) -> Value<'_> {
        let touches = !std::mem::replace(&mut self.is_empty, false);
        Value { out: self.out, touches }
    }
}

/// Writes a whole number.
pub(super) fn write_integer(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend(&digits[start..]);
}

/// Writes a number with at most three decimals, and no more than it needs.
pub(super) fn write_number(out: &mut Vec<u8>, value: f64) {
    let thousandths = (value * 1000.0).round() as i64;
    if thousandths < 0 {
        out.push(b'-');
    }
    let (whole, mut rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    if whole > 0 || rest == 0 {
        write_integer(out, whole as i64);
    }
    if rest > 0 {
        out.push(b'.');
        let mut place = 100;
        while rest > 0 {
            out.push(b'0' + (rest / place) as u8);
            rest %= place;
            place /= 10;
        }
    }
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.push(b'#');
            write_hex(out, *byte);
        }
    }
}

fn write_literal(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'(');
    for byte in text {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
            b'\r' => out.extend(b"\\r"),
            _ => out.push(*byte),
        }
    }
    out.push(b')');
}

fn write_hexadecimal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'<');
    bytes.iter().for_each(|byte| write_hex(out, *byte));
    out.push(b'>');
}

fn write_hex(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

/// UTF-16, high byte first, with its mark.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

#[cfg(test)]
mod tests {
    use lopdf::{StringFormat, dictionary};

    use super::*;

    #[test]
    fn objects_are_written_as_short_as_they_can_be_read() {
        let mut out = vec![];
        Value::at_end_of(&mut out).dict(|dict| {
            dict.key("A").array(|array| {
                array.item().integer(1);
                array.item().number(-0.5);
                array.item().number(-1e-7);
                array.item().number(1234.5678);
                array.item().number(20.05);
                array.item().null();
                array.item().boolean(true);
                array.item().reference(Ref(7));
            });
            dict.key("B c#").reference(Ref(7));
            dict.key("D").text("a(b)\\\r");
            dict.key("E").text("é");
            dict.key("F").integer(i64::MIN);
        });
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<</A[1 -.5 0 1234.568 20.05 null true 7 0 R]/B#20c#23 7 0 R/D(a\\(b\\)\\\\\\r)/E<FEFF00E9>/F -9223372036854775808>>"
        );
    }

    #[test]
    fn objects_of_lopdf_are_written_with_their_references_moved() {
        let object = Object::from(dictionary! {
            "A" => vec![1.into(), (-20).into(), Object::Real(0.5), Object::Real(-1e-7), Object::Null, true.into()],
            "B c#" => Object::from((7, 0)),
            "D" => vec![Object::string_literal("a(b)"), Object::String(vec![0xfe, 0x0f], StringFormat::Hexadecimal)],
        });
        let mut out = vec![];
        Value::at_end_of(&mut out).object(&object, 3);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<</A[1 -20 0.5 -0.0000001 null true]/B#20c#23 10 0 R/D[(a\\(b\\))<FE0F>]>>"
        );
    }
}
