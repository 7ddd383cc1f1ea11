//! Which rows are made.

use minijinja::{Environment, UndefinedBehavior, Value};

use crate::data::{AsItCame, Broken, Row};
use crate::letter::Values;

/// Which rows are made; all of them if nothing is said.
#[derive(Debug, Default)]
pub struct Selection {
    condition: Option<Environment<'static>>,
    /// Every so many rows, from a number counted from 0.
    shard: Option<(u64, u64)>,
    limit: Option<u64>,
    /// How many, spread over how many there are.
    sample: Option<(u64, u64)>,
}

impl Selection {
    /// Only rows for which a condition holds, such as `country == "CH" and amount > 0`.
    ///
    /// # Errors
    ///
    /// The condition is not complete.
    pub fn with_condition(mut self, condition: &str) -> Result<Self, String> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment
            .add_template_owned("where", format!("{{% if ({condition}) %}}1{{% endif %}}"))
            .map_err(|error| format!("the condition is not complete: {}", error.detail().unwrap_or("?")))?;
        self.condition = Some(environment);
        Ok(self)
    }

    /// Only a part of the rows, which are dealt out like cards: part `part` (from 1) of `parts`.
    #[must_use]
    pub fn with_shard(mut self, part: u64, parts: u64) -> Self {
        self.shard = Some((part.saturating_sub(1), parts.max(1)));
        self
    }

    /// Only the first rows.
    #[must_use]
    pub fn with_limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Only so many rows, spread evenly over the `total` that would be made otherwise.
    #[must_use]
    pub fn with_sample(mut self, count: u64, total: u64) -> Self {
        self.sample = Some((count, total));
        self
    }

    /// The rows that are made. One whose condition cannot be told is there, as one that failed.
    pub fn of<'a>(&'a self, rows: impl Iterator<Item = Row> + 'a) -> impl Iterator<Item = Row> + 'a {
        let chosen = rows.filter_map(|row| self.judge(row));
        let limited = chosen.take(self.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX)));
        (0..).zip(limited).filter(|(index, _)| self.is_sampled(*index)).map(|(_, row)| row)
    }

    fn judge(&self, row: Row) -> Option<Row> {
        if self.shard.is_some_and(|(part, parts)| row.number.saturating_sub(1) % parts != part) {
            return None;
        }
        let (Some(condition), Ok(values)) = (&self.condition, &row.values) else { return Some(row) };
        match holds(condition, values, row.number) {
            Ok(true) => Some(row),
            Ok(false) => None,
            Err(message) => {
                let broken = Broken { message, row: AsItCame::Values(values.clone()) };
                Some(Row { values: Err(broken), ..row })
            }
        }
    }

    fn is_sampled(&self, index: u64) -> bool {
        // The one in which a whole number of shares begins.
        self.sample.is_none_or(|(count, total)| {
            let share = |index: u64| u128::from(index) * u128::from(count) / u128::from(total.max(1));
            count >= total || index == 0 && count > 0 || share(index) != share(index.saturating_sub(1))
        })
    }
}

fn holds(condition: &Environment<'static>, values: &Values, row: u64) -> Result<bool, String> {
    let context = values.beside("row", Value::from(row));
    let written = condition.get_template("where").and_then(|template| template.render(context));
    written.map(|written| !written.is_empty()).map_err(|error| match error.detail() {
        Some(detail) => format!("the condition cannot be told: {detail}"),
        None => "the condition has a name that is not in the data".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rows() -> impl Iterator<Item = Row> {
        (1..=20).map(|number| Row {
            number,
            place: String::new(),
            values: Ok(Values(json!({ "n": number }).as_object().cloned().unwrap_or_default())),
        })
    }

    fn numbers(selection: &Selection) -> Vec<u64> {
        selection.of(rows()).map(|row| row.number).collect()
    }

    #[test]
    fn rows_are_chosen() {
        assert_eq!(numbers(&Selection::default()).len(), 20);
        assert_eq!(numbers(&Selection::default().with_condition("n % 7 == 0").unwrap()), [7, 14]);
        assert_eq!(numbers(&Selection::default().with_limit(3)), [1, 2, 3]);
        assert_eq!(numbers(&Selection::default().with_sample(4, 20)), [1, 6, 11, 16]);
        assert_eq!(numbers(&Selection::default().with_sample(50, 20)).len(), 20);
        assert!(Selection::default().with_condition("n ==").is_err());
    }

    #[test]
    fn rows_are_in_one_shard_each() {
        let mut all: Vec<u64> = (1..=3).flat_map(|part| numbers(&Selection::default().with_shard(part, 3))).collect();
        all.sort_unstable();
        assert_eq!(all, (1..=20).collect::<Vec<_>>());
    }

    #[test]
    fn rows_that_cannot_be_judged_fail() {
        let selection = Selection::default().with_condition("m > 1").unwrap();
        assert!(selection.of(rows()).all(|row| row.values.is_err()));
    }
}
