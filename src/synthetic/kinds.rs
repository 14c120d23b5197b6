//! What the kinds of municipality are like. [D] figures come from open files of DUO and
//! CBS, [I] figures are ours, found by comparing the country with published figures.

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
    /// Cities with shares and prosperity of their own; none where all are alike.
    pub cities: &'static [City],
    /// Kilometres between the middle of an area and its primary schools, spread of each
    /// coordinate. [I]
    pub site_km: f64,
    /// Loss of utility per kilometre to a primary school. [I, from the mean distance by kind]
    pub po_friction: f64,
    /// Loss of utility per kilometre to a secondary school. [I, from the mean distance]
    pub vo_friction: f64,
    /// Places in secondary schools relative to its own pupils, in practical and vocational
    /// tracks and in havo and vwo. [I, from the distance to the nearest sites]
    pub vo_supply: [f64; 2],
}

impl Kind {
    /// Mean shares of European and other origins, and mean prosperity.
    pub fn shares(&self) -> [f64; 3] {
        [self.europe, self.outside, self.prosperity]
    }
}

/// A city that is like one of the four largest.
pub struct City {
    /// Share of pupils of European origin.
    pub europe: f64,
    /// Share of pupils of origin outside Europe.
    pub outside: f64,
    /// Mean prosperity. [I, from the share of highly educated parents]
    pub prosperity: f64,
}

const fn city(europe: f64, outside: f64, prosperity: f64) -> City {
    City { europe, outside, prosperity }
}

/// Amsterdam, 2022/23: 60 % with a migration background; Utrecht, 2021/22: 10.3 % western
/// and 30.1 % non-western [D]; the others [I].
const G4: [City; 4] =
    [city(0.15, 0.45, 0.58), city(0.12, 0.47, 0.3), city(0.14, 0.48, 0.25), city(0.103, 0.301, 0.4)];

/// The four kinds.
pub const KINDS: [Kind; 4] = [
    Kind {
        municipalities: 4.0,
        pupils: 0.135,
        sizes: &[59_640.0, 49_648.0, 43_905.0, 29_522.0],
        school_size: 300.0,
        school_shape: 4.0,
        area_pupils: 860.0,
        core: 1.0,
        density: 420.0,
        urbanity: [1.0, 0.0, 0.0, 0.0, 0.0],
        prosperity: 0.1,
        prosperity_spread: 0.98,
        europe: 0.125,
        outside: 0.455,
        origin_spread: 0.85,
        cities: &G4,
        site_km: 0.35,
        po_friction: 0.12,
        vo_friction: 1.2,
        vo_supply: [1.0, 1.05],
    },
    Kind {
        municipalities: 30.0,
        pupils: 0.246,
        sizes: &[
            20_436.0, 14_124.0, 13_557.0, 12_356.0, 11_930.0, 10_954.0, 9_272.0, 8_126.0, 7_806.0, 7_350.0,
            7_071.0,
        ],
        school_size: 258.0,
        school_shape: 3.0,
        area_pupils: 455.0,
        core: 0.85,
        density: 310.0,
        urbanity: [0.3, 0.7, 0.0, 0.0, 0.0],
        prosperity: -0.1,
        prosperity_spread: 0.68,
        europe: 0.11,
        outside: 0.235,
        origin_spread: 0.66,
        cities: &[],
        site_km: 0.3,
        po_friction: 0.44,
        vo_friction: 1.5,
        vo_supply: [1.08, 1.18],
    },
    Kind {
        municipalities: 100.0,
        pupils: 0.3414,
        sizes: &[
            7_068.0, 6_624.0, 5_678.0, 5_302.0, 4_601.0, 4_329.0, 4_082.0, 3_620.0, 3_478.0, 3_311.0, 3_049.0,
        ],
        school_size: 213.0,
        school_shape: 2.6,
        area_pupils: 336.0,
        core: 0.6,
        density: 250.0,
        urbanity: [0.0, 0.2, 0.45, 0.35, 0.0],
        prosperity: 0.0,
        prosperity_spread: 0.58,
        europe: 0.09,
        outside: 0.14,
        origin_spread: 0.72,
        cities: &[],
        site_km: 0.2,
        po_friction: 0.82,
        vo_friction: 2.0,
        vo_supply: [1.06, 1.12],
    },
    Kind {
        municipalities: 208.0,
        pupils: 0.2776,
        sizes: &[
            3_028.0, 2_714.0, 2_457.0, 2_265.0, 2_090.0, 1_849.0, 1_623.0, 1_399.0, 1_172.0, 880.0, 52.0,
        ],
        school_size: 184.0,
        school_shape: 2.2,
        area_pupils: 217.0,
        core: 0.4,
        density: 180.0,
        urbanity: [0.0, 0.0, 0.0, 0.35, 0.65],
        prosperity: 0.0,
        prosperity_spread: 0.45,
        europe: 0.065,
        outside: 0.07,
        origin_spread: 0.68,
        cities: &[],
        site_km: 0.15,
        po_friction: 1.65,
        vo_friction: 2.0,
        vo_supply: [0.84, 0.58],
    },
];
