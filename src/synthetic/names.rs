//! Invented names. No first and last part together make the name of a municipality or of
//! a place with a school in the Netherlands (checked against the DUO addresses of 2019 to
//! 2024 and the municipalities since 2015).

use crate::numeric::{Stream, purpose};

const FIRST: [&str; 44] = [
    "Aver", "Belm", "Brom", "Dalver", "Dorm", "Elder", "Esver", "Falk", "Garl", "Gelver", "Haver", "Hulm",
    "Ilver", "Jorm", "Kalver", "Kelm", "Kromel", "Lander", "Lisver", "Lomer", "Malver", "Merel", "Nelder",
    "Norm", "Olver", "Ommel", "Pelder", "Quarl", "Ranver", "Rissel", "Schalm", "Selver", "Stormel", "Talver",
    "Tieler", "Ulmer", "Valder", "Velmer", "Wander", "Wilmer", "Wolver", "Zander", "Zelver", "Zilmer",
];
const LAST: [&str; 18] = [
    "burg", "beek", "broek", "dam", "dijk", "drecht", "hoven", "holt", "horst", "huizen", "kerk", "lo",
    "meer", "oord", "rade", "sluis", "veen", "wijk",
];

/// Invented provinces, from north-west to south-east.
pub const PROVINCES: [&str; 12] = [
    "Noordermark",
    "Veldmark",
    "Oosterwold",
    "Westvoren",
    "Elderland",
    "Geldermark",
    "Merwoude",
    "Rijnhove",
    "Duinmark",
    "Maasvoorde",
    "Peelgouw",
    "Zuidermark",
];

const SCHOOL_FIRST: [&str; 12] = [
    "Zilver", "Koper", "Zonne", "Maan", "Sterren", "Wolken", "Water", "Winter", "Lente", "Bos", "Heide",
    "Duin",
];
const SCHOOL_LAST: [&str; 14] = [
    "vogel", "boog", "steen", "bloem", "schip", "poort", "hof", "toren", "brug", "tuin", "spiegel",
    "vlinder", "sprong", "wijzer",
];

/// `count` different names of municipalities, at most 792.
pub fn municipalities(stream: Stream, count: usize) -> Vec<String> {
    let key = |i: usize| stream.block(i as u64, 0, purpose::PLACE, 0)[0];
    let mut order: Vec<usize> = (0..FIRST.len() * LAST.len()).collect();
    order.sort_by_key(|&i| (key(i), i));
    order.iter().take(count).map(|i| format!("{}{}", FIRST[i / LAST.len()], LAST[i % LAST.len()])).collect()
}

/// The name of a school of a sort (`"Lyceum"`; empty for a primary school) in a municipality.
pub fn school(word: u32, sort: &str, municipality: &str) -> String {
    let word = word as usize % (SCHOOL_FIRST.len() * SCHOOL_LAST.len());
    let proper =
        format!("{}{}", SCHOOL_FIRST[word / SCHOOL_LAST.len()], SCHOOL_LAST[word % SCHOOL_LAST.len()]);
    if sort.is_empty() {
        format!("De {proper}, {municipality}")
    } else {
        format!("{sort} {proper}, {municipality}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_names_are_different_and_not_famous() {
        let mut names = municipalities(Stream::new(3, 0), 342);
        let famous = "Amsterdam Rotterdam Utrecht Tilburg Breda Almere Arnhem Apeldoorn Waalwijk Veendam Zutphen \
                      Hoogeveen Heerenveen Beverwijk Rijswijk Middelburg Dordrecht Medemblik Wormerland Hilversum";
        assert!(famous.split(' ').all(|real| !names.iter().any(|name| name == real)));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 342);
    }
}
