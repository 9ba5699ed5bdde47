//! Complaints at every stage, for the tests of their handling.

use crate::{DESK, Evaluation, PARENT, file};
use contracts::evaluation::v1::{
    self as pb, complaint_desk_service_client::ComplaintDeskServiceClient,
    complaint_follow_service_client::ComplaintFollowServiceClient,
    complaint_report_service_client::ComplaintReportServiceClient,
    complaint_route_service_client::ComplaintRouteServiceClient,
    complaint_unit_service_client::ComplaintUnitServiceClient,
};
use tonic::{Request, Status, transport::Channel};
use uuid::Uuid;

pub const UNIT_DESK: &[&str] = &["unit_desk"];

/// The unit of every service of the tests, and another.
pub fn unit() -> String {
    format!("{PARENT}/units/{}", Uuid::from_u128(7))
}

pub fn other_unit() -> String {
    format!("{PARENT}/units/{}", Uuid::from_u128(8))
}

pub fn verify(complaint: &pb::Complaint) -> pb::VerifyComplaintRequest {
    let (name, etag) = (complaint.name.clone(), complaint.etag.clone());
    pb::VerifyComplaintRequest { name, etag, kind: pb::complaint::Kind::Complaint.into(), ..Default::default() }
}

pub fn assign(complaint: &pb::Complaint, unit: String) -> pb::AssignComplaintRequest {
    let (name, etag) = (complaint.name.clone(), complaint.etag.clone());
    pb::AssignComplaintRequest { name, etag, unit, ..Default::default() }
}

pub fn answer(complaint: &pb::Complaint, answer: &str) -> pb::AnswerComplaintRequest {
    let (name, etag) = (complaint.name.clone(), complaint.etag.clone());
    pb::AnswerComplaintRequest { name, etag, answer: answer.into(), ..Default::default() }
}

pub fn resolve(complaint: &pb::Complaint, answer: &str) -> pb::ResolveComplaintRequest {
    let (name, etag) = (complaint.name.clone(), complaint.etag.clone());
    pb::ResolveComplaintRequest { name, etag, answer: answer.into(), ..Default::default() }
}

pub fn start(complaint: &pb::Complaint) -> pb::StartComplaintRequest {
    let (name, etag) = (complaint.name.clone(), complaint.etag.clone());
    pb::StartComplaintRequest { name, etag, request_id: String::new() }
}

pub fn merge(complaint: &pb::Complaint, into: &pb::Complaint) -> pb::MergeComplaintRequest {
    let (name, etag, into) = (complaint.name.clone(), complaint.etag.clone(), into.name.clone());
    pb::MergeComplaintRequest { name, etag, into, request_id: String::new() }
}

pub fn reply(complaint: &pb::Complaint, text: &str) -> pb::ReplyToComplaintRequest {
    let (parent, code) = (PARENT.into(), complaint.follow_up_code.clone());
    pb::ReplyToComplaintRequest { parent, code, text: text.into(), request_id: String::new() }
}

pub fn rate(complaint: &pb::Complaint, satisfaction: i32) -> pb::RateAnswerRequest {
    let (parent, code) = (PARENT.into(), complaint.follow_up_code.clone());
    pb::RateAnswerRequest { parent, code, satisfaction, request_id: String::new() }
}

pub fn day(date: &Option<contracts::google::r#type::Date>) -> String {
    date.as_ref().map(|day| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)).unwrap_or_default()
}

impl Evaluation {
    pub fn desk(&self) -> ComplaintDeskServiceClient<Channel> {
        ComplaintDeskServiceClient::new(self.harness.channel.clone())
    }

    pub fn unit_desk(&self) -> ComplaintUnitServiceClient<Channel> {
        ComplaintUnitServiceClient::new(self.harness.channel.clone())
    }

    pub fn follows(&self) -> ComplaintFollowServiceClient<Channel> {
        ComplaintFollowServiceClient::new(self.harness.channel.clone())
    }

    pub fn routes(&self) -> ComplaintRouteServiceClient<Channel> {
        ComplaintRouteServiceClient::new(self.harness.channel.clone())
    }

    pub fn reports(&self) -> ComplaintReportServiceClient<Channel> {
        ComplaintReportServiceClient::new(self.harness.channel.clone())
    }

    /// A complaint filed by somebody who says who they are; it has its follow-up code.
    pub async fn named_complaint(&mut self, service: &pb::PublicService, hidden: bool) -> pb::Complaint {
        let request = pb::FileComplaintRequest {
            anonymous: hidden,
            reporter_name: "Siti Aminah".into(),
            reporter_contact: "0812-3456-7890".into(),
            region: "35.78.31".into(),
            ..file(service)
        };
        self.complaints.file_complaint(Request::new(request)).await.unwrap().into_inner()
    }

    /// Links `tester` with the desk of the services' unit.
    pub async fn linked(&self) -> pb::DeskMember {
        let link = pb::LinkDeskMemberRequest {
            parent: PARENT.into(),
            unit: unit(),
            account: "tester".into(),
            request_id: String::new(),
        };
        self.routes().link_desk_member(self.harness.request(DESK, link)).await.unwrap().into_inner()
    }

    /// The same complaint, verified.
    pub async fn verified(&self, complaint: &pb::Complaint) -> pb::Complaint {
        let request = self.harness.request(DESK, verify(complaint));
        let verified = self.desk().verify_complaint(request).await.unwrap().into_inner();
        pb::Complaint { follow_up_code: complaint.follow_up_code.clone(), ..verified }
    }

    /// The same complaint, verified and with the services' unit.
    pub async fn assigned(&self, complaint: &pb::Complaint) -> pb::Complaint {
        let verified = self.verified(complaint).await;
        let request = self.harness.request(DESK, assign(&verified, unit()));
        let assigned = self.desk().assign_complaint(request).await.unwrap().into_inner();
        pb::Complaint { follow_up_code: complaint.follow_up_code.clone(), ..assigned }
    }

    /// The same complaint, begun and answered by the unit, at whose desk `tester` sits.
    pub async fn answered(&self, complaint: &pb::Complaint) -> pb::Complaint {
        let assigned = self.assigned(complaint).await;
        let request = self.harness.request(UNIT_DESK, start(&assigned));
        let started = self.unit_desk().start_complaint(request).await.unwrap().into_inner();
        let request = self.harness.request(UNIT_DESK, answer(&started, "Loket kedua dibuka, Ibu Siti."));
        let answered = self.unit_desk().answer_complaint(request).await.unwrap().into_inner();
        pb::Complaint { follow_up_code: complaint.follow_up_code.clone(), ..answered }
    }

    /// The same complaint, answered and ended by the public desk at once.
    pub async fn resolved(&mut self, complaint: &pb::Complaint) -> pb::Complaint {
        let request = self.harness.request(DESK, resolve(complaint, "Sudah."));
        let resolved = self.complaints.resolve_complaint(request).await.unwrap().into_inner();
        pb::Complaint { follow_up_code: complaint.follow_up_code.clone(), ..resolved }
    }

    /// What the reporter of a complaint sees.
    pub async fn follow(&self, complaint: &pb::Complaint) -> Result<pb::FollowedComplaint, Status> {
        let (parent, code) = (PARENT.into(), complaint.follow_up_code.clone());
        let request = Request::new(pb::FollowComplaintRequest { parent, code });
        Ok(self.follows().follow_complaint(request).await?.into_inner())
    }

    /// A complaint as the desk reads it now.
    pub async fn read_complaint(&mut self, complaint: &pb::Complaint) -> pb::Complaint {
        let request = self.harness.request(DESK, pb::GetComplaintRequest { name: complaint.name.clone() });
        let found = self.complaints.get_complaint(request).await.unwrap().into_inner();
        pb::Complaint { follow_up_code: complaint.follow_up_code.clone(), ..found }
    }

    pub fn at(&self, time: &str) {
        self.harness.clock.set(time.parse().unwrap());
    }
}
