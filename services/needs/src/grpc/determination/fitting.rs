//! Pages of rows that may be long: they are cut where one message ends.

use platform::page::Page;
use uuid::Uuid;

/// Most bytes of text on a page; clients take messages of 4 MiB.
const PAGE_BYTES: usize = 2 << 20;

/// Bytes of a list of education.
pub(crate) fn length_of(education: &[String]) -> usize {
    education.iter().map(String::len).sum()
}

/// Cuts the page off where it is full, by rows or by the `bytes` of their texts, and returns the token of the next page.
pub(crate) fn cut_to_fit<T>(
    page: &Page,
    found: &mut Vec<T>,
    bytes: impl Fn(&T) -> usize,
    key: impl Fn(&T) -> (i64, Uuid),
) -> String {
    let mut room = PAGE_BYTES;
    let fits = |one: &&T| match room.checked_sub(bytes(one)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    let fitting = found.iter().take_while(fits).count().max(1);
    let mut page = page.clone();
    page.size = page.size.min(i64::try_from(fitting).unwrap_or(i64::MAX));
    page.cut(found, key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn cut(rows: &mut Vec<usize>, size: i32) -> bool {
        let page = Page::parse(size, "", "").unwrap();
        cut_to_fit(&page, rows, |bytes| *bytes, |_| (0, Uuid::nil())).is_empty()
    }

    #[test]
    fn a_page_ends_where_it_is_full() {
        let half = PAGE_BYTES / 2;
        for (rows, size, left, last) in [
            (vec![1, 1, 1], 2, 2, false),
            (vec![1, 1], 2, 2, true),
            (vec![half, half, 1], 5, 2, false),
            (vec![half, half], 5, 2, true),
            // One row is always there, or nobody could go on behind it.
            (vec![PAGE_BYTES + 1, 1], 5, 1, false),
            (vec![PAGE_BYTES + 1], 5, 1, true),
            (vec![], 5, 0, true),
        ] {
            let mut cut_rows = rows.clone();
            assert_eq!((cut(&mut cut_rows, size), cut_rows.len()), (last, left), "{rows:?}");
        }
    }
}
