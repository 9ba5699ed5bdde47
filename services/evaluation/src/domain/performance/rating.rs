//! The performance rating (*predikat kinerja*): results and behaviour, each against expectation
//! (PermenPANRB 6/2022).

/// How results or behaviour compare with what was expected (*rating hasil kerja*, *rating perilaku*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expectation {
    /// *Di atas ekspektasi*.
    Above,
    /// *Sesuai ekspektasi*.
    Meets,
    /// *Di bawah ekspektasi*.
    Below,
}

impl Expectation {
    /// Every comparison (*rating*), best first.
    pub const ALL: [Self; 3] = [Self::Above, Self::Meets, Self::Below];

    /// The code under which Siklus stores it (*kode rating*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Above => "di_atas",
            Self::Meets => "sesuai",
            Self::Below => "di_bawah",
        }
    }

    /// Reads a code (*kode rating*).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|expectation| expectation.as_str() == text)
    }

    /// The number BKN stores it under (*id perilakuDanKinerja*).
    pub fn bkn_id(self) -> u8 {
        match self {
            Self::Above => 1,
            Self::Meets => 2,
            Self::Below => 3,
        }
    }
}

/// The rating of a servant's period or year (*predikat kinerja pegawai*, PermenPANRB 6/2022), best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Predikat {
    SangatBaik,
    Baik,
    ButuhPerbaikan,
    /// Also printed as *misconduct*: the results are there, the behaviour is not.
    Kurang,
    SangatKurang,
}

impl Predikat {
    /// Every rating (*predikat*), best first.
    pub const ALL: [Self; 5] = [Self::SangatBaik, Self::Baik, Self::ButuhPerbaikan, Self::Kurang, Self::SangatKurang];

    /// The code under which Siklus stores it (*kode predikat*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SangatBaik => "sangat_baik",
            Self::Baik => "baik",
            Self::ButuhPerbaikan => "butuh_perbaikan",
            Self::Kurang => "kurang",
            Self::SangatKurang => "sangat_kurang",
        }
    }

    /// Reads a code (*kode predikat*).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|predikat| predikat.as_str() == text)
    }

    /// The number BKN stores it under (*kuadranNilai*).
    pub fn bkn_id(self) -> u8 {
        match self {
            Self::SangatBaik => 1,
            Self::Baik => 2,
            Self::ButuhPerbaikan => 3,
            Self::Kurang => 4,
            Self::SangatKurang => 5,
        }
    }
}

/// The rating from results and behaviour (*kuadran kinerja pegawai*): behaviour below expectation caps it at *kurang*.
pub fn predikat(results: Expectation, behaviour: Expectation) -> Predikat {
    use Expectation::{Above, Below, Meets};
    match (results, behaviour) {
        (Above, Above) => Predikat::SangatBaik,
        (Above, Meets) | (Meets, Above | Meets) => Predikat::Baik,
        (Below, Above | Meets) => Predikat::ButuhPerbaikan,
        (Above | Meets, Below) => Predikat::Kurang,
        (Below, Below) => Predikat::SangatKurang,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nine_cells_are_those_of_the_regulation() {
        let rows = Expectation::ALL.map(|results| {
            [Expectation::Below, Expectation::Meets, Expectation::Above].map(|behaviour| predikat(results, behaviour))
        });
        let expected = [
            [Predikat::Kurang, Predikat::Baik, Predikat::SangatBaik],
            [Predikat::Kurang, Predikat::Baik, Predikat::Baik],
            [Predikat::SangatKurang, Predikat::ButuhPerbaikan, Predikat::ButuhPerbaikan],
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn behaviour_below_expectation_is_never_better_than_kurang() {
        for results in Expectation::ALL {
            assert!(predikat(results, Expectation::Below) >= Predikat::Kurang);
        }
    }

    #[test]
    fn codes_read_back_and_keep_the_national_numbers() {
        for (predikat, id) in Predikat::ALL.into_iter().zip(1..) {
            assert_eq!((Predikat::parse(predikat.as_str()), predikat.bkn_id()), (Some(predikat), id));
        }
        for (expectation, id) in Expectation::ALL.into_iter().zip(1..) {
            assert_eq!((Expectation::parse(expectation.as_str()), expectation.bkn_id()), (Some(expectation), id));
        }
    }
}
