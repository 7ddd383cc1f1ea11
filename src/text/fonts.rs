//! The faces that there are.
//!
//! In: the bundled families, folders, the system. Out: the face nearest to what
//! a style asks for. Names and styles are known at once; files are opened and
//! parsed when a face is first used.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use fontdb::{Database, FaceInfo, Source};

use super::face::{Face, FontFile};

/// Folders within folders are searched this deep.
const DEEPEST_FOLDER: usize = 8;

/// Names at least this alike are offered instead of one that is not there (Jaro and Winkler).
const ALIKE: f64 = 0.72;

/// A face of a [`Fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaceId(pub u32);

/// Where a font comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FontOrigin {
    /// It is part of the program.
    Bundled,
    /// A file of a folder given by the user.
    Folder(PathBuf),
    /// A file that the system has installed.
    System(PathBuf),
}

/// A family, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyInfo {
    /// Its name.
    pub name: String,
    /// Names of its styles: "Regular", "Bold Italic", …
    pub styles: Vec<String>,
    /// Where its files come from.
    pub origin: FontOrigin,
}

/// A family that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFamily {
    /// The name asked for.
    pub name: String,
    /// The nearest names that are there, best first, at most three.
    pub nearest: Vec<String>,
}

/// The faces that a letter can be set in. Files are opened and parsed when first used.
#[derive(Debug, Default)]
pub struct Fonts {
    faces: Vec<Face>,
}

macro_rules! bundled {
    ($($family:literal $weight:literal $italic:literal $file:literal)*) => {
        [$(($family, $weight, $italic, include_bytes!(concat!("../../fonts/", $file)).as_slice())),*]
    };
}

/// Family, weight, italic and bytes of the faces that are part of the program.
static BUNDLED: [(&str, u16, bool, &[u8]); 8] = bundled! {
    "Noto Sans" 400 false "NotoSans-Regular.ttf"
    "Noto Sans" 400 true "NotoSans-Italic.ttf"
    "Noto Sans" 700 false "NotoSans-Bold.ttf"
    "Noto Sans" 700 true "NotoSans-BoldItalic.ttf"
    "Noto Serif" 400 false "NotoSerif-Regular.ttf"
    "Noto Serif" 400 true "NotoSerif-Italic.ttf"
    "Noto Serif" 700 false "NotoSerif-Bold.ttf"
    "Noto Serif" 700 true "NotoSerif-BoldItalic.ttf"
};

impl Fonts {
    /// The bundled families.
    pub fn bundled() -> Self {
        let faces = BUNDLED.map(|(family, weight, italic, bytes)| Face {
            family: family.to_owned(),
            weight,
            italic,
            normal_width: true,
            index: 0,
            origin: FontOrigin::Bundled,
            file: Arc::new(FontFile::Bundled(bytes)),
            parsed: OnceLock::new(),
        });
        Self { faces: faces.into() }
    }

    /// Adds all fonts of a folder and the folders in it; they go before the bundled ones.
    ///
    /// # Errors
    ///
    /// The folder cannot be read.
    pub fn add_folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut files = Vec::new();
        collect_fonts(folder, DEEPEST_FOLDER, &mut files)?;
        let mut database = Database::new();
        for file in files {
            // A file that is no font is none of our business until a letter asks for its family.
            let _ = database.load_font_file(file);
        }
        self.add(&database, FontOrigin::Folder);
        Ok(())
    }

    /// Adds the fonts that the system has installed; they go after all others.
    pub fn add_system(&mut self) {
        let mut database = Database::new();
        database.load_system_fonts();
        self.add(&database, FontOrigin::System);
    }

    /// Adds the faces of a database in the order of their files, which no folder listing changes.
    fn add(&mut self, database: &Database, origin: fn(PathBuf) -> FontOrigin) {
        let mut found: BTreeMap<(&Path, u32), &FaceInfo> = BTreeMap::new();
        for info in database.faces() {
            if let Source::File(path) = &info.source {
                found.insert((path, info.index), info);
            }
        }
        let mut last: Option<(&Path, Arc<FontFile>)> = None;
        for ((path, index), info) in found {
            let file = match &last {
                Some((same, file)) if *same == path => file.clone(),
                _ => Arc::new(FontFile::OnDisk { path: path.to_owned(), bytes: OnceLock::new() }),
            };
            last = Some((path, file.clone()));
            let Some((family, _)) = info.families.first() else { continue };
            self.faces.push(Face {
                family: family.clone(),
                weight: info.weight.0,
                italic: info.style != fontdb::Style::Normal,
                normal_width: info.stretch == fontdb::Stretch::Normal,
                index,
                origin: origin(path.to_owned()),
                file,
                parsed: OnceLock::new(),
            });
        }
    }

    /// The face of a family that is nearest to a style. Case does not count in names.
    ///
    /// # Errors
    ///
    /// No such family, with the nearest names.
    pub fn select(&self, family: &str, bold: bool, italic: bool) -> Result<FaceId, UnknownFamily> {
        let weight = if bold { 700 } else { 400 };
        (0..)
            .zip(&self.faces)
            .filter(|(_, face)| same_name(&face.family, family))
            .min_by_key(|(_, face)| {
                (face.italic != italic, !face.normal_width, face.weight.abs_diff(weight), rank(&face.origin))
            })
            .map(|(id, _)| FaceId(id))
            .ok_or_else(|| UnknownFamily { name: family.to_owned(), nearest: self.nearest(family) })
    }

    fn nearest(&self, family: &str) -> Vec<String> {
        let wanted = family.to_lowercase();
        let mut alike: Vec<(f64, String)> = (self.families().into_iter())
            .map(|info| (strsim::jaro_winkler(&wanted, &info.name.to_lowercase()), info.name))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .collect();
        alike.sort_by(|a, b| b.0.total_cmp(&a.0));
        alike.into_iter().take(3).map(|(_, name)| name).collect()
    }

    /// The face with a number that [`select`](Self::select) gave.
    ///
    /// # Panics
    ///
    /// The number is from another [`Fonts`] with more faces.
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[id.0 as usize]
    }

    /// All families, by name.
    pub fn families(&self) -> Vec<FamilyInfo> {
        let mut families: BTreeMap<&str, Vec<&Face>> = BTreeMap::new();
        for face in &self.faces {
            families.entry(&face.family).or_default().push(face);
        }
        families.into_iter().filter_map(|(name, faces)| family_info(name, faces)).collect()
    }
}

fn family_info(name: &str, mut faces: Vec<&Face>) -> Option<FamilyInfo> {
    faces.sort_by_key(|face| (face.weight, face.italic, rank(&face.origin)));
    let origin = faces.iter().map(|face| &face.origin).min_by_key(|origin| rank(origin))?.clone();
    let mut styles: Vec<String> = faces.iter().map(|face| style_name(face)).collect();
    styles.dedup();
    Some(FamilyInfo { name: name.to_owned(), styles, origin })
}

fn style_name(face: &Face) -> String {
    let weight = match face.weight {
        0..150 => "Thin",
        150..250 => "Extra Light",
        250..350 => "Light",
        350..450 => "Regular",
        450..550 => "Medium",
        550..650 => "Semi Bold",
        650..750 => "Bold",
        750..850 => "Extra Bold",
        _ => "Black",
    };
    match (weight, face.italic) {
        ("Regular", true) => "Italic".to_owned(),
        (weight, true) => format!("{weight} Italic"),
        (weight, false) => weight.to_owned(),
    }
}

fn rank(origin: &FontOrigin) -> u8 {
    match origin {
        FontOrigin::Folder(_) => 0,
        FontOrigin::Bundled => 1,
        FontOrigin::System(_) => 2,
    }
}

fn same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || one.to_lowercase() == other.to_lowercase()
}

/// Collects the font files of a folder, by name. Links to folders are not followed, so that the search ends.
fn collect_fonts(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if depth > 0 {
                collect_fonts(&path, depth - 1, files)?;
            }
        } else if has_font_name(&path) && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn has_font_name(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}
