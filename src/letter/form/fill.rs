//! A row's values written into the tree of a letter.

use minijinja::Value as JinjaValue;
use serde_json::{Map, Value as Json};
use toml::value::Datetime;

use super::{Form, Values, environment, explain, filters, has_blank, has_markup, name};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::letter::Date;
use crate::letter::reader::{Node, Table, Tree, Value};

/// Lists of lines: a value of several lines gives several items.
const LISTS_OF_LINES: [&str; 5] = ["address", "through", "enclosures", "cc", "columns"];

/// What a row's own parts of the letter are called: `letter.subject`, `letter.template`.
const LETTER: &str = "letter";

/// The language of a letter that names none.
const DEFAULT_LANGUAGE: &str = "en";

impl Form {
    /// The tree of the letter for a row, and what is wrong with the file though it could be read.
    ///
    /// # Errors
    ///
    /// Names that are not in the row, values that a filter cannot write.
    pub(in crate::letter) fn fill(&self, values: &Values) -> Result<(Tree, Vec<Diagnostic>), Diagnostics> {
        let merged = match values.0.get(LETTER) {
            Some(Json::Object(given)) => Some(with(&self.tree.root, given, ("", ""))),
            _ => None,
        };
        let root = merged.as_ref().unwrap_or(&self.tree.root);
        let mut filling = Filling { form: self, values, context: JinjaValue::UNDEFINED, problems: vec![] };
        filling.context = filling.context(DEFAULT_LANGUAGE);
        // The language first: dates and numbers depend on it.
        let language = match &root.value {
            Value::Table(table) => table.get("language").and_then(|(_, node)| filling.text(node, ("", "language"))),
            _ => None,
        };
        if let Some(Node { value: Value::Text(language), .. }) = language {
            filling.context = filling.context(&language);
        }
        filling.problems.clear();
        let filled = filling.node(root, ("", ""));
        match filled.into_iter().next() {
            Some(root) if filling.problems.is_empty() => {
                Ok((Tree { source: self.tree.source.clone(), root }, self.complaints.clone()))
            }
            _ => Err(Diagnostics(filling.problems)),
        }
    }
}

/// A tree while it is filled.
struct Filling<'a> {
    form: &'a Form,
    values: &'a Values,
    context: JinjaValue,
    problems: Vec<Diagnostic>,
}

impl Filling<'_> {
    fn context(&self, language: &str) -> JinjaValue {
        self.values.beside(filters::LANGUAGE, JinjaValue::from(language))
    }

    /// A node with its texts filled: none if it came out empty, several if a line became several.
    fn node(&mut self, node: &Node, path: (&str, &str)) -> Vec<Node> {
        let filled = |value| Node { span: node.span.clone(), value };
        match &node.value {
            Value::Text(text) if has_blank(text) => match self.given(text, path) {
                Some(json) => tree_of(json, &node.span).into_iter().collect(),
                None => self.text(node, path).map_or(vec![], |text| lines(text, path)),
            },
            Value::List(items) => {
                let items = items.iter().flat_map(|item| self.node(item, path)).collect();
                vec![filled(Value::List(items))]
            }
            Value::Table(table) => {
                let filled_table = self.table(table, path.1);
                // A signature or contact of which nothing is left is none.
                let is_left_out = filled_table.is_empty() && !table.is_empty() && !path.1.is_empty();
                if is_left_out { vec![] } else { vec![filled(Value::Table(filled_table))] }
            }
            _ => vec![node.clone()],
        }
    }

    fn table(&mut self, table: &Table, name: &str) -> Table {
        let mut filled = Table::new();
        for (key, (span, node)) in table {
            let mut nodes = self.node(node, (name, key));
            let node = match (nodes.len(), nodes.pop()) {
                (0, _) | (_, None) => continue,
                (1, Some(node)) => node,
                (_, Some(last)) => {
                    nodes.push(last);
                    Node { span: node.span.clone(), value: Value::List(nodes) }
                }
            };
            filled.insert(key.clone(), (span.clone(), node));
        }
        filled
    }

    /// The list or table that a text of nothing but `{{ name }}` stands for.
    fn given(&self, text: &str, path: (&str, &str)) -> Option<&Json> {
        let name = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
        let mut steps = name.split('.');
        let mut value = self.values.0.get(steps.next()?)?;
        for step in steps {
            value = value.get(step)?;
        }
        let is_structure = matches!(value, Json::Array(_) | Json::Object(_)) && !has_markup(path);
        is_structure.then_some(value)
    }

    /// A text written out; `None` if nothing is left of it, or it cannot be.
    fn text(&mut self, node: &Node, path: (&str, &str)) -> Option<Node> {
        let Value::Text(text) = &node.value else { return Some(node.clone()) };
        if !has_blank(text) {
            return Some(node.clone());
        }
        let name = name(&node.span, has_markup(path));
        let compiled = self.form.compiled.get_or_init(environment);
        let rendered = match compiled.get_template(&name) {
            Ok(template) => template.render(&self.context),
            // A text of the row's own, which is compiled for it alone.
            Err(_) => compiled.template_from_named_str(&name, text).and_then(|it| it.render(&self.context)),
        };
        match rendered {
            Ok(filled) if filled.trim().is_empty() => None,
            Ok(filled) => {
                let value = match filters::day(filled.trim()).filter(|_| matches!(path.1, "date" | "your_date")) {
                    Some(day) => Value::Date(datetime(day)),
                    None if has_markup(path) => Value::Text(filled),
                    None => Value::Text(filled.trim().to_owned()),
                };
                Some(Node { span: node.span.clone(), value })
            }
            Err(error) => {
                let source = &self.form.tree.source;
                self.problems.push(explain::explain(source, &node.span, text, &error, self.values));
                // In its place something that needs no complaint of its own.
                Some(node.clone())
            }
        }
    }
}

/// The letter with parts that a row gives itself: texts of the letter, with markup and placeholders.
fn with(node: &Node, given: &Map<String, Json>, path: (&str, &str)) -> Node {
    let mut table = match &node.value {
        Value::Table(table) => table.clone(),
        _ => Table::new(),
    };
    for (key, json) in given {
        let place = table.get(key).map_or(OF_THE_ROW, |(span, _)| span.clone());
        let new = match (json, table.get(key)) {
            (Json::Object(inner), Some((_, old))) => Some(with(old, inner, (path.1, key))),
            (Json::String(text), _) if matches!(key.as_str(), "date" | "your_date") => {
                match filters::day(text.trim()) {
                    Some(day) => Some(Node { span: OF_THE_ROW, value: Value::Date(datetime(day)) }),
                    None => tree_of(json, &OF_THE_ROW),
                }
            }
            _ => tree_of(json, &OF_THE_ROW),
        };
        // An empty cell leaves the letter as it is.
        if let Some(new) = new {
            table.insert(key.clone(), (place, new));
        }
    }
    Node { span: node.span.clone(), value: Value::Table(table) }
}

/// The place of what a row gives: none in the letter's file.
const OF_THE_ROW: Span = 0..0;

/// A day as TOML has it.
fn datetime(day: Date) -> Datetime {
    Datetime {
        date: Some(toml::value::Date { year: day.year, month: day.month, day: day.day }),
        time: None,
        offset: None,
    }
}

/// A text of several lines as several items, where there may be several.
fn lines(node: Node, path: (&str, &str)) -> Vec<Node> {
    match &node.value {
        Value::Text(text) if LISTS_OF_LINES.contains(&path.1) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(|line| Node { span: node.span.clone(), value: Value::Text(line.to_owned()) }).collect()
        }
        _ => vec![node],
    }
}

/// Data as a part of a letter; `None` if there is nothing in it.
fn tree_of(json: &Json, place: &Span) -> Option<Node> {
    let value = match json {
        Json::Null => return None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Text(number.to_string()),
        Json::String(text) if text.trim().is_empty() => return None,
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().filter_map(|item| tree_of(item, place)).collect()),
        Json::Object(values) => Value::Table(
            values
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), (place.clone(), tree_of(value, place)?))))
                .collect(),
        ),
    };
    Some(Node { span: place.clone(), value })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::diagnostic::Source;
    use crate::letter::{self, DateSpec, Letter};

    const LETTER: &str = r#"
        language = "{{ language }}"
        date = "{{ date }}"
        subject = "For {{ name }}"
        body = """
        Dear *all*, {{ name }}.
        {% if note %}
        Note: {{ note }}
        {% endif %}
        {% for item in items %}
        - {{ item }}
        {% endfor %}
        """
        cc = "{{ cc }}"
        sender.name = "S"
        recipient.name = "{{ name }}"
        recipient.address = ["{{ street }}", "{{ town }}", "{{ country }}"]
        contact.phone = "{{ phone }}"
        [[signatures]]
        name = "S"
        [[signatures]]
        name = "{{ second }}"
    "#;

    fn form(text: &str) -> letter::Form {
        let text: String = text.lines().map(|line| format!("{}\n", line.trim_start())).collect();
        letter::read(&Arc::new(Source::new("letter.toml", text))).unwrap()
    }

    fn values(json: Json) -> Values {
        Values(json.as_object().cloned().unwrap_or_default())
    }

    fn row() -> Json {
        json!({
            "language": "fr", "date": "2026-03-01", "name": "A *B*", "note": "", "items": ["x_y_", 7], "cc": [],
            "street": "1 Street\nFloor 2", "town": "Town", "country": " ", "phone": "", "second": null,
        })
    }

    fn filled(row: Json) -> Letter {
        form(LETTER).letter(&values(row)).unwrap().0
    }

    #[test]
    fn empty_values_leave_nothing() {
        let letter = filled(row());
        let address: Vec<&str> =
            letter.recipient.as_ref().unwrap().get_ref().address.iter().map(|line| line.get_ref().as_str()).collect();
        assert_eq!(address, ["1 Street", "Floor 2", "Town"]);
        assert!(letter.contact.is_none() && letter.cc.is_empty());
        assert_eq!(letter.signatures.len(), 1);
        assert_eq!(letter.body.text.get_ref().trim(), "Dear *all*, A \\*B\\*.\n- x\\_y\\_\n- 7");
    }

    #[test]
    fn dates_and_languages_come_from_the_row() {
        let letter = filled(row());
        assert!(
            matches!(letter.date.get_ref(), DateSpec::On(date) if (date.year, date.month, date.day) == (2026, 3, 1))
        );
        assert_eq!(letter.language.unwrap().get_ref(), "fr");
    }

    #[test]
    fn rows_have_parts_of_the_letter() {
        let mut given = row();
        given["letter"] = json!({
            "subject": "Only *for* {{ name }}", "body": "With *markup* and {{ name }}", "date": "2027-01-02",
            "recipient": { "role": "Chief" }, "salutation": "",
        });
        let letter = filled(given);
        assert_eq!(letter.subject.unwrap().get_ref(), "Only *for* A *B*");
        assert_eq!(letter.body.text.get_ref(), "With *markup* and A \\*B\\*");
        assert!(matches!(letter.date.get_ref(), DateSpec::On(date) if date.year == 2027));
        let recipient = letter.recipient.unwrap().into_inner();
        assert_eq!(
            (recipient.role.unwrap().into_inner(), recipient.name.unwrap().into_inner()),
            ("Chief".into(), "A *B*".into())
        );
        assert!(letter.salutation.is_none());
    }

    #[test]
    fn names_that_are_not_there_are_told_at_their_place() {
        let form = form(
            "date = 2026-01-01\nsubject = \"No. {{ refs }}\"\nbody = \"{{ a.c }}\"\nsender.name = 'S'\nrecipient.name = 'R'\n",
        );
        let problems = form.letter(&values(json!({ "ref": "1", "a": { "b": 2 } }))).unwrap_err().to_string();
        for said in [
            "`refs` is not in the data",
            "2 | subject = \"No. {{ refs }}\"\n  |                   ^^^^",
            "did you mean `ref`?",
            "`a.c` is not in the data",
        ] {
            assert!(problems.contains(said), "{said} is not in:\n{problems}");
        }
    }

    #[test]
    fn values_are_never_placeholders() {
        let mut given = row();
        given["name"] = "{{ note }} {% if %} {{ 7 * 7 }}".into();
        let letter = filled(given);
        assert_eq!(letter.subject.unwrap().get_ref(), "For {{ note }} {% if %} {{ 7 * 7 }}");
    }

    #[test]
    fn endless_placeholders_end() {
        let form = form(
            "date = 2026-01-01\nbody = \"{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}\"\nsender.name = 'S'\nrecipient.name = 'R'\n",
        );
        let problems = form.letter(&values(json!({ "a": 1 }))).unwrap_err().to_string();
        assert!(problems.contains("goes on for too long"), "{problems}");
    }
}
