//! The seven core values of civil servants (*BerAKHLAK*). They have no levels; a leader may expect something in particular of each.

/// A core value (*nilai dasar*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoreValue {
    /// *Berorientasi pelayanan*.
    Service,
    /// *Akuntabel*.
    Accountable,
    /// *Kompeten*.
    Competent,
    /// *Harmonis*.
    Harmonious,
    /// *Loyal*.
    Loyal,
    /// *Adaptif*.
    Adaptive,
    /// *Kolaboratif*.
    Collaborative,
}

impl CoreValue {
    /// Every value in the order of the word.
    pub const ALL: [Self; 7] = [
        Self::Service,
        Self::Accountable,
        Self::Competent,
        Self::Harmonious,
        Self::Loyal,
        Self::Adaptive,
        Self::Collaborative,
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "berorientasi_pelayanan",
            Self::Accountable => "akuntabel",
            Self::Competent => "kompeten",
            Self::Harmonious => "harmonis",
            Self::Loyal => "loyal",
            Self::Adaptive => "adaptif",
            Self::Collaborative => "kolaboratif",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seven_values_read_back_and_spell_the_word() {
        let initials: String = CoreValue::ALL.iter().map(|value| &value.as_str()[..1]).collect();
        assert_eq!(initials, "bakhlak");
        for value in CoreValue::ALL {
            assert_eq!(CoreValue::parse(value.as_str()), Some(value));
        }
        assert_eq!(CoreValue::parse("ramah"), None);
    }
}
