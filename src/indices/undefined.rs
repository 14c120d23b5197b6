//! Why an index has no value.

use crate::roll::{Amount, Table};

/// The reason why an index is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// Only one unit has pupils: there is nothing to be uneven over.
    OneUnit,
    /// Only one group has pupils.
    OneGroup,
    /// The group asked for has no pupils.
    EmptyGroup,
    /// A unit has one pupil, who meets nobody.
    LonePupil,
    /// There are as many units as pupils.
    OneEach,
    /// All pupils have one value of the trait.
    NoVariance,
    /// No unit has pupils enough to tell shares from chance.
    UnitsTooSmall,
    /// The steps towards the most likely distribution of shares did not settle.
    NoFit,
    /// Fewer than two ordered groups have pupils.
    NoThreshold,
    /// Thresholds between ordered groups are fewer than the coefficients of the curve.
    TooFewThresholds,
    /// Units are in one place, or of one size or area: there is nothing to tell apart.
    NoSpread,
    /// Two tables share no unit.
    NoCommonUnit,
    /// Two tables share no group.
    NoCommonGroup,
    /// Two tables share one unit only.
    OneCommonUnit,
    /// Two tables share one group only.
    OneCommonGroup,
    /// No table has the odds of one year and the margins of another.
    NotConverged,
}

impl Undefined {
    /// The reason in words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::OneUnit => "one unit",
            Self::OneGroup => "one group",
            Self::EmptyGroup => "group has no pupils",
            Self::LonePupil => "a unit has one pupil",
            Self::OneEach => "as many units as pupils",
            Self::NoVariance => "all pupils have one value",
            Self::UnitsTooSmall => "units too small",
            Self::NoFit => "no fit",
            Self::NoThreshold => "no threshold",
            Self::TooFewThresholds => "too few thresholds",
            Self::NoSpread => "units do not differ in place or area",
            Self::NoCommonUnit => "no unit in both",
            Self::NoCommonGroup => "no group in both",
            Self::OneCommonUnit => "only one unit is in both",
            Self::OneCommonGroup => "only one group is in both",
            Self::NotConverged => "proportional fitting did not converge",
        }
    }
}

/// Whether evenness means something here: two units, two groups.
///
/// # Errors
/// The reason why not.
pub fn defined<A: Amount>(table: &Table<'_, A>) -> Result<(), Undefined> {
    if table.present().len() < 2 {
        return Err(Undefined::OneGroup);
    }
    if table.peopled() < 2 {
        return Err(Undefined::OneUnit);
    }
    Ok(())
}
