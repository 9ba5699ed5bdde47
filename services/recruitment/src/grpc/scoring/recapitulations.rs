//! Recapitulations: of a period by kind of need, and page by page of its vacancies or places.

use super::scoring_messages::LONGEST_PERIOD;
use crate::{
    domain::{
        recapitulation::{Counts, Sum},
        skd::NeedKind,
    },
    error::Error,
    grpc::vacancy_messages::render_kind,
    names,
    store::recapitulations::{self, Counted},
};
use contracts::recruitment::v1::{self as pb, list_recapitulations_request::Level};
use platform::{Tenant, Violations, names as tenants, page::Page};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Vacancies counted by one statement.
const BATCH: usize = 5_000;
/// Longest path of a unit, in characters.
const LONGEST_PATH: usize = 2_000;

pub(super) fn parse_period(message: &pb::GetRecapitulationRequest) -> Result<(Tenant, String), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", tenants::parse_parent(&message.parent));
    let period = check.text("period", &message.period, LONGEST_PERIOD);
    tenant.zip(period).ok_or(check)
}

/// What a list of recapitulations asks for.
pub(super) struct Wanted {
    period: String,
    level: Level,
    /// Empty for all.
    place: String,
    page: Page,
}

pub(super) fn parse_list(message: &pb::ListRecapitulationsRequest) -> Result<(Tenant, Wanted), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: [&dyn std::fmt::Display; 3] = [&message.period, &message.level, &message.unit_path];
    let (tenant, page) = check.list(&message.parent, size, token, &filters);
    let period = check.text("period", &message.period, LONGEST_PERIOD);
    let level = Level::try_from(message.level).ok().filter(|level| *level != Level::Unspecified);
    let level = check.take("level", level.ok_or("must be a vacancy or a place"));
    let place = match message.unit_path.as_str() {
        "" => Some(String::new()),
        path => check.text("unit_path", path, LONGEST_PATH),
    };
    let (Some(tenant), Some(period), Some(level), Some(place), Some(page)) = (tenant, period, level, place, page)
    else {
        return Err(check);
    };
    Ok((tenant, Wanted { period, level, place, page }))
}

/// The recapitulation of a period, by kind of need.
pub(super) async fn of_period(connection: &mut PgConnection, period: String) -> Result<pb::Recapitulation, Error> {
    recapitulations::hold_still(connection).await?;
    let vacancies = recapitulations::of_period(connection, &period).await?;
    let mut kinds: BTreeMap<NeedKind, Counts> = BTreeMap::new();
    for batch in vacancies.chunks(BATCH) {
        for Counted { kind, counts, .. } in recapitulations::count(connection, batch).await? {
            let sum = kinds.entry(kind).or_default();
            *sum = sum.plus(counts);
        }
    }
    let all = kinds.values().fold(Counts::default(), |all, counts| all.plus(*counts));
    let groups = kinds.iter().map(|(kind, counts)| pb::RecapitulationGroup {
        kind: render_kind(*kind).into(),
        counts: Some(render_counts(counts)),
        sums: render_sums(&counts.sums()),
    });
    let sums = kinds.values().flat_map(Counts::sums).chain(all.total_sums());
    Ok(pb::Recapitulation {
        period,
        groups: groups.collect(),
        total: Some(render_counts(&all)),
        sums: render_sums(&all.total_sums()),
        closes: sums.into_iter().all(Sum::closes),
        printed: Some(render_printed(&all)),
    })
}

/// A page of the vacancies or places of a period.
pub(super) async fn list(
    connection: &mut PgConnection,
    tenant: &Tenant,
    wanted: Wanted,
) -> Result<pb::ListRecapitulationsResponse, Error> {
    recapitulations::hold_still(connection).await?;
    let (rows, next_page_token) = match wanted.level {
        Level::Place => places(connection, &wanted).await?,
        Level::Vacancy | Level::Unspecified => vacancies(connection, tenant, &wanted).await?,
    };
    Ok(pb::ListRecapitulationsResponse { rows, next_page_token })
}

type Rows = (Vec<pb::RecapitulationRow>, String);

async fn vacancies(connection: &mut PgConnection, tenant: &Tenant, wanted: &Wanted) -> Result<Rows, Error> {
    let Wanted { period, place, page, .. } = wanted;
    let mut found = recapitulations::vacancies(connection, period, place, page).await?;
    let next = page.cut(&mut found, |(time, id)| (time.as_microsecond(), *id));
    let ids: Vec<Uuid> = found.into_iter().map(|(_, id)| id).collect();
    let counted = recapitulations::count(connection, &ids).await?.into_iter();
    let rows = counted.map(|one| pb::RecapitulationRow {
        vacancy: names::VACANCY.name(tenant, one.vacancy),
        position_title: one.title,
        kind: render_kind(one.kind).into(),
        ..render_row(one.unit_path, &one.counts)
    });
    Ok((rows.collect(), next))
}

async fn places(connection: &mut PgConnection, wanted: &Wanted) -> Result<Rows, Error> {
    let Wanted { period, place, page, .. } = wanted;
    let mut found = recapitulations::places(connection, period, place, page).await?;
    let next = page.cut(&mut found, |vacancies| (0, vacancies[0]));
    let ids: Vec<Uuid> = found.iter().flatten().copied().collect();
    let mut sums: BTreeMap<String, Counts> = BTreeMap::new();
    let mut paths: BTreeMap<Uuid, String> = BTreeMap::new();
    for batch in ids.chunks(BATCH) {
        for one in recapitulations::count(connection, batch).await? {
            let sum = sums.entry(one.unit_path.clone()).or_default();
            *sum = sum.plus(one.counts);
            paths.insert(one.vacancy, one.unit_path);
        }
    }
    let path_of = |vacancies: &Vec<Uuid>| vacancies.first().and_then(|first| paths.get(first)).cloned();
    let rows = found.iter().filter_map(path_of).map(|path| {
        let counts = sums.get(&path).copied().unwrap_or_default();
        render_row(path, &counts)
    });
    Ok((rows.collect(), next))
}

fn render_row(unit_path: String, counts: &Counts) -> pb::RecapitulationRow {
    let printed = render_printed(counts);
    pb::RecapitulationRow {
        unit_path,
        counts: Some(render_counts(counts)),
        sums: render_sums(&counts.sums()),
        closes: printed.closes && counts.sums().into_iter().all(Sum::closes),
        printed: Some(printed),
        ..Default::default()
    }
}

fn render_counts(counts: &Counts) -> pb::SelectionCounts {
    pb::SelectionCounts {
        vacancies: counts.vacancies,
        seats: counts.seats,
        counted_at_close: counts.counted,
        applicants: counts.applicants,
        eligible: counts.eligible,
        ineligible: counts.ineligible,
        unverified: counts.unverified,
        to_skb: counts.to_skb,
        passed: counts.passed,
        failed: counts.failed,
        absent: counts.absent,
        disqualified: counts.disqualified,
        skd_pending: counts.skd_pending,
        ranked: counts.ranked,
        eliminated: counts.eliminated,
        skb_absent: counts.skb_absent,
        skb_disqualified: counts.skb_disqualified,
        skb_pending: counts.skb_pending,
        selected: counts.selected,
        moved_out: counts.moved_out,
        not_selected: counts.not_selected,
        undecided: counts.undecided,
        moved_in_kind: counts.moved_in_kind,
        moved_in_place: counts.moved_in_place,
        free: counts.free,
        moved_out_kind: counts.moved_out_kind,
        moved_out_place: counts.moved_out_place,
    }
}

fn render_printed(counts: &Counts) -> pb::PrintedRecapitulation {
    let printed = counts.as_printed();
    pb::PrintedRecapitulation {
        total: printed.total.into(),
        present: printed.present.into(),
        absent: printed.absent.into(),
        selected: printed.selected.into(),
        selected_other_kind: printed.selected_other_kind.into(),
        selected_other_place: printed.selected_other_place.into(),
        not_ranked: printed.not_ranked.into(),
        closes: printed.violations().is_empty(),
    }
}

fn render_sums(sums: &[Sum]) -> Vec<pb::SumCheck> {
    let shown = sums.iter().map(|sum| {
        let (identity, equation) = sum.identity.describe();
        pb::SumCheck {
            identity: identity.to_owned(),
            equation: equation.to_owned(),
            left: sum.left,
            right: sum.right,
            closes: sum.closes(),
        }
    });
    shown.collect()
}
