//! Pages by key, never by offset. A token only works with the arguments it was made for.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use uuid::Uuid;

/// Where a page begins and how long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Items wanted.
    pub size: i64,
    /// Key of the last item of the page before: a rank or the microseconds of a time, and an id.
    pub after: (i64, Uuid),
    filter: [u8; 8],
}

/// Why a page cannot be given.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The size is negative.
    #[error("must not be negative")]
    NegativeSize,
    /// The token is not one of ours, or was made for other arguments.
    #[error("must be a token of the same list with the same arguments")]
    BadToken,
}

impl PageError {
    /// The field of a list request that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            Self::NegativeSize => "page_size",
            Self::BadToken => "page_token",
        }
    }
}

impl Page {
    /// Reads `page_size` and `page_token` of a list whose other arguments are `filter`.
    pub fn parse(size: i32, token: &str, filter: &str) -> Result<Self, PageError> {
        let size = match size {
            i32::MIN..=-1 => return Err(PageError::NegativeSize),
            0 => 50,
            other => i64::from(other.min(1000)),
        };
        let hash = fingerprint(filter);
        let after = if token.is_empty() { (i64::MIN, Uuid::nil()) } else { read_token(token, hash)? };
        Ok(Self { size, after, filter: hash })
    }

    /// One more than wanted: whether there is a next page.
    pub fn limit(&self) -> i64 {
        self.size + 1
    }

    /// The first part of the key as an instant.
    pub fn after_time(&self) -> Timestamp {
        Timestamp::from_microsecond(self.after.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Cuts the surplus item off and returns the token of the next page, empty at the end.
    pub fn cut<T>(&self, items: &mut Vec<T>, key: impl Fn(&T) -> (i64, Uuid)) -> String {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        if items.len() <= size {
            return String::new();
        }
        items.truncate(size);
        let Some((major, minor)) = items.last().map(key) else { return String::new() };
        let mut token = Vec::with_capacity(32);
        token.extend_from_slice(&self.filter);
        token.extend_from_slice(&major.to_be_bytes());
        token.extend_from_slice(minor.as_bytes());
        URL_SAFE_NO_PAD.encode(token)
    }
}

fn fingerprint(filter: &str) -> [u8; 8] {
    let mut short = [0; 8];
    short.copy_from_slice(&digest::digest(&digest::SHA256, filter.as_bytes()).as_ref()[..8]);
    short
}

fn read_token(token: &str, filter: [u8; 8]) -> Result<(i64, Uuid), PageError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| PageError::BadToken)?;
    let (found, rest) = bytes.split_first_chunk::<8>().ok_or(PageError::BadToken)?;
    let (major, minor) = rest.split_first_chunk::<8>().ok_or(PageError::BadToken)?;
    let minor = Uuid::from_slice(minor).map_err(|_| PageError::BadToken)?;
    if *found != filter {
        return Err(PageError::BadToken);
    }
    Ok((i64::from_be_bytes(*major), minor))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_the_next_page_of_the_same_list() {
        let page = Page::parse(2, "", "a").unwrap();
        let mut items = vec![1_i64, 2, 3];
        let token = page.cut(&mut items, |item| (*item, Uuid::nil()));
        assert_eq!(items, [1, 2]);
        assert_eq!(Page::parse(2, &token, "a").unwrap().after, (2, Uuid::nil()));
        assert_eq!(Page::parse(2, &token, "b"), Err(PageError::BadToken));
        assert_eq!(page.cut(&mut items, |item| (*item, Uuid::nil())), "");
    }

    #[test]
    fn sizes_have_bounds() {
        assert_eq!(Page::parse(0, "", "").unwrap().size, 50);
        assert_eq!(Page::parse(5000, "", "").unwrap().size, 1000);
        assert_eq!(Page::parse(-1, "", ""), Err(PageError::NegativeSize));
        assert_eq!(Page::parse(1, "!", ""), Err(PageError::BadToken));
    }
}
