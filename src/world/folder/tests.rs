//! The path rules, on real folders.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::*;

/// A folder with a letter's folder `letter/` and something next to it.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir_all(place.path().join("letter/pictures")).unwrap();
    fs::create_dir(place.path().join("house")).unwrap();
    fs::write(place.path().join("letter/logo.svg"), "logo").unwrap();
    fs::write(place.path().join("letter/pictures/seal.png"), "seal").unwrap();
    fs::write(place.path().join("house/house.svg"), "house").unwrap();
    fs::write(place.path().join("secret"), "secret").unwrap();
    place
}

fn world(place: &tempfile::TempDir) -> FolderWorld {
    FolderWorld::new(&place.path().join("letter"), Fonts::default()).unwrap()
}

fn refusal(world: &FolderWorld, path: &str) -> String {
    let start = Instant::now();
    let message = world.file(path).unwrap_err().message;
    assert!(start.elapsed() < Duration::from_secs(1), "{path} took too long");
    message
}

const OUTSIDE: &str = "lies outside the letter's folder";

#[test]
fn file_in_the_letters_folder() {
    let place = place();
    let world = world(&place);
    assert_eq!(world.file("logo.svg").unwrap(), b"logo");
    assert_eq!(world.file("./pictures/../logo.svg").unwrap(), b"logo");
    assert_eq!(world.file("pictures/seal.png").unwrap(), b"seal");
    let absolute = place.path().join("letter/logo.svg");
    assert_eq!(world.file(absolute.to_str().unwrap()).unwrap(), b"logo");
}

#[test]
fn file_missing() {
    let place = place();
    let error = world(&place).with_searched(&place.path().join("house")).unwrap().file("gone.png").unwrap_err();
    assert_eq!(error.message, "is not there");
    let root = place.path().display();
    assert_eq!(error.hint.unwrap(), format!("it was looked for in `{root}/letter` and `{root}/house`"));
    assert_eq!(refusal(&world(&place), "logo.svg/x"), "is not there");
    assert_eq!(world(&place).file("/gone/away.png").unwrap_err().hint, None);
}

#[test]
fn file_outside_is_refused() {
    let place = place();
    let world = world(&place);
    let error = world.file("../secret").unwrap_err();
    assert_eq!(error.message, OUTSIDE);
    let real = place.path().canonicalize().unwrap();
    assert_eq!(error.hint.unwrap(), format!("allow the folder it lies in: `--allow {}`", real.display()));
    assert_eq!(refusal(&world, place.path().join("secret").to_str().unwrap()), OUTSIDE);
    assert_eq!(refusal(&world, "pictures/../../secret"), OUTSIDE);
}

#[test]
fn file_beside_a_folder_with_the_same_beginning_is_refused() {
    let place = place();
    fs::create_dir(place.path().join("letters")).unwrap();
    fs::write(place.path().join("letters/x"), "x").unwrap();
    assert_eq!(refusal(&world(&place), "../letters/x"), OUTSIDE);
}

#[test]
fn file_in_an_allowed_folder() {
    let place = place();
    let world = world(&place).with_allowed(&place.path().join("house")).unwrap();
    assert_eq!(world.file("../house/house.svg").unwrap(), b"house");
    assert_eq!(refusal(&world, "house.svg"), "is not there");
    assert_eq!(refusal(&world, "../secret"), OUTSIDE);
}

#[test]
fn file_in_a_searched_folder_comes_after_the_letters() {
    let place = place();
    fs::write(place.path().join("house/logo.svg"), "other logo").unwrap();
    let world = world(&place).with_searched(&place.path().join("house")).unwrap();
    assert_eq!(world.file("house.svg").unwrap(), b"house");
    assert_eq!(world.file("logo.svg").unwrap(), b"logo");
}

#[test]
fn folder_is_refused() {
    let place = place();
    let world = world(&place);
    assert_eq!(refusal(&world, "pictures"), "is a folder, not a file");
    assert_eq!(refusal(&world, ""), "is a folder, not a file");
    assert!(world.with_allowed(&place.path().join("secret")).is_err());
    assert!(FolderWorld::new(&place.path().join("gone"), Fonts::default()).is_err());
}

#[test]
fn file_too_large_is_refused() {
    let place = place();
    File::create(place.path().join("letter/huge.png")).unwrap().set_len(MAX_FILE + 1).unwrap();
    assert_eq!(refusal(&world(&place), "huge.png"), "is larger than 64 MiB");
}

#[test]
fn file_name_with_nul_is_refused() {
    let place = place();
    assert!(refusal(&world(&place), "logo\0.svg").starts_with("cannot be read: "));
}

#[cfg(unix)]
#[test]
fn link_out_of_the_folder_is_refused() {
    use std::os::unix::fs::symlink;
    let place = place();
    symlink("../secret", place.path().join("letter/link")).unwrap();
    symlink("..", place.path().join("letter/up")).unwrap();
    symlink("logo.svg", place.path().join("letter/inside")).unwrap();
    symlink("itself", place.path().join("letter/itself")).unwrap();
    let world = world(&place);
    assert_eq!(refusal(&world, "link"), OUTSIDE);
    assert_eq!(refusal(&world, "up/secret"), OUTSIDE);
    assert_eq!(world.file("inside").unwrap(), b"logo");
    assert!(refusal(&world, "itself").starts_with("cannot be read: "));
}

#[cfg(unix)]
#[test]
fn device_and_fifo_are_refused_without_waiting() {
    let place = place();
    let fifo = place.path().join("letter/fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let world = world(&place).with_allowed(Path::new("/dev")).unwrap();
    assert_eq!(refusal(&world, "fifo"), "is not a regular file");
    assert_eq!(refusal(&world, "/dev/urandom"), "is not a regular file");
    // Also when it was put there after the first look.
    assert_eq!(read(&fifo).unwrap_err().message, "is not a regular file");
}

#[test]
fn today_is_asked_for_once_and_only_when_needed() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let place = place();
    let day = Date { year: 2020, month: 12, day: 8 };
    let world = world(&place).with_today(move || {
        ASKED.fetch_add(1, Ordering::Relaxed);
        Some(day)
    });
    assert_eq!(ASKED.load(Ordering::Relaxed), 0);
    assert_eq!((world.today(), world.today()), (Some(day), Some(day)));
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
    assert_eq!(FolderWorld::new(place.path(), Fonts::default()).unwrap().today(), None);
}
