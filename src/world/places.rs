//! Municipalities and the home areas in them.

use super::Codes;

/// Municipalities (*gemeenten*), a row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Municipalities {
    /// Code of four digits.
    pub code: Vec<String>,
    /// Name.
    pub name: Vec<String>,
    /// Name of the province.
    pub province: Vec<String>,
    /// Urbanity (*stedelijkheid*), 1 very strongly urban to 5 not urban.
    pub urbanity: Vec<u8>,
    /// Kind, such as a large city or the countryside.
    pub kind: Codes,
    /// Column on the tile map, from 0 in the west; a pair of column and row is unique.
    pub column: Vec<u16>,
    /// Row on the tile map, from 0 in the north.
    pub row: Vec<u16>,
}

impl Municipalities {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }
}

/// Home areas, of the size of a four-digit postcode (pc4), a row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Homes {
    /// Code of four characters.
    pub area: Vec<String>,
    /// Position of the municipality.
    pub municipality: Vec<u32>,
    /// Kilometres to the east, on a plane like the national grid (RD).
    pub x_km: Vec<f64>,
    /// Kilometres to the north.
    pub y_km: Vec<f64>,
    /// Prosperity of the area: about mean 0 and spread 1 over the country, higher is richer.
    pub prosperity: Vec<f64>,
}

impl Homes {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.area.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }
}
