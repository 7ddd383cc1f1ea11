//! Dates, numbers and amounts written out by the language's rules. The only home of chrono in the library.

use chrono::{DateTime, Datelike, Locale, NaiveDate, Timelike};

use crate::letter::Date;

/// A date as a letter in this language writes it: `8 December 2020`, `1er mars 2005`.
pub(crate) fn write_date(date: Date, language: &str) -> String {
    let Some(day) = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()) else {
        return format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    };
    let (locale, form) = form_of(language, date.day);
    day.format_localized(form, locale).to_string()
}

/// Whether there is such a day.
pub(crate) fn is_day(date: Date) -> bool {
    date.year > 0 && NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()).is_some()
}

/// The locale for names of months, and the order of day, month and year.
fn form_of(language: &str, day: u8) -> (Locale, &'static str) {
    let primary = language.split('-').next().unwrap_or(language);
    match (language, primary) {
        ("en-US", _) => (Locale::en_US, "%B %-d, %Y"),
        (_, "en") => (Locale::en_GB, "%-d %B %Y"),
        // French counts the first of a month as an ordinal.
        (_, "fr") if day == 1 => (Locale::fr_FR, "1er %B %Y"),
        (_, "fr") => (Locale::fr_FR, "%-d %B %Y"),
        (_, "es") => (Locale::es_ES, "%-d de %B de %Y"),
        (_, "pt") => (Locale::pt_PT, "%-d de %B de %Y"),
        ("de-AT", _) => (Locale::de_AT, "%-d. %B %Y"),
        (_, "de") => (Locale::de_DE, "%-d. %B %Y"),
        (_, "it") => (Locale::it_IT, "%-d %B %Y"),
        (_, "nl") => (Locale::nl_NL, "%-d %B %Y"),
        (_, "ru") => (Locale::ru_RU, "%-d %B %Y г."),
        (_, "ar") => (Locale::ar_EG, "%-d %B %Y"),
        (_, "zh") => (Locale::zh_CN, "%Y年%-m月%-d日"),
        // A language without rules here: the date that everyone reads alike (ISO 8601).
        _ => (Locale::POSIX, "%Y-%m-%d"),
    }
}

/// The civil date and time of a count of seconds since 1970-01-01, UTC.
pub(crate) fn civil(seconds: u64) -> Option<(u16, u8, u8, u8, u8, u8)> {
    let time = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    let small = |value: u32| u8::try_from(value).ok();
    Some((
        u16::try_from(time.year()).ok().filter(|year| *year <= 9999)?,
        small(time.month())?,
        small(time.day())?,
        small(time.hour())?,
        small(time.minute())?,
        small(time.second())?,
    ))
}

/// A decimal number, `-1234.50`, as a letter in this language writes it; `None` if it is none.
///
/// It is a text on the way, too: a number of the machine's would round amounts.
pub(crate) fn write_number(number: &str, decimals: Option<usize>, language: &str) -> Option<String> {
    let number = number.trim();
    let (minus, digits) = match number.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => ("\u{2212}", digits),
        None => ("", number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let (whole, fraction) = rounded(whole, fraction, decimals.unwrap_or(fraction.len()));
    let (group, point, least) = signs_of(language);
    let is_nothing = whole == "0" && fraction.bytes().all(|byte| byte == b'0');
    let mut written = if is_nothing { String::new() } else { minus.to_owned() };
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len() - index;
        if index > 0 && left % 3 == 0 && whole.len() >= least {
            written.push_str(group);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push_str(point);
        written.push_str(&fraction);
    }
    Some(written)
}

/// An amount of money: `CHF 1,234.50`, `1 234,50 CHF`.
pub(crate) fn write_money(number: &str, currency: &str, decimals: usize, language: &str) -> Option<String> {
    let number = write_number(number, Some(decimals), language)?;
    let primary = language.split('-').next().unwrap_or(language);
    Some(match (language, primary) {
        // Before the number where that is read so, after it elsewhere.
        ("de-CH" | "fr-CH" | "it-CH", _) | (_, "en" | "zh" | "ar" | "nl") => {
            let (minus, number) =
                number.strip_prefix('\u{2212}').map_or(("", number.as_str()), |rest| ("\u{2212}", rest));
            format!("{minus}{currency}\u{a0}{number}")
        }
        _ => format!("{number}\u{a0}{currency}"),
    })
}

/// Rounds half away from zero to a number of decimals; no zero leads but a single one.
fn rounded(whole: &str, fraction: &str, decimals: usize) -> (String, String) {
    let mut digits: Vec<u8> =
        whole.bytes().chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals)).collect();
    let up = fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5');
    let mut carry = up;
    for digit in digits.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    if carry {
        digits.insert(0, b'1');
    }
    let text: String = digits.into_iter().map(char::from).collect();
    let (whole, fraction) = text.split_at(text.len() - decimals);
    let whole = whole.trim_start_matches('0');
    (if whole.is_empty() { "0" } else { whole }.to_owned(), fraction.to_owned())
}

/// What stands between thousands and before decimals, and from how many digits on thousands are
/// set apart (Unicode CLDR).
fn signs_of(language: &str) -> (&'static str, &'static str, usize) {
    let primary = language.split('-').next().unwrap_or(language);
    match (language, primary) {
        ("de-CH" | "it-CH", _) => ("\u{2019}", ".", 4),
        (_, "fr") => ("\u{202f}", ",", 4),
        (_, "ru") => ("\u{a0}", ",", 4),
        ("de-AT", _) => ("\u{a0}", ",", 4),
        (_, "es" | "pt") => (".", ",", 5),
        (_, "de" | "it" | "nl") => (".", ",", 4),
        _ => (",", ".", 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_language() {
        let date = Date { year: 2005, month: 3, day: 1 };
        let written = |language| write_date(date, language);
        assert_eq!(written("en"), "1 March 2005");
        assert_eq!(written("en-US"), "March 1, 2005");
        assert_eq!(written("fr-CH"), "1er mars 2005");
        assert_eq!(written("es"), "1 de marzo de 2005");
        assert_eq!(written("de"), "1. März 2005");
        assert_eq!(written("ru"), "1 марта 2005 г.");
        assert_eq!(written("zh"), "2005年3月1日");
        assert_eq!(written("tlh"), "2005-03-01");
    }

    #[test]
    fn numbers_follow_the_language() {
        let written = |number, decimals, language| write_number(number, decimals, language).unwrap();
        assert_eq!(written("1234567.5", None, "en"), "1,234,567.5");
        assert_eq!(written("1234.5", Some(2), "fr"), "1\u{202f}234,50");
        assert_eq!(written("1234.5", Some(2), "es"), "1234,50");
        assert_eq!(written("12345", None, "es"), "12.345");
        assert_eq!(written("-999.995", Some(2), "de"), "\u{2212}1.000,00");
        assert_eq!(written("007", None, "ru"), "7");
        assert_eq!(written(".5", None, "de-CH"), "0.5");
        assert_eq!(written("-0.001", Some(2), "en"), "0.00");
        for none in ["", "-", ".", "1e3", "1,5", "NaN", "1 000", "1.2.3"] {
            assert_eq!(write_number(none, None, "en"), None, "{none}");
        }
    }

    #[test]
    fn money_follows_the_language() {
        let written = |language| write_money("-1234.5", "CHF", 2, language).unwrap();
        assert_eq!(written("en"), "\u{2212}CHF\u{a0}1,234.50");
        assert_eq!(written("fr"), "\u{2212}1\u{202f}234,50\u{a0}CHF");
        assert_eq!(written("de-CH"), "\u{2212}CHF\u{a0}1’234.50");
    }

    #[test]
    fn seconds_become_a_civil_date() {
        assert_eq!(civil(1_607_428_800), Some((2020, 12, 8, 12, 0, 0)));
        assert_eq!(civil(u64::MAX), None);
    }
}
