//! Labels of the Dutch school system, as the synthetic Netherlands uses them; a world made
//! from other data has its own.

/// Kinds of municipality: the four largest cities, the cities after them, towns, the rest.
pub const KINDS: [&str; 4] = ["g4", "g40", "middle", "rural"];

/// Denominations as DUO publishes them.
pub const DENOMINATIONS: [&str; 9] = [
    "Rooms-Katholiek",
    "Openbaar",
    "Protestants-Christelijk",
    "Algemeen bijzonder",
    "Reformatorisch",
    "Antroposofisch",
    "Islamitisch",
    "Gereformeerd vrijgemaakt",
    "Overige",
];

/// Migration background by origin (*herkomst*), CBS classes from 2022.
pub const ORIGINS: [&str; 3] = ["netherlands", "europe", "outside_europe"];

/// Highest education of the parents; high is *hbo* or *wo*.
pub const EDUCATIONS: [&str; 3] = ["low", "middle", "high"];

/// Tracks of secondary education, from practical to pre-university, and the mixed
/// first years (*brugjaren*).
pub const TRACKS: [&str; 7] = ["pro", "vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo", "first_years"];

/// Position of the mixed first years in [`TRACKS`].
pub const FIRST_YEARS: u16 = 6;

/// Track recommendations (*adviezen*) at the end of primary education, single and double.
pub const ADVICES: [&str; 10] = [
    "pro",
    "vmbo_b",
    "vmbo_b_k",
    "vmbo_k",
    "vmbo_k_gt",
    "vmbo_gt",
    "vmbo_gt_havo",
    "havo",
    "havo_vwo",
    "vwo",
];

/// Structures of secondary sites (*onderwijsstructuur*) as DUO publishes them.
pub const STRUCTURES: [&str; 13] = [
    "VBO/MAVO/HAVO/VWO",
    "PRO",
    "VBO/MAVO",
    "VBO",
    "HAVO/VWO",
    "MAVO/HAVO/VWO",
    "VWO",
    "VBO/MAVO/HAVO",
    "VBO/MAVO/PRO",
    "MAVO",
    "VBO/MAVO/HAVO/VWO/PRO",
    "VBO/PRO",
    "HAVO",
];
