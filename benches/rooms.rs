//! Each room of the house, and the whole: the reference letter, warm.
//!
//!     cargo bench

use std::path::Path;
use std::sync::Arc;

use divan::{Bencher, black_box};
use letterpdf::letter::Letter;
use letterpdf::resolve::ResolvedLetter;
use letterpdf::text::Fonts;
use letterpdf::{FolderWorld, Source, World, layout, letter, pdf, render, resolve};

fn main() {
    divan::main();
}

/// The reference letter in its world.
struct Setting {
    source: Arc<Source>,
    world: FolderWorld,
}

fn setting() -> Setting {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let text = std::fs::read_to_string(folder.join("itu-cstd.toml")).expect("the example");
    let world = FolderWorld::new(&folder, Fonts::bundled()).expect("the folder of examples");
    let setting = Setting { source: Arc::new(Source::new("itu-cstd.toml", text)), world };
    // Faces are parsed when first used; that is not what is measured.
    render(&setting.source, &setting.world).expect("the example is right");
    setting
}

impl Setting {
    fn letter(&self) -> Letter {
        letter::parse(&self.source).expect("the example is right").0
    }

    fn resolved(&self) -> ResolvedLetter {
        resolve::resolve(&self.source, &self.letter(), &self.world).expect("the example is right").0
    }
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let setting = setting();
    bencher.bench(|| letter::parse(black_box(&setting.source)));
}

#[divan::bench]
fn resolve_choices(bencher: Bencher) {
    let setting = setting();
    let letter = setting.letter();
    bencher.bench(|| resolve::resolve(&setting.source, black_box(&letter), &setting.world));
}

#[divan::bench]
fn lay_out(bencher: Bencher) {
    let setting = setting();
    let resolved = setting.resolved();
    bencher.bench(|| layout::layout(black_box(&resolved), setting.world.fonts()));
}

#[divan::bench]
fn export(bencher: Bencher) {
    let setting = setting();
    let document = layout::layout(&setting.resolved(), setting.world.fonts()).expect("the example is right");
    bencher.bench(|| pdf::export(black_box(&document), setting.world.fonts()));
}

#[divan::bench]
fn whole(bencher: Bencher) {
    let setting = setting();
    bencher.bench(|| render(black_box(&setting.source), &setting.world));
}
