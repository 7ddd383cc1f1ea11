//! Single words and signs: which characters a text may hold, and what an
//! address, an e-mail address and a language tag look like.

use crate::diagnostic::Diagnostic;

/// A character that has no place in a text: control characters but tab and line ends, the line and
/// paragraph separators, which editors do not show, and code points that are no characters.
pub(crate) fn is_harmful(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' => true,
        _ => character.is_control() || u32::from(character) & 0xfffe == 0xfffe,
    }
}

/// An address that a reader may open from a letter: with a scheme that only shows or writes something.
pub(crate) fn check_url(url: &str) -> Result<(), Diagnostic> {
    if url.is_empty() {
        return Err(Diagnostic::error("the link leads nowhere").hint("write its address, such as https://example.org"));
    }
    if url.contains(|c: char| c.is_whitespace() || is_harmful(c)) {
        return Err(Diagnostic::error("an address cannot hold a space").hint("write %20 for a space"));
    }
    let scheme = url.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let is_name = |scheme: &str| scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    match scheme {
        Some((scheme, rest)) if matches!(scheme.as_str(), "http" | "https" | "ftp") => {
            if rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/')) {
                return Ok(());
            }
            Err(Diagnostic::error(format!("`{url}` lacks the name of a server"))
                .hint(format!("write {scheme}://example.org")))
        }
        Some((scheme, rest)) if matches!(scheme.as_str(), "mailto" | "tel") && !rest.is_empty() => Ok(()),
        Some((scheme, _)) if !scheme.contains('.') && !scheme.is_empty() && is_name(&scheme) => {
            Err(Diagnostic::error(format!("a link cannot start with `{scheme}:`"))
                .hint("what fits here: https:, http:, mailto:, tel:, ftp:"))
        }
        _ if url.contains('@') && !url.contains('/') => {
            Err(Diagnostic::error(format!("`{url}` lacks its start")).hint(format!("write mailto:{url}")))
        }
        _ => Err(Diagnostic::error(format!("`{url}` lacks its start"))
            .hint(format!("write https://{}", url.trim_start_matches('/')))),
    }
}

/// Something before an @, something with a full stop after it, no space.
pub(crate) fn is_plausible_email(email: &str) -> bool {
    let Some((name, host)) = email.split_once('@') else { return false };
    let host_is_plausible = host.split('.').count() >= 2 && host.split('.').all(|label| !label.is_empty());
    !name.is_empty() && host_is_plausible && !email.contains(char::is_whitespace) && !host.contains('@')
}

/// A tag that is well formed after RFC 5646 (BCP 47), section 2.1, as far as a letter needs it.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let first = subtags.next().unwrap_or_default();
    let starts_well = matches!(first.len(), 2 | 3) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    starts_well && subtags.all(|s| matches!(s.len(), 1..=8) && s.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_need_a_harmless_scheme() {
        for good in ["https://itu.int", "HTTP://a.org/x?y#z", "mailto:a@b.c", "tel:+41227306240", "ftp://a.org"] {
            assert!(check_url(good).is_ok(), "{good}");
        }
        for bad in ["", "itu.int", "a@b.c", "javascript:alert(1)", "https://", "https:///x", "https://a b", "//a.org"] {
            assert!(check_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn languages_are_tags() {
        for good in ["en", "fr-CH", "zh-Hans-CN", "ar", "gsw", "de-1996"] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in ["", "e", "english", "en_GB", "en-", "e1", "en-ÿ"] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }

    #[test]
    fn emails_have_two_sides() {
        assert!(is_plausible_email("wsis-info@itu.int"));
        for bad in ["itu.int", "@itu.int", "a@b", "a@b.", "a b@c.d", "a@b@c.d"] {
            assert!(!is_plausible_email(bad), "{bad}");
        }
    }
}
