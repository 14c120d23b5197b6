//! The line of the reference, and laws of the smoothed indices.

use super::*;
use crate::indices::{defined, dissimilarity, entropy, exposure, interaction, mutual_information};
use crate::roll::{Amount, Pair, Places, Table};
use proptest::prelude::*;

const KERNELS: [Kernel; 5] =
    [Kernel::Uniform, Kernel::Triangular, Kernel::Biweight, Kernel::Gaussian, Kernel::Exponential];

/// Four units in a row, a kilometre apart.
pub(super) fn line() -> (Pair, Places) {
    let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
    let (x, area) = (vec![0.0, 1.0, 2.0, 3.0], vec![1.0, 2.0, 3.0, 4.0]);
    (pair, Places { x, y: vec![0.0; 4], area, ..Places::default() })
}

/// Turned by a quarter, then shifted.
pub(super) fn moved(places: &Places) -> Places {
    let x = places.y.iter().map(|y| 155.0 - y).collect();
    let y = places.x.iter().map(|x| 463.0 + x).collect();
    Places { x, y, ..places.clone() }
}

/// Counts of three groups and places on a lattice, where units may coincide.
#[derive(Clone, Debug)]
struct Town {
    cells: Vec<u32>,
    unit_totals: Vec<f64>,
    group_totals: Vec<f64>,
    places: Places,
}

impl Town {
    fn new(units: &[([u32; 3], (u8, u8))]) -> Self {
        let float = |place: fn(&(u8, u8)) -> u8| units.iter().map(|u| f64::from(place(&u.1))).collect();
        let sum = |n: usize| units.iter().map(|u| f64::from(u.0[n])).sum();
        Self {
            cells: units.iter().flat_map(|u| u.0).collect(),
            unit_totals: units.iter().map(|u| u.0.iter().map(|n| f64::from(*n)).sum()).collect(),
            group_totals: (0..3).map(sum).collect(),
            places: Places { x: float(|p| p.0), y: float(|p| p.1), ..Places::default() },
        }
    }

    fn table(&self) -> Table<'_, u32> {
        Table {
            cells: &self.cells,
            unit_totals: &self.unit_totals,
            group_totals: &self.group_totals,
            total: self.group_totals.iter().sum(),
        }
    }
}

fn towns() -> impl Strategy<Value = Town> {
    prop::collection::vec(([0u32..40, 0u32..40, 0u32..40], (0u8..5, 0u8..5)), 2..25)
        .prop_map(|units| Town::new(&units))
        .prop_filter("evenness is undefined", |town| defined(&town.table()).is_ok())
}

fn four<A: Amount>(table: &Table<'_, A>, mix: &Smoothed) -> [f64; 4] {
    let a = table.present()[0];
    let exposed = spatial_exposure(table, mix, a, 1);
    [
        spatial_theil(table, mix),
        spatial_dissimilarity(table, mix),
        spatial_relative_diversity(table, mix),
        exposed,
    ]
}

/// `Σ_jk w_j (π_jk - π_k)² / I`.
fn relative_diversity(table: &Table<'_, u32>) -> f64 {
    let cell = |(i, n): (usize, &u32)| {
        let (j, share) = (i / 3, table.group_totals[i % 3] / table.total);
        let apart = f64::from(*n) - table.unit_totals[j] * share;
        if table.unit_totals[j] > 0.0 { apart * apart / table.unit_totals[j] } else { 0.0 }
    };
    table.cells.iter().enumerate().map(cell).sum::<f64>() / table.total / interaction(table)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12
}

#[test]
fn line_has_its_values() {
    let (pair, places) = line();
    let table = pair.table();
    for places in [&places, &moved(&places)] {
        let mix = smoothed(&table, places, Kernel::Biweight, 1.5);
        let [h, d, r, xy] = four(&table, &mix);
        let decay = |b| distance_decay_exposure(&table, places, 0, b, 1.0);
        let found = [h, d, r, 1.0 - xy, decay(0), decay(1)];
        let want = [0.181_528_344, 0.428_178_070, 0.226_661_732, 0.499_621_894, 0.450_865_895, 0.549_134_105];
        for (found, want) in found.into_iter().zip(want) {
            assert!((found - want).abs() < 1e-9, "{found} {want}");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let (pair, places) = line();
    let table = pair.table();
    let all = || {
        let mix = smoothed(&table, &places, Kernel::Gaussian, 0.7);
        let sums = closeness(&table, &places, 1.3, SelfDistance::Area);
        (mix, sums, distortion(&table, &places))
    };
    let pools = [1, 2, 5].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
    assert!(pools.iter().all(|pool| pool.install(all) == all()));
}

proptest! {
    #[test]
    fn bandwidth_nought_is_the_aspatial_index(town in towns()) {
        let table = town.table();
        let want = [
            mutual_information(&table) / entropy(&table),
            dissimilarity(&table),
            relative_diversity(&table),
            exposure(&table, table.present()[0], 1),
        ];
        for kernel in KERNELS {
            let found = four(&table, &smoothed(&table, &town.places, kernel, 0.0));
            prop_assert!((0..4).all(|i| near(found[i], want[i])), "{kernel:?} {found:?} {want:?}");
        }
    }

    #[test]
    fn shares_around_a_pupil_add_up_to_one(town in towns(), tenths in 0u32..40) {
        let table = town.table();
        for kernel in KERNELS {
            let mix = smoothed(&table, &town.places, kernel, f64::from(tenths) / 10.0);
            for a in table.present() {
                let all: f64 = (0..3).map(|b| spatial_exposure(&table, &mix, a, b)).sum();
                prop_assert!(near(all, 1.0), "{kernel:?} {all}");
            }
        }
        let decay = |b| distance_decay_exposure(&table, &town.places, table.present()[0], b, 0.9);
        prop_assert!(near((0..3).map(decay).sum(), 1.0));
    }

    #[test]
    fn local_mix_is_that_of_a_look_at_all_pairs(town in towns(), tenths in 1u32..40) {
        let (table, bandwidth) = (town.table(), f64::from(tenths) / 10.0);
        let at = |i: usize| (town.places.x[i], town.places.y[i]);
        for kernel in KERNELS {
            let mix = smoothed(&table, &town.places, kernel, bandwidth);
            for j in 0..table.units() {
                let weight = |i| kernel.weight(crate::space::distance(at(j), at(i)), bandwidth);
                let pupils = |k: usize| (0..table.units()).map(|i| weight(i) * table.unit(i)[k].float()).sum();
                let sums = [0, 1, 2].map(pupils);
                let all: f64 = sums.iter().sum();
                match mix.unit(j) {
                    Some(mix) => prop_assert!((0..3).all(|k| near(mix[k], sums[k] / all))),
                    None => prop_assert!(all == 0.0),
                }
            }
        }
    }

    #[test]
    fn where_north_is_changes_nothing(town in towns(), tenths in 0u32..40) {
        let (table, elsewhere) = (town.table(), moved(&town.places));
        let bandwidth = f64::from(tenths) / 10.0;
        for kernel in KERNELS {
            let here = four(&table, &smoothed(&table, &town.places, kernel, bandwidth));
            let there = four(&table, &smoothed(&table, &elsewhere, kernel, bandwidth));
            prop_assert!((0..4).all(|i| near(here[i], there[i])), "{kernel:?} {here:?} {there:?}");
        }
        prop_assert_eq!(town.places.links_within(bandwidth), elsewhere.links_within(bandwidth));
        let found = distortion(&table, &town.places);
        prop_assert!(near(found.mean, distortion(&table, &elsewhere).mean));
    }

    #[test]
    fn without_limit_every_mix_is_that_of_the_whole(town in towns()) {
        let table = town.table();
        for kernel in KERNELS {
            let mix = smoothed(&table, &town.places, kernel, f64::INFINITY);
            let [h, d, r, _] = four(&table, &mix);
            prop_assert!(near(h, 0.0) && near(d, 0.0) && near(r, 0.0), "{kernel:?}");
        }
    }
}
