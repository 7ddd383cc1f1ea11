//! Rows of data from files of all kinds, good and bad.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use letterpdf::data::{AsItCame, Reading, Row, open, read};
use serde_json::{Value, json};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

/// The values of rows, or what is wrong with them, with their places.
fn said(rows: impl Iterator<Item = Row>) -> Vec<Value> {
    rows.map(|row| match row.values {
        Ok(values) => Value::Object(values.0),
        Err(broken) => json!([row.number, row.place, broken.message]),
    })
    .collect()
}

fn rows_of(path: &Path) -> Vec<Value> {
    said(open(path, &Reading::default()).unwrap_or_else(|wrong| panic!("{wrong}")))
}

fn wrong_with(path: &Path) -> String {
    open(path, &Reading::default()).err().expect("a file that is wrong")
}

#[test]
fn csv_is_read_as_spreadsheets_write_it() {
    let folder = Folder::new();
    let expected = [json!({"ref": "1", "to": {"name": "Zoë; \"Z\"\nline"}}), json!({"ref": "2", "to": {"name": ""}})];
    for (name, text) in [
        ("comma", "ref,to.name\n1,\"Zoë; \"\"Z\"\"\nline\"\n2,\n"),
        ("semicolon", "ref;to.name\r\n1;\"Zoë; \"\"Z\"\"\nline\"\r\n2;\r\n"),
        ("tab", "ref\tto.name\n1\t\"Zoë; \"\"Z\"\"\nline\"\n\n2\t\n"),
        ("mark", "\u{feff}ref,to.name,,\n1,\"Zoë; \"\"Z\"\"\nline\",,\n2,,,\n"),
    ] {
        assert_eq!(rows_of(&folder.file(&format!("{name}.csv"), text)), expected, "{name}");
    }
    let utf16: Vec<u8> = "\u{feff}ref;to.name\n1;Zoë\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rows_of(&folder.file("utf16.csv", utf16)), [json!({"ref": "1", "to": {"name": "Zoë"}})]);
}

#[test]
fn csv_of_another_encoding_is_named_or_read() {
    let folder = Folder::new();
    let path = folder.file("latin.csv", b"ref,name\r\n1,Zo\xeb\r\n2,Ann\r\n");
    assert_eq!(
        rows_of(&path),
        [
            json!([1, "line 2", "is not UTF-8; say what it is with `--encoding`, such as windows-1252"]),
            json!({"ref": "2", "name": "Ann"})
        ]
    );
    let reading = Reading { encoding: Some("windows-1252".into()), ..Reading::default() };
    assert_eq!(said(open(&path, &reading).unwrap())[0], json!({"ref": "1", "name": "Zoë"}));
    let reading = Reading { encoding: Some("klingon".into()), ..Reading::default() };
    assert!(open(&path, &reading).err().unwrap().contains("there is no such encoding"));
}

#[test]
fn csv_rows_that_are_ragged_are_named() {
    let folder = Folder::new();
    let rows = open(&folder.file("a.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n"), &Reading::default()).unwrap();
    let rows: Vec<Row> = rows.collect();
    assert_eq!(
        said(rows.clone().into_iter()),
        [
            json!({"a": "1", "b": "2"}),
            json!([2, "line 3", "has 1 cells, and the header 2"]),
            json!([3, "line 4", "has 3 cells, and the header 2"]),
            json!({"a": "7", "b": "8"}),
        ]
    );
    assert_eq!(rows[2].values.clone().unwrap_err().row, AsItCame::Cells(vec!["4".into(), "5".into(), "6".into()]));
}

#[test]
fn csv_headers_that_are_wrong_are_named() {
    let folder = Folder::new();
    for (text, problem) in [
        ("", "is empty"),
        ("a,b,a\n1,2,3\n", "names the column `a` twice"),
        ("a,,b\n1,2,3\n", "has no name for column 2"),
        ("a,a.b\n1,2\n", "one is a part of the other"),
    ] {
        let wrong = wrong_with(&folder.file("a.csv", text));
        assert!(wrong.contains(problem), "{wrong}");
    }
}

#[test]
fn json_lines_are_read_as_far_as_they_are_whole() {
    let folder = Folder::new();
    let text = "{\"a\": 1, \"b.c\": [true, null]}\n\n[1]\n{\"a\": \"x\"}\n{\"a\": \"torn";
    assert_eq!(
        rows_of(&folder.file("a.jsonl", text)),
        [
            json!({"a": 1, "b": {"c": [true, null]}}),
            json!([2, "line 3", "is no row of names and values: { \"name\": \"…\", … }"]),
            json!({"a": "x"}),
            json!([4, "line 5", "is not JSON: EOF while parsing a string at line 1 column 11"]),
        ]
    );
}

#[test]
fn json_lines_that_are_too_long_are_one_row() {
    let folder = Folder::new();
    let text = format!("{{\"a\": \"{}\"}}\n{{\"a\": 2}}\n", "x".repeat(40 << 20));
    let rows = rows_of(&folder.file("a.jsonl", text));
    assert_eq!(rows, [json!([1, "line 1", "is longer than 16 MiB"]), json!({"a": 2})]);
}

#[test]
fn json_and_toml_are_arrays_of_rows() {
    let folder = Folder::new();
    assert_eq!(rows_of(&folder.file("a.json", "[{\"a\": 1}, 2]"))[0], json!({"a": 1}));
    assert!(wrong_with(&folder.file("b.json", "{\"a\": 1}")).contains("is no array of rows"));
    assert_eq!(
        rows_of(
            &folder.file(
                "a.toml",
                "[[people]]\nname = \"A\"\ndue = 2026-03-01\n[[people]]\nname = \"B\"\nto.town = \"C\"\n"
            )
        ),
        [json!({"name": "A", "due": "2026-03-01"}), json!({"name": "B", "to": {"town": "C"}})]
    );
    assert!(wrong_with(&folder.file("b.toml", "a = 1\n")).contains("one array of tables"));
    assert!(wrong_with(&folder.file("c.toml", "a = 1\nb = \n")).contains("is not TOML: line 2"));
}

#[test]
fn workbooks_give_their_cells() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/rows");
    assert_eq!(
        rows_of(&data.join("people.xlsx")),
        [
            json!({"ref": 1, "name": "Zoë", "amount": 12.5, "due": "2026-03-01", "note": ""}),
            json!({"ref": 2, "name": "国", "amount": "007", "due": "2026-03-02T14:30:00", "note": "x"}),
            json!([3, "row 4 of the sheet", "has more cells than the header, which has 5"]),
        ]
    );
    assert_eq!(rows_of(&data.join("people.ods")), [json!({"ref": 1, "name": "Zoë"})]);
    let other = Reading { sheet: Some("Other".into()), ..Reading::default() };
    assert_eq!(said(open(&data.join("people.xlsx"), &other).unwrap()), [json!({"a": "b"})]);
    let none = Reading { sheet: Some("Third".into()), ..Reading::default() };
    assert!(open(&data.join("people.xlsx"), &none).err().unwrap().contains("has no sheet `Third`, but People, Other"));
}

#[test]
fn workbooks_that_unpack_to_gigabytes_are_refused() {
    let folder = Folder::new();
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let options = zip::write::SimpleFileOptions::default();
    bomb.start_file("xl/workbook.xml", options).unwrap();
    for _ in 0..70 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    assert_eq!(wrong_with(&folder.file("bomb.xlsx", bomb)), "unpacks to more than 64 MiB");
    assert!(wrong_with(&folder.file("no.xlsx", "no workbook")).contains("is not a workbook"));
}

#[test]
fn databases_give_the_rows_of_a_query() {
    let folder = Folder::new();
    let path = folder.0.path().join("people.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    let schema = "CREATE TABLE people (ref INTEGER, \"to.name\" TEXT, fee REAL, note TEXT);
                  INSERT INTO people VALUES (1, 'Zoë', 12.5, NULL), (2, 'Ann', 3, 'x');";
    database.execute_batch(schema).unwrap();
    let with = |query: &str| Reading { query: Some(query.to_owned()), ..Reading::default() };
    assert_eq!(
        rows_of(&path),
        [
            json!({"ref": 1, "to": {"name": "Zoë"}, "fee": 12.5, "note": ""}),
            json!({"ref": 2, "to": {"name": "Ann"}, "fee": 3.0, "note": "x"}),
        ]
    );
    let two = open(&path, &with("SELECT ref * 10 AS ref FROM people ORDER BY ref DESC")).unwrap();
    assert_eq!(said(two), [json!({"ref": 20}), json!({"ref": 10})]);
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i FROM n";
    assert_eq!(open(&path, &with(many)).unwrap().take(3).count(), 3, "who stops taking rows ends the query");
    for (query, problem) in
        [("DELETE FROM people", "the query must be a SELECT"), ("SELECT x FROM people", "no such column: x")]
    {
        let wrong = open(&path, &with(query)).err().unwrap();
        assert!(wrong.contains(problem), "{wrong}");
    }
    database.execute_batch("CREATE TABLE other (a)").unwrap();
    assert!(wrong_with(&path).contains("has several tables (other, people)"));
    assert!(
        wrong_with(&folder.file("no.db", "no database, but long enough to be looked at")).contains("is not a database")
    );
}

#[test]
fn streams_tell_what_they_are() {
    let rows = |text: &'static str| said(read(text.as_bytes(), &Reading::default()).unwrap());
    assert_eq!(rows("a;b\n1;2\n"), [json!({"a": "1", "b": "2"})]);
    assert_eq!(rows(" \n{\"a\": 1}\n{\"a\": 2}\n"), [json!({"a": 1}), json!({"a": 2})]);
    assert_eq!(rows("[{\"a\": 1}]"), [json!({"a": 1})]);
}

#[test]
fn other_files_are_refused() {
    let folder = Folder::new();
    assert!(wrong_with(&folder.file("a.pdf", "%PDF-1.7")).contains("is of no kind that holds rows"));
    assert!(wrong_with(&folder.0.path().join("nowhere.csv")).contains("cannot be read"));
}
