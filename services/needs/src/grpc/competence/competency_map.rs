//! `CompetencyMapService`.

use crate::grpc::{
    competency_messages::{name_of, parse_code, render_origin},
    imports::render_bad_row,
};
use crate::{
    commands::{self, KnownCompetencies, ProfilePositions},
    domain::{
        competency::{CompetencyCode, Dictionary, Technical},
        competency_map::{Holding, JobMap, Measure, Seats, UnitGap, map},
        competency_standard::{Line, Origin, effective, that_concern},
        job_match::{Advice, Category, Gap, MatchRules, clamp, share},
    },
    error::Error,
    names,
    store::{
        competencies,
        competency_jobs::{self, Job},
        competency_profiles::{self, Assessment},
        competency_revisions, units,
    },
};
use contracts::needs::v1 as pb;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use num_rational::BigRational;
use platform::{
    Failure, Kit, Tenant, View, Violations, dates, import_message,
    imports::{Header, Split},
    names::parse_parent,
    page::Page,
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

const SPLIT: Split<pb::ImportProfilesRequest, pb::ProfileRow> =
    import_message!(pb::ImportProfilesRequest, pb::import_profiles_request::Part, pb::ProfileRow);
/// Rows taken in one statement.
const CHUNK: usize = 1000;
/// Longest page: a position has a line and a sentence for each competency, and clients take no message of more than 4 MiB.
const MOST_POSITIONS: i32 = 100;
/// Most numbers of holders in one position.
const MOST_HOLDERS: i32 = 100_000;

/// Serves profiles and competency maps.
pub struct CompetencyMaps {
    pub(crate) kit: Kit,
    pub(crate) dictionary: Arc<Dictionary>,
    pub(crate) rules: Arc<MatchRules>,
    pub(crate) time_zone: TimeZone,
}

#[tonic::async_trait]
impl pb::competency_map_service_server::CompetencyMapService for CompetencyMaps {
    async fn import_profiles(
        &self,
        request: Request<Streaming<pb::ImportProfilesRequest>>,
    ) -> Result<Response<pb::ImportProfilesResponse>, Status> {
        self.kit
            .import(request, SPLIT, async |work, rows| {
                let known = KnownCompetencies::read(work, &self.dictionary).await?;
                let mut parser = RowParser::new(&rows.header, self.today(work.now), &self.dictionary.id);
                let mut met = ProfilePositions::default();
                while let Some(chunk) = rows.next(CHUNK).await? {
                    let mut sound = Vec::new();
                    for (number, row) in chunk {
                        match parser.read(number, &row) {
                            Ok(assessment) => sound.push(assessment),
                            Err(violations) => {
                                met.spoiled.extend(parser.position(&row));
                                rows.report.reject(number, violations);
                            }
                        }
                    }
                    commands::import_profiles(work, sound, &known, &mut met, &mut rows.report).await?;
                }
                let positions_replaced = commands::count_profiles(work, &met, &mut rows.report).await?;
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let errors = report.render(render_bad_row);
                Ok::<_, Error>(pb::ImportProfilesResponse { accepted, rejected, errors, positions_replaced })
            })
            .await
    }

    async fn get_competency_map(
        &self,
        request: Request<pb::GetCompetencyMapRequest>,
    ) -> Result<Response<pb::GetCompetencyMapResponse>, Status> {
        let parse = |message: &pb::GetCompetencyMapRequest| {
            let mut check = Violations::default();
            let unit = check.take("unit", names::UNIT.parse(&message.unit));
            let page = check.page(message.page_size.min(MOST_POSITIONS), &message.page_token, &message.unit);
            let (Some(unit), Some(page)) = (unit, page) else { return Err(check) };
            Ok((unit.tenant, (unit.id, page)))
        };
        self.kit
            .read(request, parse, async |view, (unit, page): (Uuid, Page)| {
                units::get(view.connection, unit).await?.ok_or(Error::UnitNotFound)?;
                let mut jobs = competency_jobs::of_unit(view.connection, unit, &page).await?;
                let next_page_token = page.cut(&mut jobs, |job| (job.create_time.as_microsecond(), job.id));
                let maps = self.maps(view, &jobs).await?;
                let technical = technical_of(view, &maps).await?;
                let rendered = jobs.iter().zip(maps).map(|(job, map)| self.render(&view.tenant, job, map, &technical));
                let positions = rendered.collect();
                let ruleset = self.rules.id.clone();
                Ok::<_, Error>(pb::GetCompetencyMapResponse { positions, next_page_token, ruleset })
            })
            .await
    }

    async fn summarize_competencies(
        &self,
        request: Request<pb::SummarizeCompetenciesRequest>,
    ) -> Result<Response<pb::SummarizeCompetenciesResponse>, Status> {
        let parse = |message: &pb::SummarizeCompetenciesRequest| {
            let mut check = Violations::default();
            let unit = check.take("unit", names::UNIT.parse(&message.unit));
            unit.map(|unit| (unit.tenant, unit.id)).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, unit| {
                units::get(view.connection, unit).await?.ok_or(Error::UnitNotFound)?;
                let competencies = self.summarize(view, unit).await?;
                Ok::<_, Error>(pb::SummarizeCompetenciesResponse { competencies, ruleset: self.rules.id.clone() })
            })
            .await
    }
}

impl CompetencyMaps {
    fn today(&self, now: Timestamp) -> Date {
        self.time_zone.to_datetime(now).date()
    }

    /// The maps of jobs, in their order.
    async fn maps(&self, view: &mut View<'_>, jobs: &[Job]) -> Result<Vec<JobMap>, Error> {
        let ids: Vec<Uuid> = jobs.iter().map(|job| job.id).collect();
        let titles: Vec<String> = jobs.iter().map(|job| job.title.clone()).collect();
        let all = competency_revisions::in_force(view.connection, &ids, &titles).await?;
        let mut holdings = competency_profiles::of_positions(view.connection, &ids).await?;
        let by = Measure { rules: &self.rules, dictionary: &self.dictionary, today: self.today(view.now) };
        let of_job = |job: &Job| {
            let tiers = that_concern(&all, job.id, &job.title, job.grade);
            let standard = effective(&self.dictionary, job.grade, &tiers);
            let seats = Seats { grade: job.grade, incumbents: job.incumbents, vacant: job.vacant() };
            map(standard, &holdings.remove(&job.id).unwrap_or_default(), seats, by)
        };
        Ok(jobs.iter().map(of_job).collect())
    }

    /// Every competency that the unit asks for, the widest gap first.
    async fn summarize(&self, view: &mut View<'_>, unit: Uuid) -> Result<Vec<pb::UnitCompetencyGap>, Error> {
        let mut sums: BTreeMap<CompetencyCode, UnitGap> = BTreeMap::new();
        let mut page = Page::parse(500, "", "").map_err(|error| Failure::Internal(error.into()))?;
        loop {
            let mut jobs = competency_jobs::of_unit(view.connection, unit, &page).await?;
            let more = !page.cut(&mut jobs, |job| (job.create_time.as_microsecond(), job.id)).is_empty();
            let maps = self.maps(view, &jobs).await?;
            for (job, map) in jobs.iter().zip(maps) {
                for (line, _, gap) in map.gaps {
                    sums.entry(line.competency).or_default().add(&gap, job.vacant());
                }
            }
            match jobs.last() {
                Some(last) if more => page.after = (last.create_time.as_microsecond(), last.id),
                _ => break,
            }
        }
        let codes: Vec<CompetencyCode> = sums.keys().cloned().collect();
        let technical = competencies::find(view.connection, &codes).await?;
        let mut found: Vec<(CompetencyCode, UnitGap)> = sums.into_iter().collect();
        found.sort_by_key(|(_, sum)| sum.gap);
        let render = |(code, sum): (CompetencyCode, UnitGap)| pb::UnitCompetencyGap {
            display_name: name_of(&code, &self.dictionary, &technical),
            dictionary: code.dictionary,
            code: code.code,
            positions: sum.positions,
            assessed: sum.assessed,
            meeting: sum.meeting,
            share_meeting: render_share(sum.meeting, sum.assessed),
            gap: sum.gap,
            trainable: sum.trainable,
            beyond_training: sum.beyond_training,
            vacant: sum.vacant,
        };
        Ok(found.into_iter().map(render).collect())
    }

    fn render(&self, tenant: &Tenant, job: &Job, map: JobMap, technical: &[Technical]) -> pb::PositionCompetencyMap {
        let gap = |(line, origin, gap): (Line, Origin, Gap)| pb::CompetencyGap {
            display_name: name_of(&line.competency, &self.dictionary, technical),
            dictionary: line.competency.dictionary,
            code: line.competency.code,
            standard: gap.standard.number(),
            origin: Some(render_origin(tenant, origin, &self.dictionary.id)),
            share_meeting: render_share(gap.meeting, gap.assessed()),
            levels: gap.levels,
            gap: gap.gap,
            meeting: gap.meeting,
            trainable: gap.trainable,
            beyond_training: gap.beyond_training,
            expired: gap.expired,
            advice: render_advice(gap.advice).into(),
            reason: gap.reason,
        };
        let holder = |one: crate::domain::competency_map::HolderMatch| pb::HolderMatch {
            holder: one.holder,
            r#match: Some(self.render_match(one.percent.as_ref())),
            assessed: one.assessed,
        };
        pb::PositionCompetencyMap {
            position: names::POSITION.name(tenant, job.id),
            title: job.title.clone(),
            required: job.required,
            incumbents: job.incumbents,
            vacant: job.vacant(),
            r#match: Some(self.render_match(map.percent.as_ref())),
            competencies: map.gaps.into_iter().map(gap).collect(),
            holders: map.holders.into_iter().map(holder).collect(),
            missing: map.missing,
        }
    }

    fn render_match(&self, percent: Option<&BigRational>) -> pb::CompetencyMatch {
        let Some(percent) = percent else { return pb::CompetencyMatch::default() };
        let category = match self.rules.category(percent) {
            Category::Meets => pb::CompetencyMatchCategory::Meets,
            Category::StillMeets => pb::CompetencyMatchCategory::StillMeets,
            Category::DoesNotMeet => pb::CompetencyMatchCategory::DoesNotMeet,
        };
        let clamped = clamp(percent);
        pb::CompetencyMatch {
            percent: exact::render(percent, 2),
            exact: percent.to_string(),
            clamped: exact::render(&clamped, 2),
            review: clamped < *percent,
            category: category.into(),
        }
    }
}

async fn technical_of(view: &mut View<'_>, maps: &[JobMap]) -> Result<Vec<Technical>, Error> {
    let codes = maps.iter().flat_map(|map| map.gaps.iter().map(|(line, ..)| line.competency.clone()));
    let codes: Vec<CompetencyCode> = codes.collect();
    Ok(competencies::find(view.connection, &codes).await?)
}

fn render_share(part: i32, whole: i32) -> String {
    share(part, whole).map(|share| exact::render(&share, 2)).unwrap_or_default()
}

fn render_advice(advice: Advice) -> pb::CompetencyAdvice {
    match advice {
        Advice::Nothing => pb::CompetencyAdvice::None,
        Advice::Assess => pb::CompetencyAdvice::Assess,
        Advice::Train => pb::CompetencyAdvice::Train,
        Advice::Recruit => pb::CompetencyAdvice::Recruit,
        Advice::TrainAndRecruit => pb::CompetencyAdvice::TrainAndRecruit,
    }
}

/// Reads the rows of one import.
struct RowParser<'d> {
    tenant: Option<Tenant>,
    today: Date,
    generic: &'d str,
    seen: HashSet<(Uuid, i32, CompetencyCode)>,
}

impl<'d> RowParser<'d> {
    fn new(header: &Header, today: Date, generic: &'d str) -> Self {
        Self { tenant: parse_parent(&header.parent).ok(), today, generic, seen: HashSet::new() }
    }

    fn position(&self, row: &pb::ProfileRow) -> Option<Uuid> {
        Violations::default().own("position", &row.position, names::POSITION, self.tenant.as_ref())
    }

    fn read(&mut self, n: i64, row: &pb::ProfileRow) -> Result<Assessment, Violations> {
        let mut check = Violations::default();
        let position = check.own("position", &row.position, names::POSITION, self.tenant.as_ref());
        check.check("holder", (1..=MOST_HOLDERS).contains(&row.holder), "must be 1 to 100,000");
        let competency = parse_code(&mut check, str::to_owned, (&row.dictionary, &row.code), self.generic);
        check.check("level", (0..=5).contains(&row.level), "must be 1 to 5, or 0 for none");
        let date = check.take("assess_date", dates::parse(row.assess_date.as_ref()));
        check.check("assess_date", date.is_none_or(|date| date <= self.today), "must not be in the future");
        let (Some(position), Some(competency), Some(date), true) = (position, competency, date, check.is_empty())
        else {
            return Err(check);
        };
        if !self.seen.insert((position, row.holder, competency.clone())) {
            check.add("code", "this competency of this holder stands in the import twice");
            return Err(check);
        }
        Ok(Assessment { n, position, holding: Holding { holder: row.holder, competency, level: row.level, date } })
    }
}
