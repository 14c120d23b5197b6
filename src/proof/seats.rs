//! Rules that give out places one by one.

use super::Candidate;
use crate::market::Slot;

/// Places taken one after another by whom `who` points out among those who still wait.
fn seated(
    pool: &[Candidate],
    places: u32,
    mut who: impl FnMut(usize, &[usize]) -> Option<usize>,
) -> Vec<bool> {
    let mut waiting: Vec<usize> = (0..pool.len()).collect();
    let mut chosen = vec![false; pool.len()];
    for place in 0..places as usize {
        if let Some(at) = who(place, &waiting) {
            chosen[waiting.remove(at)] = true;
        }
        if waiting.is_empty() {
            break;
        }
    }
    chosen
}

/// Each place asks its group, then, unless it is hard, anyone (Kominers & Sönmez 2016).
pub(super) fn on_slots(pool: &[Candidate], places: u32, slots: &[Slot]) -> Vec<bool> {
    seated(pool, places, |place, waiting| {
        let slot = slots.get(place).unwrap_or(&Slot::OPEN);
        let own = slot.group.and_then(|group| waiting.iter().position(|i| pool[*i].is_of(group)));
        own.or((!slot.hard && !waiting.is_empty()).then_some(0))
    })
}

/// Each place asks those in the classes ahead, then the group as long as without it the group would be
/// below its share of those chosen, this place among them; then anyone (Oosterbeek, Sóvágó & van der
/// Klaauw 2021).
pub(super) fn by_share(
    pool: &[Candidate],
    places: u32,
    group: u8,
    (target, of): (u32, u32),
    ahead: u32,
    (all, own): (u32, u32),
) -> Vec<bool> {
    let (mut all, mut own) = (u64::from(all), u64::from(own));
    seated(pool, places, |_, waiting| {
        let find = |suits: &dyn Fn(&Candidate) -> bool| waiting.iter().position(|i| suits(&pool[*i]));
        all += 1;
        let below = own * u64::from(of) < all * u64::from(target);
        let asked = find(&|one| one.class < ahead);
        let asked = asked.or_else(|| if below { find(&|one| one.is_of(group)) } else { None });
        let next = asked.or_else(|| find(&|_| true))?;
        own += u64::from(pool[waiting[next]].is_of(group));
        Some(next)
    })
}
