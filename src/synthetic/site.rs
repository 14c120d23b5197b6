//! A school site before pupils choose, and its columns.

use super::calibration::{FIRST_YEAR, LAST_YEAR};
use super::cohort::LONGEST;
use super::names;
use super::structures::STRUCTURES;
use super::town::Town;
use crate::numeric::{Stream, purpose};
use crate::world::{Codes, DENOMINATIONS, STRUCTURES as STRUCTURE_LABELS, Schools, Sector, TRACKS};

/// A school site.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Position of its municipality.
    pub town: usize,
    /// Place, km.
    pub x_km: f64,
    /// Place, km.
    pub y_km: f64,
    /// Pupils it is meant for in a year.
    pub size: f64,
    /// Position in the denominations.
    pub denomination: usize,
    /// 0 for a primary school, else one more than the position in the structures.
    pub structure: usize,
    /// Pupils it is meant for by track; a primary school has only the first.
    pub seats: [f64; 6],
    /// How much a kilometre counts for it, 1 is usual; less draws from farther.
    pub draw: f64,
    /// The first school year with pupils, unless it was there before.
    pub first: Option<u16>,
    /// The last school year with pupils, unless it stays.
    pub last: Option<u16>,
    /// Whether it can neither open nor close.
    pub stays: bool,
}

impl Site {
    /// Whether it is open in a school year.
    pub fn is_open(&self, year: u16) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }

    /// The share of the cohorts in the world that find it open.
    pub fn open_share(&self) -> f64 {
        let all = LAST_YEAR + LONGEST as u16 - FIRST_YEAR;
        let missed = self.first.map_or(0, |first| first + LONGEST as u16 - 1 - FIRST_YEAR)
            + self.last.map_or(0, |last| LAST_YEAR - last);
        1.0 - f64::from(missed) / f64::from(all)
    }
}

/// Sites under one board at most.
const BOARD: usize = 9;

/// The sites as columns, without places. A code is two digits from 90 (po) or 80 (vo), two
/// letters and `00`, and boards are numbered from `00001`: real institutions start with
/// lower digits (to 50), real boards with higher ones (from 10000).
pub fn columns(stream: Stream, sector: Sector, towns: &[Town], sites: &[Site]) -> Schools {
    let vo = sector == Sector::Vo;
    let first = if sector == Sector::Po { 90 } else { 80 };
    let name = |(i, site): (usize, &Site)| {
        let word = stream.block(i as u64, 4 + sector as u32, purpose::SCHOOL, 0)[0];
        names::school(word, sort(site.structure), &towns[site.town].name)
    };
    let offered = |site: &Site| site.structure.checked_sub(1).map_or(0, |s| STRUCTURES[s].tracks.into());
    Schools {
        site: (0..sites.len()).map(|i| code(first, i)).collect(),
        site_name: sites.iter().enumerate().map(name).collect(),
        board: boards(towns, sites).iter().map(|board| format!("{:05}", 1 + board)).collect(),
        denomination: Codes::labelled(
            &DENOMINATIONS,
            sites.iter().map(|site| site.denomination as u16).collect(),
        ),
        municipality: sites.iter().map(|site| site.town as u32).collect(),
        x_km: sites.iter().map(|site| site.x_km).collect(),
        y_km: sites.iter().map(|site| site.y_km).collect(),
        places: Vec::new(),
        structure: structures(sector, sites),
        track_labels: if vo {
            TRACKS[..6].iter().map(|&track| track.to_owned()).collect()
        } else {
            Vec::new()
        },
        first_year: sites.iter().map(|site| site.first).collect(),
        last_year: sites.iter().map(|site| site.last).collect(),
        tracks: sites.iter().map(offered).collect(),
    }
}

/// None in po.
fn structures(sector: Sector, sites: &[Site]) -> Codes {
    match sector {
        Sector::Po => Codes::default(),
        Sector::Vo => {
            Codes::labelled(&STRUCTURE_LABELS, sites.iter().map(|site| site.structure as u16 - 1).collect())
        }
    }
}

fn code(first: usize, i: usize) -> String {
    let letter = |n: usize| char::from(b'A' + n as u8);
    format!("{}{}{}00", first + i / 676, letter(i / 26 % 26), letter(i % 26))
}

/// What a school of a structure calls itself.
fn sort(structure: usize) -> &'static str {
    match structure {
        0 => "",
        2 => "Praktijkschool",
        3 | 4 | 9 | 10 | 12 => "Vakcollege",
        7 => "Gymnasium",
        5 | 13 => "Lyceum",
        _ => "College",
    }
}

/// The number of the board of every site: neighbours in a province with the same
/// denomination, a few at a time.
fn boards(towns: &[Town], sites: &[Site]) -> Vec<usize> {
    let realm = |i: usize| (towns[sites[i].town].tile.province, sites[i].denomination);
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by_key(|&i| (realm(i), i));
    let mut boards = vec![0; sites.len()];
    let (mut board, mut under) = (0, 0);
    for (rank, &i) in order.iter().enumerate() {
        let new = rank > 0 && (under == BOARD || realm(i) != realm(order[rank - 1]));
        under = if new { 1 } else { under + 1 };
        board += usize::from(new);
        boards[i] = board;
    }
    boards
}
