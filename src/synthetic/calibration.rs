//! What the invented country is calibrated on. [D] figures come from open files of DUO
//! and CBS by way of the Dutch reference, section 7; [I] figures are ours.

/// School years that pupils can be counted in. [D]
pub const FIRST_YEAR: u16 = 2017;
/// Latest school year, 2024/25. [D]
pub const LAST_YEAR: u16 = 2024;
const YEARS: usize = (LAST_YEAR - FIRST_YEAR) as usize + 1;

/// Pupils in ordinary primary schools in each of those years: CBS 03753 for 2018 to 2022,
/// else the DUO enrolment history. [D]
pub const PO_PUPILS: [f64; YEARS] =
    [1_414_261.0, 1_405_487.0, 1_396_575.0, 1_386_164.0, 1_370_934.0, 1_367_485.0, 1_359_156.0, 1_354_181.0];
/// Secondary pupils in 2017 and 2019, DUO. [D]
pub const VO_PUPILS: [f64; 2] = [992_195.0, 956_857.0];

/// Sites that there were at first, and that opened and closed before each later school year.
pub struct History {
    /// Sites in the first school year.
    pub first: f64,
    /// Sites that open, by school year from the second.
    pub opened: [f64; YEARS - 1],
    /// Sites that have closed since the year before.
    pub closed: [f64; YEARS - 1],
    /// Size that makes closing less likely by a factor e. [I, from the sizes before closing]
    pub small: f64,
}

/// Primary schools, by institution, in the DUO enrolment history; the sums give the
/// schools of CBS 03753 (6,204 in 2018 to 6,057 in 2022). [D]
pub const PO_HISTORY: History = History {
    first: 6_266.0,
    opened: [15.0, 22.0, 10.0, 14.0, 21.0, 38.0, 24.0],
    closed: [77.0, 52.0, 52.0, 65.0, 45.0, 57.0, 49.0],
    small: 52.0,
};
/// Secondary sites: the enrolment files of 2017 and 2019 have 1,462 and 1,450 sites, 69
/// closed and 57 new [D]; fewer change after that, as some of those only got another code. [I]
pub const VO_HISTORY: History = History {
    first: 1_462.0,
    opened: [28.0, 29.0, 15.0, 15.0, 15.0, 15.0, 15.0],
    closed: [34.0, 35.0, 15.0, 15.0, 15.0, 15.0, 15.0],
    small: 220.0,
};

/// Children by birth order, first to fourth and later. [I]
pub const BIRTH_ORDERS: [f64; 4] = [0.45, 0.37, 0.13, 0.05];
/// School years between a child and its next older sibling, from 0 (twins). [I]
pub const SPACING: [f64; 7] = [0.03, 0.08, 0.33, 0.27, 0.15, 0.08, 0.06];
/// Share of the ability not explained by status that siblings have in common. [I]
pub const ABILITY_OF_FAMILY: f64 = 0.4;
/// Chance that a child goes to the school where its older sibling is, by sector, when that
/// has its track. [I]
pub const FOLLOW: [f64; 2] = [0.92, 0.5];
/// Share of the families that want to move in a year. [I]
pub const MOVES: f64 = 0.06;
/// Share of those that look within the province, not the municipality. [I]
pub const FAR_MOVES: f64 = 0.35;
/// Kilometres of a move after which pupils change school, by sector. [I]
pub const FAR_KM: [f64; 2] = [4.0, 9.0];
/// Share of the pupils in reach of a new school who look around again, in the study years
/// before [`SETTLED`]. [I, from the sizes of new schools in their first year]
pub const LOOK_AROUND: f64 = 0.9;
/// Study year from which pupils no longer leave for a new school. [I]
pub const SETTLED: u16 = 7;
/// Share of the pupils that repeat a study year, by sector: vo 2017, DUO (55,659 of
/// 972,204) [D]; po [I].
pub const REPEATS: [f64; 2] = [0.02, 0.0573];

/// Spread of the log of how far schools draw, by sector. [I, from the mean
/// distance by site, 2019]
pub const DRAW_SPREAD: [f64; 2] = [1.0, 0.2];
/// How much more a kilometre counts, by denomination: those with few schools draw from
/// farther. [I, from the mean distance by denomination, 2019]
pub const DRAW: [f64; 9] = [1.1, 0.95, 1.1, 0.65, 0.6, 0.35, 0.4, 0.6, 0.9];
/// Kilometres between the middle of an area and a secondary site, spread of each coordinate. [I]
pub const VO_SITE_KM: f64 = 0.5;

/// Utility of a school with only pupils of the own origin against none of them. [I]
pub const OWN_ORIGIN: [f64; 3] = [1.6, 0.5, 1.7];
/// The same for the education of the parents. [I]
pub const OWN_EDUCATION: [f64; 3] = [4.3, 0.6, 3.8];

/// Yearly rise of the log odds of another origin, by the year a family comes: three points
/// of share between 2017/18 and 2024/25. [I]
pub const ORIGIN_DRIFT: f64 = 0.022;
/// How much of an area's prosperity its homes share. [I]
pub const HOME_BY_AREA: f64 = 0.62;
/// Parents' education low, middle, high. [I; 2022, registered and imputed]
pub const EDUCATION_SHARES: [f64; 3] = [0.13, 0.39, 0.48];
/// Pupils by fifth of the income of all households: second and fifth from CBS 84274NED,
/// 2022/23 [D], the others [I].
pub const INCOME_SHARES: [f64; 5] = [0.135, 0.153, 0.225, 0.277, 0.21];
/// Percentiles.
pub const PERCENTILES: [f64; 100] = [0.01; 100];
/// Shares of the tracks, from the yearly cohorts in the third and higher years, 2019. [D]
pub const TRACK_SHARES: [f64; 6] = [0.028, 0.085, 0.137, 0.267, 0.275, 0.208];
/// Study years of the tracks; `pro` ends at the age of 17 at the earliest. [D]
pub const TRACK_YEARS: [u8; 6] = [5, 4, 4, 4, 5, 6];
/// Final recommendations, 2022/23 [D]: the lowest class split into `pro` and `vmbo_b`, and
/// what is above `vmbo_gt` split as in 2019/20. [I]
pub const ADVICE_SHARES: [f64; 10] =
    [0.019, 0.0381, 0.0404, 0.0871, 0.0593, 0.161, 0.1048, 0.1847, 0.1102, 0.1954];
/// Correlation of ability with status: gives the recommendations of the second and the
/// fifth income fifth of 2022/23. [D]
pub const TRACK_BY_SES: f64 = 0.38;
/// Spread of the recommendation around the ability that decides the track. [I]
pub const ADVICE_NOISE: f64 = 0.25;
