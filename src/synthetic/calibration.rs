//! What the invented country is calibrated on. [D] figures come from open files of DUO
//! and CBS by way of the Dutch reference, section 7; [I] figures are ours.

/// School years that pupils can be counted in. [D]
pub const FIRST_YEAR: u16 = 2017;
/// Latest school year, 2024/25. [D]
pub const LAST_YEAR: u16 = 2024;

/// Pupils in ordinary primary schools on 1 October of each of those years. [D]
pub const PO_PUPILS: [f64; (LAST_YEAR - FIRST_YEAR) as usize + 1] =
    [1_414_261.0, 1_405_552.0, 1_396_377.0, 1_386_023.0, 1_370_816.0, 1_369_325.0, 1_359_150.0, 1_354_173.0];
/// Ordinary primary schools (CBS 03753, 2022/23). [D]
pub const PO_SCHOOLS: f64 = 6_057.0;
/// Secondary sites with pupils (2019/20). [D]
pub const VO_SCHOOLS: f64 = 1_450.0;

/// What one kind of municipality is like, in the order of `world::KINDS`.
pub struct Kind {
    /// How many of the 342. [D]
    pub municipalities: f64,
    /// Its share of primary pupils, 2024. [D]
    pub pupils: f64,
    /// Primary pupils of its municipalities, from the largest to the smallest, evenly spaced. [D]
    pub sizes: &'static [f64],
    /// Mean size of its primary schools. [D]
    pub school_size: f64,
    /// Shape of the gamma law of those sizes. [I, so that all together follow Gamma(2.65, 86)]
    pub school_shape: f64,
    /// Primary pupils in a home area. [I]
    pub area_pupils: f64,
    /// Share of the areas in the main town. [I]
    pub core: f64,
    /// Pupils per square kilometre of the main town. [I]
    pub density: f64,
    /// Chances of urbanity 1 to 5. [I]
    pub urbanity: [f64; 5],
    /// Mean prosperity. [I]
    pub prosperity: f64,
    /// Spread of prosperity between the areas of a municipality. [I]
    pub prosperity_spread: f64,
    /// Share of pupils of European origin, Netherlands excluded. [D: sums to the national 28%]
    pub europe: f64,
    /// Share of pupils of origin outside Europe. [D: as above]
    pub outside: f64,
    /// Spread between areas of the log odds of an origin outside Europe. [D: D over pc4, 2022]
    pub origin_spread: f64,
    /// Loss of utility per kilometre to a primary school. [I, from the mean distance]
    pub po_friction: f64,
    /// Loss of utility per kilometre to a secondary school. [I, from the mean distance]
    pub vo_friction: f64,
    /// Places in secondary schools relative to its own pupils. [I]
    pub vo_supply: f64,
}

/// The four kinds.
pub const KINDS: [Kind; 4] = [
    Kind {
        municipalities: 4.0,
        pupils: 0.135,
        sizes: &[59_640.0, 49_648.0, 43_905.0, 29_522.0],
        school_size: 300.0,
        school_shape: 4.0,
        area_pupils: 450.0,
        core: 1.0,
        density: 600.0,
        urbanity: [1.0, 0.0, 0.0, 0.0, 0.0],
        prosperity: 0.1,
        prosperity_spread: 1.15,
        europe: 0.125,
        outside: 0.455,
        origin_spread: 1.05,
        po_friction: 0.82,
        vo_friction: 0.85,
        vo_supply: 1.05,
    },
    Kind {
        municipalities: 30.0,
        pupils: 0.246,
        sizes: &[
            20_436.0, 14_124.0, 13_557.0, 12_356.0, 11_930.0, 10_954.0, 9_272.0, 8_126.0, 7_806.0, 7_350.0,
            7_071.0,
        ],
        school_size: 258.0,
        school_shape: 3.2,
        area_pupils: 450.0,
        core: 0.85,
        density: 350.0,
        urbanity: [0.3, 0.7, 0.0, 0.0, 0.0],
        prosperity: -0.1,
        prosperity_spread: 0.95,
        europe: 0.11,
        outside: 0.235,
        origin_spread: 0.95,
        po_friction: 0.82,
        vo_friction: 0.85,
        vo_supply: 1.25,
    },
    Kind {
        municipalities: 100.0,
        pupils: 0.3414,
        sizes: &[
            7_068.0, 6_624.0, 5_678.0, 5_302.0, 4_601.0, 4_329.0, 4_082.0, 3_620.0, 3_478.0, 3_311.0, 3_049.0,
        ],
        school_size: 213.0,
        school_shape: 2.8,
        area_pupils: 350.0,
        core: 0.6,
        density: 250.0,
        urbanity: [0.0, 0.2, 0.45, 0.35, 0.0],
        prosperity: 0.0,
        prosperity_spread: 0.7,
        europe: 0.09,
        outside: 0.14,
        origin_spread: 0.85,
        po_friction: 0.82,
        vo_friction: 0.85,
        vo_supply: 1.1,
    },
    Kind {
        municipalities: 208.0,
        pupils: 0.2776,
        sizes: &[
            3_028.0, 2_714.0, 2_457.0, 2_265.0, 2_090.0, 1_849.0, 1_623.0, 1_399.0, 1_172.0, 880.0, 52.0,
        ],
        school_size: 184.0,
        school_shape: 2.4,
        area_pupils: 190.0,
        core: 0.4,
        density: 180.0,
        urbanity: [0.0, 0.0, 0.0, 0.35, 0.65],
        prosperity: 0.0,
        prosperity_spread: 0.5,
        europe: 0.065,
        outside: 0.07,
        origin_spread: 0.7,
        po_friction: 0.82,
        vo_friction: 0.85,
        vo_supply: 0.65,
    },
];

/// Yearly rise of the log odds of another origin, by entry year: three points of share
/// between 2017/18 and 2024/25. [I]
pub const ORIGIN_DRIFT: f64 = 0.022;
/// Parents' education low, middle, high. [I; 2022, registered and imputed]
pub const EDUCATION_SHARES: [f64; 3] = [0.13, 0.39, 0.48];
/// Fifths.
pub const FIFTHS: [f64; 5] = [0.2; 5];
/// Shares of the tracks, from the yearly cohorts in the third and higher years, 2019. [D]
pub const TRACK_SHARES: [f64; 6] = [0.028, 0.085, 0.137, 0.267, 0.275, 0.208];
/// Study years of the tracks; `pro` ends at the age of 17 at the earliest. [D]
pub const TRACK_YEARS: [u8; 6] = [5, 4, 4, 4, 5, 6];
/// First recommendations, 2019/20, the lowest class split into `pro` and `vmbo_b`. [D]
pub const ADVICE_SHARES: [f64; 10] = [0.025, 0.051, 0.041, 0.101, 0.049, 0.182, 0.097, 0.171, 0.102, 0.181];
/// Correlation of the track with socio-economic status: gives the recommendations of
/// the second and the fifth income fifth of 2022/23. [D]
pub const TRACK_BY_SES: f64 = 0.4;

/// One structure of secondary sites.
pub struct Structure {
    /// Number of sites. [D]
    pub sites: f64,
    /// Offered tracks: bit `t` for track `t`.
    pub tracks: u8,
    /// Mean number of pupils, 2019. [D]
    pub mean: f64,
    /// Standard deviation of the number of pupils, 2019. [D]
    pub spread: f64,
}

const fn structure(sites: f64, tracks: u8, mean: f64, spread: f64) -> Structure {
    Structure { sites, tracks, mean, spread }
}

/// The structures, in the order of `world::STRUCTURES`. Sites of first years
/// only (*brugjaar*) are left out: a pupil has one site here.
pub const STRUCTURES: [Structure; 13] = [
    structure(341.0, 0b11_1110, 1_087.0, 474.0),
    structure(153.0, 0b00_0001, 177.0, 65.0),
    structure(392.0, 0b00_1110, 447.0, 249.0),
    structure(181.0, 0b00_0110, 377.0, 213.0),
    structure(152.0, 0b11_0000, 1_001.0, 467.0),
    structure(117.0, 0b11_1000, 1_151.0, 519.0),
    structure(57.0, 0b10_0000, 727.0, 260.0),
    structure(54.0, 0b01_1110, 571.0, 274.0),
    structure(17.0, 0b00_1111, 703.0, 349.0),
    structure(16.0, 0b00_1000, 325.0, 192.0),
    structure(12.0, 0b11_1111, 1_390.0, 402.0),
    structure(10.0, 0b00_0111, 351.0, 200.0),
    structure(9.0, 0b01_0000, 479.0, 421.0),
];
