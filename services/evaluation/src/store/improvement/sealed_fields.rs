//! Fields that are sealed together as one text.

use platform::sensitive::{Sealed, Vault};
use uuid::Uuid;

/// No field holds it: requests with control characters are refused.
const BETWEEN: char = '\u{1f}';

/// Seals fields for their owner.
pub(super) fn seal(vault: &Vault, owner: Uuid, fields: &[&str]) -> sqlx::Result<Sealed> {
    let text = fields.join(&BETWEEN.to_string());
    vault.seal(owner.as_bytes(), text.as_bytes()).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// Opens as many fields.
pub(super) fn open<const COUNT: usize>(vault: &Vault, owner: Uuid, sealed: &Sealed) -> sqlx::Result<[String; COUNT]> {
    let bytes = vault.open(owner.as_bytes(), sealed).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let text = String::from_utf8(bytes).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let fields: Vec<String> = text.split(BETWEEN).map(str::to_owned).collect();
    fields.try_into().map_err(|_| unread())
}

/// Reads a field.
pub(super) fn read<T: std::str::FromStr>(field: &str) -> sqlx::Result<T> {
    field.parse().map_err(|_| unread())
}

fn unread() -> sqlx::Error {
    sqlx::Error::Decode("a sealed record that no version wrote".into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_back_for_their_owner_and_their_number_counts() {
        let vault = Vault::new(&"ab".repeat(32)).unwrap();
        let owner = Uuid::from_u128(1);
        let sealed = seal(&vault, owner, &["10", "", "862/1/2025"]).unwrap();
        assert!(!sealed.data.windows(3).any(|bytes| bytes == b"862"));
        let [days, empty, number] = open(&vault, owner, &sealed).unwrap();
        assert_eq!((read::<i32>(&days).unwrap(), empty.as_str(), number.as_str()), (10, "", "862/1/2025"));
        assert!(open::<2>(&vault, owner, &sealed).is_err());
        assert!(open::<3>(&vault, Uuid::nil(), &sealed).is_err());
        assert!(read::<i32>("x").is_err());
    }
}
