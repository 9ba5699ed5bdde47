use crate::{
    commands::{ToldAnswer, note_newcomer_answer},
    domain::newcomer_answer::{AnswerSide, NewcomerAnswer, NewcomerLack},
    names,
};
use contracts::career::events::v1::{FollowUpAnswered, follow_up_answered::Side};
use platform::{BoxError, Work, dates};

/// One side answered how a newcomer settles in.
pub async fn apply(work: &mut Work<'_>, message: FollowUpAnswered) -> Result<(), BoxError> {
    names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    let side = match message.side() {
        Side::Rater => AnswerSide::Rater,
        Side::Servant => AnswerSide::Servant,
        Side::Unspecified => return Err("nobody answered".into()),
    };
    let in_scale = |level: i32| (1..=5).contains(&level);
    let sound =
        message.levels.iter().all(|one| in_scale(one.level)) && message.lacks.iter().all(|one| in_scale(one.level));
    if message.months < 1 || message.levels.is_empty() || !sound {
        return Err("no months, no levels, or a level that is not 1 to 5".into());
    }
    let (months, date) = (message.months, dates::parse(message.date.as_ref())?);
    let lacks = message.lacks.into_iter().map(|one| NewcomerLack {
        months,
        aspect: one.aspect,
        level: one.level,
        dictionary: one.dictionary,
        code: one.code,
        trained: None,
    });
    let told = ToldAnswer {
        servant: message.servant,
        lacks: lacks.collect(),
        answer: NewcomerAnswer {
            months,
            side,
            levels: message.levels.into_iter().map(|one| (one.aspect, one.level)).collect(),
            date,
            ruleset: message.ruleset,
        },
    };
    Ok(note_newcomer_answer(work, told).await?)
}
