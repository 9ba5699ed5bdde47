//! What a report is and how it came: class, channel, and what has to be looked at to answer it.

/// Class of a report (*klasifikasi*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// *Pengaduan*.
    Complaint,
    /// *Aspirasi*.
    Aspiration,
    /// *Permintaan informasi*.
    InformationRequest,
}

/// How it came (*kanal*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Web page or portal.
    Web,
    /// Somebody came (*tatap muka, loket*).
    Counter,
    /// Letter or suggestion box (*kotak saran*).
    Letter,
    /// Telephone.
    Telephone,
    /// SMS or a messenger.
    Message,
    /// Social media.
    SocialMedia,
    /// E-mail.
    Email,
    /// The national application (*SP4N-LAPOR!*) or a provincial one.
    OtherSystem,
}

const KINDS: [(Kind, &str); 3] = [
    (Kind::Complaint, "complaint"),
    (Kind::Aspiration, "aspiration"),
    (Kind::InformationRequest, "information_request"),
];
const CHANNELS: [(Channel, &str); 8] = [
    (Channel::Web, "web"),
    (Channel::Counter, "counter"),
    (Channel::Letter, "letter"),
    (Channel::Telephone, "telephone"),
    (Channel::Message, "message"),
    (Channel::SocialMedia, "social_media"),
    (Channel::Email, "email"),
    (Channel::OtherSystem, "other_system"),
];

impl Kind {
    /// Its name in data.
    pub fn as_str(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

impl Channel {
    /// Its name in data.
    pub fn as_str(self) -> &'static str {
        CHANNELS.iter().find(|(channel, _)| *channel == self).map_or("", |(_, name)| name)
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Option<Self> {
        CHANNELS.iter().find(|(_, known)| *known == name).map(|(channel, _)| *channel)
    }
}

/// What decides how long the answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// Class.
    pub kind: Kind,
    /// A grievance that a look into the rules answers (*berkadar sederhana, normatif*).
    pub is_simple: bool,
    /// Somebody's conduct has to be examined (*berkadar pengawasan*).
    pub has_supervision: bool,
    /// The place has to be inspected (*pemeriksaan lapangan*).
    pub has_inspection: bool,
}

impl Nature {
    /// As a report of a class comes in, before anybody looked at it.
    pub fn of(kind: Kind) -> Self {
        Self { kind, is_simple: false, has_supervision: false, has_inspection: false }
    }

    /// Whether the marks fit together: what needs inspection is not simple, and only grievances carry marks.
    pub fn is_coherent(&self) -> bool {
        let is_marked = self.is_simple || self.has_supervision || self.has_inspection;
        let is_heavy = self.has_supervision || self.has_inspection;
        !(self.is_simple && is_heavy) && (self.kind == Kind::Complaint || !is_marked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for (kind, name) in KINDS {
            assert_eq!((kind.as_str(), Kind::parse(name)), (name, Some(kind)));
        }
        for (channel, name) in CHANNELS {
            assert_eq!((channel.as_str(), Channel::parse(name)), (name, Some(channel)));
        }
        assert_eq!((Kind::parse("rumour"), Channel::parse("pigeon")), (None, None));
    }

    #[test]
    fn only_grievances_are_marked_and_none_is_both_simple_and_inspected() {
        let nature = |kind, is_simple, has_supervision, has_inspection| Nature {
            kind,
            is_simple,
            has_supervision,
            has_inspection,
        };
        assert!(nature(Kind::Complaint, false, true, true).is_coherent());
        assert!(nature(Kind::Complaint, true, false, false).is_coherent());
        assert!(!nature(Kind::Complaint, true, false, true).is_coherent());
        assert!(!nature(Kind::Aspiration, false, true, false).is_coherent());
        assert!(Nature::of(Kind::InformationRequest).is_coherent());
    }
}
