//! Whose records an answer shows. An answer that tells about persons names them, so this is read off the answer itself: no
//! handler can forget one.

use uuid::Uuid;

/// Length of an id in a name.
const ID: usize = 36;

/// Ids of the collection's resources that an encoded answer names, by themselves or as a parent; some more than once.
pub(crate) fn named(answer: &[u8], collection: &str) -> Vec<Uuid> {
    let segment = format!("/{collection}/");
    let segment = segment.as_bytes();
    let places = answer.windows(segment.len()).enumerate().filter(|(_, window)| *window == segment);
    let ids = places.filter_map(|(at, _)| answer.get(at + segment.len()..at + segment.len() + ID));
    ids.filter_map(|id| Uuid::try_parse_ascii(id).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADI: &str = "0199e7a0-0000-7000-8000-00000000000a";
    const BUDI: &str = "0199e7a0-0000-7000-8000-00000000000b";

    #[test]
    fn whoever_is_named_is_found_and_nobody_else() {
        let answer = format!(
            "\n\u{2}instansi/6571/servants/{ADI}\u{12}instansi/6571/servants/{BUDI}/posts/{ADI}\u{1a}instansi/6571/positions/{ADI}"
        );
        let both = [Uuid::try_parse(ADI).unwrap(), Uuid::try_parse(BUDI).unwrap()];
        assert_eq!(named(answer.as_bytes(), "servants"), both);
        assert!(named(answer.as_bytes(), "applicants").is_empty());
    }

    #[test]
    fn what_is_cut_off_or_no_id_names_nobody() {
        for answer in [
            "",
            "/servants/",
            "instansi/6571/servants/0199e7a0",
            "instansi/6571/servants/-/posts/0199e7a0-0000-7000-8000",
        ] {
            assert!(named(answer.as_bytes(), "servants").is_empty());
        }
    }
}
