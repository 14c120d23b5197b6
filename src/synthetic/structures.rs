//! The structures of secondary sites (*onderwijsstructuur*): how many, how large, with
//! which tracks.

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
