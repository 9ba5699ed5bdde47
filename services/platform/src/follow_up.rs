//! Follow-up codes of what the public says: whoever has the code sees the answer, and nobody else can guess one.

use uuid::Uuid;

/// Letters and digits of a code: none that is read as another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SIGNS: usize = 20;

/// The code of a random (v4) id: 100 of its random bits, in groups that can be read over the telephone.
pub fn follow_up_code(random: Uuid) -> String {
    let (high, low) = random.as_u64_pair();
    // The low 62 bits and the high 48 are random; version and variant are not.
    let mut bits = u128::from(high >> 16) << 62 | u128::from(low & (u64::MAX >> 2));
    let mut code = String::new();
    for sign in 0..SIGNS {
        if sign > 0 && sign.is_multiple_of(5) {
            code.push('-');
        }
        code.push(char::from(ALPHABET[(bits % 32) as usize]));
        bits /= 32;
    }
    code
}

/// Not a code of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a follow-up code of 20 digits and letters")]
pub struct NotACode;

/// Reads a code as people write it: case, spaces and dashes do not matter, nor O for 0, I and L for 1.
pub fn read_code(text: &str) -> Result<String, NotACode> {
    let mut code = String::new();
    for sign in text.chars().filter(|sign| !matches!(sign, ' ' | '-')) {
        let sign = match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if code.len() == SIGNS || !u8::try_from(sign).is_ok_and(|sign| ALPHABET.contains(&sign)) {
            return Err(NotACode);
        }
        code.push(sign);
    }
    if code.len() == SIGNS { Ok(code) } else { Err(NotACode) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_as_people_write_it() {
        let code = follow_up_code(Uuid::from_u128(0x8d3f_a1b2_c3d4_4e5f_a607_1829_3a4b_5c6d));
        let plain: String = code.chars().filter(|sign| *sign != '-').collect();
        assert_eq!((code.len(), read_code(&code).unwrap()), (23, plain.clone()));
        assert_eq!(
            read_code(&code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l")).unwrap(),
            plain
        );
        for bad in ["", "U", &plain[1..], &format!("{plain}A")] {
            assert_eq!(read_code(bad), Err(NotACode), "{bad}");
        }
    }
}
