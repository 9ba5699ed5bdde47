use crate::{
    domain::{
        servant::day_of,
        training_plan::{Choice, ItemReason, TrainingPlan, Wanted, choose, competencies},
        training_rules::TrainingRules,
    },
    error::Error,
    rulesets,
    store::{
        courses, hours,
        training_gaps::{self, Of},
        training_plan_items, training_plans,
    },
};
use platform::Work;
use uuid::Uuid;

/// Items written in one statement.
const CHUNK: usize = 1_000;

/// A plan to be made.
pub struct CreateTrainingPlan {
    /// Title for people.
    pub display_name: String,
    /// Calendar year.
    pub year: i32,
    /// Unit of the needs service; empty for all.
    pub unit: String,
    /// Sector of the units; empty for all.
    pub sector: String,
    /// Rupiah that may be spent.
    pub budget: i64,
}

/// Makes a plan from the gaps that are open now and keeps what is in, what is out and why.
pub async fn create_training_plan(work: &mut Work<'_>, input: CreateTrainingPlan) -> Result<TrainingPlan, Error> {
    let rules = rulesets::training::in_force(day_of(work.now))?;
    let choice = decide(work, &input, &rules).await?;
    let included = choice.items.iter().filter(|item| item.reason == ItemReason::Included).count();
    let count = |number: usize| i32::try_from(number).map_err(Error::internal);
    let plan = TrainingPlan {
        id: Uuid::now_v7(),
        display_name: input.display_name,
        year: input.year,
        unit: input.unit,
        sector: input.sector,
        budget: input.budget,
        rupiah: choice.rupiah,
        included: count(included)?,
        excluded: count(choice.items.len() - included)?,
        value: choice.value,
        bound: choice.bound,
        ruleset: rules.id,
        approve_time: None,
        version: 1,
        create_time: work.now,
    };
    training_plans::insert(work.connection, &plan).await?;
    for items in choice.items.chunks(CHUNK) {
        training_plan_items::insert(work.connection, plan.id, items).await?;
    }
    Ok(plan)
}

/// Everything a choice depends on, in four statements whatever the number of people.
async fn decide(work: &mut Work<'_>, input: &CreateTrainingPlan, rules: &TrainingRules) -> Result<Choice, Error> {
    let of = Of { unit: &input.unit, sector: &input.sector, ..Of::default() };
    let gaps = training_gaps::open(work.connection, &of).await?;
    let hours = hours::taken_of_year(work.connection, input.year).await?;
    let forgotten = rules.forgotten_until(day_of(work.now));
    let taken = training_gaps::taken(work.connection, "", "", forgotten, rules.suppress_after_failed).await?;
    let wanted = gaps.into_iter().filter(|gap| gap.in_service).map(|gap| Wanted {
        servant: gap.servant,
        gap: gap.gap.gap,
        dictionary: gap.dictionary,
        code: gap.code,
        standard: gap.gap.standard,
        achieved: gap.gap.achieved,
        priority: gap.priority,
        open_date: gap.open_date,
        employment: gap.employment,
        hours: hours.get(&gap.servant).copied().unwrap_or_default(),
    });
    let wanted: Vec<Wanted> = wanted.collect();
    let (dictionaries, codes): (Vec<String>, Vec<String>) = competencies(&wanted).into_iter().unzip();
    let courses = courses::that_teach(work.connection, &dictionaries, &codes).await?;
    let (rules, budget) = (rules.clone(), input.budget);
    // A whole instansi has a hundred thousand gaps: not on a thread that serves others.
    let chosen = tokio::task::spawn_blocking(move || choose(wanted, &courses, &taken, budget, &rules)).await;
    chosen.map_err(Error::internal)
}
