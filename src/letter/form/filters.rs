//! Values written by the letter's language: `{{ due | date }}`, `{{ sum | money("CHF") }}`.

use minijinja::{Environment, Error, ErrorKind, State, Value};

use crate::letter::Date;
use crate::locale;

/// Under which name the letter's language is known to filters; no column can have it.
pub(super) const LANGUAGE: &str = "language of the letter";

/// Adds the filters.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("date", date);
    environment.add_filter("number", number);
    environment.add_filter("money", money);
}

/// A date, `2026-03-01`, written out.
fn date(state: &mut State<'_, '_>, value: Value) -> Result<String, Error> {
    let text = text_of(&value);
    let date = day(text.trim()).ok_or_else(|| wrong(format!("`{text}` is not a date such as 2026-03-01")))?;
    Ok(locale::write_date(date, &language(state)))
}

/// A number with the language's signs, and with so many decimals if that is said.
fn number(state: &mut State<'_, '_>, value: Value, decimals: Option<u8>) -> Result<String, Error> {
    let text = text_of(&value);
    let written = locale::write_number(&text, decimals.map(usize::from), &language(state));
    written.ok_or_else(|| wrong(format!("`{text}` is not a number such as 1234.50")))
}

/// An amount of money, with two decimals if nothing else is said.
fn money(state: &mut State<'_, '_>, value: Value, currency: String, decimals: Option<u8>) -> Result<String, Error> {
    let text = text_of(&value);
    let written = locale::write_money(&text, &currency, decimals.map_or(2, usize::from), &language(state));
    written.ok_or_else(|| wrong(format!("`{text}` is not an amount such as 1234.50")))
}

/// The day of a text such as `2026-03-01` or `2026-03-01T12:00:00`.
pub(super) fn day(text: &str) -> Option<Date> {
    let (day, time) = text.split_at_checked(10)?;
    let is_date = time.is_empty() || time.starts_with(['T', ' ']);
    let mut parts = day.splitn(3, '-');
    let mut next = |length: usize| parts.next().filter(|part| part.len() == length)?.parse::<u16>().ok();
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    let date = Date { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
    (is_date && locale::is_day(date)).then_some(date)
}

fn language(state: &mut State<'_, '_>) -> String {
    state.lookup(LANGUAGE).map_or_else(|| "en".to_owned(), |language| language.to_string())
}

fn text_of(value: &Value) -> String {
    value.to_string()
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
