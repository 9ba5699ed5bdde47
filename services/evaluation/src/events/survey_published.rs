use crate::{
    domain::{
        public_service::PublicService,
        satisfaction_survey::Survey,
        survey_result::{Figures, SurveyResult},
    },
    names,
};
use contracts::evaluation::events::v1::{SurveyPublished, survey_published::ElementIndex};
use jiff::civil::Date;
use platform::{Tenant, dates};

/// An index that everybody sees; it stands for as many people as a cell may show, and names nobody.
pub fn survey_published(
    tenant: &Tenant,
    survey: &Survey,
    service: &PublicService,
    (result, figures): (&SurveyResult, &Figures),
    previous: Option<(Date, i64)>,
) -> SurveyPublished {
    let elements = figures
        .elements
        .iter()
        .map(|one| ElementIndex { element: one.element.as_str().to_owned(), index_hundredths: one.hundredths() });
    SurveyPublished {
        survey: names::SURVEY.name(tenant, survey.id),
        version: survey.version,
        public_service: names::PUBLIC_SERVICE.name(tenant, survey.service),
        unit: service.unit.clone(),
        period_end: Some(dates::render(survey.period_end)),
        ruleset: survey.ruleset.clone(),
        index_hundredths: figures.hundredths(),
        grade: figures.grade.as_str().to_owned(),
        respondents: result.respondents.all(),
        elements: elements.collect(),
        previous_index_hundredths: previous.map_or(0, |(_, index)| index),
        previous_period_end: previous.map(|(end, _)| dates::render(end)),
        minimum_sample: survey.minimum_sample,
        sample_reached: result.sample_reached,
    }
}
