//! What first classes are like at every site.

use super::forming::Forming;
use super::programme::Programme;
use super::sites::Sites;
use crate::error::{Error, Result};
use crate::numeric::{Stream, purpose, uniform};

/// Most levels that can sit together.
pub const WIDEST: u8 = 5;

/// The first classes (*brugklassen*) of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstClasses {
    /// Levels that sit together at most.
    pub width: u8,
    /// Study years for which they do.
    pub years: u32,
    /// How classes are formed, in every study year.
    pub forming: Forming,
}

/// How wide the first classes of sites are.
#[derive(Clone, Debug, PartialEq)]
pub enum Widths {
    /// As wide at all sites.
    Same(u8),
    /// Shares of widths 1 to 5, from which every site draws one.
    Shares([f64; WIDEST as usize]),
    /// The width of every site.
    Known(Vec<u8>),
}

impl Widths {
    /// Checks widths for so many sites.
    ///
    /// # Errors
    /// `BadOption` for a width outside 1 to 5, or shares that do not add up to 1.
    pub fn checked(self, sites: usize) -> Result<Self> {
        let fits = |width: &u8| (1..=WIDEST).contains(width);
        let is_sound = match &self {
            Self::Same(width) => fits(width),
            Self::Shares(shares) => {
                shares.iter().all(|share| (0.0..=1.0).contains(share))
                    && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-6
            }
            Self::Known(widths) => widths.len() == sites && widths.iter().all(fits),
        };
        if is_sound {
            return Ok(self);
        }
        let allowed = "1 to 5 levels, or the shares of these five that add up to 1";
        Err(Error::option("width", "the width of first classes is none", allowed))
    }

    /// The width of a site, by a number strictly between 0 and 1.
    fn of(&self, site: usize, drawn: f64) -> u8 {
        match self {
            Self::Same(width) => *width,
            Self::Known(widths) => widths[site],
            Self::Shares(shares) => {
                let mut below = 0.0;
                let is_wider = |share: &&f64| {
                    below += **share;
                    drawn >= below
                };
                (shares.iter().take_while(is_wider).count() as u8 + 1).min(WIDEST)
            }
        }
    }
}

/// What is drawn for a site, once for all scenarios and replicates.
#[derive(Clone, Copy, Debug)]
pub struct SiteDraws {
    /// How wide its first classes are.
    pub width: f64,
    /// How early it is among those who take part.
    pub applies: u32,
    /// How early it is among those who carry out.
    pub treats: u32,
}

impl SiteDraws {
    /// The draws of a site.
    #[must_use]
    pub fn new(stream: Stream, site: usize) -> Self {
        let [width, applies, treats, _] = stream.block(site as u64, 0, purpose::TRACK_SITE, 0);
        Self { width: uniform(width), applies, treats }
    }
}

/// First classes of every site.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// By site.
    pub sites: Vec<FirstClasses>,
}

impl Plan {
    /// The same first classes everywhere, but for their width; no wider than a site has levels.
    #[must_use]
    pub fn new(sites: &Sites, widths: &Widths, years: u32, forming: Forming, stream: Stream) -> Self {
        let one = |site: usize| {
            let most = sites.offered[site].mixed().width().max(1);
            let width = widths.of(site, SiteDraws::new(stream, site).width).min(most);
            FirstClasses { width, years, forming }
        };
        Self { sites: (0..sites.len()).map(one).collect() }
    }

    /// The programme in which a level sits at a site in a study year, from 1.
    #[must_use]
    pub fn programme(&self, sites: &Sites, site: u32, level: u8, study_year: u32) -> Programme {
        let classes = &self.sites[site as usize];
        let width = if study_year <= classes.years { classes.width } else { 1 };
        sites.offered[site as usize].around(level, width)
    }
}
