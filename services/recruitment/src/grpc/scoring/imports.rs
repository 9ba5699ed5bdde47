//! Official results as they arrive: rows are read, checked by the commands chunk by chunk, and refused by number.

use crate::{
    commands::{SkbResult, SkdResult, SkdTaken, import_skb_results, import_skd_results},
    domain::{
        integration::SkbScores,
        ranking::SkdOutcome,
        skb_outcome::{Dropout, SkbOutcome},
        skd::SkdScore,
        thousandths::Thousandths,
    },
    error::Error,
    rulesets::Rulebook,
};
use contracts::recruitment::v1::{self as pb, skb_row::Outcome, skd_row::Attendance};
use platform::{
    Violations, Work, import_message,
    imports::{Report, Rows, Split},
};

/// Rows checked and written by one statement each.
const CHUNK: usize = 1000;

/// More additional tests than any ruleset allows.
const MOST_TESTS: usize = 10;

/// How a message of the basic test's import is taken apart.
pub const SKD: Split<pb::ImportSkdResultsRequest, pb::SkdRow> =
    import_message!(pb::ImportSkdResultsRequest, pb::import_skd_results_request::Part, pb::SkdRow);

/// How a message of the field test's import is taken apart.
pub const SKB: Split<pb::ImportSkbResultsRequest, pb::SkbRow> =
    import_message!(pb::ImportSkbResultsRequest, pb::import_skb_results_request::Part, pb::SkbRow);

/// Takes the results of the basic test.
pub async fn skd(
    work: &mut Work<'_>,
    rows: &mut Rows<pb::ImportSkdResultsRequest, pb::SkdRow>,
    rulebook: &Rulebook,
) -> Result<pb::ImportSkdResultsResponse, Error> {
    let mut warnings = Report::default();
    while let Some(chunk) = rows.next(CHUNK).await? {
        let (parsed, mut refused) = parse_all(chunk, parse_skd);
        let taken: SkdTaken = import_skd_results(work, rulebook, parsed).await?;
        refused.extend(taken.refused);
        reject(&mut rows.report, refused);
        reject(&mut warnings, taken.warned);
    }
    let report = &rows.report;
    Ok(pb::ImportSkdResultsResponse {
        accepted: report.accepted(),
        rejected: report.rejected,
        errors: render_errors(report),
        warned: warnings.rejected,
        warnings: render_errors(&warnings),
    })
}

/// Takes the results of the field test.
pub async fn skb(
    work: &mut Work<'_>,
    rows: &mut Rows<pb::ImportSkbResultsRequest, pb::SkbRow>,
    rulebook: &Rulebook,
) -> Result<pb::ImportSkbResultsResponse, Error> {
    while let Some(chunk) = rows.next(CHUNK).await? {
        let (parsed, mut refused) = parse_all(chunk, parse_skb);
        refused.extend(import_skb_results(work, rulebook, parsed).await?);
        reject(&mut rows.report, refused);
    }
    let report = &rows.report;
    Ok(pb::ImportSkbResultsResponse {
        accepted: report.accepted(),
        rejected: report.rejected,
        errors: render_errors(report),
    })
}

pub(crate) type Refused = Vec<(i64, Violations)>;

pub(crate) fn parse_all<R, T>(
    chunk: Vec<(i64, R)>,
    parse: impl Fn(R) -> Result<T, Violations>,
) -> (Vec<(i64, T)>, Refused) {
    let (mut parsed, mut refused) = (Vec::new(), Vec::new());
    for (row, message) in chunk {
        match parse(message) {
            Ok(result) => parsed.push((row, result)),
            Err(violations) => refused.push((row, violations)),
        }
    }
    (parsed, refused)
}

fn parse_skd(row: pb::SkdRow) -> Result<SkdResult, Violations> {
    let mut check = Violations::default();
    let part = |number: i32| u16::try_from(number).map_err(|_| "must be a score");
    let (twk, tiu, tkp) =
        (check.take("twk", part(row.twk)), check.take("tiu", part(row.tiu)), check.take("tkp", part(row.tkp)));
    let score = match (twk, tiu, tkp) {
        (Some(twk), Some(tiu), Some(tkp)) => Some(SkdScore { twk, tiu, tkp }),
        _ => None,
    };
    let answered = row.tkp_answered.map(|number| u16::try_from(number).map_err(|_| "must be a number of items"));
    let tkp_answered = check.take("tkp_answered", answered.transpose());
    let without_score = |outcome| match (row.twk, row.tiu, row.tkp, row.tkp_answered.unwrap_or_default()) {
        (0, 0, 0, 0) => Ok(Some(outcome)),
        _ => Err("only who is present has scores"),
    };
    let outcome = match row.attendance() {
        Attendance::Present => Ok(score.map(SkdOutcome::Scored)),
        Attendance::Absent => without_score(SkdOutcome::Absent),
        Attendance::Disqualified => without_score(SkdOutcome::Disqualified),
        Attendance::Unspecified => Err("must be given"),
    };
    let outcome = check.take("attendance", outcome).flatten();
    let participant_number = check.text("participant_number", &row.participant_number, 40);
    let (Some(participant_number), Some(outcome), Some(tkp_answered)) = (participant_number, outcome, tkp_answered)
    else {
        return Err(check);
    };
    Ok(SkdResult { participant_number, outcome, tkp_answered })
}

fn parse_skb(row: pb::SkbRow) -> Result<SkbResult, Violations> {
    let mut check = Violations::default();
    let outcome = parse_marks(&mut check, "", &row);
    let participant_number = check.text("participant_number", &row.participant_number, 40);
    match (participant_number, outcome) {
        (Some(participant_number), Some(outcome)) if check.is_empty() => Ok(SkbResult { participant_number, outcome }),
        _ => Err(check),
    }
}

/// Reads how the field test ended; violations name the fields behind `prefix`.
pub(crate) fn parse_marks(check: &mut Violations, prefix: &str, row: &pb::SkbRow) -> Option<SkbOutcome> {
    let field = |name: &str| format!("{prefix}{name}");
    let mark = |number: i64| {
        let mark = u32::try_from(number).ok().filter(|mark| *mark <= i32::MAX.cast_unsigned());
        mark.map(Thousandths).ok_or("must be a score in thousandths")
    };
    let cat = check.take(field("cat_thousandths"), mark(row.cat_thousandths));
    check.check(field("additional_thousandths"), row.additional_thousandths.len() <= MOST_TESTS, "are too many");
    let given = row.additional_thousandths.iter().take(MOST_TESTS).enumerate();
    let additional: Vec<_> = given
        .filter_map(|(at, number)| check.take(field(&format!("additional_thousandths[{at}]")), mark(*number)))
        .collect();
    let blank = row.cat_thousandths == 0 && row.additional_thousandths.is_empty();
    let scores = cat.map(|cat| SkbScores { cat, additional });
    let outcome = match Outcome::try_from(row.outcome) {
        Ok(Outcome::Unspecified | Outcome::Present) => Ok(scores.map(SkbOutcome::Marked)),
        Ok(Outcome::Eliminated) => Ok(Some(SkbOutcome::Out(Dropout::Eliminated, scores.filter(|_| !blank)))),
        Ok(Outcome::Absent | Outcome::Disqualified) if !blank => Err("only who took the tests has scores"),
        Ok(Outcome::Absent) => Ok(Some(SkbOutcome::Out(Dropout::Absent, None))),
        Ok(Outcome::Disqualified) => Ok(Some(SkbOutcome::Out(Dropout::Disqualified, None))),
        Err(_) => Err("must be an outcome"),
    };
    check.take(field("outcome"), outcome).flatten()
}

/// Rows refused here and by the command, in the order of the import.
pub(crate) fn reject(report: &mut Report, mut refused: Refused) {
    refused.sort_by_key(|(row, _)| *row);
    for (row, violations) in refused {
        report.reject(row, violations);
    }
}

pub(crate) fn render_errors(report: &Report) -> Vec<pb::RowError> {
    report.render(|bad| pb::RowError { row: bad.row, field: bad.field.clone(), reason: bad.reason.clone() })
}
