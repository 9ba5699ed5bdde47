use crate::{
    domain::campaign::{Audience, BadAnswer, Campaign, CampaignError, Given, Kind, Question, Value, check},
    error::{Error, SignalError},
    store::{
        campaigns,
        responses::{self, Kept, Response},
    },
};
use jiff::{ToSpan, tz::TimeZone};
use platform::follow_up::{follow_up_code, read_code};
use platform::{
    Failure, Violations, Work,
    sensitive::{Sealed, Sensitive},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most times that one response is sent: its answers are written anew each time.
const MOST_REVISIONS: i64 = 100;

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

/// Takes the answers of anybody, or puts them in the place of earlier ones; no more new ones in a minute than
/// `per_minute`. Returns the follow-up code.
pub async fn submit_response(
    work: &mut Work<'_>,
    input: SubmitResponse,
    per_minute: u32,
) -> Result<(Campaign, Response, Sensitive<String>), Error> {
    let (campaign, questions) = accepting(work, input.campaign, Audience::Public).await?;
    let sound = sound(&questions, &input.answers)?;
    let (code, response) = match input.code {
        Some(code) => {
            let index = index_of(work, code.reveal());
            let found = responses::replace_of_public(work.connection, campaign.id, &index, work.now).await?;
            let response = found.ok_or(CampaignError::UnknownCode)?;
            if response.version > MOST_REVISIONS {
                return Err(CampaignError::Flooded.into());
            }
            (Sensitive::new(grouped(code.reveal())), response)
        }
        None => {
            // Without accounts nobody is told from anybody: only the campaign as a whole can be shielded. Those who answer
            // at this very moment do not see each other and may be a few more.
            let since = work.now.to_zoned(TimeZone::UTC).saturating_sub(1.minute()).timestamp();
            let most = i64::from(per_minute);
            if responses::count_since(work.connection, campaign.id, since, most).await? >= most {
                return Err(CampaignError::Flooded.into());
            }
            let code = follow_up_code(Uuid::new_v4());
            let read = read_code(&code).map_err(|error| Failure::Internal(error.into()))?;
            let index = index_of(work, &read);
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

/// A code that was read, written again as [`follow_up_code`] writes it.
fn grouped(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What is kept of a code, as [`read_code`] reads it.
fn index_of(work: &Work<'_>, code: &str) -> Vec<u8> {
    work.vault.blind_index(&format!("campaign response {code}"))
}
