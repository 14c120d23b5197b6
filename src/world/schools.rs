//! School sites.

use super::TRACKS;

/// School sites (*vestigingen*), a row each, by site code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schools {
    /// Six characters: the institution (BRIN) and its location.
    pub site: Vec<String>,
    /// Name.
    pub site_name: Vec<String>,
    /// School board (*bevoegd gezag*), five digits.
    pub board: Vec<String>,
    /// Position in [`DENOMINATIONS`](super::DENOMINATIONS).
    pub denomination: Vec<u8>,
    /// Position of the municipality.
    pub municipality: Vec<u32>,
    /// Kilometres to the east, on the plane of the homes.
    pub x_km: Vec<f64>,
    /// Kilometres to the north.
    pub y_km: Vec<f64>,
    /// Pupils that the site has room for in a year, all study years together.
    pub places: Vec<u32>,
    /// Position in [`STRUCTURES`](super::STRUCTURES).
    pub structure: Vec<u8>,
    /// Tracks offered: bit `t` for `TRACKS[t]`; 0 at a primary school.
    pub tracks: Vec<u8>,
}

impl Schools {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.site.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.site.is_empty()
    }

    /// The labels of the tracks that a site offers; none for a primary school.
    #[must_use]
    pub fn offered(&self, school: usize) -> Vec<&'static str> {
        (0..6).filter(|t| self.tracks[school] >> t & 1 == 1).map(|t| TRACKS[t]).collect()
    }
}
