//! Vacancies brought to their final order, for the tests of what follows it.

use crate::{COMMITTEE, GATEWAY, Recruitment, application, marked, need, scored, strict};
use contracts::{
    needs::v1::NeedKind,
    recruitment::v1::{self as pb, DeclaredFact, scoring_service_client::ScoringServiceClient},
};
use platform::testing::TENANT;
use tonic::transport::Channel;

/// No time for objections, and in force on any day.
pub const PERIOD: &str = "latihan-2024";

/// The job of the units of Dinas Perhubungan.
pub const OTHER_JOB: &str = "Pengelola Umum";

/// A row of competition: the same job everywhere else.
#[derive(Clone, Copy)]
pub struct Row {
    pub number: i64,
    pub unit: &'static str,
    pub kind: NeedKind,
    pub seats: i32,
}

/// What one participant reached in the basic and the field test, the latter in whole points.
pub type Marks = ([i32; 3], i64);

pub fn parent() -> String {
    format!("instansi/{TENANT}")
}

impl Recruitment {
    pub fn scoring(&self) -> ScoringServiceClient<Channel> {
        ScoringServiceClient::new(self.harness.channel.clone())
    }

    /// The vacancy of a row, open for applications.
    pub async fn opened_row(&mut self, row: Row, field_test: Option<pb::FieldTest>) -> pb::Vacancy {
        let mut event = need(TENANT, row.number, row.seats);
        event.unit_path = row.unit.into();
        event.kind = row.kind.into();
        if row.unit.starts_with("Dinas Perhubungan") {
            event.position_title = OTHER_JOB.into();
        }
        let draft = self.drafted(row.number, &event).await;
        let request = pb::OpenVacancyRequest { ruleset: PERIOD.into(), field_test, ..self.open(&draft) };
        self.vacancies.open_vacancy(self.harness.request(COMMITTEE, request)).await.unwrap().into_inner()
    }

    /// Somebody applies, who declares what the row's kind of need asks for.
    pub async fn apply_to(&mut self, row: Row, vacancy: &pb::Vacancy, person: u32) -> pb::Application {
        let mut request = application(vacancy, person);
        if row.kind == NeedKind::Disability {
            request.facts = vec![DeclaredFact::Disability.into()];
        }
        self.applications.submit_application(self.harness.request(GATEWAY, request)).await.unwrap().into_inner()
    }

    /// A row with its final order, not yet public: one participant for each pair of marks. Who does not go on to the field
    /// test has no mark of it.
    pub async fn ranked_row(&mut self, row: Row, marks: &[Marks]) -> (pb::Vacancy, Vec<pb::Application>) {
        let open = self.opened_row(row, None).await;
        let mut applied = Vec::new();
        for person in 0..marks.len() as u32 {
            applied.push(self.apply_to(row, &open, 1000 * row.number as u32 + person).await);
        }
        let screened = self.screened(&open).await;
        let rows: Vec<_> = applied.iter().zip(marks).map(|(one, (skd, _))| scored(one, *skd)).collect();
        self.import_skd(strict(), &rows).await.unwrap();
        let ranked = self.rank_skd(&screened).await.unwrap().into_inner();
        let mut rows = Vec::new();
        for (one, (_, skb)) in applied.iter().zip(marks) {
            if self.application(&one.name).await.result.unwrap().skd_code == "P/L" {
                rows.push(marked(one, *skb));
            }
        }
        self.import_skb(strict(), &rows).await.unwrap();
        let ranked = self.rank_final(&ranked).await.unwrap().into_inner();
        (ranked, self.shown(&applied).await)
    }

    /// Applications as they are now.
    pub async fn shown(&mut self, applications: &[pb::Application]) -> Vec<pb::Application> {
        let mut shown = Vec::new();
        for one in applications {
            shown.push(self.application(&one.name).await);
        }
        shown
    }

    pub async fn fill(&self) -> pb::FillUnfilledSeatsResponse {
        let message = pb::FillUnfilledSeatsRequest { parent: parent(), period: PERIOD.into(), ..Default::default() };
        let request = self.harness.request(COMMITTEE, message);
        self.scoring().fill_unfilled_seats(request).await.unwrap().into_inner()
    }

    pub async fn published_list(&mut self, vacancy: &pb::Vacancy) -> Vec<pb::Result> {
        let request = pb::ListResultsRequest { parent: vacancy.name.clone(), ..Default::default() };
        self.applications.list_results(request).await.unwrap().into_inner().results
    }
}

/// Decision and code of an application.
pub fn end(application: &pb::Application) -> (String, String) {
    let result = application.result.clone().unwrap();
    (result.decision, result.final_code)
}
