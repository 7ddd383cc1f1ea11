//! `letterpdf init`: a letter to start from.

use std::path::PathBuf;

use clap::ValueHint;
use letterpdf::resolve::builtin;

use super::Failure;
use super::letter::{is_template_file, quoted};
use super::output::{Existing, Target, stdout};
use super::templates;

/// The letter, for the template that stands in this line of it.
const LETTER: &str = include_str!("init.toml");
const TEMPLATE_LINE: &str = "template = \"plain\"\n";

const EXAMPLES: &str = "\
Examples:
  letterpdf init                               Write letter.toml
  letterpdf init --template itu invitation.toml
  letterpdf init - | letterpdf render - > letter.pdf";

/// Write a letter to start from, with every key explained
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Where the letter goes, or `-` for standard output
    #[arg(default_value = "letter.toml", value_hint = ValueHint::FilePath)]
    file: PathBuf,

    /// The letter's template: a built-in name or a .toml file
    #[arg(long, short, value_name = "TEMPLATE", default_value = "plain", value_hint = ValueHint::FilePath)]
    template: String,

    /// Replace a file that exists
    #[arg(long, short)]
    force: bool,
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if !is_template_file(&self.template) && builtin(&self.template).is_none() {
            return Err(templates::unknown(&self.template));
        }
        let target = Target::at(&self.file)?;
        let existing = if self.force { Existing::Replace } else { Existing::Keep };
        let text = letter(&self.template).replacen("letter.toml", &target_name(&target), 2);
        target.write(text.as_bytes(), existing)?;
        match target {
            Target::Stdout => Ok(()),
            Target::File(path) => {
                let path = path.display();
                stdout(format!("{path}: written; make it a PDF with `letterpdf render {path}`\n").as_bytes())
            }
        }
    }
}

/// What the letter calls itself in its first lines.
fn target_name(target: &Target) -> String {
    match target {
        Target::Stdout => "letter.toml".to_owned(),
        Target::File(path) => path.display().to_string(),
    }
}

/// The letter to start from, with a certain template.
fn letter(template: &str) -> String {
    LETTER.replacen(TEMPLATE_LINE, &format!("template = {}\n", quoted(template)), 1)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use letterpdf::Source;
    use letterpdf::letter::{Letter, parse};

    use super::*;

    fn read(text: String) -> Letter {
        let source = Arc::new(Source::new("letter.toml", text));
        parse(&source).unwrap_or_else(|wrong| panic!("{wrong}")).0
    }

    #[test]
    fn letter_bears_the_template() {
        let letter = read(letter("my \"house\".toml"));
        assert_eq!(letter.template.unwrap().get_ref(), "my \"house\".toml");
    }

    /// The optional parts, too, are right as soon as their `#` is taken away.
    #[test]
    fn optional_parts_are_right() {
        let all: String = letter("plain")
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
            .fold(String::new(), |text, line| text + line + "\n");
        let letter = read(all);
        assert!(letter.place.is_some() && letter.postscript.is_some() && letter.contact.is_some());
        assert!(letter.cover.is_some() && !letter.labels.is_empty() && !letter.documents.is_empty());
        assert!(letter.signatures.iter().all(|signature| signature.image.is_some()));
    }
}
