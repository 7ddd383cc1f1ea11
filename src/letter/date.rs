//! A date as the letter has it: a TOML date without a time, or `"today"`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use toml::value::Datetime;

use super::{Date, DateSpec};

/// The name under which TOML's dates travel through serde, and the one key of what arrives.
const DATE: &str = "$__toml_private_datetime";

impl<'de> Deserialize<'de> for DateSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(DATE, &[DATE], DateVisitor)
    }
}

struct DateVisitor;

impl<'de> Visitor<'de> for DateVisitor {
    type Value = DateSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<DateSpec, E> {
        if text == "today" {
            return Ok(DateSpec::Today);
        }
        let hint = match text.trim().parse::<Datetime>() {
            Ok(Datetime { date: Some(date), .. }) => format!("write it without quotes: {date}"),
            _ if text.trim().eq_ignore_ascii_case("today") => "write it in small letters: \"today\"".to_owned(),
            _ => "write year-month-day without quotes, such as 2026-01-31, or \"today\"; \
                  it is written out in the letter's language"
                .to_owned(),
        };
        Err(E::custom(format!("`{}` is not a date\n{hint}", text.escape_debug())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DateSpec, A::Error> {
        let key = map.next_key::<String>()?;
        let text = map.next_value::<String>()?;
        match text.parse::<Datetime>() {
            Ok(date) if key.as_deref() == Some(DATE) => from_toml(&date),
            _ => Err(A::Error::custom("this is not a date")),
        }
    }
}

/// A TOML date that is a day and nothing else.
fn from_toml<E: Error>(written: &Datetime) -> Result<DateSpec, E> {
    let Some(date) = written.date else {
        return Err(E::custom("this is a time of day, not a date\nwrite year-month-day, such as 2026-01-31"));
    };
    if written.time.is_some() || written.offset.is_some() {
        return Err(E::custom(format!("the date of a letter has no time of day\nwrite {date}")));
    }
    if date.year == 0 {
        return Err(E::custom("there is no year 0\nthe calendar of letters starts with the year 1"));
    }
    Ok(DateSpec::On(Date { year: date.year, month: date.month, day: date.day }))
}
