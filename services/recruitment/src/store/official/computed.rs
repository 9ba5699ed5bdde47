//! What was computed of the participants of a vacancy, as an official list is compared with it. Only reads.

use crate::domain::{
    audit::Computed,
    columns::{Column, Numbers},
    final_ranking::FinalOutcome,
    official_list::Stage,
    optimisation::OptimisationCode,
    programme::Programme,
    result_code::SkdCode,
    skb_outcome::{Dropout, final_code},
    thousandths::Thousandths,
};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

struct Row {
    participant_number: String,
    /// Applied for this vacancy, and not moved into it.
    own: bool,
    verdict: Option<String>,
    withdrawn: bool,
    skd_code: Option<String>,
    skd_rank: Option<i32>,
    twk: i32,
    tiu: i32,
    tkp: i32,
    skb_thousandths: Option<i32>,
    skb_additional: Vec<i32>,
    skb_outcome: Option<String>,
    final_rank: Option<i32>,
    decision: Option<String>,
    rounded_rank: Option<i32>,
    rounding_alert: bool,
    move_code: Option<String>,
    technical: Option<i32>,
    certificate: Option<i32>,
    managerial: Option<i32>,
    sociocultural: Option<i32>,
    interview: Option<i32>,
    pppk_code: Option<String>,
}

/// Everybody who applied for a vacancy, or at the end was moved into it, with what was computed at a stage.
pub async fn of_vacancy(
    connection: &mut PgConnection,
    vacancy: Uuid,
    stage: Stage,
    programme: Programme,
) -> sqlx::Result<Vec<Computed>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT participant_number, applications.vacancy_id = $1 AS "own!", verdict,
                  withdrawn_time IS NOT NULL AS "withdrawn!", skd_code, skd_rank, twk, tiu, tkp,
                  skb_thousandths, skb_additional, skb_outcome, final_rank, decision, rounded_rank, rounding_alert,
                  move_code, technical AS "technical?", certificate_thousandths AS "certificate?", managerial AS "managerial?",
                  sociocultural AS "sociocultural?", interview AS "interview?",
                  pppk_results.code || CASE decision WHEN 'selected' THEN '/L' WHEN 'moved' THEN '/L-2' ELSE '' END AS pppk_code
           FROM recruitment.applications LEFT JOIN recruitment.pppk_results USING (application_id)
           WHERE application_id IN (SELECT application_id FROM recruitment.applications WHERE vacancy_id = $1
                                    UNION SELECT application_id FROM recruitment.moves
                                          WHERE to_vacancy_id = $1 AND NOT contested)"#,
        vacancy,
    );
    let mut rows = rows.fetch_all(connection).await?;
    // The basic test of who was moved here belongs to another list.
    rows.retain(|row| row.own || stage == Stage::Final);
    let rank = |row: &Row| if stage == Stage::Skd { row.skd_rank } else { row.final_rank };
    let mut sharing: BTreeMap<i32, i32> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.own) {
        *sharing.entry(rank(row).unwrap_or_default()).or_default() += 1;
    }
    let computed = rows.into_iter().map(|row| {
        let ranks = rank(&row).map(|rank| (rank, rank + sharing.get(&rank).copied().unwrap_or(1) - 1));
        let ranks = ranks.map(|(first, last)| (first.cast_unsigned(), last.cast_unsigned()));
        let computed = match (stage, programme) {
            (Stage::Skd, _) => skd(row),
            (Stage::Final, Programme::Cpns) => integrated(row)?,
            (Stage::Final, Programme::Pppk) => pppk(row),
        };
        // Who was moved here has a rank among others than these.
        Ok(Computed { ranks: if computed.ranks.is_some() { computed.ranks } else { ranks }, ..computed })
    });
    computed.collect()
}

fn skd_numbers(row: &Row) -> Numbers {
    let mut numbers = Numbers::default();
    for (column, score) in [(Column::Twk, row.twk), (Column::Tiu, row.tiu), (Column::Tkp, row.tkp)] {
        numbers.set(column, Some(Thousandths(score.cast_unsigned() * 1_000)));
    }
    numbers
}

fn skd(row: Row) -> Computed {
    Computed {
        numbers: skd_numbers(&row),
        belongs: row.own && row.skd_code.is_some(),
        code: row.skd_code.clone().or_else(|| left_out(&row)),
        participant_number: row.participant_number,
        ..Computed::default()
    }
}

fn integrated(row: Row) -> sqlx::Result<Computed> {
    let mut numbers = skd_numbers(&row);
    let mark = |mark: i32| Thousandths(mark.cast_unsigned());
    numbers.set(Column::SkbCat, row.skb_thousandths.map(mark));
    numbers.set(Column::SkbAdditional, row.skb_additional.first().copied().map(mark));
    let outcome = outcome(row.decision.as_deref());
    let pass = row.move_code.as_deref().map(OptimisationCode::parse).transpose();
    let pass = pass.map_err(|error| sqlx::Error::Decode(error.into()))?;
    let dropout = match row.skb_outcome.as_deref() {
        Some("eliminated") => Some(Dropout::Eliminated),
        Some("absent") => Some(Dropout::Absent),
        Some("disqualified") => Some(Dropout::Disqualified),
        _ => None,
    };
    // A result of the field test counts for nothing once a correction of the basic test took the participant out of it.
    let dropout = dropout.filter(|_| row.skd_code.as_deref() == Some(SkdCode::PassedToSkb.as_str()));
    let took_part = row.own && (row.final_rank.is_some() || dropout.is_some());
    // Lists also print whom the basic test ended; their code is the one it gave.
    let code = if took_part || !row.own {
        final_code(outcome, pass, dropout)
    } else {
        row.skd_code.clone().or_else(|| left_out(&row))
    };
    Ok(Computed {
        participant_number: row.participant_number,
        numbers,
        code,
        undecided: outcome == Some(FinalOutcome::NeedsDecision),
        ranks: (!row.own).then_some((0, u32::MAX)),
        seat: if row.own { seat(outcome) } else { Some(has_come(outcome)) },
        belongs: took_part || !row.own && has_come(outcome),
        printed_rank: row.rounded_rank.filter(|_| row.rounding_alert && row.own).map(i32::cast_unsigned),
    })
}

fn pppk(row: Row) -> Computed {
    let mut numbers = Numbers::default();
    let whole = |score: i32| Thousandths(score.cast_unsigned() * 1_000);
    numbers.set(Column::Technical, row.technical.map(whole));
    numbers.set(Column::Certificate, row.certificate.map(|points| Thousandths(points.cast_unsigned())));
    numbers.set(Column::Managerial, row.managerial.map(whole));
    numbers.set(Column::Sociocultural, row.sociocultural.map(whole));
    numbers.set(Column::Interview, row.interview.map(whole));
    let outcome = outcome(row.decision.as_deref());
    let undecided = outcome == Some(FinalOutcome::NeedsDecision);
    Computed {
        numbers,
        belongs: if row.own { row.pppk_code.is_some() } else { has_come(outcome) },
        // The code of a tie is open until somebody decides about it.
        code: row.pppk_code.clone().or_else(|| left_out(&row)).filter(|_| !undecided),
        undecided,
        ranks: (!row.own).then_some((0, u32::MAX)),
        seat: if row.own { seat(outcome) } else { Some(has_come(outcome)) },
        participant_number: row.participant_number,
        ..Computed::default()
    }
}

/// The code of who takes no part in any test: withdrew (*APS*), or does not meet the requirements (*TMS*).
fn left_out(row: &Row) -> Option<String> {
    match row.verdict.as_deref() {
        _ if row.withdrawn => Some("APS".to_owned()),
        Some("ineligible") => Some("TMS".to_owned()),
        _ => None,
    }
}

/// Whether who applied for another vacancy has a seat of this one, and did not leave it since.
fn has_come(outcome: Option<FinalOutcome>) -> bool {
    outcome == Some(FinalOutcome::Moved)
}

fn outcome(decision: Option<&str>) -> Option<FinalOutcome> {
    match decision {
        Some("selected") => Some(FinalOutcome::Selected),
        Some("not_selected") => Some(FinalOutcome::NotSelected),
        Some("needs_decision") => Some(FinalOutcome::NeedsDecision),
        Some("moved") => Some(FinalOutcome::Moved),
        _ => None,
    }
}

/// Whether the vacancy applied for gives a seat; not known while a tie is open, and not told of who got one elsewhere.
fn seat(outcome: Option<FinalOutcome>) -> Option<bool> {
    match outcome {
        Some(FinalOutcome::Selected) => Some(true),
        Some(FinalOutcome::NotSelected) | None => Some(false),
        Some(FinalOutcome::NeedsDecision | FinalOutcome::Moved) => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn row(own: bool) -> Row {
        Row {
            participant_number: "1".into(),
            own,
            verdict: Some("eligible".into()),
            withdrawn: false,
            skd_code: None,
            skd_rank: None,
            twk: 0,
            tiu: 0,
            tkp: 0,
            skb_thousandths: None,
            skb_additional: Vec::new(),
            skb_outcome: None,
            final_rank: None,
            decision: None,
            rounded_rank: None,
            rounding_alert: false,
            move_code: None,
            technical: None,
            certificate: None,
            managerial: None,
            sociocultural: None,
            interview: None,
            pppk_code: None,
        }
    }

    /// At each stage and of each programme.
    fn each(make: impl Fn() -> Row) -> [Computed; 3] {
        [skd(make()), integrated(make()).unwrap(), pppk(make())]
    }

    #[test]
    fn who_takes_no_part_has_the_code_of_why() {
        let ineligible = || Row { verdict: Some("ineligible".into()), ..row(true) };
        let withdrawn = || Row { withdrawn: true, ..ineligible() };
        let unknown = || row(true);
        let cases: [(&dyn Fn() -> Row, Option<&str>); 3] =
            [(&ineligible, Some("TMS")), (&withdrawn, Some("APS")), (&unknown, None)];
        for (make, code) in cases {
            for computed in each(make) {
                assert_eq!((computed.code.as_deref(), computed.belongs, computed.undecided), (code, false, false));
            }
        }
    }

    #[test]
    fn who_moved_in_belongs_on_the_list_until_leaving() {
        let moved = |decision: &str| Row {
            skd_code: Some("P/L".into()),
            final_rank: Some(2),
            decision: Some(decision.into()),
            move_code: Some("U-1".into()),
            pppk_code: Some("R3/L-2".into()),
            ..row(false)
        };
        for (decision, here) in [("moved", true), ("not_selected", false)] {
            for computed in [integrated(moved(decision)).unwrap(), pppk(moved(decision))] {
                assert_eq!((computed.belongs, computed.seat), (here, Some(here)), "{decision}");
            }
        }
    }

    #[test]
    fn an_open_tie_has_no_code_yet() {
        let tied = || Row {
            skd_code: Some("P/L".into()),
            final_rank: Some(1),
            decision: Some("needs_decision".into()),
            pppk_code: Some("R3".into()),
            ..row(true)
        };
        for computed in [integrated(tied()).unwrap(), pppk(tied())] {
            assert_eq!((computed.code, computed.undecided, computed.belongs), (None, true, true));
        }
    }
}
