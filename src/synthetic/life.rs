//! When sites open and close: as many as in the country, mostly small ones.

use super::calibration::{FIRST_YEAR, History, LAST_YEAR};
use super::site::Site;
use crate::numeric::{Stream, exp, ln, purpose, uniform};
use crate::world::Sector;

/// How many sites there have ever been in the years.
pub fn ever(history: &History, scale: f64) -> u32 {
    let opened: f64 = history.opened.iter().sum();
    ((history.first + opened) * scale).round() as u32
}

/// Gives sites the years in which they open and close. A site that can close was there
/// from the start, a new one stays.
pub fn live(stream: Stream, sector: Sector, scale: f64, history: &History, sites: &mut [Site]) {
    let spare = sites.len() / 2;
    let closing = race(stream, sector as u32, sites, |site| exp(-site.size / history.small));
    let mut order = closing.into_iter();
    for (place, year) in years(&history.closed, scale, spare) {
        order.by_ref().take(place).for_each(|site| sites[site].last = Some(year - 1));
    }
    let opening =
        race(stream, 2 + sector as u32, sites, |site| if site.size > history.small { 1.0 } else { 0.02 });
    let mut order =
        opening.into_iter().filter(|site| sites[*site].last.is_none()).collect::<Vec<_>>().into_iter();
    for (place, year) in years(&history.opened, scale, spare / 2) {
        order.by_ref().take(place).for_each(|site| sites[site].first = Some(year));
    }
}

/// How many, and the first school year of the change; rounded so that they add up, and
/// no more than `limit` in all.
fn years(counts: &[f64], scale: f64, limit: usize) -> Vec<(usize, u16)> {
    let (mut sum, mut given) = (0.0, 0);
    let mut part = |count: &f64| {
        sum += count * scale;
        let due = (sum.round() as usize).min(limit);
        let part = due - given;
        given = due;
        part
    };
    counts.iter().map(&mut part).zip(FIRST_YEAR + 1..=LAST_YEAR).collect()
}

/// All sites, in an order in which a larger weight comes sooner; those that must stay are
/// left out.
fn race(stream: Stream, tick: u32, sites: &[Site], weight: impl Fn(&Site) -> f64) -> Vec<usize> {
    let time = |i: usize| -ln(uniform(stream.block(i as u64, tick, purpose::LIFE, 0)[0])) / weight(&sites[i]);
    let free = (0..sites.len()).filter(|&i| !sites[i].stays);
    let mut order: Vec<(f64, usize)> = free.map(|i| (time(i), i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order.into_iter().map(|(_, i)| i).collect()
}

#[cfg(test)]
mod tests {
    use super::super::calibration::PO_HISTORY;
    use super::*;

    #[test]
    fn changes_add_up_at_any_scale() {
        for scale in [0.001, 0.01, 0.3, 1.0] {
            let all = years(&PO_HISTORY.closed, scale, 10_000);
            let sum: usize = all.iter().map(|(count, _)| count).sum();
            assert_eq!(sum, (397.0 * scale).round() as usize);
            assert_eq!((all[0].1, all[6].1), (FIRST_YEAR + 1, LAST_YEAR));
        }
        assert_eq!(years(&PO_HISTORY.closed, 1.0, 100).iter().map(|(count, _)| count).sum::<usize>(), 100);
    }

    #[test]
    fn small_sites_close_and_some_stay_whatever_happens() {
        let site =
            |i: usize| Site { size: if i < 500 { 60.0 } else { 400.0 }, stays: i == 0, ..Site::default() };
        let mut sites: Vec<Site> = (0..1_000).map(site).collect();
        live(Stream::new(1, 0), Sector::Po, 0.1, &PO_HISTORY, &mut sites);
        let closed: Vec<usize> = (0..1_000).filter(|&i| sites[i].last.is_some()).collect();
        assert_eq!(closed.len(), 40);
        assert!(closed.iter().all(|&i| sites[i].first.is_none() && i > 0));
        assert!(closed.iter().filter(|&&i| i < 500).count() > 35);
        assert_eq!(sites.iter().filter(|site| site.first.is_some()).count(), 14);
    }
}
