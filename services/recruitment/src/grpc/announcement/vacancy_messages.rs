//! Vacancies as messages.

use crate::{
    domain::{
        programme::Programme,
        skd::NeedKind,
        vacancy::{State, Vacancy},
        verdict::VerdictSource,
        window::ObjectionWindow,
        zone::Zone,
    },
    names,
};
use contracts::recruitment::v1 as pb;
use platform::{Tenant, dates, etag};

pub(crate) fn render(tenant: &Tenant, vacancy: Vacancy) -> pb::Vacancy {
    pb::Vacancy {
        name: names::VACANCY.name(tenant, vacancy.id),
        state: render_state(vacancy.state).into(),
        need: vacancy.need,
        position: vacancy.position,
        position_title: vacancy.position_title,
        unit_path: vacancy.unit_path,
        kind: render_kind(vacancy.kind).into(),
        seats: vacancy.seats,
        education: vacancy.education,
        decision_number: vacancy.decision_number,
        programme: vacancy.programme.map_or(pb::Programme::Unspecified, render_programme).into(),
        time_zone: render_zone(vacancy.zone).into(),
        local_close_time: vacancy.close_time.map(|time| vacancy.zone.show(time)).unwrap_or_default(),
        period: vacancy.period,
        ruleset: vacancy.ruleset,
        open_time: vacancy.open_time.map(dates::render_time),
        close_time: vacancy.close_time.map(dates::render_time),
        applications: vacancy.applications,
        appointed: vacancy.appointed,
        etag: etag::render(vacancy.version),
        create_time: Some(dates::render_time(vacancy.create_time)),
        update_time: Some(dates::render_time(vacancy.update_time)),
        verdict_source: vacancy.verdict_source.map_or(pb::VerdictSource::Unspecified, render_source).into(),
        objections: vacancy.objections.map(|window| render_window(window, vacancy.zone)),
    }
}

fn render_source(source: VerdictSource) -> pb::VerdictSource {
    match source {
        VerdictSource::Verified => pb::VerdictSource::Verified,
        VerdictSource::Imported => pb::VerdictSource::Imported,
    }
}

fn render_window(window: ObjectionWindow, zone: Zone) -> pb::ObjectionWindow {
    pb::ObjectionWindow {
        open_time: Some(dates::render_time(window.open)),
        close_time: Some(dates::render_time(window.close)),
        answer_time: Some(dates::render_time(window.answers_until)),
        local_open_time: zone.show(window.open),
        local_close_time: zone.show(window.close),
        local_answer_time: zone.show(window.answers_until),
    }
}

fn render_state(state: State) -> pb::vacancy::State {
    match state {
        State::Draft => pb::vacancy::State::Draft,
        State::Open => pb::vacancy::State::Open,
        State::Closed => pb::vacancy::State::Closed,
        State::AdministrationAnnounced => pb::vacancy::State::AdministrationAnnounced,
        State::SkdRanked => pb::vacancy::State::SkdRanked,
        State::FinalRanked => pb::vacancy::State::FinalRanked,
        State::Published => pb::vacancy::State::Published,
    }
}

pub(crate) fn render_kind(kind: NeedKind) -> pb::NeedKind {
    match kind {
        NeedKind::Umum => pb::NeedKind::General,
        NeedKind::UmumNonOap => pb::NeedKind::GeneralNonPapuan,
        NeedKind::Cumlaude => pb::NeedKind::CumLaude,
        NeedKind::Diaspora => pb::NeedKind::Diaspora,
        NeedKind::Disabilitas => pb::NeedKind::Disability,
        NeedKind::OrangAsliPapua => pb::NeedKind::IndigenousPapuan,
        NeedKind::PutraPutriPapua => pb::NeedKind::Papua,
        NeedKind::PutraPutriDaerahTertinggal => pb::NeedKind::DisadvantagedRegion,
        NeedKind::PutraPutriKalimantan => pb::NeedKind::Kalimantan,
    }
}

pub(crate) fn render_programme(programme: Programme) -> pb::Programme {
    match programme {
        Programme::Cpns => pb::Programme::Cpns,
        Programme::Pppk => pb::Programme::Pppk,
    }
}

pub(crate) fn parse_programme(programme: i32) -> Result<Option<Programme>, &'static str> {
    Ok(match pb::Programme::try_from(programme).map_err(|_| "must be a programme")? {
        pb::Programme::Unspecified => None,
        pb::Programme::Cpns => Some(Programme::Cpns),
        pb::Programme::Pppk => Some(Programme::Pppk),
    })
}

fn render_zone(zone: Zone) -> pb::TimeZone {
    match zone {
        Zone::Wib => pb::TimeZone::Wib,
        Zone::Wita => pb::TimeZone::Wita,
        Zone::Wit => pb::TimeZone::Wit,
    }
}

pub(super) fn parse_zone(zone: i32) -> Result<Zone, &'static str> {
    Ok(match pb::TimeZone::try_from(zone).map_err(|_| "must be a time zone")? {
        pb::TimeZone::Unspecified | pb::TimeZone::Wib => Zone::Wib,
        pb::TimeZone::Wita => Zone::Wita,
        pb::TimeZone::Wit => Zone::Wit,
    })
}

pub(super) fn parse_kind(kind: i32) -> Result<Option<NeedKind>, &'static str> {
    let wanted = pb::NeedKind::try_from(kind).map_err(|_| "must be a kind of need")?;
    Ok(NeedKind::ALL.into_iter().find(|kind| render_kind(*kind) == wanted))
}

pub(super) fn parse_state(state: i32) -> Result<Option<State>, &'static str> {
    use pb::vacancy::State as Wire;
    Ok(match Wire::try_from(state).map_err(|_| "must be a state")? {
        Wire::Unspecified => None,
        Wire::Draft => Some(State::Draft),
        Wire::Open => Some(State::Open),
        Wire::Closed => Some(State::Closed),
        Wire::AdministrationAnnounced => Some(State::AdministrationAnnounced),
        Wire::SkdRanked => Some(State::SkdRanked),
        Wire::FinalRanked => Some(State::FinalRanked),
        Wire::Published => Some(State::Published),
    })
}
