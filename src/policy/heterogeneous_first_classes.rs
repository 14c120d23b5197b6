//! Heterogeneous first classes: money for sites that let levels sit together, wider or longer.

use crate::numeric::Stream;
use crate::tracks::{FirstClasses, Forming, Plan, SiteDraws, Sites};

/// Heterogeneous first classes (*heterogene brugklassen*): what sites that take part are to have at least.
#[derive(Clone, Debug, PartialEq)]
pub struct HeterogeneousFirstClasses {
    /// Levels that sit together; all that a site offers, where these are fewer.
    pub levels: u8,
    /// Study years for which they do.
    pub years: u32,
    /// How classes are formed; as they were without it.
    pub forming: Option<Forming>,
    /// Municipalities in which it holds; everywhere without them.
    pub towns: Option<Vec<u32>>,
    /// Share of sites that apply.
    pub uptake: f64,
    /// Share of those with money that carry it out.
    pub treated: f64,
    /// Sites for which there is money; no limit without it.
    pub licences: Option<u64>,
}

/// How many sites took part, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Sites that could let levels sit together.
    pub able: u64,
    /// Of those, that applied.
    pub applied: u64,
    /// Of those, for which there was money.
    pub licensed: u64,
    /// Of those, that carry it out.
    pub treated: u64,
    /// Of those, with classes that are other than they were.
    pub changed: u64,
    /// Of the licensed, that had such classes already (*deadweight*).
    pub deadweight: u64,
    /// Pupils who enter at sites that changed.
    pub pupils: u64,
}

impl HeterogeneousFirstClasses {
    /// Changes the first classes of sites that take part. Who does is drawn by site: a larger share takes in a
    /// smaller one.
    pub fn apply(&self, plan: &mut Plan, sites: &Sites, stream: Stream) -> Taken {
        let able: Vec<usize> = sites.able().filter(|site| self.reaches(sites, *site)).collect();
        let applied = first(&able, self.uptake, |site| SiteDraws::new(stream, site).applies);
        let licensed = self.licences.map_or(applied.len(), |most| applied.len().min(most as usize));
        let licensed = &applied[..licensed];
        let treated = first(licensed, self.treated, |site| SiteDraws::new(stream, site).treats);
        let mut taken = Taken {
            able: able.len() as u64,
            applied: applied.len() as u64,
            licensed: licensed.len() as u64,
            treated: treated.len() as u64,
            ..Taken::default()
        };
        taken.deadweight =
            licensed.iter().filter(|site| self.changed(plan, sites, **site) == plan.sites[**site]).count()
                as u64;
        for site in treated {
            let changed = self.changed(plan, sites, site);
            if changed != plan.sites[site] {
                plan.sites[site] = changed;
                taken.changed += 1;
                taken.pupils += sites.entrants[site];
            }
        }
        taken
    }

    fn reaches(&self, sites: &Sites, site: usize) -> bool {
        self.towns.as_ref().is_none_or(|towns| sites.town.get(site).is_some_and(|town| towns.contains(town)))
    }

    /// First classes of a site that takes part: never narrower or shorter than they are.
    fn changed(&self, plan: &Plan, sites: &Sites, site: usize) -> FirstClasses {
        let FirstClasses { width, years, forming } = plan.sites[site];
        let width = width.max(self.levels.min(sites.offered[site].mixed().width()));
        FirstClasses { width, years: years.max(self.years), forming: self.forming.unwrap_or(forming) }
    }
}

/// The sites of a share, whole ones, that come first by their draw; ties by number.
fn first(sites: &[usize], share: f64, drawn: impl Fn(usize) -> u32) -> Vec<usize> {
    let count = (share * sites.len() as f64 + 1e-9).floor() as usize;
    let mut order = sites.to_vec();
    order.sort_by_key(|site| (drawn(*site), *site));
    order.truncate(count);
    order
}
