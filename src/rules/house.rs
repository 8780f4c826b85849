//! What the house styles ask for, where they differ. The table in docs/profiles.md says the same in words.

use super::Profile;

/// In which order a full date is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// May 3, 2021.
    MonthFirst,
    /// 3 May 2021.
    DayFirst,
}

impl Profile {
    /// Whether later notes repeat a citation in full by rule (United Nations Editorial Manual, footnotes).
    pub(super) fn repeats_in_full(self) -> bool {
        self == Self::Un
    }

    /// The Latin abbreviations the style allows; `None` where it does not judge them.
    pub(super) fn latin_allowed(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Chicago | Self::ChathamHouse => Some(&[]),
            Self::Oscola => Some(&["ibid"]),
            Self::Bluebook => Some(&["id"]),
            Self::Un | Self::Free => None,
        }
    }

    /// From how many authors on "et al." may stand after the first one.
    pub(super) fn et_al_from(self) -> usize {
        match self {
            // OSCOLA 1.4.1 names three and shortens from four on, as Chicago's notes do.
            Self::Chicago | Self::Oscola | Self::ChathamHouse | Self::Un | Self::Free => 4,
            // The Bluebook, rule 15.1: two names, "et al." from three on.
            Self::Bluebook => 3,
        }
    }

    /// The order of day and month in notes, where the style has one.
    pub(super) fn date_order(self) -> Option<DateOrder> {
        match self {
            Self::Chicago | Self::Bluebook => Some(DateOrder::MonthFirst),
            Self::Oscola | Self::Un | Self::ChathamHouse => Some(DateOrder::DayFirst),
            Self::Free => None,
        }
    }
}
