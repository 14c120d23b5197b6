//! Laws of classes: a partition, parts that add up, no hold on threads, nothing changed by nothing.

use super::built;
use crate::indices::mutual_information;
use crate::numeric::Stream;
use crate::roll::Table;
use crate::tracks::*;
use crate::watch::Watch;
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(crate) const ADVICES: [&str; 10] = crate::world::ADVICES;

#[derive(Clone, Debug)]
pub(crate) struct Case {
    offered: Vec<u8>,
    entrants: Vec<(u32, usize, u16)>,
    widths: Vec<u8>,
    years: u32,
    share: f64,
    size: usize,
    chances: Chances,
    /// Of the draws.
    pub(crate) seed: u64,
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    (2usize..6).prop_flat_map(|sites| {
        (
            prop::collection::vec(1u8..64, sites),
            prop::collection::vec((0..sites as u32, 0usize..10, 0u16..3), 2..160),
            prop::collection::vec(1u8..6, sites),
            (1u32..4, 0.0f64..1.0, 1usize..40),
            prop::array::uniform3(0.0f64..0.33),
            any::<u64>(),
        )
            .prop_map(|(offered, entrants, widths, (years, share, size), chances, seed)| Case {
                offered,
                entrants,
                widths,
                years,
                share,
                size,
                chances,
                seed,
            })
    })
}

impl Case {
    fn made(&self) -> (Sites, Cohort) {
        let entrants: Vec<_> =
            self.entrants.iter().map(|(site, advice, group)| (*site, ADVICES[*advice], *group)).collect();
        built(&self.offered, &entrants)
    }

    fn plan(&self, sites: &Sites) -> Plan {
        Plan::new(
            sites,
            &Widths::Known(self.widths.clone()),
            self.years,
            Forming::Request(self.share),
            Stream::new(self.seed, 0),
        )
    }

    fn transitions(&self) -> Transitions {
        Transitions::new(vec![[self.chances; 6]], Vec::new(), Vec::new()).unwrap()
    }

    pub(crate) fn with<T>(&self, work: impl FnOnce(Setting<'_>, Plan) -> T) -> T {
        let (sites, cohort) = self.made();
        let (transitions, placement) = (self.transitions(), Placement::default());
        let setting = Setting {
            cohort: &cohort,
            sites: &sites,
            transitions: &transitions,
            placement: &placement,
            class_size: self.size,
            study_years: 3,
        };
        work(setting, self.plan(&sites))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn classes_part_the_pupils_of_a_programme_evenly(case in case()) {
        let years = case.with(|setting, plan| setting.follow(&plan, Stream::new(case.seed, 1)));
        for year in years {
            let mut once: Vec<u32> = year.seated.iter().filter(|row| !row.again).map(|row| row.pupil).collect();
            once.sort_unstable();
            prop_assert_eq!(once, (0..case.entrants.len() as u32).collect::<Vec<_>>());
            let mut classes: BTreeMap<(u32, Programme), BTreeMap<u32, usize>> = BTreeMap::new();
            for row in &year.seated {
                *classes.entry((row.site, row.programme)).or_default().entry(row.class).or_default() += 1;
            }
            for sizes in classes.values() {
                let (least, most) = (sizes.values().min().unwrap(), sizes.values().max().unwrap());
                let pupils: usize = sizes.values().sum();
                prop_assert!(most - least <= 1 && *most <= case.size);
                prop_assert_eq!(sizes.len(), pupils.div_ceil(case.size));
                prop_assert!(sizes.keys().copied().eq(0..sizes.len() as u32));
            }
        }
    }

    #[test]
    fn parts_of_segregation_add_up_to_the_whole(case in case()) {
        let years = case.with(|setting, plan| setting.follow(&plan, Stream::new(case.seed, 1)));
        for year in years {
            let found = figures(&year, 3, &[Measure::M]);
            let of = |level: Level| found.iter().find(|one| one.level == level).unwrap().value;
            let Some(whole) = of(Level::Class) else { continue };
            let sum = |levels: [Level; 2]| levels.map(|level| of(level).unwrap()).iter().sum::<f64>();
            prop_assert_eq!(whole.to_bits(), sum([Level::Site, Level::WithinSite]).to_bits());
            let within = sum([Level::ProgrammeInSite, Level::ClassInProgramme]);
            prop_assert_eq!(of(Level::WithinSite).unwrap().to_bits(), within.to_bits());
            let mut units: BTreeMap<(u32, Programme, u32), [u32; 3]> = BTreeMap::new();
            for row in &year.seated {
                units.entry((row.site, row.programme, row.class)).or_default()[usize::from(row.group)] += 1;
            }
            let cells: Vec<u32> = units.values().flatten().copied().collect();
            let unit_totals: Vec<f64> = units.values().map(|row| f64::from(row.iter().sum::<u32>())).collect();
            let group_totals = [0, 1, 2].map(|k| units.values().map(|row| f64::from(row[k])).sum());
            let table = Table {
                cells: &cells,
                unit_totals: &unit_totals,
                group_totals: &group_totals,
                total: unit_totals.iter().sum(),
            };
            prop_assert!((mutual_information(&table) - whole).abs() < 1e-9);
        }
    }

    #[test]
    fn threads_do_not_matter(case in case()) {
        case.with(|setting, plan| {
            let plans = [plan];
            let runs = Runs { setting, plans: &plans, groups: 3, measures: &[Measure::D, Measure::H], seed: case.seed };
            let on = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| runs.outcomes(0..4, &Watch::default())).unwrap()
            };
            let alone = on(1);
            prop_assert_eq!(alone.len(), 12);
            prop_assert_eq!(alone, on(4));
            Ok(())
        })?;
    }
}
