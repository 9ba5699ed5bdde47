//! The characters of a drawing, and the rule that nothing in a span may steer the terminal.

/// One set of characters; the branches are two columns wide each.
pub(super) struct Glyphs {
    ascii: bool,
    pub(super) branch: &'static str,
    pub(super) last_branch: &'static str,
    pub(super) trunk: &'static str,
    pub(super) error: char,
    pub(super) bar: char,
    pub(super) cut: char,
}

const BOX: Glyphs =
    Glyphs {
        ascii: false, branch: "├╴", last_branch: "└╴", trunk: "│ ", error: '✗', bar: '█', cut: '…'
    };
const ASCII: Glyphs =
    Glyphs { ascii: true, branch: "|-", last_branch: "`-", trunk: "| ", error: '!', bar: '#', cut: '~' };

impl Glyphs {
    pub(super) fn choose(ascii: bool) -> &'static Self {
        if ascii { &ASCII } else { &BOX }
    }

    /// Text from a span without control characters, which could otherwise rewrite the screen.
    pub(super) fn printable(&self, text: &str) -> String {
        let safe = |character: char| !character.is_control() && (character.is_ascii() || !self.ascii);
        text.chars().map(|character| if safe(character) { character } else { '?' }).collect()
    }

    /// The beginning of a text that is too wide, with a mark at the cut.
    pub(super) fn clip(&self, text: &str, width: usize) -> String {
        if columns(text) <= width {
            return text.to_owned();
        }
        text.chars().take(width.saturating_sub(1)).chain((width > 0).then_some(self.cut)).collect()
    }

    /// The end of a text that is too wide: of a deep branch, the part beside the name matters.
    pub(super) fn clip_start(&self, text: &str, width: usize) -> String {
        let excess = columns(text).saturating_sub(width);
        if excess == 0 {
            return text.to_owned();
        }
        (width > 0).then_some(self.cut).into_iter().chain(text.chars().skip(excess + 1)).collect()
    }
}

/// Columns taken, one a character: service and span names are identifiers in Latin letters.
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}
