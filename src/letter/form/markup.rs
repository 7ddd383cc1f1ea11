//! A value as markup that stands for nothing but itself.

/// Escapes a text for a place in markup: all signs, and line ends as line breaks.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    for (index, line) in lines.enumerate() {
        if index > 0 {
            escaped.push_str("\\\n");
        }
        for character in line.chars() {
            match character {
                // Any ASCII sign may be escaped (CommonMark 0.31, 2.4).
                _ if character.is_ascii_punctuation() => escaped.extend(['\\', character]),
                '\t' => escaped.push(' '),
                _ => escaped.push(character),
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_has_no_markup() {
        assert_eq!(escaped("*a* [b](c) {{ d }}"), "\\*a\\* \\[b\\]\\(c\\) \\{\\{ d \\}\\}");
        assert_eq!(escaped("1. a\n\n- b\r\n"), "1\\. a\\\n\\- b");
        assert_eq!(escaped("  café\t国 "), "café 国");
    }
}
