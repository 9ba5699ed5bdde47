//! Histories of other groups, punishments and the family in the national system's shape.

use crate::{
    Career, HR,
    record::date,
    record_exchange::{header, row},
};
use contracts::career::v1 as pb;
use pb::export_servants_request::Listing;

/// Rows that other groups keep, written beside the service.
const KEPT: [&str; 5] = [
    "INSERT INTO career.ratings (servant_id, year, instansi, rating)
     SELECT servant_id, 2024, instansi, 'sangat_baik' FROM career.servants",
    "INSERT INTO career.credits (credit_id, servant_id, instansi, kind, level, valid, rating, parts, basis, ruleset,
                                 document_number, document_date, record_time)
     SELECT uuidv7(), servant_id, instansi, 'conversion', 'ahli_pertama', '[2024-01-01,2025-01-01)', 'baik', 1500000, 'x', 'x',
            'PAK/1', '2025-01-10', now()
     FROM career.servants",
    "INSERT INTO career.external_trainings (training_id, instansi, servant_id, state, submitted_by, title, activity, provider,
                                            start_date, end_date, hours, certificate_number, version, create_time)
     SELECT uuidv7(), instansi, servant_id, as_is, 'x', '=Asuhan, ' || as_is, 9, 'IBI', '2024-03-01', '2024-03-02', 16, as_is,
            1, now()
     FROM career.servants, unnest(ARRAY['accepted', 'declined']) AS as_is",
    "INSERT INTO career.probation_decisions (servant_id, instansi, appointed, decision_date, decree_number, decree_date,
                                             ruleset, decided_by, record_time)
     SELECT servant_id, instansi, true, '2011-01-01', '821/1', '2010-12-20', 'x', 'x', now() FROM career.servants",
    "INSERT INTO career.retirements (servant_id, instansi, retirement_date, servant_version, ruleset, compute_time)
     SELECT servant_id, instansi, '2044-10-01', 1, 'x', now() FROM career.servants",
];

impl Career {
    async fn one_with_histories(&mut self) {
        let postless = pb::ServantRow { title: String::new(), unit_path: String::new(), ..row(1) };
        self.import_rows(header(), &[postless]).await.unwrap();
        for sql in KEPT {
            sqlx::query(sql).execute(&self.harness.pool).await.unwrap();
        }
        let list = pb::ListServantsRequest { parent: header().parent, ..Default::default() };
        let found = self.client.list_servants(self.harness.request(HR, list)).await.unwrap().into_inner().servants;
        let pb::Servant { name, etag, .. } = found[0].clone();
        let punishment = pb::Punishment {
            punishment_code: "23".into(),
            start_date: date(2025, 5, 1),
            decree_number: "862/3".into(),
            reason: "eleven days absent".into(),
            ..Default::default()
        };
        let request = pb::RecordPunishmentRequest {
            name: name.clone(),
            etag,
            punishment: Some(punishment),
            ..Default::default()
        };
        let mut client = self.record_client();
        client.record_punishment(self.harness.request(HR, request)).await.unwrap();
        for (relation, full_name) in [(pb::relative::Relation::Spouse, "Budi"), (pb::relative::Relation::Child, "Siti")]
        {
            let etag = self.record_shown(&name).await.etag;
            let relative = pb::Relative {
                relation: relation.into(),
                full_name: full_name.into(),
                birth_date: date(2015, 2, 1),
                allowance: true,
                ..Default::default()
            };
            let request =
                pb::RecordRelativeRequest { name: name.clone(), etag, relative: Some(relative), ..Default::default() };
            client.record_relative(self.harness.request(HR, request)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn every_history_that_is_kept_leaves_in_the_national_shape() {
    let mut career = Career::start().await;
    career.one_with_histories().await;
    let nip = row(1).nip;
    for (listing, expected) in [
        (Listing::RwSkp22, "2024,SANGAT BAIK"),
        (Listing::RwAngkakredit, "PAK/1,10-01-2025,1,2024,12,2024,12.50,0,0,1"),
        (Listing::RwKursus, "9,\"'=Asuhan, accepted\",IBI,16,accepted,2024,01-03-2024,02-03-2024"),
        (Listing::DataPasangan, "Budi,,01-02-2015,,,"),
        (Listing::DataAnak, "Siti,,01-02-2015,,1"),
    ] {
        let lines = career.exported(listing).await;
        assert_eq!(lines[1..], [format!("{nip},{expected}")], "{listing:?}");
        assert!(lines[0].starts_with("nipBaru,"), "{listing:?}");
    }
    let punished = career.exported(Listing::RwHukdis).await;
    assert!(punished[1].starts_with(&format!("{nip},23,")), "{}", punished[1]);
    assert!(punished[1].ends_with(",862/3,,01-05-2025,31-10-2025,eleven days absent"), "{}", punished[1]);
    let main = career.exported(Listing::DataUtama).await;
    let tail = format!("{},Surabaya,26-09-1986,Penata Muda Tingkat I,01-01-2011,821/1,01-10-2044", row(1).nik);
    assert!(main[1].ends_with(&tail), "{}", main[1]);
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%/ExportServants'";
    assert_eq!(career.harness.number(audited).await, 7, "each opens what is sealed");
}
