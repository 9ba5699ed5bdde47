//! The text of a certificate (*sertifikat magang*): the same facts always give the same bytes, whose hash is kept.

use crate::domain::{
    intern::{Internship, Student},
    internship_agreement::{Agreement, Place},
    internship_rules::InternshipRules,
};
use std::fmt::Write;
use uuid::Uuid;

/// A number that nobody can guess: out of the 122 random bits of a v4 id.
pub fn certificate_number(instansi: &str, year: i16, random: Uuid) -> String {
    let digits = random.simple().to_string().to_uppercase();
    format!("MAGANG-{instansi}-{year}-{}-{}-{}-{}", &digits[..8], &digits[8..16], &digits[16..24], &digits[24..])
}

/// What the certificate says.
pub struct CertificateFacts<'a> {
    /// Number.
    pub number: &'a str,
    /// National code of the instansi.
    pub instansi: &'a str,
    /// Agreement.
    pub agreement: &'a Agreement,
    /// Place.
    pub place: &'a Place,
    /// Internship with its marks.
    pub internship: &'a Internship,
    /// Who did it.
    pub student: &'a Student,
    /// Titles of the criteria.
    pub rules: &'a InternshipRules,
}

/// The text, a line a fact. White space within a fact becomes one space, so no fact can pretend to be another line.
pub fn certificate_text(facts: &CertificateFacts<'_>) -> String {
    let CertificateFacts { number, instansi, agreement, place, internship, student, rules } = facts;
    let mut text = String::from("SERTIFIKAT MAGANG\n");
    let mut line = |name: &str, value: &str| {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    line("Nomor", number);
    line("Instansi", instansi);
    line("Perjanjian", &agreement.number);
    line("Perguruan tinggi", &format!("{} ({})", agreement.institution_title, agreement.institution_code));
    line("Nama", &student.full_name);
    line("Nomor mahasiswa", &student.student_number);
    line("Bidang studi", &internship.field);
    line("SKS", &internship.credits.to_string());
    line("Unit", &place.unit_title);
    line("Waktu", &format!("{} s.d. {}", internship.period.first, internship.period.last));
    line("Minggu tercatat", &internship.countersigned_weeks.to_string());
    let (mut points, mut maximum) = (0, 0);
    for mark in &internship.marks {
        let title = rules.criteria.iter().find(|one| one.key == mark.criterion).map_or("", |one| &one.title);
        line(&format!("Nilai {}", mark.criterion), &format!("{}/{} {title}", mark.points, mark.maximum));
        (points, maximum) = (points + mark.points, maximum + mark.maximum);
    }
    line("Jumlah nilai", &format!("{points}/{maximum}"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        intern::InternshipState, intern_assessment::Mark, internship_agreement::Period, internship_rules::Criterion,
    };
    use jiff::{Timestamp, civil::date};

    #[test]
    fn a_number_tells_nothing_but_where_and_when() {
        let number = certificate_number("6571", 2025, Uuid::from_u128(0x0123_4567_89ab_4def_8123_4567_89ab_cdef));
        assert_eq!(number, "MAGANG-6571-2025-01234567-89AB4DEF-81234567-89ABCDEF");
    }

    #[test]
    fn the_text_is_the_same_for_the_same_facts_and_no_fact_makes_a_line() {
        let period = Period { first: date(2025, 2, 3), last: date(2025, 6, 30) };
        let (id, create_time) = (Uuid::nil(), Timestamp::UNIX_EPOCH);
        let agreement = Agreement {
            id,
            number: "12/PKS/2025".into(),
            institution_code: "001".into(),
            institution_title: "Universitas Contoh".into(),
            institution_subject: "u".into(),
            period,
            quota: 1,
            fields: Vec::new(),
            taken: 1,
            end_time: None,
            version: 1,
            create_time,
        };
        let place = Place {
            id,
            agreement_id: id,
            unit: String::new(),
            unit_title: "Dinas Kesehatan".into(),
            period,
            seats: 1,
            fields: Vec::new(),
            goals: String::new(),
            taken: 1,
            version: 1,
            create_time,
        };
        let mark = |criterion: &str, points| Mark { criterion: criterion.into(), points, maximum: 50 };
        let internship = Internship {
            id,
            agreement_id: id,
            place_id: id,
            state: InternshipState::Assessed,
            institution_subject: "u".into(),
            ruleset: "internship-2024".into(),
            field: "Hukum".into(),
            credits: 20,
            consent_time: None,
            mentor: None,
            period,
            marks: vec![mark("work", 45), mark("discipline", 40)],
            certificate: None,
            erased: false,
            logbook_weeks: 22,
            countersigned_weeks: 20,
            version: 1,
            create_time,
        };
        let student =
            Student { nik: "9".into(), student_number: "21".into(), full_name: "Siti\nJumlah nilai: 100/100".into() };
        let criterion = |key: &str, title: &str| Criterion { key: key.into(), title: title.into(), maximum: 50 };
        let rules = InternshipRules {
            id: String::new(),
            valid_from: date(2024, 1, 1),
            valid_until: None,
            credits_maximum: 20,
            logbook_percent: 80,
            assess_days_before_end: 14,
            retention_days: 1,
            criteria: vec![criterion("work", "Hasil kerja"), criterion("discipline", "Kedisiplinan")],
        };
        let (place, agreement, internship) = (&place, &agreement, &internship);
        let (number, instansi, student, rules) = ("N", "6571", &student, &rules);
        let facts = CertificateFacts { number, instansi, agreement, place, internship, student, rules };
        let expected = "SERTIFIKAT MAGANG\nNomor: N\nInstansi: 6571\nPerjanjian: 12/PKS/2025\n\
                        Perguruan tinggi: Universitas Contoh (001)\nNama: Siti Jumlah nilai: 100/100\n\
                        Nomor mahasiswa: 21\nBidang studi: Hukum\nSKS: 20\nUnit: Dinas Kesehatan\n\
                        Waktu: 2025-02-03 s.d. 2025-06-30\nMinggu tercatat: 20\nNilai work: 45/50 Hasil kerja\n\
                        Nilai discipline: 40/50 Kedisiplinan\nJumlah nilai: 85/100\n";
        assert_eq!(certificate_text(&facts), expected);
    }
}
