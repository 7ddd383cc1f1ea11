//! Values of arguments and environment variables: from text to what they mean.

use std::env::VarError;

use chrono::{DateTime, Datelike, Local, NaiveDate};
use letterpdf::letter::Date;

use super::Failure;

/// Accepts `key=value`; what the two mean is up to the letter.
pub(super) fn setting(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("a setting looks like key=value".to_owned()),
    }
}

/// Reads a day, `2020-12-08`.
pub(super) fn day(text: &str) -> Result<Date, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .and_then(date)
        .ok_or_else(|| "a day looks like 2020-12-08".to_owned())
}

/// What the clock says today is, where the machine stands.
#[expect(clippy::disallowed_methods, reason = "only for letters that ask for today")]
pub(super) fn clock() -> Option<Date> {
    date(Local::now().date_naive())
}

/// The day of a moment, in UTC.
pub(super) fn day_of(seconds: u64) -> Option<Date> {
    let moment = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    date(moment.date_naive())
}

/// `SOURCE_DATE_EPOCH`: when files are said to be made (<https://reproducible-builds.org/specs/source-date-epoch/>).
#[expect(clippy::disallowed_methods, reason = "the one variable that a letter's bytes depend on, by its own standard")]
pub(super) fn source_date_epoch() -> Result<Option<u64>, Failure> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => epoch(&text).map(Some),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(text)) => epoch(&text.to_string_lossy()).map(Some),
    }
}

/// Reads a whole number of seconds, up to the end of the year 9999.
fn epoch(text: &str) -> Result<u64, Failure> {
    text.parse().ok().filter(|seconds| day_of(*seconds).is_some()).ok_or_else(|| {
        let message = format!("SOURCE_DATE_EPOCH is `{text}`, which is not a number of seconds since 1970-01-01");
        Failure::wrong(message)
    })
}

/// A day of the years 1 to 9999, the ones that a letter can bear.
fn date(day: NaiveDate) -> Option<Date> {
    let year = u16::try_from(day.year()).ok().filter(|year| (1..=9999).contains(year))?;
    Some(Date { year, month: u8::try_from(day.month()).ok()?, day: u8::try_from(day.day()).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_has_a_key() {
        assert_eq!(setting("reference.ref = a=b").unwrap(), "reference.ref = a=b");
        assert!(setting("subject").is_err());
        assert!(setting(" =x").is_err());
    }

    #[test]
    fn day_is_a_real_one() {
        assert_eq!(day("2020-02-29"), Ok(Date { year: 2020, month: 2, day: 29 }));
        for wrong in ["2021-02-29", "2020-13-01", "8.12.2020", "today", "", "0000-01-01", "10000-01-01", "-1-01-01"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn epoch_is_a_moment_before_10000() {
        assert_eq!(epoch("1607385600").unwrap(), 1_607_385_600);
        assert_eq!(day_of(1_607_385_600), Some(Date { year: 2020, month: 12, day: 8 }));
        assert_eq!(epoch("253402300799").unwrap(), 253_402_300_799);
        for wrong in ["", "-1", "1.5", "tomorrow", "253402300800", "18446744073709551616"] {
            assert!(epoch(wrong).is_err(), "{wrong}");
        }
    }
}
