//! Surveys in answers: what was asked, who answered, what came out as far as it may be shown, and what follows.

use super::survey_parts::{render_element, render_grade, render_hundredths};
use crate::{
    commands::survey_rules,
    domain::{
        questionnaire::Question,
        satisfaction_survey::{FollowUp, Survey, SurveyState},
        survey_link::SurveyLink,
        survey_result::{ElementFigure, Figures, PreviousIndex, Source, SurveyResult},
        survey_rules::{SurveyBook, SurveyRules},
        survey_tally::{Sums, Tally},
    },
    error::Error,
    names,
    store::{previous_indexes, survey_actions, survey_questions, survey_results, survey_sums},
};
use contracts::evaluation::v1 as pb;
use platform::{Tenant, dates, etag};
use sqlx::PgConnection;
use uuid::Uuid;

/// One survey with all that belongs to it, the period before included.
pub(crate) async fn whole(
    connection: &mut PgConnection,
    tenant: &Tenant,
    book: &SurveyBook,
    survey: Survey,
) -> Result<pb::Survey, Error> {
    let previous = previous_indexes::before(connection, &survey, book).await?;
    let (ruleset, index) = (survey.ruleset.clone(), survey.index);
    let mut views = views(connection, tenant, book, vec![survey]).await?;
    let mut view = views.pop().unwrap_or_default();
    if let (Some(result), Some(previous), Some(index)) = (&mut view.result, previous, index) {
        let scheme = &survey_rules(book, &ruleset)?.scheme.id;
        result.previous = Some(render_previous(tenant, &previous, index, scheme));
    }
    Ok(view)
}

/// Surveys with all that belongs to them but the period before, in their order.
pub(crate) async fn views(
    connection: &mut PgConnection,
    tenant: &Tenant,
    book: &SurveyBook,
    surveys: Vec<Survey>,
) -> Result<Vec<pb::Survey>, Error> {
    let ids: Vec<Uuid> = surveys.iter().map(|survey| survey.id).collect();
    let mut questions = survey_questions::of(connection, &ids).await?;
    let mut plans = survey_actions::of(connection, &ids).await?;
    let so_far = survey_sums::respondents(connection, &ids).await?;
    let mut kept = survey_results::of(connection, &ids).await?;
    let mut views = Vec::new();
    for survey in surveys {
        let questions = questions.remove(&survey.id).unwrap_or_default();
        let plan = plans.remove(&survey.id).unwrap_or_default();
        let sums = kept.remove(&survey.id).unwrap_or_else(|| Sums::answered_by(survey.respondents));
        let result = if survey.is_counted() { Some(result_of(&survey, &sums, &questions, book)?) } else { None };
        let respondents = so_far.get(&survey.id).copied().unwrap_or(survey.respondents).all();
        let mut view = render(tenant, survey, &questions, plan);
        (view.respondents, view.result) = (respondents, result);
        views.push(view);
    }
    Ok(views)
}

fn render(tenant: &Tenant, survey: Survey, questions: &[Question], plan: Vec<FollowUp>) -> pb::Survey {
    use pb::survey::State;
    let state = match survey.state {
        SurveyState::Planned => State::Planned,
        SurveyState::Open => State::Open,
        SurveyState::Closed => State::Closed,
        SurveyState::Published => State::Published,
        SurveyState::Discarded => State::Discarded,
    };
    pb::Survey {
        name: names::SURVEY.name(tenant, survey.id),
        state: state.into(),
        public_service: names::PUBLIC_SERVICE.name(tenant, survey.service),
        period_start: Some(dates::render(survey.period_start)),
        period_end: Some(dates::render(survey.period_end)),
        population: survey.population,
        minimum_sample: survey.minimum_sample,
        questions: questions.iter().map(render_question).collect(),
        ruleset: survey.ruleset,
        codes_issued: survey.codes_issued,
        respondents: 0,
        result: None,
        follow_up: plan.into_iter().map(render_action).collect(),
        publish_time: survey.publish_time.map(dates::render_time),
        discard_reason: survey.discard_reason.unwrap_or_default(),
        etag: etag::render(survey.version),
        create_time: Some(dates::render_time(survey.create_time)),
    }
}

pub(crate) fn render_question(question: &Question) -> pb::SurveyQuestion {
    let Question { key, text, choices } = question.clone();
    pb::SurveyQuestion { key, text, choices }
}

fn render_action(action: FollowUp) -> pb::FollowUpAction {
    pb::FollowUpAction {
        element: render_element(action.element),
        action: action.action,
        responsible: action.responsible,
        due_date: Some(dates::render(action.due_date)),
    }
}

/// What came out by the answers that count; where open links can be told apart also with and without theirs.
fn result_of(
    survey: &Survey,
    sums: &Sums,
    questions: &[Question],
    book: &SurveyBook,
) -> Result<pb::SurveyResult, Error> {
    let rules = survey_rules(book, &survey.ruleset)?;
    let of = |tally: &Tally| SurveyResult::of(tally, rules, questions, survey.minimum_sample);
    let mut view = render_result(&of(&survey.counted(sums))?, survey, rules, questions);
    if let Some(rest) = sums.without_links() {
        view.with_links = render_counted(&of(&sums.all)?);
        view.without_links = render_counted(&of(&rest)?);
    }
    Ok(view)
}

fn render_counted(result: &SurveyResult) -> Option<pb::CountedIndex> {
    let figures = result.figures.as_ref()?;
    Some(pb::CountedIndex {
        respondents: result.respondents.all(),
        index: render_hundredths(figures.hundredths()),
        grade: render_grade(figures.grade),
        sample_reached: result.sample_reached,
    })
}

fn render_result(
    result: &SurveyResult,
    survey: &Survey,
    rules: &SurveyRules,
    questions: &[Question],
) -> pb::SurveyResult {
    let shown = pb::SurveyResult {
        ruleset: rules.scheme.id.clone(),
        respondents: survey.respondents.all(),
        by_code: survey.respondents.by_code,
        by_link: survey.respondents.by_link,
        by_paper: survey.respondents.by_paper,
        without_links_reason: survey.without_links.clone().unwrap_or_default(),
        sample_reached: result.sample_reached,
        suppressed: result.figures.is_none(),
        ..Default::default()
    };
    let Some(figures) = &result.figures else { return shown };
    pb::SurveyResult {
        index: render_hundredths(figures.hundredths()),
        exact_index: figures.index.to_string(),
        grade: render_grade(figures.grade),
        elements: figures.elements.iter().map(render_figure).collect(),
        questions: render_choices(figures, questions),
        ..shown
    }
}

fn render_figure(figure: &ElementFigure) -> pb::ElementResult {
    pb::ElementResult {
        element: render_element(figure.element),
        sum: figure.sum,
        answers: figure.answers,
        average: exact::render(&figure.average, 3),
        index: render_hundredths(figure.hundredths()),
        grade: render_grade(figure.grade),
        weak: figure.weak,
        counts: figure.counts.map(Vec::from).unwrap_or_default(),
        counts_suppressed: figure.counts.is_none(),
    }
}

fn render_choices(figures: &Figures, questions: &[Question]) -> Vec<pb::QuestionResult> {
    let rendered = questions.iter().zip(&figures.questions).map(|(question, counts)| {
        let counted = question.choices.iter().zip(counts.iter().flatten());
        pb::QuestionResult {
            key: question.key.clone(),
            text: question.text.clone(),
            choices: counted
                .map(|(choice, answers)| pb::ChoiceCount { choice: choice.clone(), answers: *answers })
                .collect(),
            suppressed: counts.is_none(),
        }
    });
    rendered.collect()
}

fn render_previous(tenant: &Tenant, previous: &PreviousIndex, index: i64, scheme: &str) -> pb::PreviousIndex {
    pb::PreviousIndex {
        source: match previous.source {
            Source::Survey(id) => names::SURVEY.name(tenant, id),
            Source::Past(id) => names::PAST_INDEX.name(tenant, id),
        },
        period_end: Some(dates::render(previous.period_end)),
        index: render_hundredths(previous.index),
        scheme: previous.scheme.clone(),
        change: previous.change(index, scheme).map(render_hundredths).unwrap_or_default(),
    }
}

pub(crate) fn render_link(tenant: &Tenant, link: SurveyLink) -> pb::SurveyLink {
    pb::SurveyLink {
        name: names::SURVEY_LINK.name(tenant, link.id),
        survey: names::SURVEY.name(tenant, link.survey),
        title: link.title,
        most_answers: link.most_answers,
        answers: link.answers,
        expire_time: Some(dates::render_time(link.expire_time)),
        closed: link.closed,
        etag: etag::render(link.version),
        create_time: Some(dates::render_time(link.create_time)),
    }
}
