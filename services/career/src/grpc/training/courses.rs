//! `CourseService`.

use crate::{
    commands,
    domain::competency_rules::CompetencyRules,
    error::{Error, TrainingError},
    grpc::course_messages::{parse_create, parse_list, parse_retire, render_course, render_effect},
    names,
    store::{
        courses::{self, Filter},
        training_effects,
    },
};
use contracts::career::v1 as pb;
use platform::{Kit, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves the catalogue.
pub struct Courses {
    pub(crate) kit: Kit,
    pub(crate) competency: Arc<CompetencyRules>,
    /// People of the smallest group that figures are told of.
    pub(crate) smallest: usize,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::course_service_server::CourseService for Courses {
    async fn create_course(&self, request: Request<pb::CreateCourseRequest>) -> Answer<pb::Course> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let course = commands::create_course(work, input, &self.competency).await?;
                Ok::<_, Error>(render_course(&work.tenant, course))
            })
            .await
    }

    async fn retire_course(&self, request: Request<pb::RetireCourseRequest>) -> Answer<pb::Course> {
        self.kit
            .write(request, parse_retire, async |work, input| {
                let course = commands::retire_course(work, input).await?;
                Ok::<_, Error>(render_course(&work.tenant, course))
            })
            .await
    }

    async fn get_course(&self, request: Request<pb::GetCourseRequest>) -> Answer<pb::Course> {
        self.kit
            .read(
                request,
                |message| asked(names::COURSE.parse(&message.name)),
                async |view, id: Uuid| {
                    let course = courses::get(view.connection, id).await?.ok_or(TrainingError::CourseNotFound)?;
                    Ok::<_, Error>(render_course(&view.tenant, course))
                },
            )
            .await
    }

    async fn list_courses(&self, request: Request<pb::ListCoursesRequest>) -> Answer<pb::ListCoursesResponse> {
        self.kit
            .read(request, parse_list, async |view, (filter, page): (Filter, Page)| {
                let mut found = courses::list(view.connection, &filter, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let courses = found.into_iter().map(|one| render_course(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListCoursesResponse { courses, next_page_token })
            })
            .await
    }

    async fn get_course_effect(&self, request: Request<pb::GetCourseEffectRequest>) -> Answer<pb::CourseEffect> {
        self.kit
            .read(
                request,
                |message| asked(names::COURSE.parse(&message.name)),
                async |view, id: Uuid| {
                    courses::get(view.connection, id).await?.ok_or(TrainingError::CourseNotFound)?;
                    let effect = training_effects::of_course(view.connection, id).await?;
                    Ok::<_, Error>(render_effect(&view.tenant, id, &effect, self.smallest))
                },
            )
            .await
    }
}
