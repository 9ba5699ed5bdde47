//! `NewcomerService`: reads only. What tells about persons is audited like a write.

use crate::{
    domain::{
        days::day_of,
        newcomer_answer::{AnswerSide, NewcomerAnswer, NewcomerLack, average_hundredths},
        newcomer_rules::NewcomerRules,
    },
    error::{Error, NewcomerError},
    grpc::appraisals::render_predikat,
    names,
    store::{
        newcomer_answers::{self, LevelSum},
        newcomers::{self, NewcomerRecord, WantedNewcomers},
    },
};
use contracts::{evaluation::v1 as pb, google::r#type::Date as WireDate};
use jiff::{civil::Date, tz::TimeZone};
use platform::{Kit, Scope, Tenant, Violations, Work, dates, names::parse_parent, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves the newly appointed.
pub struct Newcomers {
    pub(crate) kit: Kit,
    pub(crate) zone: TimeZone,
    pub(crate) rules: Arc<NewcomerRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::newcomer_service_server::NewcomerService for Newcomers {
    async fn get_newcomer(&self, request: Request<pb::GetNewcomerRequest>) -> Answer<pb::Newcomer> {
        let today = self.today();
        self.kit
            .write(request, parse_get, async |work, servant: String| whole(work, servant, &self.rules, today).await)
            .await
    }

    async fn list_newcomers(&self, request: Request<pb::ListNewcomersRequest>) -> Answer<pb::ListNewcomersResponse> {
        let today = self.today();
        let parse = |one: &pb::ListNewcomersRequest| parse_list(one, &self.rules);
        self.kit
            .write(request, parse, async |work, (wanted, page): (WantedNewcomers, Page)| {
                listed(work, &wanted, &page, (&self.rules, today)).await
            })
            .await
    }

    async fn sum_newcomer_levels(
        &self,
        request: Request<pb::SumNewcomerLevelsRequest>,
    ) -> Answer<pb::SumNewcomerLevelsResponse> {
        self.kit
            .read(request, parse_sums, async |view, vacancy: String| {
                let sums = newcomer_answers::sums(view.connection, &vacancy, self.rules.small_cell).await?;
                Ok::<_, Error>(render_sums(sums, &self.rules))
            })
            .await
    }
}

impl Newcomers {
    fn today(&self) -> Date {
        day_of(self.kit.clock.now(), &self.zone)
    }
}

fn parse_get(message: &pb::GetNewcomerRequest) -> Result<(Scope, String), Violations> {
    let mut check = Violations::default();
    let parsed = check.take("servant", names::SERVANT.parse(&message.servant));
    parsed.map(|name| (Scope::of(name.tenant, &message.servant), message.servant.clone())).ok_or(check)
}

fn parse_list(
    message: &pb::ListNewcomersRequest,
    rules: &NewcomerRules,
) -> Result<(Scope, (WantedNewcomers, Page)), Violations> {
    let mut check = Violations::default();
    let text = |day: Option<&WireDate>| day.map(|day| format!("{}-{}-{}", day.year, day.month, day.day));
    let days = format!("{:?} {:?}", text(message.appointed_from.as_ref()), text(message.appointed_until.as_ref()));
    let filters: [&dyn std::fmt::Display; 3] = [&days, &message.missing_only, &message.lacking_only];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let from = parse_day(&mut check, "appointed_from", message.appointed_from.as_ref());
    let until = parse_day(&mut check, "appointed_until", message.appointed_until.as_ref());
    let turned = from.zip(until).is_some_and(|(from, until)| until < from);
    check.check("appointed_until", !turned, "must not lie before appointed_from");
    let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else { return Err(check) };
    let missing_of = message.missing_only.then(|| rules.months.clone());
    let wanted =
        WantedNewcomers { since: rules.valid_from, from, until, missing_of, lacking_only: message.lacking_only };
    Ok((Scope::of(tenant, &message.parent), (wanted, page)))
}

fn parse_day(check: &mut Violations, field: &str, day: Option<&WireDate>) -> Option<Date> {
    day.and_then(|day| check.take(field, dates::parse(Some(day))))
}

fn parse_sums(message: &pb::SumNewcomerLevelsRequest) -> Result<(Tenant, String), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check.own_or_none("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
    match tenant {
        Some(tenant) if check.is_empty() => Ok((tenant, message.vacancy.clone())),
        _ => Err(check),
    }
}

async fn whole(
    work: &mut Work<'_>,
    servant: String,
    rules: &NewcomerRules,
    today: Date,
) -> Result<pb::Newcomer, Error> {
    let record = newcomers::get(work.connection, &servant, rules.valid_from).await?.ok_or(NewcomerError::NotFound)?;
    let answers = newcomer_answers::answers_of(work.connection, &servant).await?;
    let mut lacks = newcomer_answers::lacks_of(work.connection, std::slice::from_ref(&servant)).await?;
    let lacks = lacks.remove(&servant).unwrap_or_default();
    let scores = newcomers::scores_of(work.connection, &record.application).await?;
    let finals = newcomers::finals_of(work.connection, &servant).await?;
    let rated: Vec<i32> = answers.iter().filter(|one| one.side == AnswerSide::Rater).map(|one| one.months).collect();
    let brief = render(record, &rated, &lacks, (rules, today));
    let ratings = finals.into_iter();
    Ok(pb::Newcomer {
        answers: answers.into_iter().map(render_answer).collect(),
        lacks: lacks.into_iter().map(render_lack).collect(),
        scores: scores.into_iter().map(|(criterion, score)| render_score(criterion, score)).collect(),
        ratings: ratings
            .map(|(year, one)| pb::NewcomerRating { year, predicate: render_predikat(one).into() })
            .collect(),
        ..brief
    })
}

async fn listed(
    work: &mut Work<'_>,
    wanted: &WantedNewcomers,
    page: &Page,
    (rules, today): (&NewcomerRules, Date),
) -> Result<pb::ListNewcomersResponse, Error> {
    let after = if page.after.1.is_nil() { String::new() } else { names::SERVANT.name(&work.tenant, page.after.1) };
    let mut found = newcomers::list(work.connection, wanted, today, &after, page.limit()).await?;
    let next_page_token = page.cut(&mut found, |one| (0, id_of(&one.servant)));
    let servants: Vec<String> = found.iter().map(|one| one.servant.clone()).collect();
    let mut rated = newcomer_answers::months_rated(work.connection, &servants).await?;
    let mut lacks = newcomer_answers::lacks_of(work.connection, &servants).await?;
    let mut newcomers = Vec::with_capacity(found.len());
    for record in found {
        let rated = rated.remove(&record.servant).unwrap_or_default();
        let lacks = lacks.remove(&record.servant).unwrap_or_default();
        newcomers.push(render(record, &rated, &lacks, (rules, today)));
    }
    Ok(pb::ListNewcomersResponse { newcomers, next_page_token })
}

fn id_of(servant: &str) -> Uuid {
    names::SERVANT.parse(servant).map(|name| name.id).unwrap_or_default()
}

/// What lists show.
fn render(
    record: NewcomerRecord,
    rated: &[i32],
    lacks: &[NewcomerLack],
    (rules, today): (&NewcomerRules, Date),
) -> pb::Newcomer {
    let open = lacks.iter().filter(|lack| !lack.code.is_empty() && lack.trained.is_none()).count();
    pb::Newcomer {
        missing_months: rules.missing(record.appointment_date, rated, record.left_date.unwrap_or(today).min(today)),
        servant: record.servant,
        application: record.application,
        position: record.position,
        appointment_date: Some(dates::render(record.appointment_date)),
        open_lacks: i32::try_from(open).unwrap_or(i32::MAX),
        answers: Vec::new(),
        lacks: Vec::new(),
        scores: Vec::new(),
        ratings: Vec::new(),
        ruleset: rules.id.clone(),
    }
}

fn render_side(side: AnswerSide) -> pb::NewcomerSide {
    match side {
        AnswerSide::Rater => pb::NewcomerSide::Rater,
        AnswerSide::Servant => pb::NewcomerSide::Servant,
    }
}

fn render_answer(answer: NewcomerAnswer) -> pb::NewcomerAnswer {
    let levels = answer.levels.into_iter().map(|(aspect, level)| pb::NewcomerLevel { aspect, level });
    pb::NewcomerAnswer {
        months: answer.months,
        side: render_side(answer.side).into(),
        levels: levels.collect(),
        answer_date: Some(dates::render(answer.date)),
        aspects_ruleset: answer.ruleset,
    }
}

fn render_lack(lack: NewcomerLack) -> pb::NewcomerLack {
    pb::NewcomerLack {
        months: lack.months,
        aspect: lack.aspect,
        level: lack.level,
        dictionary: lack.dictionary,
        code: lack.code,
        trained_date: lack.trained.map(dates::render),
    }
}

/// Thousandths as a decimal number.
fn render_score(criterion: String, score: i64) -> pb::NewcomerScore {
    pb::NewcomerScore { criterion, score: format!("{}.{:03}", score / 1_000, score % 1_000) }
}

fn render_sums(sums: Vec<LevelSum>, rules: &NewcomerRules) -> pb::SumNewcomerLevelsResponse {
    let (shown, few): (Vec<_>, Vec<_>) = sums.into_iter().partition(|sum| sum.is_shown);
    let cells = shown.into_iter().map(|sum| pb::sum_newcomer_levels_response::Cell {
        months: sum.months,
        aspect: sum.aspect,
        side: render_side(sum.side).into(),
        servants: sum.servants,
        average_hundredths: average_hundredths(sum.sum, sum.servants).unwrap_or_default(),
    });
    pb::SumNewcomerLevelsResponse {
        cells: cells.collect(),
        suppressed: i32::try_from(few.len()).unwrap_or(i32::MAX),
        ruleset: rules.id.clone(),
    }
}
