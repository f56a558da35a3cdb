//! Numbers that a seed decides.
//!
//! Source:   SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014).

/// The next number of a stream.
pub(super) fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Numbers from a seed, a label and a number: the same on every machine.
pub struct Chance(u64);

impl Chance {
    /// A stream of its own for each seed, label and number.
    pub fn new(seed: u64, label: &str, n: u64) -> Self {
        let mut chance = Self(fnv(label) ^ seed.rotate_left(32));
        chance.0 = next(&mut chance.0) ^ n;
        next(&mut chance.0);
        chance
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (next(&mut self.0) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    /// Once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of several; `None` of none.
    pub fn one<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        from.get(self.below(from.len()))
    }

    /// One of several, by their weights.
    pub(super) fn of<'t, T>(&mut self, from: &'t [(f64, T)]) -> Option<&'t T> {
        let mut at = self.unit() * from.iter().map(|(weight, _)| weight).sum::<f64>();
        let one = from.iter().find(|(weight, _)| {
            at -= weight;
            at < 0.0
        });
        one.or(from.last()).map(|(_, one)| one)
    }

    /// A day of the years 1940 to 2005, `YYYY-MM-DD`.
    pub(super) fn day(&mut self) -> String {
        const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let year = 1940 + self.below(66);
        let (mut day, mut month) = (self.below(365), 0);
        while day >= DAYS[month] {
            day -= DAYS[month];
            month += 1;
        }
        format!("{year}-{:02}-{:02}", month + 1, day + 1)
    }
}

/// The hash FNV-1a of a text.
pub fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
