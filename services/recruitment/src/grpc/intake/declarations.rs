//! What applicants declare, between the contract and the domain.

use crate::domain::{
    declaration::{Declaration, Fact, Warning},
    intake_rules::MOST_EXPERIENCE,
    nik::Sex,
};
use contracts::recruitment::v1 as pb;
use platform::Violations;

/// Reads what an application declares.
pub fn parse_declaration(check: &mut Violations, message: &pb::SubmitApplicationRequest) -> Option<Declaration> {
    let most = Fact::ALL.len();
    check.check("facts", message.facts.len() <= most, format_args!("must not be more than {most}"));
    let mut facts = Vec::with_capacity(most);
    for (place, fact) in message.facts.iter().enumerate().take(most) {
        let parsed = parse_fact(*fact).filter(|fact| !facts.contains(fact));
        facts.extend(check.take(format!("facts[{place}]"), parsed.ok_or("must be a fact, each once")));
    }
    let sex = check.take("sex", parse_sex(message.sex));
    let region = match message.region_of_origin.as_str() {
        "" => Some(None),
        text => {
            let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            check.take("region_of_origin", if digits { Ok(Some(text.to_owned())) } else { Err("must be four digits") })
        }
    };
    let months = u16::try_from(message.experience_months).ok().filter(|months| *months <= MOST_EXPERIENCE);
    let months = check.take("experience_months", months.ok_or("must be 0 to 720"));
    let (sex, region, experience_months) = (sex?, region?, months?);
    (facts.len() == message.facts.len()).then_some(Declaration { facts, sex, region, experience_months })
}

fn parse_fact(fact: i32) -> Option<Fact> {
    use pb::DeclaredFact as Wire;
    Some(match Wire::try_from(fact).ok()? {
        Wire::Unspecified => return None,
        Wire::CumLaude => Fact::CumLaude,
        Wire::Diaspora => Fact::Diaspora,
        Wire::Disability => Fact::Disability,
        Wire::Papuan => Fact::Papuan,
        Wire::DisadvantagedRegion => Fact::DisadvantagedRegion,
        Wire::Kalimantan => Fact::Kalimantan,
    })
}

/// A declared fact as the contract has it.
pub fn render_fact(fact: Fact) -> pb::DeclaredFact {
    match fact {
        Fact::CumLaude => pb::DeclaredFact::CumLaude,
        Fact::Diaspora => pb::DeclaredFact::Diaspora,
        Fact::Disability => pb::DeclaredFact::Disability,
        Fact::Papuan => pb::DeclaredFact::Papuan,
        Fact::DisadvantagedRegion => pb::DeclaredFact::DisadvantagedRegion,
        Fact::Kalimantan => pb::DeclaredFact::Kalimantan,
    }
}

fn parse_sex(sex: i32) -> Result<Option<Sex>, &'static str> {
    Ok(match pb::Sex::try_from(sex).map_err(|_| "must be a sex")? {
        pb::Sex::Unspecified => None,
        pb::Sex::Male => Some(Sex::Male),
        pb::Sex::Female => Some(Sex::Female),
    })
}

/// A warning as the contract has it.
pub fn render_warning(warning: Warning) -> pb::ApplicationWarning {
    match warning {
        Warning::BirthDate => pb::ApplicationWarning::BirthDateDiffers,
        Warning::Sex => pb::ApplicationWarning::SexDiffers,
    }
}
