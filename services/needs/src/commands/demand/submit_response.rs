use crate::{
    domain::campaign::{Audience, BadAnswer, Campaign, CampaignError, Given, Kind, Question, Value, check},
    error::{Error, SignalError},
    store::{
        campaigns,
        responses::{self, Kept, Response},
    },
};
use platform::{
    Failure, Violations, Work,
    sensitive::{Sealed, Sensitive},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What somebody answers.
pub struct SubmitResponse {
    /// Campaign.
    pub campaign: Uuid,
    /// Answers as they came in.
    pub answers: Vec<Given>,
    /// Code of a response that they replace.
    pub code: Option<Sensitive<String>>,
}

/// What a unit answers.
pub struct SubmitUnitResponse {
    /// Campaign.
    pub campaign: Uuid,
    /// The unit.
    pub unit: Uuid,
    /// Answers as they came in.
    pub answers: Vec<Given>,
}

/// Takes the answers of anybody, or puts them in the place of earlier ones. Returns the follow-up code.
pub async fn submit_response(
    work: &mut Work<'_>,
    input: SubmitResponse,
) -> Result<(Campaign, Response, Sensitive<String>), Error> {
    let (campaign, questions) = accepting(work, input.campaign, Audience::Public).await?;
    let sound = sound(&questions, &input.answers)?;
    let (code, response) = match input.code {
        Some(code) => {
            let index = index_of(work, code.reveal());
            let found = responses::replace_of_public(work.connection, campaign.id, &index, work.now).await?;
            (code, found.ok_or(CampaignError::UnknownCode)?)
        }
        None => {
            let code = new_code();
            let index = index_of(work, &code);
            let response = responses::insert_of_public(work.connection, campaign.id, &index, work.now).await?;
            (Sensitive::new(code), response)
        }
    };
    let kept = keep(work, &questions, response.id, sound)?;
    responses::replace_answers(work.connection, response.id, &kept).await?;
    Ok((campaign, response, code))
}

/// Takes the answers of a unit that is asked, or puts them in the place of its earlier ones.
pub async fn submit_unit_response(
    work: &mut Work<'_>,
    input: SubmitUnitResponse,
) -> Result<(Campaign, Response, Vec<(String, Value)>), Error> {
    let (campaign, questions) = accepting(work, input.campaign, Audience::Units).await?;
    if !campaigns::asks(work.connection, campaign.id, input.unit).await? {
        return Err(CampaignError::Audience.into());
    }
    let sound = sound(&questions, &input.answers)?;
    let response = responses::upsert_of_unit(work.connection, campaign.id, input.unit, work.now).await?;
    let told = sound.iter().filter_map(|(n, value)| Some((questions.get(*n)?.code.clone(), value.clone()))).collect();
    let kept = keep(work, &questions, response.id, sound)?;
    responses::replace_answers(work.connection, response.id, &kept).await?;
    Ok((campaign, response, told))
}

/// The campaign, held so that nobody closes it under the answer, and its questions.
async fn accepting(work: &mut Work<'_>, id: Uuid, from: Audience) -> Result<(Campaign, Vec<Question>), Error> {
    let campaign = campaigns::hold(work.connection, id).await?.ok_or(SignalError::CampaignNotFound)?;
    campaign.must_accept(from, work.now)?;
    let questions = campaigns::questions(work.connection, id).await?;
    Ok((campaign, questions))
}

fn sound(questions: &[Question], answers: &[Given]) -> Result<BTreeMap<usize, Value>, Error> {
    check(questions, answers).map_err(|bad| {
        let mut violations = Violations::default();
        for (place, why) in bad {
            let field = match (place, &why) {
                (Some(n), BadAnswer::NoQuestion | BadAnswer::Twice) => format!("answers[{n}].question"),
                (Some(n), _) => format!("answers[{n}].value"),
                (None, _) => "answers".to_owned(),
            };
            violations.add(field, why);
        }
        Error::Failure(violations.into())
    })
}

/// Seals free text for its response; the rest is figures that sweeps compare.
fn keep(
    work: &Work<'_>,
    questions: &[Question],
    response: Uuid,
    sound: BTreeMap<usize, Value>,
) -> Result<Vec<Kept>, Error> {
    let mut kept = Vec::new();
    for (place, value) in sound {
        let n = i32::try_from(place).unwrap_or(i32::MAX);
        let free = questions.get(place).is_some_and(|question| matches!(question.kind, Kind::Text(_)));
        kept.push(if free {
            let sealed = work.vault.seal(response.as_bytes(), value.expose().as_bytes());
            Kept { n, value: String::new(), text: sealed.map_err(|error| Failure::Internal(error.into()))? }
        } else {
            let text = Sealed { key: Vec::new(), data: Vec::new() };
            Kept { n, value: value.expose().to_owned(), text }
        });
    }
    Ok(kept)
}

/// Signs of a follow-up code: none that look alike.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code that nobody guesses: 16 signs of a random 128 bit number.
fn new_code() -> String {
    let random = Uuid::new_v4().into_bytes();
    random.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect()
}

/// What is kept of a code.
fn index_of(work: &Work<'_>, code: &str) -> Vec<u8> {
    work.vault.blind_index(&format!("campaign response {code}"))
}
