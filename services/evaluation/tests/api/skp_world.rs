//! People who rate each other in 2025: Siti is rated by Budi, Budi by Dewi; Adi is Siti's colleague, Ani works for Siti.

use crate::{Evaluation, PARENT, appointment};
use contracts::evaluation::v1::{
    self as pb, past_rating_service_client::PastRatingServiceClient,
    servant_account_service_client::ServantAccountServiceClient, skp_feedback_service_client::SkpFeedbackServiceClient,
    skp_plan_service_client::SkpPlanServiceClient, skp_view_service_client::SkpViewServiceClient,
    unit_rating_service_client::UnitRatingServiceClient,
};
use platform::testing::{TENANT, reason};
use tonic::{Code, Request, Response, Status, transport::Channel};
use uuid::Uuid;

pub(crate) const HR: &[&str] = &["hr_officer"];
pub(crate) const PERSON: &[&str] = &["servant", "rater"];
pub(crate) const PEOPLE: [&str; 5] = ["siti", "budi", "dewi", "adi", "ani"];

/// The office's account is that of a servant whom no list of these tests shows; put there by a superuser.
const OFFICE: &str = "WITH person AS (
        INSERT INTO evaluation.servants (servant, instansi, position, appointment_date)
        VALUES ('instansi/6571/servants/00000000-0000-0000-0000-000000000fff', '0', 'p', '2015-01-01') RETURNING servant
    ), put AS (
        INSERT INTO evaluation.servant_accounts (servant, instansi, account) SELECT servant, '6571', 'office' FROM person
        RETURNING 1)
    SELECT count(*) FROM put";

pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// Code and reason of a refusal.
pub(crate) fn refusal<T>(answer: Answer<T>) -> (Code, String) {
    let status = answer.map(drop).unwrap_err();
    (status.code(), reason(&status))
}

/// Name of one of the people as a servant.
pub(crate) fn servant(who: &str) -> String {
    let number = PEOPLE.iter().position(|one| *one == who).unwrap();
    appointment(number as i64 + 1).servant
}

pub(crate) fn unit() -> String {
    format!("{PARENT}/units/{}", Uuid::from_u128(7))
}

/// The service, its people linked with accounts of their names.
pub(crate) struct Team {
    pub(crate) evaluation: Evaluation,
    pub(crate) plans: SkpPlanServiceClient<Channel>,
    pub(crate) views: SkpViewServiceClient<Channel>,
    pub(crate) feedback: SkpFeedbackServiceClient<Channel>,
    pub(crate) units: UnitRatingServiceClient<Channel>,
    pub(crate) past: PastRatingServiceClient<Channel>,
    pub(crate) accounts: ServantAccountServiceClient<Channel>,
}

/// A request of one of the people.
macro_rules! by {
    ($team:ident, $who:expr, $message:expr) => {
        $team.evaluation.harness.request_as($who, crate::skp_world::PERSON, &[platform::testing::TENANT], $message)
    };
}
pub(crate) use by;

impl Team {
    pub(crate) async fn start() -> Self {
        let evaluation = Evaluation::start().await;
        let channel = || evaluation.harness.channel.clone();
        let mut team = Self {
            plans: SkpPlanServiceClient::new(channel()),
            views: SkpViewServiceClient::new(channel()),
            feedback: SkpFeedbackServiceClient::new(channel()),
            units: UnitRatingServiceClient::new(channel()),
            past: PastRatingServiceClient::new(channel()),
            accounts: ServantAccountServiceClient::new(channel()),
            evaluation,
        };
        team.evaluation.harness.number(OFFICE).await;
        for (nth, who) in PEOPLE.into_iter().enumerate() {
            team.evaluation.appointed(nth as i64 + 1).await;
            team.link(who, who).await.unwrap();
        }
        team
    }

    pub(crate) fn hr<M>(&self, message: M) -> Request<M> {
        self.evaluation.harness.request_as("office", HR, &[TENANT], message)
    }

    /// Moves the clock to the morning of a day such as `2026-01-20`.
    pub(crate) fn on(&self, day: &str) {
        self.evaluation.harness.clock.set(format!("{day}T02:00:00Z").parse().unwrap());
    }

    pub(crate) async fn link(&mut self, who: &str, account: &str) -> Answer<pb::ServantAccount> {
        let (parent, account) = (PARENT.into(), account.into());
        let request = pb::LinkServantAccountRequest { parent, servant: servant(who), account, ..Default::default() };
        let request = self.hr(request);
        self.accounts.link_servant_account(request).await
    }

    pub(crate) fn create(who: &str, superior: &str) -> pb::CreateSkpPlanRequest {
        pb::CreateSkpPlanRequest {
            parent: PARENT.into(),
            servant: servant(who),
            year: 2025,
            superior: servant(superior),
            appeal_to: String::new(),
            unit: unit(),
            approach: pb::SkpApproach::Quantitative.into(),
            request_id: String::new(),
        }
    }

    /// A draft of somebody under somebody.
    pub(crate) async fn draft(&mut self, who: &str, superior: &str) -> pb::SkpPlan {
        let request = self.hr(Self::create(who, superior));
        self.plans.create_skp_plan(request).await.unwrap().into_inner()
    }

    /// A main result with one indicator of a target, which serves `superior`'s.
    pub(crate) fn result(title: &str, superior_result: &str) -> pb::SkpResult {
        let indicator = pb::SkpIndicator {
            aspect: pb::SkpAspect::Quantity.into(),
            title: "Jumlah laporan".into(),
            target: "12".into(),
            unit: "laporan".into(),
            ..Default::default()
        };
        pb::SkpResult {
            result: String::new(),
            kind: pb::skp_result::Kind::Main.into(),
            title: title.into(),
            superior_result: superior_result.into(),
            indicators: vec![indicator],
        }
    }

    pub(crate) async fn write(
        &mut self,
        who: &str,
        plan: &pb::SkpPlan,
        results: Vec<pb::SkpResult>,
    ) -> Answer<pb::SkpPlan> {
        let (name, etag) = (plan.name.clone(), plan.etag.clone());
        let request = pb::SetSkpContentRequest { name, etag, results, ..Default::default() };
        self.plans.set_skp_content(by!(self, who, request)).await
    }

    pub(crate) async fn submit(&mut self, who: &str, plan: &pb::SkpPlan) -> Answer<pb::SkpPlan> {
        let (name, etag) = (plan.name.clone(), plan.etag.clone());
        let request = pb::SubmitSkpPlanRequest { name, etag, ..Default::default() };
        self.plans.submit_skp_plan(by!(self, who, request)).await
    }

    pub(crate) async fn agree(&mut self, who: &str, plan: &pb::SkpPlan) -> Answer<pb::SkpPlan> {
        let (name, etag) = (plan.name.clone(), plan.etag.clone());
        let request = pb::AgreeSkpPlanRequest { name, etag, ..Default::default() };
        self.plans.agree_skp_plan(by!(self, who, request)).await
    }

    pub(crate) async fn rate_period(&mut self, who: &str, plan: &pb::SkpPlan, period: i32) -> Answer<pb::SkpPlan> {
        let request = pb::RateSkpPeriodRequest {
            name: plan.name.clone(),
            etag: plan.etag.clone(),
            period,
            result: pb::Rating::Meets.into(),
            behaviour: pb::Rating::Meets.into(),
            note: "Sesuai rencana".into(),
            request_id: String::new(),
        };
        self.plans.rate_skp_period(by!(self, who, request)).await
    }

    pub(crate) async fn rate_year(&mut self, who: &str, plan: &pb::SkpPlan, result: pb::Rating) -> Answer<pb::SkpPlan> {
        let request = pb::RateSkpYearRequest {
            name: plan.name.clone(),
            etag: plan.etag.clone(),
            result: result.into(),
            behaviour: pb::Rating::Meets.into(),
            note: "Kerja Siti sepanjang tahun".into(),
            request_id: String::new(),
        };
        self.plans.rate_skp_year(by!(self, who, request)).await
    }

    pub(crate) async fn accept(&mut self, who: &str, plan: &pb::SkpPlan) -> Answer<pb::SkpPlan> {
        let (name, etag) = (plan.name.clone(), plan.etag.clone());
        let request = pb::AcceptSkpRatingRequest { name, etag, ..Default::default() };
        self.plans.accept_skp_rating(by!(self, who, request)).await
    }

    pub(crate) async fn object(&mut self, who: &str, plan: &pb::SkpPlan) -> Answer<pb::SkpPlan> {
        let request = pb::ObjectToSkpRatingRequest {
            name: plan.name.clone(),
            etag: plan.etag.clone(),
            note: "Laporan ke-12 selesai pada Desember".into(),
            request_id: String::new(),
        };
        self.plans.object_to_skp_rating(by!(self, who, request)).await
    }

    pub(crate) async fn finalise(&mut self, plan: &pb::SkpPlan) -> Answer<pb::Appraisal> {
        let (name, etag) = (plan.appraisal.clone(), plan.etag.clone());
        let request = pb::FinaliseAppraisalRequest { name, etag, ..Default::default() };
        let request = self.hr(request);
        self.evaluation.appraisals.finalise_appraisal(request).await
    }

    /// A rating of somebody's year without a plan, recorded by the office: given by Budi, or by Dewi of Budi.
    pub(crate) async fn rate_alone(
        &mut self,
        who: &str,
        year: i32,
        (result, behaviour): (pb::Rating, pb::Rating),
    ) -> pb::Appraisal {
        let request = self.hr(crate::create_appraisal(&servant(who), year));
        let planned = self.evaluation.appraisals.create_appraisal(request).await.unwrap().into_inner();
        let superior = servant(if who == "budi" { "dewi" } else { "budi" });
        let rate = pb::RateAppraisalRequest { superior, ..crate::rate_appraisal(&planned, result, behaviour) };
        let request = self.hr(rate);
        self.evaluation.appraisals.rate_appraisal(request).await.unwrap().into_inner()
    }

    /// Budi's plan under Dewi, agreed, with one result.
    pub(crate) async fn above(&mut self) -> pb::SkpPlan {
        let draft = self.draft("budi", "dewi").await;
        let written = self.write("budi", &draft, vec![Self::result("Pelayanan cepat", "")]).await;
        let submitted = self.submit("budi", &written.unwrap().into_inner()).await.unwrap().into_inner();
        self.agree("dewi", &submitted).await.unwrap().into_inner()
    }

    /// Siti's plan under Budi, agreed; its result serves Budi's.
    pub(crate) async fn agreed(&mut self) -> pb::SkpPlan {
        let above = self.above().await;
        let draft = self.draft("siti", "budi").await;
        let result = Self::result("Laporan bulanan", &above.results[0].result);
        let written = self.write("siti", &draft, vec![result]).await.unwrap().into_inner();
        let submitted = self.submit("siti", &written).await.unwrap().into_inner();
        self.agree("budi", &submitted).await.unwrap().into_inner()
    }

    /// Siti's plan with the third period and then the year rated, on 10 December 2025.
    pub(crate) async fn rated(&mut self, result: pb::Rating) -> pb::SkpPlan {
        let agreed = self.agreed().await;
        let rated = self.rate_period("budi", &agreed, 3).await.unwrap().into_inner();
        self.on("2025-12-10");
        self.rate_year("budi", &rated, result).await.unwrap().into_inner()
    }
}
