//! Dates written out by the language's rules. The only home of chrono in the library.

use chrono::{DateTime, Datelike, Locale, NaiveDate, Timelike};

use crate::letter::Date;

/// A date as a letter in this language writes it: `8 December 2020`, `1er mars 2005`.
pub(super) fn write_date(date: Date, language: &str) -> String {
    let Some(day) = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()) else {
        return format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    };
    let (locale, form) = form_of(language, date.day);
    day.format_localized(form, locale).to_string()
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
pub(super) fn civil(seconds: u64) -> Option<(u16, u8, u8, u8, u8, u8)> {
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
    fn seconds_become_a_civil_date() {
        assert_eq!(civil(1_607_428_800), Some((2020, 12, 8, 12, 0, 0)));
        assert_eq!(civil(u64::MAX), None);
    }
}
