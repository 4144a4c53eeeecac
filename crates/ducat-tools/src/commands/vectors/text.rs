//! Text from elsewhere, made fit to be printed.

/// Printable ASCII of at most `most` characters. What a program answered may hold anything, also
/// what a terminal would obey.
pub(super) fn plain(text: &str, most: usize) -> String {
    let mut plain = String::new();
    for (place, character) in text.chars().enumerate() {
        if place == most {
            plain.push_str("...");
            break;
        }
        plain.push(if matches!(character, ' '..='~') { character } else { '?' });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_ascii() {
        assert_eq!(plain("a\u{1b}[2J\u{9b}b\n", 20), "a?[2J?b?");
        assert_eq!(plain("abcdef", 3), "abc...");
        assert_eq!(plain("abc", 3), "abc");
    }
}
