//! What characters are to the typesetter.

use unicode_script::{Script, UnicodeScript};

/// Whether it ends a line wherever it stands (UAX #14, classes BK, LF and NL).
pub(super) fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a space of this character is widened in a justified line.
pub(super) fn is_stretchable(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}')
}

/// Whether it is shown as nothing where the font has no glyph for it: Unicode's
/// `Default_Ignorable_Code_Point`, as far as the shaper hides it.
pub(super) fn is_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether the shaper makes it from the font's word space where the font lacks it.
pub(super) fn space_that_any_font_has(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether it belongs to the character before it: a combining mark.
pub(super) fn is_mark(character: char) -> bool {
    // No mark comes before the combining diacritical marks, and most text does.
    character >= '\u{300}' && character.script() == Script::Inherited && !is_ignorable(character)
}

/// The script that a character belongs to; `None` if it goes with its neighbours.
pub(super) fn own_script(character: char) -> Option<Script> {
    if character.is_ascii() {
        return character.is_ascii_alphabetic().then_some(Script::Latin);
    }
    Some(character.script()).filter(|script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown))
}

/// Whether the letters of a script join, so that no space may come between them.
pub(super) fn joins(script: Script) -> bool {
    matches!(
        script,
        Script::Arabic
            | Script::Syriac
            | Script::Nko
            | Script::Mandaic
            | Script::Mongolian
            | Script::Phags_Pa
            | Script::Manichaean
            | Script::Psalter_Pahlavi
            | Script::Adlam
            | Script::Hanifi_Rohingya
            | Script::Sogdian
            | Script::Old_Uyghur
            | Script::Chorasmian
            | Script::Devanagari
            | Script::Bengali
            | Script::Gurmukhi
    )
}

/// The script that a language is mostly written in, for text that does not show one: `2020`.
pub(super) fn script_of(language: &str) -> Script {
    match primary(language) {
        "ar" | "fa" | "ur" | "ps" | "ug" | "sd" | "ckb" => Script::Arabic,
        "he" | "yi" => Script::Hebrew,
        "ru" | "uk" | "be" | "bg" | "mk" | "sr" | "kk" | "ky" | "mn" | "tg" => Script::Cyrillic,
        "zh" | "ja" => Script::Han,
        "ko" => Script::Hangul,
        "el" => Script::Greek,
        "hi" | "mr" | "ne" => Script::Devanagari,
        "th" => Script::Thai,
        "hy" => Script::Armenian,
        "ka" => Script::Georgian,
        _ => Script::Latin,
    }
}

/// Whether a language is written from right to left.
pub(super) fn is_rtl_language(language: &str) -> bool {
    matches!(script_of(language), Script::Arabic | Script::Hebrew) || primary(language) == "dv"
}

/// The first part of a BCP 47 tag.
pub(super) fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or_default()
}
