//! Random numbers by counter: a draw is named by what it is for, never by the
//! thread or the order in which it is made.

/// The generator Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011).
///
/// ```
/// use schoolmix::numeric::philox;
/// assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
/// ```
#[must_use]
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut out = [[0; 4]];
    run(counter, key, &mut out);
    out[0]
}

/// Blocks of counters whose last word goes up by one; in one loop, as a call a block takes as long as
/// the block.
fn run(first: [u32; 4], key: [u32; 2], out: &mut [[u32; 4]]) {
    for (i, block) in (0u32..).zip(out) {
        let [mut a, mut b, mut c, mut d] = first;
        let [mut k, mut l] = key;
        d = d.wrapping_add(i);
        for _ in 0..10 {
            let p = u64::from(a) * 0xD251_1F53;
            let q = u64::from(c) * 0xCD9E_8D57;
            (a, b, c, d) = ((q >> 32) as u32 ^ b ^ k, q as u32, (p >> 32) as u32 ^ d ^ l, p as u32);
            (k, l) = (k.wrapping_add(0x9E37_79B9), l.wrapping_add(0xBB67_AE85));
        }
        *block = [a, b, c, d];
    }
}

/// A number strictly between 0 and 1.
#[must_use]
pub fn uniform(bits: u32) -> f64 {
    (f64::from(bits) + 0.5) / 4_294_967_296.0
}

/// What a draw is for; a purpose keeps its number for ever.
pub mod purpose {
    /// A hidden count is imputed.
    pub const MASKED_COUNT: u8 = 1;
    /// Pupils or units are drawn again.
    pub const RESAMPLE: u8 = 6;
    /// The synthetic Netherlands: its municipalities and areas.
    pub const PLACE: u8 = 2;
    /// The synthetic Netherlands: its schools.
    pub const SCHOOL: u8 = 3;
    /// The synthetic Netherlands: homes and pupils.
    pub const PUPIL: u8 = 4;
    /// The synthetic Netherlands: which school a pupil attends.
    pub const ATTENDANCE: u8 = 5;
    /// The synthetic Netherlands: who is whose younger brother or sister.
    pub const SIBLING: u8 = 7;
    /// The synthetic Netherlands: which families move.
    pub const MOVE: u8 = 8;
    /// The synthetic Netherlands: which sites open and close.
    pub const LIFE: u8 = 9;
    /// The synthetic Netherlands: who repeats a year.
    pub const REPEAT: u8 = 10;
    /// Seats are dealt out at random.
    pub const SEAT: u8 = 11;
    /// Pupils of one area are dealt over several schools.
    pub const PLACE_IN_SCHOOL: u8 = 12;
    /// Homes change pupils.
    pub const HOME: u8 = 13;
    /// What a pupil likes in a school, beside what all like.
    pub const TASTE: u8 = 14;
    /// The lottery of admission.
    pub const LOTTERY: u8 = 15;
    /// A table under random allocation.
    pub const ALLOCATION: u8 = 16;
    /// Its unit totals, where they are free.
    pub const UNIT_MARGIN: u8 = 17;
    /// Its group totals, where they are free.
    pub const GROUP_MARGIN: u8 = 18;
    /// Pupils or units change places between two tables.
    pub const EXCHANGE: u8 = 19;
    /// Whole units change nests.
    pub const SHUFFLE: u8 = 20;
    /// A group is drawn again by itself.
    pub const GROUP: u8 = 21;
    /// The lottery of admission, of a pupil at one school.
    pub const PAIR_LOTTERY: u8 = 22;
    /// Who arrives first where there is a queue.
    pub const ARRIVAL: u8 = 23;
    /// Who chooses before whom.
    pub const TURN: u8 = 24;
    /// Which schools a family knows.
    pub const KNOWN: u8 = 25;
    /// By which criterion a family drops schools.
    pub const ASPECT: u8 = 26;
    /// A pupil does a study year again.
    pub const REPETITION: u8 = 27;
    /// A family changes homes.
    pub const REMOVAL: u8 = 28;
    /// Where pupils are before they choose.
    pub const START: u8 = 29;
    /// Which school a family visits before which.
    pub const VISIT: u8 = 31;
    /// Who takes part in an instrument of policy.
    pub const UPTAKE: u8 = 32;
    /// Who is told of schools.
    pub const TOLD: u8 = 33;
    /// Who is recognised as one of a group.
    pub const RECOGNISED: u8 = 34;
    /// Who registers late.
    pub const LATE: u8 = 35;
    /// Who attends the preschool of a school.
    pub const PRESCHOOL: u8 = 36;
    /// Who stays with an initiative.
    pub const RETENTION: u8 = 37;
    /// What broadening costs a school.
    pub const COST: u8 = 38;
    /// Who lives elsewhere by an instrument of policy.
    pub const MIXING: u8 = 39;
    /// Models on a grid: where agents stand at the start.
    pub const GRID_START: u8 = 40;
    /// Models on a grid: in which order agents have a turn.
    pub const GRID_TURN: u8 = 41;
    /// Models on a grid: which empty cells an agent sees.
    pub const GRID_CELL: u8 = 42;
    /// Models on a grid: which of those homes it takes.
    pub const GRID_HOME: u8 = 43;
    /// Models on a grid: at which school a pupil starts.
    pub const GRID_SEAT: u8 = 44;
    /// Models on a grid: which school it takes.
    pub const GRID_SCHOOL: u8 = 45;
    /// Tracks: which level of a double advice a pupil starts at.
    pub const TRACK_LEVEL: u8 = 46;
    /// Tracks: who repeats, moves up or down, and where a mixed class sends a pupil.
    pub const TRACK_MOVE: u8 = 47;
    /// Tracks: who sits in which class.
    pub const TRACK_CLASS: u8 = 48;
    /// Tracks: how wide the first classes of a site are, and which sites take part in a measure.
    pub const TRACK_SITE: u8 = 49;
    /// Tastes as uncertain as they were estimated.
    pub const PARAMETER: u8 = 30;
}

/// All draws of one seed and one replicate.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    key: [u32; 2],
}

impl Stream {
    /// The stream of `replicate` under `seed`.
    #[must_use]
    pub fn new(seed: u64, replicate: u32) -> Self {
        let y = split_mix(split_mix(seed) ^ u64::from(replicate));
        Self { key: [y as u32, (y >> 32) as u32] }
    }

    /// Four random words for an id, a tick, a purpose and a block of draws.
    #[must_use]
    pub fn block(self, id: u64, tick: u32, purpose: u8, sub: u32) -> [u32; 4] {
        philox(counter(id, tick, purpose, sub), self.key)
    }

    /// The first blocks of an id's draws, less than 2^24 of them.
    pub fn blocks(self, id: u64, tick: u32, purpose: u8, out: &mut [[u32; 4]]) {
        run(counter(id, tick, purpose, 0), self.key, out);
    }

    /// The draws of one id, one after another.
    #[must_use]
    pub fn draws(self, id: u64, tick: u32, purpose: u8) -> Draws {
        Draws { stream: self, id, tick, purpose, drawn: 0, block: [0; 4] }
    }
}

fn counter(id: u64, tick: u32, purpose: u8, sub: u32) -> [u32; 4] {
    [id as u32, (id >> 32) as u32, tick, u32::from(purpose) << 24 | (sub & 0x00ff_ffff)]
}

/// Draw `t` is lane `t & 3` of block `t >> 2`.
#[derive(Clone, Debug)]
pub struct Draws {
    stream: Stream,
    id: u64,
    tick: u32,
    purpose: u8,
    drawn: u32,
    block: [u32; 4],
}

impl Draws {
    /// The next random word.
    pub fn word(&mut self) -> u32 {
        let lane = (self.drawn & 3) as usize;
        if lane == 0 {
            self.block = self.stream.block(self.id, self.tick, self.purpose, self.drawn >> 2);
        }
        self.drawn += 1;
        self.block[lane]
    }

    /// The next two words as one.
    pub fn wide(&mut self) -> u64 {
        let high = u64::from(self.word());
        high << 32 | u64::from(self.word())
    }

    /// A number strictly between 0 and 1, with 53 bits.
    pub fn fine(&mut self) -> f64 {
        ((self.wide() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// A whole number below `limit`; the bias of the wide product is under `limit / 2^64`.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.wide()) * u128::from(limit)) >> 64) as u64
    }

    /// The next number strictly between 0 and 1.
    pub fn uniform(&mut self) -> f64 {
        uniform(self.word())
    }
}

/// One step of `SplitMix64` (Steele, Lea & Flood 2014).
fn split_mix(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generator_gives_the_published_vectors() {
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn layout_gives_the_vectors_of_the_contract() {
        assert_eq!(split_mix(0), 0xe220_a839_7b1d_cdaf);
        let stream = Stream::new(42, 7);
        assert_eq!(stream.key, [0x1339_e500, 0x1606_2d6c]);
        assert_eq!(stream.block(123_456_789, 3, 9, 0), [0x5c3a_4e47, 0x833b_1f3a, 0x57f8_8c2f, 0xeee3_e028]);
        assert_eq!(
            stream.block((1 << 40) + 5, 3, 9, 6599),
            [0xd2f4_0aa0, 0xebbd_eb9c, 0x7880_5e87, 0x0ada_f3fd]
        );
        let mut draws = stream.draws(123_456_789, 3, 9);
        assert_eq!([draws.word(), draws.word()], [0x5c3a_4e47, 0x833b_1f3a]);
        let (mut blocks, mut draws) = ([[0; 4]; 2], stream.draws(5, 3, 9));
        stream.blocks(5, 3, 9, &mut blocks);
        assert_eq!(blocks.as_flattened(), [(); 8].map(|()| draws.word()));
    }

    #[test]
    fn uniform_stays_inside_the_unit_interval() {
        assert!(uniform(0) > 0.0 && uniform(u32::MAX) < 1.0);
    }
}
