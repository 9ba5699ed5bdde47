use crate::{
    domain::newcomer_answer::{NewcomerAnswer, NewcomerLack},
    error::Error,
    store::newcomer_answers,
};
use platform::Work;

/// What career tells of a newcomer.
pub struct ToldAnswer {
    /// Servant in the career service.
    pub servant: String,
    /// What one side said.
    pub answer: NewcomerAnswer,
    /// What is lacking, by the rater.
    pub lacks: Vec<NewcomerLack>,
}

/// Notes what one side said of a newcomer.
pub async fn note_newcomer_answer(work: &mut Work<'_>, told: ToldAnswer) -> Result<(), Error> {
    Ok(newcomer_answers::keep(work.connection, &told.servant, &told.answer, &told.lacks, work.caused_by).await?)
}
