//! Funding of secondary schools (*bekostiging voortgezet onderwijs*): feet, pupils and allowances, in whole cents.

use crate::error::{Error, Family, Result};

/// What a year pays, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// The fixed foot (*vaste voet*) of a head site.
    pub head: u64,
    /// That of a branch.
    pub branch: u64,
    /// A pupil at rate 1 and at rate 2.
    pub pupils: [u64; 2],
}

/// The amounts that are known; those of 2022 are provisional.
const KNOWN: [(i64, Amounts); 1] =
    [(2022, Amounts { head: 22_716_097, branch: 11_358_048, pupils: [776_686, 913_749] })];

impl Amounts {
    /// Those of a year.
    ///
    /// # Errors
    /// `UnknownYear` where no source tells them.
    pub fn of(year: i64) -> Result<Self> {
        KNOWN.iter().find(|(known, _)| *known == year).map(|(_, amounts)| *amounts).ok_or_else(|| {
            let known: Vec<String> = KNOWN.iter().map(|(year, _)| year.to_string()).collect();
            Error::input("UnknownYear", format!("the amounts of {year} are not known"))
                .on("year")
                .remedy(format!("Known: {} (provisional); or give amounts.", known.join(", ")))
        })
    }
}

/// What a small school offers that is kept open by way of exception (*uitzonderingsschool*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exception {
    /// Vbo or mavo.
    VboOrMavo,
    /// Mavo, havo and vwo.
    MavoHavoVwo,
    /// All four.
    Broad,
}

impl Exception {
    /// That of a structure as it is written.
    ///
    /// # Errors
    /// `BadOption` for a structure that knows no exception.
    pub fn named(structure: &str) -> Result<Self> {
        match structure {
            "vbo" | "mavo" => Ok(Self::VboOrMavo),
            "mavo+havo+vwo" => Ok(Self::MavoHavoVwo),
            "vbo+mavo+havo+vwo" => Ok(Self::Broad),
            _ => {
                let allowed = "vbo, mavo, mavo+havo+vwo, vbo+mavo+havo+vwo, or null";
                Err(Error::option("exception", "a structure without an exception for small schools", allowed))
            }
        }
    }

    /// How many half feet of a head so many pupils bring (*Regeling bekostiging WVO 2020*, BWBR0045607).
    fn halves(self, pupils: u64) -> u64 {
        let (small, least, limit, less) = match self {
            Self::VboOrMavo => (130, 6, 200, 4),
            Self::MavoHavoVwo => (130, 11, 250, 9),
            Self::Broad => (130, 14, 300, 12),
        };
        match pupils {
            n if n < small => least,
            n if n <= limit => less,
            _ => 0,
        }
    }
}

/// A school as it is funded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct School {
    /// Head sites.
    pub heads: u64,
    /// Branches.
    pub branches: u64,
    /// Pupils at rate 1 and at rate 2.
    pub pupils: [u64; 2],
    /// Isolated sites.
    pub isolated: u64,
    /// Whether it is an exception.
    pub exception: Option<Exception>,
    /// Further feet for broad sites: of a head and of a branch.
    pub broad: [u64; 2],
}

/// The funding of a school, part by part, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funding {
    /// Feet of heads.
    pub head: u64,
    /// Feet of branches.
    pub branch: u64,
    /// Pupils at rate 1 and at rate 2.
    pub pupils: [u64; 2],
    /// Allowance for isolated sites; none beside an exception.
    pub isolated: u64,
    /// Allowance of an exception; half a foot is rounded down to the cent, as the foot of a branch is.
    pub exception: u64,
    /// Further feet for broad sites.
    pub broad: u64,
    /// All together.
    pub total: u64,
}

/// The funding of a school.
///
/// # Errors
/// `CountOverflow` for more cents than a whole number holds.
pub fn funding(school: &School, amounts: &Amounts) -> Result<Funding> {
    summed(school, amounts).ok_or_else(|| {
        Error::new(Family::Limit, "CountOverflow", "funding comes to more cents than a whole number holds")
            .on("schools")
            .remedy("Check the counts and the amounts.")
    })
}

fn summed(school: &School, amounts: &Amounts) -> Option<Funding> {
    let all = school.pupils[0].checked_add(school.pupils[1])?;
    let exception =
        amounts.head.checked_mul(school.exception.map_or(0, |structure| structure.halves(all)))? / 2;
    let mut found = Funding {
        head: amounts.head.checked_mul(school.heads)?,
        branch: amounts.branch.checked_mul(school.branches)?,
        pupils: [
            amounts.pupils[0].checked_mul(school.pupils[0])?,
            amounts.pupils[1].checked_mul(school.pupils[1])?,
        ],
        isolated: if exception > 0 { 0 } else { amounts.head.checked_mul(school.isolated)? },
        exception,
        broad: amounts
            .head
            .checked_mul(school.broad[0])?
            .checked_add(amounts.branch.checked_mul(school.broad[1])?)?,
        total: 0,
    };
    let parts = [found.head, found.branch, found.pupils[0], found.pupils[1], found.isolated, exception];
    found.total = parts.iter().try_fold(found.broad, |sum, part| sum.checked_add(*part))?;
    i64::try_from(found.total).is_ok().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of_2022() -> Amounts {
        Amounts::of(2022).unwrap()
    }

    #[test]
    fn the_worked_example_comes_out_to_the_cent() {
        let school = School { heads: 1, branches: 1, pupils: [700, 300], ..School::default() };
        assert_eq!(funding(&school, &of_2022()).unwrap().total, 851_879_045);
    }

    #[test]
    fn small_exceptions_are_paid_in_half_feet_and_never_beside_isolation() {
        let paid = |exception, pupils| {
            let school = School { heads: 1, isolated: 1, pupils, exception, ..School::default() };
            let found = funding(&school, &of_2022()).unwrap();
            (found.exception, found.isolated)
        };
        let head = of_2022().head;
        assert_eq!(paid(None, [100, 0]), (0, head));
        for (structure, cases) in [
            (Exception::VboOrMavo, [(129, 6), (130, 4), (200, 4), (201, 0)]),
            (Exception::MavoHavoVwo, [(129, 11), (130, 9), (250, 9), (251, 0)]),
            (Exception::Broad, [(129, 14), (130, 12), (300, 12), (301, 0)]),
        ] {
            for (pupils, halves) in cases {
                let isolated = if halves > 0 { 0 } else { head };
                assert_eq!(paid(Some(structure), [pupils - 29, 29]), (head * halves / 2, isolated));
            }
        }
    }

    #[test]
    fn what_is_not_known_or_too_large_is_refused() {
        let error = Amounts::of(2023).unwrap_err();
        assert_eq!((error.kind, error.column.as_deref()), ("UnknownYear", Some("year")));
        assert!(error.remedy.contains("2022"));
        assert_eq!(Exception::named("vwo").unwrap_err().kind, "BadOption");
        for heads in [u64::MAX, 700_000_000_000] {
            let school = School { heads, ..School::default() };
            assert_eq!(funding(&school, &of_2022()).unwrap_err().kind, "CountOverflow");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn parts_add_up_and_a_second_foot_adds_a_foot(
            counts in prop::array::uniform7(0_u64..100_000),
        ) {
            let [heads, branches, one, two, isolated, first, second] = counts;
            let school = School { heads, branches, pupils: [one, two], isolated, broad: [first, second], ..School::default() };
            let amounts = of_2022();
            let found = funding(&school, &amounts).unwrap();
            let parts = [found.head, found.branch, found.pupils[0], found.pupils[1], found.isolated, found.broad];
            prop_assert_eq!(found.total, parts.iter().sum::<u64>() + found.exception);
            let more = |broad| funding(&School { broad, ..school }, &amounts).unwrap().total - found.total;
            prop_assert_eq!(more([first + 1, second]), amounts.head);
            prop_assert_eq!(more([first, second + 1]), amounts.branch);
        }
    }
}
