//! The nine elements of a satisfaction survey (*unsur SKM*), by name. Printed questionnaires number complaint handling and
//! facilities as U8 and U9 in either order, so a number would mix the two up.

/// What the public is asked about (*unsur*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// *Persyaratan*.
    Requirements,
    /// *Sistem, mekanisme dan prosedur*.
    Procedures,
    /// *Waktu penyelesaian*.
    Time,
    /// *Biaya atau tarif*.
    Cost,
    /// *Produk spesifikasi jenis pelayanan*.
    Product,
    /// *Kompetensi pelaksana*.
    Competence,
    /// *Perilaku pelaksana*.
    Conduct,
    /// *Penanganan pengaduan, saran dan masukan*.
    ComplaintHandling,
    /// *Sarana dan prasarana*.
    Facilities,
}

impl Element {
    /// Every element, in the order of the regulation.
    pub const ALL: [Self; 9] = [
        Self::Requirements,
        Self::Procedures,
        Self::Time,
        Self::Cost,
        Self::Product,
        Self::Competence,
        Self::Conduct,
        Self::ComplaintHandling,
        Self::Facilities,
    ];

    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requirements => "requirements",
            Self::Procedures => "procedures",
            Self::Time => "time",
            Self::Cost => "cost",
            Self::Product => "product",
            Self::Competence => "competence",
            Self::Conduct => "conduct",
            Self::ComplaintHandling => "complaint_handling",
            Self::Facilities => "facilities",
        }
    }

    /// Reads a stored name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.as_str() == text)
    }

    /// Its place in [`Element::ALL`], for arrays in memory; never stored.
    pub fn place(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_is_read_back_by_its_name() {
        for (place, element) in Element::ALL.into_iter().enumerate() {
            assert_eq!((Element::parse(element.as_str()), element.place()), (Some(element), place));
        }
        for unknown in ["", "U8", "8", "Time", "tariff"] {
            assert_eq!(Element::parse(unknown), None, "{unknown}");
        }
    }
}
