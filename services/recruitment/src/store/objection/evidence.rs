//! What stood about an application when an objection was filed, and what was said: the parts of `recruitment.objections`
//! that only the methods of one objection show.

use crate::domain::integration::{FinalPoints, Points};
use crate::domain::objections::reasons_of;
use platform::sensitive::{CannotOpen, Sealed, Vault};
use sqlx::PgConnection;
use uuid::Uuid;

/// Everything that is only shown of a single objection.
pub struct Details {
    /// Number of the participant.
    pub participant_number: String,
    /// What the applicant says.
    pub grounds: Sealed,
    /// The verdict's reasons as they were.
    pub reasons: Sealed,
    /// The committee's reason.
    pub answer: Option<Sealed>,
    /// What stood.
    pub evidence: Evidence,
    /// Whether something of it stands differently now.
    pub changed: bool,
}

/// What stood about an application.
pub struct Evidence {
    /// `eligible` or `ineligible`.
    pub verdict: String,
    /// `present`, `absent` or `disqualified`; empty before.
    pub attendance: String,
    /// Scores of the basic test.
    pub scores: [i32; 3],
    /// Code of the basic test.
    pub skd_code: String,
    /// Rank in it.
    pub skd_rank: i32,
    /// How the field test ended: `present`, `eliminated`, `absent` or `disqualified`; empty before.
    pub skb_outcome: String,
    /// Mark of the field test.
    pub skb_thousandths: i32,
    /// Marks of its additional tests.
    pub skb_additional: Vec<i32>,
    /// Final points.
    pub points: Option<FinalPoints>,
    /// Final rank.
    pub final_rank: i32,
    /// Decision.
    pub decision: String,
    /// Place in the list.
    pub place: i32,
    /// What the competency test gave, of a PPPK selection.
    pub pppk: Option<PppkEvidence>,
    /// SHA-256 of all of it.
    pub sha256: String,
}

/// What stood about a participant of the competency test.
pub struct PppkEvidence {
    /// Tier.
    pub tier: String,
    /// Technical, certificates in thousandths, managerial, socio-cultural, interview.
    pub parts: [i32; 5],
    /// Code, without what a seat adds to it.
    pub code: String,
}

/// Reads the details of an objection.
pub async fn get(connection: &mut PgConnection, objection: Uuid) -> sqlx::Result<Option<Details>> {
    let row = sqlx::query!(
        r#"SELECT participant_number, grounds_key, grounds_sealed, reasons_key, reasons_sealed, answer_key, answer_sealed,
                  coalesce(evidence->>'verdict', '') AS "verdict!", coalesce(evidence->>'attendance', '') AS "attendance!",
                  (evidence->>'twk')::int AS "twk!", (evidence->>'tiu')::int AS "tiu!", (evidence->>'tkp')::int AS "tkp!",
                  coalesce(evidence->>'skd_code', '') AS "skd_code!", coalesce((evidence->>'skd_rank')::int, 0) AS "skd_rank!",
                  coalesce((evidence->>'skb_thousandths')::int, 0) AS "skb_thousandths!",
                  coalesce(evidence->>'skb_outcome', '') AS "skb_outcome!",
                  ARRAY (SELECT mark::int FROM jsonb_array_elements_text(evidence->'skb_additional') AS mark)
                      AS "skb_additional!",
                  (evidence->>'final_points')::bigint AS points, (evidence->>'final_denominator')::bigint AS denominator,
                  coalesce((evidence->>'final_rank')::int, 0) AS "final_rank!",
                  coalesce(evidence->>'decision', '') AS "decision!", coalesce((evidence->>'place')::int, 0) AS "place!",
                  evidence#>>'{pppk,tier}' AS tier, evidence#>>'{pppk,code}' AS code,
                  (evidence#>>'{pppk,technical}')::int AS technical,
                  (evidence#>>'{pppk,certificate_thousandths}')::int AS certificate,
                  (evidence#>>'{pppk,managerial}')::int AS managerial,
                  (evidence#>>'{pppk,sociocultural}')::int AS sociocultural,
                  (evidence#>>'{pppk,interview}')::int AS interview,
                  encode(sha256(convert_to(evidence::text, 'UTF8')), 'hex') AS "sha256!",
                  erase_time IS NULL AND evidence <> recruitment.evidence_of(applications) AS "changed!"
           FROM recruitment.objections JOIN recruitment.applications USING (application_id) WHERE objection_id = $1"#,
        objection,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Details {
        participant_number: row.participant_number,
        grounds: Sealed { key: row.grounds_key, data: row.grounds_sealed },
        reasons: Sealed { key: row.reasons_key, data: row.reasons_sealed },
        answer: row.answer_key.zip(row.answer_sealed).map(|(key, data)| Sealed { key, data }),
        changed: row.changed,
        evidence: Evidence {
            verdict: row.verdict,
            attendance: row.attendance,
            scores: [row.twk, row.tiu, row.tkp],
            skd_code: row.skd_code,
            skd_rank: row.skd_rank,
            skb_outcome: row.skb_outcome,
            skb_thousandths: row.skb_thousandths,
            skb_additional: row.skb_additional,
            points: points(row.points, row.denominator),
            final_rank: row.final_rank,
            decision: row.decision,
            place: row.place,
            pppk: row.tier.map(|tier| PppkEvidence {
                tier,
                parts: [row.technical, row.certificate, row.managerial, row.sociocultural, row.interview]
                    .map(Option::unwrap_or_default),
                code: row.code.unwrap_or_default(),
            }),
            sha256: row.sha256,
        },
    }))
}

/// How many reasons the verdict had, and which.
pub fn open_reasons(vault: &Vault, objection: Uuid, reasons: &Sealed) -> Result<Vec<String>, CannotOpen> {
    Ok(reasons_of(&open(vault, objection, reasons)?))
}

/// Opens what was sealed for an objection; empty once erased.
pub fn open(vault: &Vault, objection: Uuid, sealed: &Sealed) -> Result<String, CannotOpen> {
    if sealed.data.is_empty() {
        return Ok(String::new());
    }
    Ok(String::from_utf8_lossy(&vault.open(objection.as_bytes(), sealed)?).into_owned())
}

pub(crate) fn points(points: Option<i64>, denominator: Option<i64>) -> Option<FinalPoints> {
    let denominator = denominator.filter(|denominator| *denominator > 0)?;
    points.map(|points| FinalPoints { points: Points(points), denominator })
}
