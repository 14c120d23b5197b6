//! Which school a pupil chooses, among those open in a year.

use super::attendance::{Appeal, GROUPS, Pull, Scene};
use super::calibration::FIRST_YEAR;
use super::draw::pick;
use super::market::Seat;
use super::site::Site;

/// What all pupils choose by.
pub struct Choice<'a> {
    /// What draws them.
    pub scene: &'a Scene<'a>,
    /// How much each school does.
    pub pull: &'a Pull,
    /// The sites.
    pub sites: &'a [Site],
}

/// Choices from one area, in which most appeals come back often.
pub struct Chooser<'a> {
    choice: &'a Choice<'a>,
    area: usize,
    known: Vec<Option<Appeal>>,
}

impl<'a> Choice<'a> {
    /// Choices of those who live in an area at first.
    pub fn from(&'a self, area: usize) -> Chooser<'a> {
        Chooser { choice: self, area, known: vec![None; self.scene.markets.len() * GROUPS] }
    }

    /// The school years, as bits from the first, in which a seat opens among the nearest.
    pub fn openings(&self, area: usize, track: usize) -> u16 {
        let market = &self.scene.markets[track];
        let year = |seat: u32| self.sites[market.seats[seat as usize].site].first;
        let reach = market.from(area).iter();
        reach.filter_map(|reach| year(reach.seat)).fold(0, |bits, year| bits | 1 << (year - FIRST_YEAR))
    }
}

impl Chooser<'_> {
    /// A site for someone of a track and group who lives in an area, open in the year.
    pub fn choose(&mut self, area: usize, track: u8, group: usize, year: u16, u: f64) -> u32 {
        let market = &self.choice.scene.markets[usize::from(track)];
        let mut appeal = self.appeal(area, usize::from(track), group);
        let mut any = false;
        for (appeal, reach) in appeal.iter_mut().zip(market.from(area)) {
            let open = self.choice.sites[market.seats[reach.seat as usize].site].is_open(year);
            *appeal *= f64::from(u8::from(open));
            any |= open;
        }
        let seat = if any {
            market.from(area)[pick(&appeal[..market.near], u)].seat as usize
        } else {
            let open = |seat: &Seat| self.choice.sites[seat.site].is_open(year);
            market.seats.iter().position(open).unwrap_or(0)
        };
        market.seats[seat].site as u32
    }

    fn appeal(&mut self, area: usize, track: usize, group: usize) -> Appeal {
        let Choice { scene, pull, .. } = self.choice;
        if area != self.area {
            return scene.appeal(area, track, group, pull);
        }
        *self.known[track * GROUPS + group].get_or_insert_with(|| scene.appeal(area, track, group, pull))
    }
}
