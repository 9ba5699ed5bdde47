//! The text of a sealed record: its fields one after another.

/// Stands between fields. No text of a request holds it, because control characters are refused.
const BETWEEN: char = '\u{1f}';

/// Fields as one text.
pub(crate) fn join(fields: &[&str]) -> String {
    fields.join(&BETWEEN.to_string())
}

/// The fields of such a text, if there are as many.
pub(crate) fn split<const COUNT: usize>(text: &str) -> Option<[String; COUNT]> {
    let fields: Vec<String> = text.split(BETWEEN).map(str::to_owned).collect();
    fields.try_into().ok()
}

/// The first fields of such a text, and the record behind them.
pub(crate) fn split_first<const COUNT: usize>(text: &str) -> Option<([String; COUNT], &str)> {
    let mut parts = text.splitn(COUNT + 1, BETWEEN);
    let fields: Vec<String> = parts.by_ref().take(COUNT).map(str::to_owned).collect();
    Some((fields.try_into().ok()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_back_and_their_number_counts() {
        let text = join(&["a", "", "c\nd"]);
        assert_eq!(split(&text), Some(["a".to_owned(), String::new(), "c\nd".to_owned()]));
        assert_eq!(split::<2>(&text), None);
        assert_eq!(split_first(&text), Some((["a".to_owned(), String::new()], "c\nd")));
        assert_eq!(split_first::<3>(&text), None);
    }
}
