//! `letterpdf fonts`: the families that a letter can be set in.

use std::path::PathBuf;

use clap::ValueHint;
use letterpdf::text::{FamilyInfo, FontOrigin, Fonts};
use serde::Serialize;

use super::Failure;
use super::output::stdout;
use super::report::json;

const EXAMPLES: &str = "\
Examples:
  letterpdf fonts
  letterpdf fonts --font-path fonts --system-fonts
  letterpdf fonts --json";

/// Which fonts there are besides the bundled ones.
#[derive(Debug, clap::Args)]
pub(super) struct FontArgs {
    /// Use the fonts of this folder and the folders in it, too; may be repeated
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    font_path: Vec<PathBuf>,

    /// Use the fonts that the system has installed, too; the result then depends on the machine
    #[arg(long)]
    system_fonts: bool,
}

impl FontArgs {
    /// All fonts that there are.
    pub(super) fn load(&self) -> Result<Fonts, Failure> {
        let mut fonts = Fonts::bundled();
        for folder in &self.font_path {
            fonts.add_folder(folder).map_err(|error| Failure::reading(folder, &error))?;
        }
        if self.system_fonts {
            fonts.add_system();
        }
        Ok(fonts)
    }
}

/// List the fonts that a letter can be set in
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    fonts: FontArgs,

    /// List them as one JSON array
    #[arg(long)]
    pub(super) json: bool,
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let families: Vec<Family> = self.fonts.load()?.families().into_iter().map(Family::from).collect();
        if self.json { json(&families) } else { stdout(table(&families).as_bytes()) }
    }
}

/// A family for a program, or a person, to read.
#[derive(Debug, Serialize)]
struct Family {
    name: String,
    styles: Vec<String>,
    /// `bundled`, `folder` or `system`.
    origin: &'static str,
    /// A file of it, unless it is bundled.
    path: Option<String>,
}

impl From<FamilyInfo> for Family {
    fn from(family: FamilyInfo) -> Self {
        let (origin, path) = match family.origin {
            FontOrigin::Bundled => ("bundled", None),
            FontOrigin::Folder(path) => ("folder", Some(path)),
            FontOrigin::System(path) => ("system", Some(path)),
        };
        let path = path.map(|path| path.display().to_string());
        Self { name: family.name, styles: family.styles, origin, path }
    }
}

/// One line for each family, in columns.
fn table(families: &[Family]) -> String {
    let styles: Vec<String> = families.iter().map(|family| family.styles.join(", ")).collect();
    let names = families.iter().map(|family| family.name.chars().count()).max().unwrap_or(0);
    let widest = styles.iter().map(|styles| styles.chars().count()).max().unwrap_or(0);
    let line = |(family, styles): (&Family, &String)| {
        let origin = family.path.as_deref().unwrap_or(family.origin);
        format!("{:names$}  {styles:widest$}  {origin}\n", family.name)
    };
    families.iter().zip(&styles).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_straight_columns() {
        let family = |name: &str, styles: &[&str], origin| {
            let styles = styles.iter().map(|style| (*style).to_owned()).collect();
            Family::from(FamilyInfo { name: name.to_owned(), styles, origin })
        };
        let families = [
            family("Noto Sans", &["Regular", "Bold"], FontOrigin::Bundled),
            family("Ünï", &["Regular"], FontOrigin::Folder("fonts/u.ttf".into())),
        ];
        assert_eq!(
            table(&families),
            "Noto Sans  Regular, Bold  bundled\n\
             Ünï        Regular        fonts/u.ttf\n"
        );
        assert_eq!(table(&[]), "");
    }
}
