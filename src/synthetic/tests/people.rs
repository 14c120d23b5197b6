//! Pupils, their families and their school years.

use super::*;
use std::collections::BTreeMap;

/// The rows of every pupil, in order.
fn careers(world: &World) -> Vec<Vec<usize>> {
    let rows: Vec<usize> = (0..world.pupils.len()).collect();
    rows.chunk_by(|&a, &b| world.pupils.id[a] == world.pupils.id[b]).map(<[usize]>::to_vec).collect()
}

#[test]
fn every_pupil_is_at_one_place_a_year_and_goes_up_or_repeats() {
    for sector in [Sector::Po, Sector::Vo] {
        let world = world(sector, 0.02, 1);
        let all = &world.pupils;
        assert!(all.id.iter().zip(&all.first_year).is_sorted());
        let (mut ends, mut repeated) = (0.0, 0.0);
        for rows in careers(&world) {
            for pair in rows.windows(2) {
                assert_eq!(all.last_year[pair[0]] + 1, all.first_year[pair[1]]);
                let up = all.study_year(pair[0], all.last_year[pair[0]]).unwrap();
                let next = all.study_year[pair[1]];
                assert!(next == up || next == up + 1);
                ends += 1.0;
                repeated += f64::from(u8::from(next == up));
                for known in ["migration_background", "ses", "income_quintile", "parental_education"] {
                    assert_eq!(code(&world, known, pair[0]), code(&world, known, pair[1]));
                }
                assert_eq!(all.family[pair[0]], all.family[pair[1]]);
                assert_eq!(all.birth_year[pair[0]], all.birth_year[pair[1]]);
            }
        }
        let years: f64 = world.years.clone().map(|year| world.pupils_in(year).len() as f64).sum();
        let rate = calibration::REPEATS[sector as usize];
        within(repeated / (years * 7.0 / 8.0), 0.8 * rate, 1.1 * rate);
        assert!(ends > repeated);
    }
}

#[test]
fn yearly_numbers_are_those_of_the_country() {
    let po = world(Sector::Po, 0.1, 1);
    for (year, want) in po.years.clone().zip(calibration::PO_PUPILS) {
        within(po.pupils_in(year).len() as f64 / (0.1 * want), 0.998, 1.002);
    }
    let vo = world(Sector::Vo, 0.05, 1);
    for (year, want) in [2017, 2019].into_iter().zip(calibration::VO_PUPILS) {
        within(vo.pupils_in(year).len() as f64 / (0.05 * want), 0.995, 1.005);
    }
}

#[test]
fn siblings_share_a_home_and_mostly_a_school() {
    let world = world(Sector::Po, 0.02, 2);
    let rows = world.pupils_in(2021);
    let mut families: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for &row in &rows {
        families.entry(world.pupils.family[row]).or_default().push(row);
    }
    let (mut with, mut together) = (0.0, 0.0);
    for family in families.values().filter(|family| family.len() > 1) {
        for &row in family {
            let others = || family.iter().filter(|&&other| other != row);
            assert!(others().all(|&other| world.pupils.home[other] == world.pupils.home[row]));
            assert!(others().all(|&other| code(&world, "ses", other) == code(&world, "ses", row)));
            with += 1.0;
            let same = |&&other: &&usize| world.pupils.school[other] == world.pupils.school[row];
            together += f64::from(u8::from(others().any(|other| same(&other))));
        }
    }
    within(with / rows.len() as f64, 0.5, 0.75);
    within(together / with, 0.85, 0.98);
}

#[test]
fn abilities_of_siblings_go_together() {
    let world = world(Sector::Vo, 0.03, 2);
    let mut families: BTreeMap<u64, BTreeMap<u64, f64>> = BTreeMap::new();
    for row in 0..world.pupils.len() {
        let family = families.entry(world.pupils.family[row]).or_default();
        family.insert(world.pupils.id[row], code(&world, "advice", row) as f64);
    }
    let pairs: Vec<[f64; 2]> = families
        .values()
        .filter(|f| f.len() > 1)
        .map(|family| {
            let mut advices = family.values();
            [(); 2].map(|()| *advices.next().unwrap())
        })
        .collect();
    let mean = |of: &dyn Fn(&[f64; 2]) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
    let (a, b) = (mean(&|p| p[0]), mean(&|p| p[1]));
    let covariance = mean(&|p| (p[0] - a) * (p[1] - b));
    let spread = (mean(&|p| (p[0] - a).powi(2)) * mean(&|p| (p[1] - b).powi(2))).sqrt();
    within(covariance / spread, 0.35, 0.6);
}

#[test]
fn families_move_and_areas_stay_what_they_are() {
    let world = world(Sector::Po, 0.05, 3);
    let all = &world.pupils;
    let moved = careers(&world)
        .iter()
        .flat_map(|rows| rows.windows(2).map(<[usize]>::to_vec).collect::<Vec<_>>())
        .filter(|pair| all.home[pair[0]] != all.home[pair[1]])
        .count() as f64;
    let years: f64 = world.years.clone().map(|year| world.pupils_in(year).len() as f64).sum();
    within(moved / years, 0.03, 0.06);
    // The correlation of areas' mean status then and now, and the spread between them.
    let means = |year| {
        let mut sums = vec![[0.0; 2]; world.homes.len()];
        for row in world.pupils_in(year) {
            sums[all.home[row] as usize][0] += code(&world, "ses", row) as f64;
            sums[all.home[row] as usize][1] += 1.0;
        }
        sums
    };
    let spread = |sums: &[[f64; 2]]| {
        let [all, n] = sums.iter().fold([0.0; 2], |sum, s| [sum[0] + s[0], sum[1] + s[1]]);
        sums.iter().map(|[sum, k]| (sum - k * all / n).powi(2) / k.max(1.0)).sum::<f64>() / n
    };
    let (then, now) = (means(2017), means(2024));
    within(spread(&now) / spread(&then), 0.9, 1.1);
    let pupils = |sums: &[[f64; 2]]| sums.iter().map(|s| s[1]).sum::<f64>();
    let shift: f64 =
        then.iter().zip(&now).map(|(a, b)| (a[1] / pupils(&then) - b[1] / pupils(&now)).abs()).sum();
    within(shift / 2.0, 0.0, 0.06);
}

#[test]
fn national_fifths_and_parents_have_their_shares() {
    let world = world(Sector::Po, 0.05, 4);
    let rows = world.pupils_in(2021);
    for (fifth, want) in (1..).zip(calibration::INCOME_SHARES) {
        within(share(&rows, |row| code(&world, "ses_quintile", row) == fifth), 0.19, 0.21);
        within(share(&rows, |row| code(&world, "income_quintile", row) == fifth), want - 0.01, want + 0.01);
    }
    for (education, want) in calibration::EDUCATION_SHARES.into_iter().enumerate() {
        within(
            share(&rows, |row| code(&world, "parental_education", row) == education),
            want - 0.01,
            want + 0.01,
        );
    }
    assert!(
        rows.iter().all(|&row| code(&world, "ses", row).div_ceil(20) == code(&world, "ses_quintile", row))
    );
}

#[test]
fn advice_comes_at_the_end_and_depends_on_income_as_published() {
    let world = world(Sector::Po, 0.2, 2);
    let advice = world.pupils.values("advice").unwrap();
    let mut advised = Vec::new();
    for year in world.years.clone() {
        for row in world.pupils_in(year) {
            assert_eq!(advice.code(row).is_some(), world.study_year(row, year) == Some(8));
            if advice.code(row).is_some() && world.pupils.first_year[row] == year {
                advised.push(row);
            }
        }
    }
    // CBS 84274NED, 2022/23, final recommendations: lowest three classes of all, of the
    // second and of the fifth fifth.
    let published =
        [(0, [0.0571, 0.0404, 0.0871]), (2, [0.0835, 0.0566, 0.1213]), (5, [0.0163, 0.0154, 0.0389])];
    for (fifth, shares) in published {
        let of = |row: &usize| fifth == 0 || code(&world, "income_quintile", *row) == fifth;
        let rows: Vec<usize> = advised.iter().copied().filter(of).collect();
        let classes = [0..=1, 2..=2, 3..=3];
        for (class, want) in classes.into_iter().zip(shares) {
            let found = share(&rows, |row| class.contains(&advice.code(row).unwrap()));
            within(found, want - 0.008, want + 0.008);
        }
    }
    let vo = super::world(Sector::Vo, 0.01, 2);
    let advice = vo.pupils.values("advice").unwrap();
    assert!((0..vo.pupils.len()).all(|row| advice.code(row).is_some()));
}
