//! `<span lang="fr">…</span>`: text in another language.

/// A tag of the one piece of HTML that a letter may have.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SpanTag<'a> {
    /// The start, with the language that it names.
    Start(&'a str),
    /// The end.
    End,
}

/// Reads a tag as it was written; `None` if it is any other HTML.
pub(super) fn span_tag(written: &str) -> Option<SpanTag<'_>> {
    let tag = written.strip_prefix('<')?.strip_suffix('>')?.trim_end();
    if tag.eq_ignore_ascii_case("/span") {
        return Some(SpanTag::End);
    }
    let (name, attribute) = tag.split_once(char::is_whitespace)?;
    let (key, value) = attribute.split_once('=')?;
    let value = value.trim();
    let quoted = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    let language = quoted('"').or_else(|| quoted('\''))?;
    let is_plain = name.eq_ignore_ascii_case("span") && key.trim().eq_ignore_ascii_case("lang");
    (is_plain && !language.contains(['"', '\''])).then_some(SpanTag::Start(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_tags_name_a_language_and_nothing_else() {
        for start in ["<span lang=\"fr\">", "<span lang='fr'>", "<SPAN  Lang = 'fr' >"] {
            assert_eq!(span_tag(start), Some(SpanTag::Start("fr")), "{start}");
        }
        assert_eq!(span_tag("</span>"), Some(SpanTag::End));
        for other in ["<span>", "<span lang=fr>", "<span lang='fr' class='x'>", "<b lang='fr'>", "</b>", "<!-- x -->"] {
            assert_eq!(span_tag(other), None, "{other}");
        }
    }
}
