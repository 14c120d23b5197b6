//! Frames about what came out of an admission.

use super::answer::Answer;
use super::market::Named;
use crate::admission::{Drawing, Mechanism, Placements};
use crate::error::Result;
use crate::market::{Lottery, Market, Placed, Ties};
use crate::space::{Near, Nearest, distance};
use arrow_array::{Int64Array, RecordBatch, UInt64Array};
use rayon::prelude::*;
use std::sync::Arc;

/// Number of a lottery as it is shown, from 1.
fn shown(lottery: usize) -> i64 {
    lottery as i64 + 1
}

/// `lottery, pupil, school, rank`: where every pupil is in every lottery; no school for who is unplaced.
///
/// # Errors
/// Only a defect of our own.
pub fn placements(named: &Named, placements: &Placements) -> Result<RecordBatch> {
    let market = named.market();
    let (pupils, lotteries) = (market.pupils(), placements.lotteries());
    let all: Vec<Option<u32>> = (0..lotteries).flat_map(|lottery| placements.of(market, lottery)).collect();
    let mut answer = Answer::default();
    answer.whole("lottery", (0..all.len()).map(|row| shown(row / pupils)));
    answer.pupils(named, &(0..all.len()).map(|row| row % pupils));
    answer.schools(named, &all.iter().map(|wish| wish.map(|wish| market.school(wish as usize) as usize)));
    answer.counts("rank", all.iter().map(|wish| wish.and_then(|wish| named.rank(wish as usize))));
    answer.batch()
}

/// A choice of a pupil, or that of none.
struct Chance {
    pupil: usize,
    school: Option<usize>,
    /// The rank as it was given.
    rank: Option<usize>,
    /// Where the choice stands among those of the pupil.
    place: u32,
    count: u32,
}

/// `pupil, school, rank, chance, se`: how often every pupil is placed on every choice, without rank at schools
/// that a guarantee found, and, without school and rank, nowhere.
///
/// # Errors
/// Only a defect of our own.
pub fn chances(named: &Named, placements: &Placements) -> Result<RecordBatch> {
    let market = named.market();
    let mut counts = vec![0u32; market.ranks.len()];
    for lottery in 0..placements.lotteries() {
        placements.of(market, lottery).iter().flatten().for_each(|wish| counts[*wish as usize] += 1);
    }
    let total = placements.lotteries() as u32;
    let mut closed = named.entered.closed.iter().peekable();
    let mut rows = Vec::with_capacity(counts.len() + market.pupils());
    for pupil in 0..market.pupils() {
        let start = rows.len();
        for wish in market.lists.wishes(pupil) {
            let (school, rank) = (Some(market.school(wish) as usize), named.rank(wish));
            if rank.is_some() || counts[wish] > 0 {
                rows.push(Chance { pupil, school, rank, place: market.ranks[wish], count: counts[wish] });
            }
        }
        let placed: u32 = rows[start..].iter().map(|row| row.count).sum();
        while let Some(wish) = closed.next_if(|wish| wish.pupil as usize == pupil) {
            let (school, place) = (Some(wish.school as usize), wish.rank);
            rows.push(Chance { pupil, school, rank: Some(place as usize), place, count: 0 });
        }
        rows[start..].sort_unstable_by_key(|row| row.place);
        rows.push(Chance { pupil, school: None, rank: None, place: 0, count: total - placed });
    }
    let share = |row: &Chance| f64::from(row.count) / f64::from(total);
    let mut answer = Answer::default();
    answer.pupils(named, &rows.iter().map(|row| row.pupil));
    answer.schools(named, &rows.iter().map(|row| row.school));
    answer.counts("rank", rows.iter().map(|row| row.rank));
    answer.floats("chance", rows.iter().map(|row| Some(share(row))));
    answer.floats(
        "se",
        rows.iter().map(|row| Some((share(row) * (1.0 - share(row)) / f64::from(total)).sqrt())),
    );
    answer.batch()
}

/// Pupils by lottery, group and something else that is counted, as rows.
fn tallied(
    market: &Market,
    placements: &Placements,
    groups: &[u32],
    kinds: usize,
    kind: impl Fn(Option<usize>) -> usize + Sync,
) -> Vec<[i64; 4]> {
    let width = groups.iter().max().map_or(1, |last| *last as usize + 1);
    let one = |lottery: usize| {
        let mut counts = vec![0i64; width * kinds];
        for (pupil, wish) in placements.of(market, lottery).iter().enumerate() {
            let group = groups.get(pupil).map_or(0, |group| *group as usize);
            counts[group * kinds + kind(wish.map(|wish| wish as usize))] += 1;
        }
        let cells = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
        cells
            .map(|(cell, count)| [shown(lottery), (cell / kinds) as i64, (cell % kinds) as i64, count])
            .collect::<Vec<_>>()
    };
    (0..placements.lotteries()).into_par_iter().flat_map_iter(one).collect()
}

/// `lottery, group, rank, pupils`: how many of each group (a number a pupil) are on which choice, 0 for unplaced
/// and -1 for placed by a guarantee.
///
/// # Errors
/// Only a defect of our own.
pub fn ranks(named: &Named, placements: &Placements, groups: &[u32]) -> Result<RecordBatch> {
    let market = named.market();
    let longest = market.ranks.iter().max().map_or(0, |last| *last as usize);
    let rank = |wish: Option<usize>| wish.map_or(0, |wish| named.rank(wish).unwrap_or(longest + 1));
    let rows = tallied(market, placements, groups, longest + 2, rank);
    let mut answer = Answer::default();
    answer.whole("lottery", rows.iter().map(|row| row[0]));
    answer.whole("group", rows.iter().map(|row| row[1]));
    answer.whole("rank", rows.iter().map(|row| if row[2] > longest as i64 { -1 } else { row[2] }));
    answer.whole("pupils", rows.iter().map(|row| row[3]));
    answer.batch()
}

/// `lottery, group, school, pupils`: how many of each group (a number a pupil) are at which school, none for
/// unplaced.
///
/// # Errors
/// Only a defect of our own.
pub fn seats(named: &Named, placements: &Placements, groups: &[u32]) -> Result<RecordBatch> {
    let market = named.market();
    let school = |wish: Option<usize>| wish.map_or(0, |wish| market.school(wish) as usize + 1);
    let rows = tallied(market, placements, groups, market.schools() + 1, school);
    let mut answer = Answer::default();
    answer.whole("lottery", rows.iter().map(|row| row[0]));
    answer.whole("group", rows.iter().map(|row| row[1]));
    answer.schools(named, &rows.iter().map(|row| (row[2] as usize).checked_sub(1)));
    answer.whole("pupils", rows.iter().map(|row| row[3]));
    answer.batch()
}

/// `lottery, group, placed, mean, median`: straight-line distance from home to school of those placed whose home
/// and school are on the map, in the unit of the coordinates.
///
/// # Errors
/// Only a defect of our own.
pub fn distances(
    named: &Named,
    placements: &Placements,
    groups: &[u32],
    homes: &[(f64, f64)],
    schools: &[(f64, f64)],
) -> Result<RecordBatch> {
    let market = named.market();
    let width = groups.iter().max().map_or(1, |last| *last as usize + 1);
    let one = |lottery: usize| {
        let mut far: Vec<Vec<f64>> = vec![Vec::new(); width];
        for (pupil, wish) in placements.of(market, lottery).iter().enumerate() {
            let Some(wish) = wish else { continue };
            let apart = distance(homes[pupil], schools[market.school(*wish as usize) as usize]);
            if apart.is_finite() {
                far[groups.get(pupil).map_or(0, |group| *group as usize)].push(apart);
            }
        }
        let rows = far.into_iter().enumerate().filter(|(_, all)| !all.is_empty());
        rows.map(|(group, all)| (lottery, group, all.len(), middle(all))).collect::<Vec<_>>()
    };
    let rows: Vec<(usize, usize, usize, (f64, f64))> =
        (0..placements.lotteries()).into_par_iter().flat_map_iter(one).collect();
    let mut answer = Answer::default();
    answer.whole("lottery", rows.iter().map(|row| shown(row.0)));
    answer.whole("group", rows.iter().map(|row| row.1 as i64));
    answer.whole("placed", rows.iter().map(|row| row.2 as i64));
    answer.floats("mean", rows.iter().map(|row| Some(row.3.0)));
    answer.floats("median", rows.iter().map(|row| Some(row.3.1)));
    answer.batch()
}

/// Mean and median.
fn middle(mut all: Vec<f64>) -> (f64, f64) {
    all.sort_unstable_by(f64::total_cmp);
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    let half = all.len() / 2;
    (mean, if all.len() % 2 == 1 { all[half] } else { f64::midpoint(all[half - 1], all[half]) })
}

/// The number that a pupil drew for a wish, in 2^-32nds where numbers are mixed; none where nothing is drawn.
fn number(market: &Market, drawing: &Drawing, lottery: usize, pupil: usize, wish: usize) -> Option<u64> {
    let school = market.school(wish) as usize;
    let round = drawing.rounds.get(pupil).copied().unwrap_or_default();
    let lots = Lottery::new(drawing.seed, lottery as u32, round);
    let (id, number) = (market.ids[pupil], market.numbers[school]);
    if drawing.mechanism == Mechanism::LotteryThenCentral && market.ranks[wish] == 1 {
        return Some(lots.pair(id, number));
    }
    Some(match &drawing.ties {
        Ties::Strict => return None,
        Ties::Single => lots.single(id),
        Ties::Hybrid(popular) if popular[school] => lots.single(id),
        Ties::Multiple | Ties::Hybrid(_) => lots.pair(id, number),
        Ties::Mixed(weight) => {
            let sum = u128::from(lots.single(id)) * u128::from(*weight)
                + u128::from(lots.pair(id, number)) * u128::from(!weight);
            (sum >> 32) as u64
        }
    })
}

/// Which lottery of which drawing.
#[derive(Clone, Copy)]
pub struct Which<'a> {
    /// The drawing.
    pub drawing: &'a Drawing,
    /// The lottery, from 0.
    pub lottery: usize,
}

/// `pupil, school, rank, priority, number`: every wish of a lottery with its class and the number drawn for it.
///
/// # Errors
/// Only a defect of our own.
pub fn numbers(named: &Named, Which { drawing, lottery }: Which<'_>) -> Result<RecordBatch> {
    let market = named.market();
    let pupils = market.lists.pupils();
    let wishes = 0..market.ranks.len();
    let of = |wish: usize| number(market, drawing, lottery, pupils[wish] as usize, wish);
    let mut answer = Answer::default();
    answer.pupils(named, &pupils.iter().map(|pupil| *pupil as usize));
    answer.schools(named, &wishes.clone().map(|wish| Some(market.school(wish) as usize)));
    answer.counts("rank", wishes.clone().map(|wish| named.rank(wish)));
    answer.counts("priority", wishes.clone().map(|wish| named.priority(wish)));
    answer.add("number", Arc::new(wishes.map(of).collect::<UInt64Array>()));
    answer.batch()
}

/// `school, places, admitted, pupil, priority, number`: the last who was admitted to every school (no pupil
/// where places are left or no one is admitted), of the wishes that `last` gives a school.
///
/// # Errors
/// Only a defect of our own.
pub fn cutoffs(
    named: &Named,
    which: Which<'_>,
    placed: &Placed,
    last: &[Option<u32>],
) -> Result<RecordBatch> {
    let market = named.market();
    let filled = market.filled(placed);
    let pupils = market.lists.pupils();
    let wish = |school: usize| last[school].map(|wish| wish as usize);
    let schools = 0..market.schools();
    let drawn = |school: usize| {
        let wish = wish(school)?;
        number(market, which.drawing, which.lottery, pupils[wish] as usize, wish)
    };
    let mut answer = Answer::default();
    answer.whole("lottery", schools.clone().map(|_| shown(which.lottery)));
    answer.schools(named, &schools.clone().map(Some));
    answer.whole("places", market.places.iter().map(|places| i64::from(*places)));
    answer.whole("admitted", filled.iter().map(|admitted| i64::from(*admitted)));
    answer.counts("priority", schools.clone().map(|s| wish(s).and_then(|wish| named.priority(wish))));
    answer.add("number", Arc::new(schools.map(drawn).collect::<UInt64Array>()));
    answer.batch()
}

/// `lottery, pupil, school, rank`: wishes of lotteries.
///
/// # Errors
/// Only a defect of our own.
pub fn wishes(named: &Named, found: &[(usize, u32)]) -> Result<RecordBatch> {
    let market = named.market();
    let pupils = market.lists.pupils();
    let wish = |row: &(usize, u32)| row.1 as usize;
    let mut answer = Answer::default();
    answer.whole("lottery", found.iter().map(|row| shown(row.0)));
    answer.pupils(named, &found.iter().map(|row| pupils[wish(row)] as usize));
    answer.schools(named, &found.iter().map(|row| Some(market.school(wish(row)) as usize)));
    answer.whole("rank", found.iter().map(|row| i64::from(market.ranks[wish(row)])));
    answer.batch()
}

/// `lottery` and a column a count, of lotteries in order.
///
/// # Errors
/// Only a defect of our own.
pub fn counted(names: &[&str], rows: &[Vec<u64>]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.whole("lottery", (0..rows.len()).map(shown));
    for (column, name) in names.iter().enumerate() {
        let counts = rows.iter().map(|row| row[column] as i64);
        answer.add(name, Arc::new(counts.collect::<Int64Array>()));
    }
    answer.batch()
}

/// `home, school`: the schools nearest to every home, by number, nearest first; none for a home that is not on
/// the map.
///
/// # Errors
/// Only a defect of our own.
pub fn nearest(homes: &[(f64, f64)], schools: &[(f64, f64)], count: usize) -> Result<RecordBatch> {
    let (x, y): (Vec<f64>, Vec<f64>) = schools.iter().copied().unzip();
    let tree = Nearest::new(&x, &y);
    let on_map = |at: &(f64, f64)| at.0.is_finite() && at.1.is_finite();
    let of = |at: &(f64, f64)| if on_map(at) { tree.from(*at, count) } else { Vec::new() };
    let found: Vec<Vec<Near>> = homes.par_iter().map(of).collect();
    let pairs: Vec<(i64, i64)> = (0i64..)
        .zip(&found)
        .flat_map(|(home, near)| near.iter().map(move |near| (home, i64::from(near.number))))
        .collect();
    let mut answer = Answer::default();
    answer.whole("home", pairs.iter().map(|pair| pair.0));
    answer.whole("school", pairs.iter().map(|pair| pair.1));
    answer.batch()
}
