//! School sites.

use super::Codes;

/// School sites (*vestigingen*), a row each, by site code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schools {
    /// Six characters: the institution (BRIN) and its location.
    pub site: Vec<String>,
    /// Name.
    pub site_name: Vec<String>,
    /// School board (*bevoegd gezag*), five digits.
    pub board: Vec<String>,
    /// Denomination (*denominatie*).
    pub denomination: Codes,
    /// Position of the municipality.
    pub municipality: Vec<u32>,
    /// Kilometres to the east, on the plane of the homes.
    pub x_km: Vec<f64>,
    /// Kilometres to the north.
    pub y_km: Vec<f64>,
    /// Pupils that the site has room for in a year, all study years together.
    pub places: Vec<u32>,
    /// Structure of a secondary site (*onderwijsstructuur*).
    pub structure: Codes,
    /// Labels of the tracks that sites can offer; none in po.
    pub track_labels: Vec<String>,
    /// Tracks offered: bit `t` for `track_labels[t]`.
    pub tracks: Vec<u32>,
    /// First school year with pupils; none where it was there before the world's years.
    pub first_year: Vec<Option<u16>>,
    /// Last school year with pupils; none where it is still there after the world's years.
    pub last_year: Vec<Option<u16>>,
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

    /// Whether a site is open in a school year.
    #[must_use]
    pub fn open_in(&self, school: usize, year: u16) -> bool {
        self.first_year[school].is_none_or(|first| first <= year)
            && self.last_year[school].is_none_or(|last| year <= last)
    }

    /// The labels of the tracks that a site offers; none for a primary school.
    #[must_use]
    pub fn offered(&self, school: usize) -> Vec<&str> {
        let labels = self.track_labels.iter().enumerate();
        labels.filter(|(t, _)| self.tracks[school] >> t & 1 == 1).map(|(_, label)| label.as_str()).collect()
    }
}
