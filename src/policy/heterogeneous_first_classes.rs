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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracks::Widths;
    use crate::tracks::tests::built;
    use crate::tracks::tests::laws::{ADVICES, case};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_of_a_measure_changes_nothing(case in case(), which in 0usize..3) {
            let nothing = [(0.0, 1.0, None), (1.0, 0.0, None), (1.0, 1.0, Some(0))][which];
            let instrument = HeterogeneousFirstClasses {
                levels: 5,
                years: 3,
                forming: Some(Forming::Random),
                towns: None,
                uptake: nothing.0,
                treated: nothing.1,
                licences: nothing.2,
            };
            case.with(|setting, plan| {
                let mut changed = plan.clone();
                let taken = instrument.apply(&mut changed, setting.sites, Stream::new(case.seed, 0));
                prop_assert_eq!((taken.changed, taken.pupils), (0, 0));
                let stream = Stream::new(case.seed, 2);
                prop_assert_eq!(setting.follow(&changed, stream), setting.follow(&plan, stream));
                Ok(())
            })?;
        }
    }

    #[test]
    fn those_who_take_part_are_counted_apart_from_those_who_had_it_already() {
        let entrants: Vec<_> = (0..80).map(|i| (i / 10, ADVICES[7 + i as usize % 3], 0)).collect();
        let (sites, _) = built(&[0b11_0000; 8], &entrants);
        let widths = Widths::Known(vec![2, 2, 1, 1, 1, 1, 1, 1]);
        let stream = Stream::new(3, 0);
        let plan = Plan::new(&sites, &widths, 1, Forming::Random, stream);
        let instrument = |uptake: f64, treated: f64| HeterogeneousFirstClasses {
            levels: 2,
            years: 1,
            forming: None,
            towns: None,
            uptake,
            treated,
            licences: None,
        };
        let taken = |uptake: f64, treated: f64| {
            let mut changed = plan.clone();
            (instrument(uptake, treated).apply(&mut changed, &sites, stream), changed)
        };
        let (all, changed) = taken(1.0, 1.0);
        assert_eq!((all.able, all.applied, all.treated, all.changed, all.deadweight), (8, 8, 8, 6, 2));
        assert_eq!(all.pupils, 60);
        assert!(changed.sites.iter().all(|site| site.width == 2));
        let (half, fewer) = taken(0.5, 1.0);
        let (_, more) = taken(0.75, 1.0);
        assert_eq!((half.applied, half.licensed), (4, 4));
        let wider = |plan: &Plan| plan.sites.iter().map(|site| site.width).collect::<Vec<_>>();
        assert!(
            wider(&fewer).iter().zip(wider(&more)).all(|(few, many)| *few <= many),
            "a larger share takes in a smaller"
        );
        let (few, _) = {
            let mut plan = plan.clone();
            (
                HeterogeneousFirstClasses { licences: Some(3), ..instrument(1.0, 1.0) }
                    .apply(&mut plan, &sites, stream),
                plan,
            )
        };
        assert_eq!((few.applied, few.licensed), (8, 3));
        let nowhere = HeterogeneousFirstClasses { towns: Some(vec![5]), ..instrument(1.0, 1.0) };
        assert_eq!(nowhere.apply(&mut plan.clone(), &sites, stream), Taken::default());
    }
}
