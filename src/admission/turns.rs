//! Deferred acceptance where one lottery, within classes, orders pupils at all schools.

use crate::market::{Compact, Lists, Placed};

/// A seat that is held: the key of who holds it, and one more than the wish on which.
type Seat = u64;

/// Turns that lists are fetched ahead.
const AHEAD: usize = 8;

/// The seats of a school: a heap, the last in priority on top, once all are held.
#[derive(Clone, Copy)]
struct School {
    first: u32,
    seats: u32,
    held: u32,
}

/// The stable placement that is best for pupils, who propose in the order of the lottery.
///
/// A key (class and turn) says by itself whose it is; the key of the last admitted, once a school is full, tells at
/// once who has no chance.
pub(super) fn in_turns(lists: &Lists, compact: &Compact, turns: &[u32]) -> Placed {
    let mut first = 0;
    let school = |seats: &u32| {
        first += seats;
        School { first: first - seats, seats: *seats, held: 0 }
    };
    let mut schools: Vec<School> = compact.room.iter().map(school).collect();
    let mut seats: Vec<Seat> = vec![0; first as usize];
    let mut last: Vec<u32> =
        compact.room.iter().map(|seats| if *seats == 0 { 0 } else { u32::MAX }).collect();
    for (first, pupil) in (0u32..).zip(turns) {
        // A list that is about to be read is fetched into the cache while others are dealt with.
        if let Some(soon) = turns.get(first as usize + AHEAD) {
            std::hint::black_box(compact.tags.get(lists.wishes(*soon as usize).start).copied());
        }
        let (mut turn, mut list) = (first, lists.wishes(*pupil as usize));
        while let Some(wish) = list.next() {
            let tag = compact.tags[wish];
            let (school, key) = (Compact::school(tag), Compact::key(tag, turn));
            if key >= last[school] {
                continue;
            }
            let own = u64::from(key) << 32 | (wish as u64 + 1);
            let place = &mut schools[school];
            let held = &mut seats[place.first as usize..(place.first + place.seats) as usize];
            if place.held < place.seats {
                held[place.held as usize] = own;
                place.held += 1;
                if place.held == place.seats {
                    (0..held.len() / 2).rev().for_each(|seat| sink(held, seat));
                    last[school] = (held[0] >> 32) as u32;
                }
                break;
            }
            let out = std::mem::replace(&mut held[0], own);
            sink(held, 0);
            last[school] = (held[0] >> 32) as u32;
            turn = Compact::turn((out >> 32) as u32) as u32;
            list = out as u32 as usize..lists.wishes(turns[turn as usize] as usize).end;
        }
    }
    placed(turns, &schools, &seats)
}

/// Lets a seat of a heap sink to where it belongs.
fn sink(seats: &mut [Seat], mut at: usize) {
    let own = seats[at];
    loop {
        let left = 2 * at + 1;
        if left >= seats.len() {
            break;
        }
        let right = (left + 1).min(seats.len() - 1);
        let child = if seats[right] > seats[left] { right } else { left };
        if seats[child] <= own {
            break;
        }
        seats[at] = seats[child];
        at = child;
    }
    seats[at] = own;
}

fn placed(turns: &[u32], schools: &[School], seats: &[Seat]) -> Placed {
    let mut placed = vec![None; turns.len()];
    for school in schools {
        for seat in &seats[school.first as usize..(school.first + school.held) as usize] {
            placed[turns[Compact::turn((seat >> 32) as u32)] as usize] = Some(*seat as u32 - 1);
        }
    }
    placed
}
