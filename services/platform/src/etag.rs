//! Versions as etags: `"7"`.

/// The etag is not one of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be the etag of the resource as it was read, for example \"\\\"7\\\"\"")]
pub struct NotAnEtag;

/// The etag of a version.
pub fn render(version: i64) -> String {
    format!("\"{version}\"")
}

/// The version of an etag.
pub fn parse(etag: &str) -> Result<i64, NotAnEtag> {
    let quoted = etag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    quoted.and_then(|digits| digits.parse().ok()).filter(|version| *version > 0).ok_or(NotAnEtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quoted_versions_are_etags() {
        assert_eq!(parse(&render(7)), Ok(7));
        for bad in ["", "7", "\"\"", "\"0\"", "\"-1\"", "\"x\""] {
            assert_eq!(parse(bad), Err(NotAnEtag), "{bad}");
        }
    }
}
