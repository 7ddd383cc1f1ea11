//! Spaces at which a line should not end, though it may: within what is read as one.
//!
//! A figure stays with what it counts, a title with the name, an abbreviation with what
//! it refers to, a sign of percentage or money with its figure, and a dash with the word
//! before it.

/// How bad a break is at such a space: a loose line is better, an overfull one is not.
const TIE: f64 = 300.0;

/// The longest figure that is tied to any word: days, times, small counts. Years are longer.
const SHORT_FIGURE: usize = 2;

/// Words that are read together with the next one, without their full stop.
const OPENERS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "nr", "n°", "№", "§", "§§", "p", "pp", "s", "fig", "art",
    "abs", "vol", "ch", "cf", "vgl", "ca", "m", "mm", "mme", "mlle", "sr", "sra", "d", "r-n", "г", "п", "ст", "стр",
];

/// How bad it is to end a line between a word with its space and what follows.
pub(super) fn tie(word: &str, next: &str) -> f64 {
    if !word.ends_with(' ') {
        return 0.0;
    }
    let word = word.trim_end().trim_start_matches(['(', '“', '„', '«', '‘']);
    let follows = next.chars().next();
    let tied = opens(word) || counts(word, next) || follows.is_some_and(|c| matches!(c, '%' | '‰' | '€' | '–' | '—'));
    if tied { TIE } else { 0.0 }
}

/// Whether a word is a title, an abbreviation or an initial.
fn opens(word: &str) -> bool {
    let bare = word.strip_suffix('.').unwrap_or(word);
    let mut letters = bare.chars();
    let initial = word.ends_with('.') && letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    // Words such as `no` and `art` are only abbreviations with their full stop or capital.
    let marked = word.ends_with('.') || bare.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphabetic());
    initial || marked && bare.len() > 1 && OPENERS.contains(&bare.to_lowercase().as_str())
}

/// Whether a word is a figure that counts or orders what follows: `2 March`, `5 km`, `3. April`.
fn counts(word: &str, next: &str) -> bool {
    let figure = word.strip_suffix('.').unwrap_or(word);
    let is_figure = !figure.is_empty() && figure.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let unit = next.chars().take_while(|c| c.is_alphabetic()).count();
    is_figure && unit > 0 && (figure.len() <= SHORT_FIGURE && !word.ends_with(',') || unit <= 2 && figure == word)
}

#[cfg(test)]
mod tests {
    use super::tie;

    #[test]
    fn what_is_read_as_one_is_tied() {
        for (word, next) in [
            ("2 ", "March"),
            ("(5 ", "km"),
            ("Dr. ", "Sandhu"),
            ("Mr ", "Adeyemi"),
            ("3. ", "September"),
            ("10 ", "%"),
            ("A. ", "Smith"),
            ("№ ", "7"),
            ("word ", "– and"),
        ] {
            assert!(tie(word, next) > 0.0, "{word}{next}");
        }
        for (word, next) in
            [("2020 ", "inviting"), ("no ", "one"), ("art ", "is"), ("end. ", "The"), ("well-", "known")]
        {
            assert!(tie(word, next) == 0.0, "{word}{next}");
        }
    }
}
