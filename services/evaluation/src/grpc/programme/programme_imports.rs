//! Scores of selections and measures of competencies: rows in chunks, bad ones reported by number.

use super::programme_messages::{read_day, read_period, read_programme};
use crate::{
    commands,
    domain::days::day_of,
    error::Error,
    grpc::imports::render_errors,
    names,
    store::{
        chosen_servants::ChosenServant, competency_measures::CompetencyMeasure, import_turns,
        programme_scores::ProgrammeScore,
    },
};
use contracts::evaluation::v1 as pb;
use jiff::{civil::Date, tz::TimeZone};
use platform::{
    Tenant, Violations, Work,
    imports::{Report, Rows, Split, first_seen},
    names::parse_child,
};

type ScoreRows = Rows<pb::ImportSelectionScoresRequest, pb::SelectionScoreRow>;
type MeasureRows = Rows<pb::ImportCompetencyMeasuresRequest, pb::CompetencyMeasureRow>;

pub(crate) const SPLIT_SCORES: Split<pb::ImportSelectionScoresRequest, pb::SelectionScoreRow> = platform::import_message!(
    pb::ImportSelectionScoresRequest,
    pb::import_selection_scores_request::Part,
    pb::SelectionScoreRow
);
pub(crate) const SPLIT_MEASURES: Split<pb::ImportCompetencyMeasuresRequest, pb::CompetencyMeasureRow> = platform::import_message!(
    pb::ImportCompetencyMeasuresRequest,
    pb::import_competency_measures_request::Part,
    pb::CompetencyMeasureRow
);

/// Rows taken in one statement.
const CHUNK: usize = 1_000;
/// Highest score, in thousandths.
const HIGHEST: i64 = 1_000_000_000;
const NOT_A_SCORE: &str = "must be a decimal from 0 to 1,000,000 with at most three places";

pub(crate) async fn scores(
    work: &mut Work<'_>,
    rows: &mut ScoreRows,
    zone: &TimeZone,
) -> Result<pb::ImportSelectionScoresResponse, Error> {
    import_turns::take(work.connection, "scores").await?;
    let today = day_of(work.now, zone);
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_score_row(&row, &work.tenant, today) {
                Ok(parsed) => good.push((number, parsed)),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        let keys = good.iter().map(|(_, (score, _))| format!("{}|{}", score.application, score.criterion)).collect();
        let good = once(work, &mut rows.report, "criterion", (keys, good)).await?;
        let (scores, chosen): (Vec<ProgrammeScore>, Vec<Option<ChosenServant>>) = good.into_iter().unzip();
        let chosen: Vec<ChosenServant> = chosen.into_iter().flatten().collect();
        commands::import_selection_scores(work, &scores, &chosen).await?;
    }
    Ok(pb::ImportSelectionScoresResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
    })
}

pub(crate) async fn measures(
    work: &mut Work<'_>,
    rows: &mut MeasureRows,
    zone: &TimeZone,
) -> Result<pb::ImportCompetencyMeasuresResponse, Error> {
    import_turns::take(work.connection, "measures").await?;
    let today = day_of(work.now, zone);
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_measure_row(&row, &work.tenant, today) {
                Ok(parsed) => good.push((number, parsed)),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        let key = |one: &CompetencyMeasure| format!("{}|{}|{}|{}", one.servant, one.dictionary, one.code, one.day);
        let keys = good.iter().map(|(_, measure)| key(measure)).collect();
        let measures = once(work, &mut rows.report, "date", (keys, good)).await?;
        commands::import_competency_measures(work, &measures).await?;
    }
    Ok(pb::ImportCompetencyMeasuresResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
    })
}

/// Refuses rows whose key stands in an earlier row of the import.
async fn once<T>(
    work: &mut Work<'_>,
    report: &mut Report,
    field: &str,
    (keys, good): (Vec<String>, Vec<(i64, T)>),
) -> Result<Vec<T>, Error> {
    let mut fresh = first_seen(work.connection, &keys).await?;
    let mut kept = Vec::with_capacity(good.len());
    for (key, (number, row)) in keys.iter().zip(good) {
        if fresh.remove(key) {
            kept.push(row);
        } else {
            report.reject_field(number, field, "stands in an earlier row");
        }
    }
    Ok(kept)
}

fn parse_score_row(
    row: &pb::SelectionScoreRow,
    tenant: &Tenant,
    today: Date,
) -> Result<(ProgrammeScore, Option<ChosenServant>), Violations> {
    let mut check = Violations::default();
    let is_ours = is_application_of(&row.application, tenant);
    check.check(
        "application",
        is_ours,
        "must be an application, or a candidate of an open selection, of this instansi",
    );
    let programme = read_programme(&mut check, row.programme);
    let period = read_period(&mut check, &row.period);
    check.check("criterion", is_code(&row.criterion), "must be 1 to 40 small letters, digits and `_`");
    let score = check.take("score", parse_thousandths(&row.score).ok_or(NOT_A_SCORE));
    let chosen = parse_chosen(&mut check, row, tenant, today);
    let (Some(programme), Some(period), Some(score), Some(chosen), true) =
        (programme, period, score, chosen, check.is_empty())
    else {
        return Err(check);
    };
    let (application, criterion) = (row.application.clone(), row.criterion.clone());
    Ok((ProgrammeScore { application, criterion, programme, period, score }, chosen))
}

/// Who was chosen, where the row tells it; the outer option is empty when something is wrong.
fn parse_chosen(
    check: &mut Violations,
    row: &pb::SelectionScoreRow,
    tenant: &Tenant,
    today: Date,
) -> Option<Option<ChosenServant>> {
    if row.servant.is_empty() {
        let bare = row.start_date.is_none();
        check.check("start_date", bare, "must come with the servant");
        return bare.then_some(None);
    }
    let servant = check.own("servant", &row.servant, names::SERVANT, Some(tenant));
    let start_date = read_day(check, "start_date", row.start_date.as_ref(), today);
    let (Some(_), Some(start_date)) = (servant, start_date) else { return None };
    Some(Some(ChosenServant { application: row.application.clone(), servant: row.servant.clone(), start_date }))
}

fn is_application_of(text: &str, tenant: &Tenant) -> bool {
    let of_vacancy = parse_child(text, "vacancies", "applications");
    let found = of_vacancy.or_else(|_| parse_child(text, "selections", "candidates"));
    found.is_ok_and(|(parent, _)| parent.tenant == *tenant)
}

fn is_code(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(known)
}

/// A plain decimal in thousandths; none of anything else.
fn parse_thousandths(text: &str) -> Option<i64> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 7) || !digits(places, 3) {
        return None;
    }
    let thousandths: i64 = format!("{whole}{places:0<3}").parse().ok()?;
    (thousandths <= HIGHEST).then_some(thousandths)
}

fn parse_measure_row(
    row: &pb::CompetencyMeasureRow,
    tenant: &Tenant,
    today: Date,
) -> Result<CompetencyMeasure, Violations> {
    let mut check = Violations::default();
    let servant = check.own("servant", &row.servant, names::SERVANT, Some(tenant));
    let dictionary = check.text("dictionary", &row.dictionary, 100);
    let code = check.text("competency", &row.competency, 100);
    let day = read_day(&mut check, "date", row.date.as_ref(), today);
    check.check("standard", (1..=5).contains(&row.standard), "must be a level from 1 to 5");
    check.check("achieved", (0..=5).contains(&row.achieved), "must be a level from 0 to 5");
    let (Some(_), Some(dictionary), Some(code), Some(day), true) = (servant, dictionary, code, day, check.is_empty())
    else {
        return Err(check);
    };
    let (servant, standard, achieved) = (row.servant.clone(), row.standard, row.achieved);
    Ok(CompetencyMeasure { servant, dictionary, code, day, standard, achieved })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_exactly() {
        let cases = [("0", Some(0)), ("433", Some(433_000)), ("96.4", Some(96_400)), ("96.405", Some(96_405))];
        for (text, found) in cases.into_iter().chain([("1000000", Some(HIGHEST)), ("1000000.001", None)]) {
            assert_eq!(parse_thousandths(text), found, "{text}");
        }
        for bad in ["", "-1", "1.", ".5", "96.4055", "1e3", "96,4", "12345678"] {
            assert_eq!(parse_thousandths(bad), None, "{bad}");
        }
    }

    #[test]
    fn codes_are_plain() {
        assert!(is_code("skd_tiu") && is_code("panel_2"));
        assert!(["", "SKD", "skd tiu", "skd-tiu"].iter().all(|bad| !is_code(bad)) && !is_code(&"a".repeat(41)));
    }
}
