//! Names with points as names within names.

use serde_json::{Map, Value as Json};

/// The columns of a table, as places of their values.
#[derive(Debug, Clone)]
pub(super) struct Nest {
    /// The steps to each column's value.
    paths: Vec<Vec<String>>,
}

impl Nest {
    /// Reads the header of a table.
    pub(super) fn new(columns: &[String]) -> Result<Self, String> {
        let mut paths: Vec<Vec<String>> = vec![];
        for (index, column) in columns.iter().enumerate() {
            let path: Vec<String> = column.split('.').map(|step| step.trim().to_owned()).collect();
            if path.iter().any(String::is_empty) {
                return Err(match column.trim() {
                    "" => format!("has no name for column {}", index + 1),
                    _ => format!("names a column `{column}`, in which a part is empty"),
                });
            }
            for (other, known) in columns.iter().zip(&paths) {
                if *known == path {
                    return Err(format!("names the column `{column}` twice"));
                }
                if known.starts_with(&path) || path.starts_with(known) {
                    return Err(format!("has a column `{column}` and a column `{other}`: one is a part of the other"));
                }
            }
            paths.push(path);
        }
        Ok(Self { paths })
    }

    /// How many columns there are.
    pub(super) fn count(&self) -> usize {
        self.paths.len()
    }

    /// The values of a row.
    pub(super) fn values(&self, cells: Vec<Json>) -> Map<String, Json> {
        let mut values = Map::new();
        for (path, cell) in self.paths.iter().zip(cells) {
            put(&mut values, path, cell);
        }
        values
    }
}

/// Puts a value where the steps lead; what stands in the way is replaced.
fn put(values: &mut Map<String, Json>, path: &[String], value: Json) {
    match path {
        [] => {}
        [last] => drop(values.insert(last.clone(), value)),
        [first, rest @ ..] => {
            let inner = values.entry(first.clone()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// An object whose names with points are nested.
pub(super) fn object(values: Map<String, Json>) -> Result<Map<String, Json>, String> {
    if !values.keys().any(|key| key.contains('.')) {
        return Ok(values);
    }
    let (names, cells): (Vec<String>, Vec<Json>) = values.into_iter().unzip();
    Ok(Nest::new(&names)?.values(cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nest(names: &[&str]) -> Result<Nest, String> {
        Nest::new(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn names_with_points_are_nested() {
        let values = nest(&["ref", "recipient.name", "recipient.town"]).unwrap();
        let values = values.values(vec!["1".into(), "A".into(), "B".into()]);
        assert_eq!(Json::Object(values), serde_json::json!({"ref": "1", "recipient": {"name": "A", "town": "B"}}));
    }

    #[test]
    fn names_are_told_apart() {
        for (names, problem) in [
            (vec!["a", "b", "a"], "names the column `a` twice"),
            (vec!["a", " a "], "names the column ` a ` twice"),
            (vec!["a", ""], "has no name for column 2"),
            (vec!["a", "a.b"], "has a column `a.b` and a column `a`: one is a part of the other"),
            (vec!["a..b"], "names a column `a..b`, in which a part is empty"),
        ] {
            assert_eq!(nest(&names).unwrap_err(), problem);
        }
    }
}
