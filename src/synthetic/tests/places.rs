//! Who lives and learns where: distances, origins, segregation.

use super::*;
use crate::world::KINDS;

fn kind(world: &World, row: usize) -> usize {
    let town = world.homes.municipality[world.pupils.home[row] as usize];
    usize::from(world.municipalities.kind.codes[town as usize])
}

fn km(world: &World, home: usize, school: usize) -> f64 {
    let x = world.homes.x_km[home] - world.schools.x_km[school];
    let y = world.homes.y_km[home] - world.schools.y_km[school];
    (x * x + y * y).sqrt()
}

fn travelled(world: &World, rows: &[usize]) -> f64 {
    let of = |&row: &usize| km(world, world.pupils.home[row] as usize, world.pupils.school[row] as usize);
    rows.iter().map(of).sum::<f64>() / rows.len() as f64
}

/// Position of the nearest open school to every home, and the kilometres to it.
fn nearest(world: &World) -> Vec<(u32, f64)> {
    let open: Vec<usize> =
        (0..world.schools.len()).filter(|&school| world.schools.open_in(school, world.latest())).collect();
    let from = |home| {
        let all = open.iter().map(|&school| (school as u32, km(world, home, school)));
        all.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
    };
    (0..world.homes.len()).map(from).collect()
}

/// D of those in one class of a trait against those in another (or all others) over units.
fn dissimilarity(
    world: &World,
    rows: &[usize],
    unit: impl Fn(usize) -> usize,
    side: impl Fn(usize) -> Option<usize>,
) -> f64 {
    let mut table = vec![[0.0; 2]; world.schools.len().max(world.homes.len())];
    for &row in rows {
        if let Some(side) = side(row) {
            table[unit(row)][side] += 1.0;
        }
    }
    let all = |side: usize| table.iter().map(|row| row[side]).sum::<f64>();
    let (a, b) = (all(0), all(1));
    table.iter().map(|row| (row[0] / a - row[1] / b).abs()).sum::<f64>() / 2.0
}

#[test]
fn distances_are_those_of_the_country() {
    let po = world(Sector::Po, 0.2, 1);
    let rows = po.pupils_in(2024);
    within(travelled(&po, &rows), 0.99, 1.19);
    // DUO 2019, by kind of municipality: 1.27, 1.20, 1.11 and 0.89.
    for (of, [low, high]) in (0..4).zip([[0.8, 1.4], [1.0, 1.35], [0.95, 1.25], [0.8, 1.15]]) {
        let rows: Vec<usize> = rows.iter().copied().filter(|&row| kind(&po, row) == of).collect();
        within(travelled(&po, &rows), low, high);
    }
    let vo = world(Sector::Vo, 0.2, 1);
    let rows = vo.pupils_in(2024);
    within(travelled(&vo, &rows), 2.3, 3.1);
    let near = nearest(&vo);
    let mean = rows.iter().map(|&row| near[vo.pupils.home[row] as usize].1).sum::<f64>() / rows.len() as f64;
    within(mean, 1.4, 1.95);
}

#[test]
fn origins_are_those_of_the_country() {
    for seed in [1, 2] {
        let world = world(Sector::Po, 0.1, seed);
        let dutch = |year, of: &dyn Fn(usize) -> bool| {
            let rows: Vec<usize> = world.pupils_in(year).into_iter().filter(|&row| of(row)).collect();
            share(&rows, |row| code(&world, "migration_background", row) == 0)
        };
        within(dutch(2021, &|_| true), 0.70, 0.74);
        within(dutch(2017, &|_| true) - dutch(2024, &|_| true), 0.012, 0.035);
        within(dutch(2024, &|row| KINDS[kind(&world, row)] == "g4"), 0.35, 0.5);
        within(dutch(2024, &|row| KINDS[kind(&world, row)] == "rural"), 0.8, 0.92);
    }
}

#[test]
fn pupils_are_spread_as_in_the_country() {
    let world = world(Sector::Po, 0.5, 1);
    let near = nearest(&world);
    let all = world.pupils_in(2024);
    let educations = |row| match code(&world, "parental_education", row) {
        0 => Some(0),
        2 => Some(1),
        _ => None,
    };
    let origins = |row| Some(usize::from(code(&world, "migration_background", row) != 2));
    let school = |row: usize| world.pupils.school[row] as usize;
    let home = |row: usize| world.pupils.home[row] as usize;
    let reach = |row: usize| near[world.pupils.home[row] as usize].0 as usize;
    // Low against high education, the Inspectorate's 2016: G4 .62 to .73 (.50 to .61 by
    // nearest school), the next .36 to .60 (.23 to .46).
    for (of, [low, high], [near_low, near_high]) in
        [(0, [0.58, 0.75], [0.45, 0.64]), (1, [0.46, 0.66], [0.36, 0.52])]
    {
        let rows: Vec<usize> = all.iter().copied().filter(|&row| kind(&world, row) == of).collect();
        let d = dissimilarity(&world, &rows, school, educations);
        let residential = dissimilarity(&world, &rows, reach, educations);
        within(d, low, high);
        within(residential, near_low, near_high);
        within(dissimilarity(&world, &rows, home, educations), near_low, near_high);
        within((d - residential) / d, 0.1, 0.35);
    }
    // D of an origin outside Europe over pc4, CBS 2022: .29 in the four, .25 in the next.
    for (of, want) in [(0, 0.28), (1, 0.28)] {
        let rows: Vec<usize> = all.iter().copied().filter(|&row| kind(&world, row) == of).collect();
        let d = dissimilarity(&world, &rows, home, origins);
        within(d, want - 0.05, want + 0.05);
        within(dissimilarity(&world, &rows, school, origins) - d, 0.03, 0.2);
    }
}
