//! The door of a market: lists as they were handed in, checked once.

use super::{Lists, Market};
use crate::error::{Error, Result};
use rayon::prelude::*;

/// A row of a table of wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The pupil.
    pub pupil: u32,
    /// The school.
    pub school: u32,
    /// Rank on the list, from 1.
    pub rank: u32,
    /// Priority class, lower first; none where the school does not admit the pupil at all.
    pub class: Option<u32>,
}

/// A market whose lists have been checked, and the wishes that schools do not admit at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Entered {
    /// The market of admissible wishes.
    pub market: Market,
    /// The others, by pupil and rank.
    pub closed: Vec<Wish>,
}

impl Market {
    /// Reads the lists of pupils from wishes in any order.
    ///
    /// `ids` names every pupil, `places` has every school; the wishes number them.
    ///
    /// # Errors
    /// `DuplicateRank`, `DuplicatePreference`, `GapInRanks`, each with the first row at fault.
    pub fn enter(ids: Vec<u64>, places: Vec<u32>, wishes: &[Wish]) -> Result<Entered> {
        let rows = by_pupil(ids.len(), wishes);
        check(wishes, &rows, places.len())?;
        let mut entered = Entered { market: Self::plain(Lists::default(), vec![], places), closed: vec![] };
        let all_alike = wishes.iter().all(|wish| wish.class.is_none_or(|class| class == 0));
        let mut next = 0;
        for pupil in 0..ids.len() as u32 {
            let own = rows[next..].iter().take_while(|row| wishes[**row as usize].pupil == pupil).count();
            let list = rows[next..next + own].iter().map(|row| wishes[*row as usize]);
            next += own;
            entered.closed.extend(list.clone().filter(|wish| wish.class.is_none()));
            let open = list.filter(|wish| wish.class.is_some());
            entered.market.ranks.extend(open.clone().map(|wish| wish.rank));
            if !all_alike {
                entered.market.classes.extend(open.clone().filter_map(|wish| wish.class));
            }
            entered.market.lists.push(open.map(|wish| wish.school));
        }
        entered.market.ids = ids;
        Ok(entered)
    }
}

/// The rows of every pupil, best first.
fn by_pupil(pupils: usize, wishes: &[Wish]) -> Vec<u32> {
    let mut first = vec![0usize; pupils + 1];
    for wish in wishes {
        first[wish.pupil as usize + 1] += 1;
    }
    (0..pupils).for_each(|pupil| first[pupil + 1] += first[pupil]);
    let mut next = first.clone();
    let mut rows = vec![0; wishes.len()];
    for (row, wish) in (0u32..).zip(wishes) {
        let at = &mut next[wish.pupil as usize];
        rows[*at] = row;
        *at += 1;
    }
    let rank = |row: &u32| (wishes[*row as usize].rank, *row);
    rows.par_chunk_by_mut(|a, b| wishes[*a as usize].pupil == wishes[*b as usize].pupil).for_each(|own| {
        if !own.is_sorted_by_key(rank) {
            own.sort_unstable_by_key(rank);
        }
    });
    rows
}

/// Refuses lists that say two things, or leave one out.
fn check(wishes: &[Wish], rows: &[u32], schools: usize) -> Result<()> {
    let at = |row: &u32| wishes[*row as usize];
    let mut last_pupil = vec![u32::MAX; schools];
    let (mut again, mut twice, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: Option<Wish> = None;
    for row in rows {
        let wish = at(row);
        let previous = before.filter(|before| before.pupil == wish.pupil).map_or(0, |before| before.rank);
        before = Some(wish);
        match wish.rank {
            rank if rank == previous => again.push(*row),
            rank if rank != previous + 1 => gaps.push(*row),
            _ => {}
        }
        if std::mem::replace(&mut last_pupil[wish.school as usize], wish.pupil) == wish.pupil {
            twice.push(*row);
        }
    }
    refuse(
        &twice,
        "DuplicatePreference",
        "school",
        "name a school that is on the list already",
        "Keep the best rank of each school.",
    )?;
    refuse(
        &again,
        "DuplicateRank",
        "rank",
        "repeat a rank of the same list",
        "Give the schools of a list the ranks 1, 2, 3, ...",
    )?;
    refuse(
        &gaps,
        "GapInRanks",
        "rank",
        "leave out a rank of their list",
        "Give the schools of a list the ranks 1, 2, 3, ...; after leaving out schools, number them anew.",
    )
}

fn refuse(rows: &[u32], kind: &'static str, column: &str, what: &str, remedy: &str) -> Result<()> {
    let Some(first) = rows.iter().min() else { return Ok(()) };
    let message = format!("{} rows of wishes {what}, first in row {first}", rows.len());
    Err(Error::input(kind, message).on(column).at(u64::from(*first), rows.len() as u64).remedy(remedy))
}
