//! Counterfactual worlds of a small synthetic country.

use super::*;
use crate::synthetic::{Options, netherlands};
use crate::watch::Watch;
use crate::world::{Seating, Sector};

fn sources(sector: Sector) -> Sources {
    let watch = Watch::default();
    let world = netherlands(&Options { sector, scale: 0.003, seed: 2 }, &watch).unwrap();
    let seating = Seating::new(&world, "migration_background", 2024).unwrap();
    Sources::new(seating, true, 5, &watch).unwrap()
}

fn factors(names: &[&str]) -> Factors {
    Factors::read(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap()
}

#[test]
fn every_world_has_all_pupils_and_keeps_what_it_must() {
    let sources = sources(Sector::Vo);
    let all = [
        factors(&[]),
        factors(&["tracking"]),
        factors(&["tracking", "homes", "preferences"]),
        factors(&["tracking", "homes", "preferences", "places"]),
        factors(&["homes", "places"]),
    ];
    let placed = sources.placed(&all, 0..2, &Watch::default()).unwrap();
    let observed = sources.observed();
    let count = |cells: &[crate::world::Cell]| cells.iter().map(|cell| cell.pupils).sum::<u64>();
    let sizes = |cells: &[crate::world::Cell]| {
        let mut sizes = vec![0; sources.seating.school_at.len()];
        for cell in cells {
            sizes[cell.school as usize] += cell.pupils;
        }
        sizes
    };
    for one in &placed {
        assert_eq!(count(&one.cells), count(&observed));
        if one.world < 2 {
            assert_eq!(sizes(&one.cells), sizes(&observed));
        }
        if one.world > 2 && one.overflow == 0 {
            assert!(sizes(&one.cells).iter().zip(&sources.seating.places).all(|(have, room)| have <= room));
        }
    }
    assert_ne!(placed[0].cells, placed[5].cells);
    assert!(Factors::read(&["place".to_owned()]).is_err());
}

#[test]
fn without_tracks_tracking_changes_nothing() {
    let sources = sources(Sector::Po);
    let both = [factors(&["homes", "preferences"]), factors(&["tracking", "homes", "preferences"])];
    let placed = sources.placed(&both, 0..1, &Watch::default()).unwrap();
    assert_eq!(placed[0].cells, placed[1].cells);
    assert!(!sources.has_tracks() && sources.has_places());
}
