use crate::{
    commands::{DraftVacancy, draft_vacancy},
    domain::skd,
    names,
};
use contracts::needs::{events::v1::NeedDetermined, v1::NeedKind};
use platform::{BoxError, Work};

/// A need was determined: its vacancy is drafted.
pub async fn apply(work: &mut Work<'_>, message: NeedDetermined) -> Result<(), BoxError> {
    names::NEED.parse_of(&message.need, &work.tenant)?;
    names::POSITION.parse_of(&message.position, &work.tenant)?;
    if message.seats < 1 {
        return Err("a determined need has seats".into());
    }
    let draft = DraftVacancy {
        kind: kind_of(NeedKind::try_from(message.kind)?)?,
        need: message.need,
        position: message.position,
        position_title: message.position_title,
        unit_path: message.unit_path,
        seats: message.seats,
        education: message.education,
        year: message.year,
        decision_number: message.decision_number,
    };
    Ok(draft_vacancy(work, draft).await?)
}

fn kind_of(kind: NeedKind) -> Result<skd::NeedKind, BoxError> {
    Ok(match kind {
        NeedKind::Unspecified => return Err("the need has no kind".into()),
        NeedKind::General => skd::NeedKind::Umum,
        NeedKind::CumLaude => skd::NeedKind::Cumlaude,
        NeedKind::Diaspora => skd::NeedKind::Diaspora,
        NeedKind::Disability => skd::NeedKind::Disabilitas,
        NeedKind::Papua => skd::NeedKind::PutraPutriPapua,
        NeedKind::DisadvantagedRegion => skd::NeedKind::PutraPutriDaerahTertinggal,
        NeedKind::Kalimantan => skd::NeedKind::PutraPutriKalimantan,
        NeedKind::IndigenousPapuan => skd::NeedKind::OrangAsliPapua,
        NeedKind::GeneralNonPapuan => skd::NeedKind::UmumNonOap,
    })
}
