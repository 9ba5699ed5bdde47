//! The panel (*panitia seleksi*): odd, 5 to 9, most of it from outside (PermenPANRB 15/2019).

use crate::domain::selter::PanelRules;
use std::fmt;
use uuid::Uuid;

/// Where a member comes from (*unsur*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// *Pejabat*.
    Official,
    /// *Akademisi*.
    Academic,
    /// *Pakar, profesional*.
    Expert,
    /// *Tokoh masyarakat*.
    Community,
    /// *Organisasi profesi*.
    ProfessionalBody,
}

/// Whether a member takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// Takes part.
    Active,
    /// Did not score in time.
    Excused,
    /// Somebody else sits there.
    Replaced,
    /// Gave the seat up.
    Left,
}

/// What is known of somebody on a panel, but for the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Subject of the token the member signs in with.
    pub subject: String,
    /// Where the member comes from.
    pub group: Group,
    /// Organisation.
    pub organisation: String,
    /// Whether that is outside the instansi.
    pub outside: bool,
}

/// A member of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Id.
    pub id: Uuid,
    /// Number by which the score sheet names the member.
    pub number: i32,
    /// Who sits there.
    pub seat: Seat,
    /// Whether the member takes part.
    pub state: MemberState,
    /// Whether conflicts of interest were declared, or that there are none.
    pub declared: bool,
    /// Round from which the member scores.
    pub round: i32,
}

impl Member {
    /// Whether the member's scores count.
    pub fn is_active(&self) -> bool {
        self.state == MemberState::Active
    }
}

/// What is wrong with a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelFlaw {
    /// Too few or too many.
    Size,
    /// An even number.
    Even,
    /// Too few from outside, on the panel or of those who score a candidate.
    Outside,
    /// Nobody of the community.
    Community,
    /// Nobody of a professional organisation.
    ProfessionalBody,
    /// A person sits there twice.
    Twice,
    /// A candidate has too few members without a conflict of interest.
    Quorum,
}

impl fmt::Display for PanelFlaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Size => "SIZE",
            Self::Even => "EVEN",
            Self::Outside => "OUTSIDE",
            Self::Community => "COMMUNITY",
            Self::ProfessionalBody => "PROFESSIONAL_BODY",
            Self::Twice => "TWICE",
            Self::Quorum => "QUORUM",
        })
    }
}

/// Whether enough of those seats are from outside the instansi.
pub fn enough_outside(seats: &[&Seat], percent: u8) -> bool {
    outside(seats) * 100 >= seats.len() * usize::from(percent)
}

/// How many of those seats are from outside.
pub fn outside(seats: &[&Seat]) -> usize {
    seats.iter().filter(|seat| seat.outside).count()
}

/// Everything that is wrong with those who take part. A member who is excused, or leaves on the way, leaves an even number
/// behind: the number is the named panel's.
pub fn flaws<'s>(seats: impl Iterator<Item = &'s Seat>, rules: &PanelRules, as_named: bool) -> Vec<PanelFlaw> {
    let seats: Vec<&Seat> = seats.collect();
    let from_outside = |group: Group| seats.iter().filter(|seat| seat.outside && seat.group == group).count();
    let size = usize::from(rules.minimum)..=usize::from(rules.maximum);
    let twice = |(place, seat): (usize, &&Seat)| seats[..place].iter().any(|other| other.subject == seat.subject);
    let found = [
        (!size.contains(&seats.len()), PanelFlaw::Size),
        (as_named && rules.odd && seats.len().is_multiple_of(2), PanelFlaw::Even),
        (!enough_outside(&seats, rules.outside_percent), PanelFlaw::Outside),
        (from_outside(Group::Community) < usize::from(rules.community_minimum), PanelFlaw::Community),
        (from_outside(Group::ProfessionalBody) < usize::from(rules.professional_minimum), PanelFlaw::ProfessionalBody),
        (seats.iter().enumerate().any(twice), PanelFlaw::Twice),
    ];
    found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, flaw)| flaw).collect()
}
