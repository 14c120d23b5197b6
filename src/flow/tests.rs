//! Shipments are the cheapest: by enumeration, and by their prices.

use super::*;
use proptest::prelude::*;

fn cheapest(costs: &[Vec<Option<u32>>]) -> impl Fn(usize, usize) -> Vec<Lane> + Sync + '_ {
    |source, count| {
        let ways = (0u32..).zip(&costs[source]);
        let mut lanes: Vec<Lane> =
            ways.filter_map(|(sink, cost)| cost.map(|cost| Lane { cost, sink })).collect();
        lanes.sort_unstable();
        lanes.truncate(count);
        lanes
    }
}

/// The least cost of shipping units one by one in every possible way.
fn enumerated(units: &[usize], room: &mut [u64], costs: &[Vec<Option<u32>>]) -> Option<u128> {
    let Some((source, rest)) = units.split_first() else { return Some(0) };
    let mut least: Option<u128> = None;
    for sink in 0..room.len() {
        let Some(cost) = costs[*source][sink].filter(|_| room[sink] > 0) else { continue };
        room[sink] -= 1;
        if let Some(others) = enumerated(rest, room, costs) {
            let all = others + u128::from(cost);
            least = Some(least.map_or(all, |least| least.min(all)));
        }
        room[sink] += 1;
    }
    least
}

/// Whether prices and levels prove that nothing is cheaper, on every lane there is.
fn proven(shipment: &Shipment, supplies: &[u64], capacities: &[u64], costs: &[Vec<Option<u32>>]) {
    let mut load = vec![0; capacities.len()];
    for (source, to) in shipment.to.iter().enumerate() {
        assert_eq!(to.iter().map(|(_, units)| units).sum::<u64>(), supplies[source]);
        for (sink, units) in to {
            load[*sink as usize] += units;
        }
        for (sink, cost) in costs[source].iter().enumerate().filter(|_| supplies[source] > 0) {
            let Some(cost) = cost else { continue };
            let slack = i64::from(*cost) + shipment.prices[sink] - shipment.levels[source];
            let used = to.iter().any(|(at, _)| *at as usize == sink);
            assert!(if used { slack == 0 } else { slack >= 0 }, "{source} {sink} {slack}");
        }
    }
    for (sink, capacity) in capacities.iter().enumerate() {
        assert!(load[sink] <= *capacity && shipment.prices[sink] >= 0);
        assert!(shipment.prices[sink] == 0 || load[sink] == *capacity);
    }
}

/// Costs with many ties; some lanes are not there.
fn costs(sources: usize, sinks: usize, dear: u32) -> impl Strategy<Value = Vec<Vec<Option<u32>>>> {
    let cost = prop_oneof![1 => Just(None), 6 => (0..dear).prop_map(Some)];
    prop::collection::vec(prop::collection::vec(cost, sinks), sources)
}

proptest! {
    #[test]
    fn nothing_is_cheaper_than_a_shipment(
        costs in costs(3, 4, 5),
        supplies in prop::collection::vec(0u64..3, 3),
        capacities in prop::collection::vec(0u64..4, 4),
    ) {
        let units: Vec<usize> = (0..3).flat_map(|s| vec![s; supplies[s] as usize]).collect();
        let least = enumerated(&units, &mut capacities.clone(), &costs);
        match transport(&supplies, &capacities, cheapest(&costs)) {
            Ok(shipment) => {
                proven(&shipment, &supplies, &capacities, &costs);
                prop_assert_eq!(Some(shipment.cost), least);
            }
            Err(short) => {
                prop_assert!(least.is_none());
                prop_assert!(short.units > short.room);
            }
        }
    }

    #[test]
    fn prices_prove_a_large_shipment_with_lanes_left_out(
        costs in costs(30, 60, 40),
        supplies in prop::collection::vec(0u64..50, 30),
        capacities in prop::collection::vec(0u64..40, 60),
    ) {
        let outcome = transport(&supplies, &capacities, cheapest(&costs));
        prop_assert_eq!(&outcome, &transport(&supplies, &capacities, cheapest(&costs)));
        if let Ok(shipment) = outcome {
            proven(&shipment, &supplies, &capacities, &costs);
        }
    }
}

#[test]
fn too_little_room_names_those_who_have_it() {
    let costs = vec![vec![Some(1), None], vec![Some(1), None], vec![Some(1), Some(9)]];
    let short = transport(&[3, 2, 1], &[4, 9], cheapest(&costs)).unwrap_err();
    assert_eq!((short.units, short.room), (5, 4));
    let nowhere = transport(&[1], &[5], |_, _| Vec::new()).unwrap_err();
    assert_eq!((nowhere.units, nowhere.room), (1, 0));
}
