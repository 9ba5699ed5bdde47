//! What became of everybody who applied in a period, and of every seat, counted where they stand.

use crate::domain::{recapitulation::Counts, skd::NeedKind};
use sqlx::PgConnection;

/// The counts of a period by kind of need, of the vacancies that were opened.
pub async fn count(connection: &mut PgConnection, period: &str) -> sqlx::Result<Vec<(NeedKind, Counts)>> {
    let rows = sqlx::query_as!(
        Row,
        r#"WITH applied AS (
               SELECT vacancy_id, count(*) AS applicants,
                      count(*) FILTER (WHERE verdict = 'eligible') AS eligible,
                      count(*) FILTER (WHERE verdict = 'ineligible') AS ineligible,
                      count(*) FILTER (WHERE verdict IS NULL) AS unverified,
                      count(*) FILTER (WHERE skd_code = 'P/L') AS to_skb,
                      count(*) FILTER (WHERE skd_code = 'P') AS passed,
                      count(*) FILTER (WHERE skd_code = 'TL') AS failed,
                      count(*) FILTER (WHERE skd_code = 'TH') AS absent,
                      count(*) FILTER (WHERE skd_code = 'DIS') AS disqualified,
                      count(*) FILTER (WHERE verdict = 'eligible' AND skd_code IS NULL) AS skd_pending,
                      count(*) FILTER (WHERE final_rank IS NOT NULL) AS ranked,
                      count(*) FILTER (WHERE skb_outcome = 'eliminated') AS eliminated,
                      count(*) FILTER (WHERE skb_outcome = 'absent') AS skb_absent,
                      count(*) FILTER (WHERE skb_outcome = 'disqualified') AS skb_disqualified,
                      count(*) FILTER (WHERE skd_code = 'P/L' AND final_rank IS NULL
                                             AND coalesce(skb_outcome, 'present') = 'present') AS skb_pending,
                      count(*) FILTER (WHERE decision = 'selected') AS selected,
                      count(*) FILTER (WHERE decision = 'moved') AS moved_out,
                      count(*) FILTER (WHERE decision = 'not_selected') AS not_selected,
                      count(*) FILTER (WHERE decision = 'needs_decision') AS undecided
               FROM recruitment.applications
               WHERE vacancy_id IN (SELECT vacancy_id FROM recruitment.vacancies
                                    WHERE instansi = current_setting('app.instansi') AND period = $1
                                          AND coalesce(programme, 'cpns') = 'cpns')
               GROUP BY vacancy_id
           ), moved AS (
               SELECT to_vacancy_id AS vacancy_id,
                      count(*) FILTER (WHERE origin.unit_path = target.unit_path) AS moved_in_kind,
                      count(*) FILTER (WHERE origin.unit_path <> target.unit_path) AS moved_in_place
               FROM recruitment.moves
                    JOIN recruitment.vacancies AS origin ON origin.vacancy_id = from_vacancy_id
                    JOIN recruitment.vacancies AS target ON target.vacancy_id = to_vacancy_id
               WHERE moves.instansi = current_setting('app.instansi') AND moves.period = $1 AND NOT contested
               GROUP BY to_vacancy_id
           )
           SELECT kind, count(*) AS "vacancies!", sum(seats)::bigint AS "seats!",
                  sum(CASE state WHEN 'open' THEN coalesce(applicants, 0) ELSE applications END)::bigint AS "counted!",
                  coalesce(sum(applicants), 0)::bigint AS "applicants!", coalesce(sum(eligible), 0)::bigint AS "eligible!",
                  coalesce(sum(ineligible), 0)::bigint AS "ineligible!",
                  coalesce(sum(unverified), 0)::bigint AS "unverified!", coalesce(sum(to_skb), 0)::bigint AS "to_skb!",
                  coalesce(sum(passed), 0)::bigint AS "passed!", coalesce(sum(failed), 0)::bigint AS "failed!",
                  coalesce(sum(absent), 0)::bigint AS "absent!", coalesce(sum(disqualified), 0)::bigint AS "disqualified!",
                  coalesce(sum(skd_pending), 0)::bigint AS "skd_pending!", coalesce(sum(ranked), 0)::bigint AS "ranked!",
                  coalesce(sum(eliminated), 0)::bigint AS "eliminated!",
                  coalesce(sum(skb_absent), 0)::bigint AS "skb_absent!",
                  coalesce(sum(skb_disqualified), 0)::bigint AS "skb_disqualified!",
                  coalesce(sum(skb_pending), 0)::bigint AS "skb_pending!", coalesce(sum(selected), 0)::bigint AS "selected!",
                  coalesce(sum(moved_out), 0)::bigint AS "moved_out!",
                  coalesce(sum(not_selected), 0)::bigint AS "not_selected!",
                  coalesce(sum(undecided), 0)::bigint AS "undecided!",
                  coalesce(sum(moved_in_kind), 0)::bigint AS "moved_in_kind!",
                  coalesce(sum(moved_in_place), 0)::bigint AS "moved_in_place!",
                  sum(greatest(seats - coalesce(selected, 0) - coalesce(moved_in_kind, 0)
                               - coalesce(moved_in_place, 0), 0))::bigint AS "free!"
           FROM recruitment.vacancies LEFT JOIN applied USING (vacancy_id) LEFT JOIN moved USING (vacancy_id)
           WHERE instansi = current_setting('app.instansi') AND period = $1 AND coalesce(programme, 'cpns') = 'cpns'
           GROUP BY kind"#,
        period,
    );
    rows.fetch_all(connection).await?.into_iter().map(Row::read).collect()
}

struct Row {
    kind: String,
    vacancies: i64,
    seats: i64,
    counted: i64,
    applicants: i64,
    eligible: i64,
    ineligible: i64,
    unverified: i64,
    to_skb: i64,
    passed: i64,
    failed: i64,
    absent: i64,
    disqualified: i64,
    skd_pending: i64,
    ranked: i64,
    eliminated: i64,
    skb_absent: i64,
    skb_disqualified: i64,
    skb_pending: i64,
    selected: i64,
    moved_out: i64,
    not_selected: i64,
    undecided: i64,
    moved_in_kind: i64,
    moved_in_place: i64,
    free: i64,
}

impl Row {
    fn read(self) -> sqlx::Result<(NeedKind, Counts)> {
        let kind = NeedKind::parse(&self.kind).map_err(|error| sqlx::Error::Decode(error.into()))?;
        let counts = Counts {
            vacancies: self.vacancies,
            seats: self.seats,
            counted: self.counted,
            applicants: self.applicants,
            eligible: self.eligible,
            ineligible: self.ineligible,
            unverified: self.unverified,
            to_skb: self.to_skb,
            passed: self.passed,
            failed: self.failed,
            absent: self.absent,
            disqualified: self.disqualified,
            skd_pending: self.skd_pending,
            ranked: self.ranked,
            eliminated: self.eliminated,
            skb_absent: self.skb_absent,
            skb_disqualified: self.skb_disqualified,
            skb_pending: self.skb_pending,
            selected: self.selected,
            moved_out: self.moved_out,
            not_selected: self.not_selected,
            undecided: self.undecided,
            moved_in_kind: self.moved_in_kind,
            moved_in_place: self.moved_in_place,
            free: self.free,
        };
        Ok((kind, counts))
    }
}
