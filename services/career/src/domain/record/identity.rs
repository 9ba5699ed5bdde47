//! Who a servant is (*data utama*). All of it is sealed with the servant's own key, except name, titles and sex.

use super::sealed_fields::{join, split};
use crate::domain::nip::{Nip, nik::Nik};
use jiff::civil::Date;

pub use crate::domain::nip::Sex;

/// What is sealed. An empty text means not known. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// National identity number (*NIK*), 16 digits.
    pub nik: String,
    /// Birth date.
    pub birth_date: Date,
    /// Place of birth.
    pub birth_place: String,
    /// Religion (*agama*).
    pub religion: String,
    /// Marital status (*status perkawinan*).
    pub marital_status: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Private e-mail address.
    pub email: String,
    /// Tax number (*NPWP*).
    pub tax_number: String,
}

impl Identity {
    /// As it is sealed.
    pub fn to_record(&self) -> String {
        let birth_date = self.birth_date.to_string();
        join(&[
            &self.nik,
            &birth_date,
            &self.birth_place,
            &self.religion,
            &self.marital_status,
            &self.phone,
            &self.address,
            &self.email,
            &self.tax_number,
        ])
    }

    /// Reads such a record.
    pub fn from_record(text: &str) -> Option<Self> {
        let [nik, birth_date, birth_place, religion, marital_status, phone, address, email, tax_number] = split(text)?;
        let birth_date = birth_date.parse().ok()?;
        Some(Self { nik, birth_date, birth_place, religion, marital_status, phone, address, email, tax_number })
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Identity(sealed)")
    }
}

/// Name and titles, which are public of a civil servant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FullName {
    /// Name without titles; empty before the identity is recorded.
    pub name: String,
    /// Titles before it (*gelar depan*).
    pub front_titles: String,
    /// Titles after it (*gelar belakang*).
    pub back_titles: String,
}

/// What does not agree between a birth date, the two numbers and the sex: told, never refused, because a number stays as it
/// is when a birth date or a sex is corrected (Perka BKN 22/2007; rules of the NIK).
pub fn disagreements(birth_date: Date, nik: &Nik, nip: Option<&Nip>, sex: Option<Sex>) -> Vec<&'static str> {
    let mut told = Vec::new();
    if nik.birth_date() != birth_date {
        told.push("the NIK tells another birth date");
    }
    if nip.is_some_and(|nip| nip.birth_date() != birth_date) {
        told.push("the NIP tells another birth date");
    }
    if sex.is_some_and(|sex| sex != nik.sex()) {
        told.push("the NIK tells another sex");
    }
    if let (Some(nip), Some(sex)) = (nip, sex)
        && nip.sex() != sex
    {
        told.push("the NIP tells another sex");
    }
    told
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_identity_reads_back_and_shows_nothing() {
        let identity = Identity {
            nik: "9900001211870001".into(),
            birth_date: date(1987, 11, 12),
            birth_place: "Binjai".into(),
            religion: String::new(),
            marital_status: "kawin".into(),
            phone: "0812".into(),
            address: "Jl. A\nNo. 1".into(),
            email: String::new(),
            tax_number: "1".into(),
        };
        assert_eq!(Identity::from_record(&identity.to_record()).unwrap(), identity);
        assert_eq!(Identity::from_record("x"), None);
        assert_eq!(format!("{identity:?}"), "Identity(sealed)");
    }

    #[test]
    fn what_does_not_agree_is_told() {
        let nik = Nik::parse("9900001211870001", date(2025, 1, 1)).unwrap();
        let nip = Nip::parse("198711122015051001").unwrap();
        let told = |birth_date, nip, sex| disagreements(birth_date, &nik, nip, sex);
        let none: Vec<&str> = Vec::new();
        assert_eq!(told(date(1987, 11, 12), Some(&nip), Some(Sex::Male)), none);
        let birth_date = ["the NIK tells another birth date", "the NIP tells another birth date"];
        assert_eq!(told(date(1987, 11, 13), Some(&nip), None), birth_date);
        let sex = ["the NIK tells another sex", "the NIP tells another sex"];
        assert_eq!(told(date(1987, 11, 12), Some(&nip), Some(Sex::Female)), sex);
        assert_eq!(told(date(1987, 11, 12), None, Some(Sex::Female)), ["the NIK tells another sex"]);
    }
}
