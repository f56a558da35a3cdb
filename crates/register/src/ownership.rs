//! Whether an entity is owned or controlled by the designated, as an authority reads it.
//!
//! Source:   OFAC, *Revised Guidance on Entities Owned by Persons Whose Property and Interests in Property Are Blocked*, 13 August 2014,
//!           and FAQs 398 to 402. EU, *Best Practices for the effective implementation of restrictive measures*, Council 11623/24,
//!           3 July 2024 (before: more than 50 %), and the Commission's FAQ on asset freezes, question 8. UK, the Sanctions (EU Exit)
//!           regulations made under the Act of 2018 ("owned or controlled directly or indirectly": regulation 7 of the Russia
//!           regulations and its like), and OFSI, *General guidance*, on aggregation.
//! Shape:    stakes between numbered parties in, a [`Finding`] out. Ownership cascades: who is owned so counts as an owner like the
//!           designated. It is no product of percentages, and a circle of owners owns nothing that none of the designated owns.
//! Rule:     what is not known is not taken for less or more than it may be: where the answer hangs on it, it is open.
//! Not here: which statements are stakes (`ties`).

use crate::{Day, Share, date::civil};

/// An authority's reading of "owned or controlled". The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The US Treasury's 50 Percent Rule: half or more, of all the designated together; control does not count.
    UsOfac,
    /// The EU's: half or more since 3 July 2024, more than half before, of all the designated together; or control.
    Eu,
    /// The UK's: more than half, of one of the designated alone; or control.
    Uk,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: &[Self] = &[Self::UsOfac, Self::Eu, Self::Uk];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::UsOfac => "us-ofac",
            Self::Eu => "eu",
            Self::Uk => "uk",
        }
    }

    /// The lists of those whom the rule takes for designated.
    pub fn lists(self) -> &'static [&'static str] {
        match self {
            Self::UsOfac => &["us-ofac-sdn"],
            Self::Eu => &["eu-fsf"],
            Self::Uk => &["uk-sl", "uk-ofsi"],
        }
    }

    fn is_enough(self, share: u32, on: Day) -> bool {
        const HALF: u32 = Share::WHOLE as u32 / 2;
        let takes_half = match self {
            Self::UsOfac => true,
            Self::Eu => civil(2024, 7, 3).is_some_and(|since| on >= since),
            Self::Uk => false,
        };
        share > HALF || takes_half && share == HALF
    }

    fn adds_up(self) -> bool {
        self != Self::Uk
    }

    fn counts_control(self) -> bool {
        self != Self::UsOfac
    }
}

/// What one party holds of another, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake {
    /// Who holds it.
    pub owner: usize,
    /// Of whom.
    pub owned: usize,
    /// How much; [`Share::UNKNOWN`] where a share is stated or may be meant and not how much, `None` where it is control alone.
    pub share: Option<Share>,
    /// Whether the holder is stated to control the other, or to own or control it.
    pub controls: bool,
    /// Whether it is certain that it is held on the day asked about.
    pub is_certain: bool,
}

/// What comes of a rule. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is owned or controlled by the designated, by what is stated.
    Owned,
    /// It may be: it hangs on a share or a day that is not known, or on sources that disagree.
    Open,
    /// It has more owners, or owners of owners, than are followed.
    NotFollowed,
}

impl Outcome {
    /// Every outcome, in order.
    pub const ALL: &[Self] = &[Self::Owned, Self::Open, Self::NotFollowed];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Owned => "owned",
            Self::Open => "open",
            Self::NotFollowed => "not-followed",
        }
    }
}

/// That an entity is, or may be, owned or controlled by the designated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which reading.
    pub rule: Rule,
    /// Whether it is.
    pub outcome: Outcome,
    /// The stakes that lead to it, by their places, from the designated down to the entity.
    pub chain: Vec<usize>,
    /// What is held of the entity itself by the designated and by who is owned so, of one of the designated where the rule adds up no
    /// more; `None` where it is by control alone.
    pub held: Option<Share>,
}

/// The most owners, and owners of owners, that are followed, and the most stakes they hold.
pub const MAX_PARTIES: usize = 200;
/// The most stakes.
pub const MAX_STAKES: usize = 2_000;

/// What a rule makes of a party on a day; `None` where it is not owned so, or is designated itself. Parties are numbered from 0 and
/// `designated` says of each whether it is.
pub fn find(rule: Rule, on: Day, designated: &[bool], stakes: &[Stake], of: usize) -> Option<Finding> {
    if designated.get(of).copied().unwrap_or_default() {
        return None;
    }
    // More stakes own no less: what is owned by some of them is.
    let is_whole = designated.len() <= MAX_PARTIES && stakes.len() <= MAX_STAKES;
    let stakes = stakes.get(..MAX_STAKES).unwrap_or(stakes);
    let designated = designated.get(..=MAX_PARTIES).unwrap_or(designated);
    let mut by_owned: Vec<Vec<usize>> = vec![Vec::new(); designated.len()];
    for (at, stake) in stakes.iter().enumerate().filter(|(_, stake)| stake.owner != stake.owned) {
        if let Some(slot) = by_owned.get_mut(stake.owned) {
            slot.push(at);
        }
    }
    let find = |outcome| {
        let reached = Reached { rule, on, outcome, stakes, by_owned: &by_owned };
        if rule.adds_up() {
            return reached.from(designated, of);
        }
        let alone = (0..designated.len()).filter(|at| designated[*at]);
        alone
            .filter_map(|at| {
                let only: Vec<bool> = (0..designated.len()).map(|other| other == at).collect();
                reached.from(&only, of)
            })
            .next()
    };
    let not_followed = || Finding { rule, outcome: Outcome::NotFollowed, chain: Vec::new(), held: None };
    find(Outcome::Owned).or_else(|| if is_whole { find(Outcome::Open) } else { Some(not_followed()) })
}

struct Reached<'s> {
    rule: Rule,
    on: Day,
    /// What is looked for: who is owned so whatever is not known, or who may be.
    outcome: Outcome,
    stakes: &'s [Stake],
    by_owned: &'s [Vec<usize>],
}

impl Reached<'_> {
    /// Takes in whom those hold who are in, until nobody is added.
    fn from(&self, designated: &[bool], of: usize) -> Option<Finding> {
        // When each came in; the designated at first.
        let mut since: Vec<Option<usize>> = designated.iter().map(|is| is.then_some(0)).collect();
        for round in 1..=designated.len() {
            let is_in = |at: usize| since.get(at).copied().flatten().is_some();
            let new: Vec<usize> = (0..since.len()).filter(|at| !is_in(*at) && self.is_held(*at, &since)).collect();
            if new.is_empty() {
                return None;
            }
            for at in new {
                since[at] = Some(round);
            }
            if since.get(of).copied().flatten().is_some() {
                return Some(self.finding(of, &since));
            }
        }
        None
    }

    /// The stakes in a party of those who came in before it, as far as they count.
    fn into<'a>(&'a self, of: usize, since: &'a [Option<usize>]) -> impl Iterator<Item = (usize, &'a Stake)> {
        let before = since.get(of).copied().flatten();
        let is_in = move |owner: usize| {
            let owner = since.get(owner).copied().flatten();
            owner.is_some_and(|owner| before.is_none_or(|before| owner < before))
        };
        let stakes = self.by_owned.get(of).into_iter().flatten();
        let stakes = stakes.filter_map(|at| Some((*at, self.stakes.get(*at)?)));
        stakes.filter(move |(_, stake)| is_in(stake.owner) && self.counts(stake))
    }

    /// Whether it leads to the answer, and is shown.
    fn leads(&self, stake: &Stake) -> bool {
        self.is_control(stake)
            || stake.share.is_some_and(|share| match self.outcome {
                Outcome::Owned => stake.is_certain && share.least() > 0,
                Outcome::Open | Outcome::NotFollowed => share.most() > 0,
            })
    }

    fn counts(&self, stake: &Stake) -> bool {
        self.outcome != Outcome::Owned
            || self.is_control(stake)
            || stake.share.is_some_and(|share| share != Share::UNKNOWN)
    }

    fn is_held(&self, of: usize, since: &[Option<usize>]) -> bool {
        let by_control = self.into(of, since).any(|(_, stake)| self.is_control(stake));
        by_control || self.rule.is_enough(self.held(of, since), self.on)
    }

    fn is_control(&self, stake: &Stake) -> bool {
        self.rule.counts_control() && stake.controls && (stake.is_certain || self.outcome == Outcome::Open)
    }

    /// What is held of a party by those who came in before it, as far as it counts.
    fn held(&self, of: usize, since: &[Option<usize>]) -> u32 {
        let share = self.share(of, since);
        u32::from(if self.outcome == Outcome::Owned { share.least() } else { share.most() })
    }

    fn share(&self, of: usize, since: &[Option<usize>]) -> Share {
        let mut stakes: Vec<(usize, Share, bool)> =
            self.into(of, since).filter_map(|(_, stake)| Some((stake.owner, stake.share?, stake.is_certain))).collect();
        stakes.sort_by_key(|(owner, ..)| *owner);
        let (mut least, mut most) = (0, 0);
        for of_owner in stakes.chunk_by(|a, b| a.0 == b.0) {
            // Several statements of one holding are the same holding, not more of it; one that says nothing takes nothing from the others.
            let said = of_owner.iter().filter(|(_, share, _)| *share != Share::UNKNOWN);
            let stated = said.clone().map(|(_, share, _)| *share).reduce(Share::or).unwrap_or(Share::UNKNOWN);
            let is_certain = said.clone().any(|(.., is_certain)| *is_certain);
            least += if is_certain { u32::from(stated.least()) } else { 0 };
            most += u32::from(stated.most());
        }
        let whole = |share: u32| u16::try_from(share).unwrap_or(Share::WHOLE).min(Share::WHOLE);
        Share::new(whole(least), whole(most)).unwrap_or(Share::UNKNOWN)
    }

    fn finding(&self, of: usize, since: &[Option<usize>]) -> Finding {
        let (mut chain, mut asked, mut todo) = (Vec::new(), vec![of], vec![of]);
        while let Some(at) = todo.pop() {
            for (place, stake) in self.into(at, since).filter(|(_, stake)| self.leads(stake)) {
                chain.push((since.get(at).copied().flatten(), place));
                if !asked.contains(&stake.owner) {
                    asked.push(stake.owner);
                    todo.push(stake.owner);
                }
            }
        }
        chain.sort_unstable();
        let share = self.share(of, since);
        let is_by_share = self.rule.is_enough(self.held(of, since), self.on);
        Finding {
            rule: self.rule,
            outcome: self.outcome,
            chain: chain.into_iter().map(|(_, stake)| stake).collect(),
            held: is_by_share.then_some(share),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Outcome, Rule, Stake, find};
    use crate::{Day, Share, date::civil};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// `X 50 A` says that X holds 50 % of A; `X 25-50 A` and `X ? A` what is not known, `X ctrl A` that X controls A, `X either A` that X
    /// owns or controls it, `X 50? A` that it is not certain that X holds it still. X, Y and Z are designated.
    fn parse(stakes: &str) -> (Vec<bool>, Vec<Stake>) {
        let number = |name: &str| name.bytes().next().map_or(0, |byte| usize::from(byte - b'A'));
        let hundredths = |text: &str| (text.parse::<f64>().expect("a number") * 100.0).round() as u16;
        let stakes = stakes.split(", ").map(|stake| {
            let [owner, share, owned] = *stake.split(' ').collect::<Vec<_>>() else { panic!("{stake}") };
            let (share, is_certain) = match share.strip_suffix('?').filter(|share| !share.is_empty()) {
                Some(share) => (share, false),
                None => (share, true),
            };
            let range = match share {
                "ctrl" => None,
                "?" | "either" => Some(Share::UNKNOWN),
                _ => {
                    let (least, most) = share.split_once('-').unwrap_or((share, share));
                    Some(Share::new(hundredths(least), hundredths(most)).expect("a share"))
                }
            };
            let controls = matches!(share, "ctrl" | "either");
            Stake { owner: number(owner), owned: number(owned), share: range, controls, is_certain }
        });
        ((b'A'..=b'Z').map(|name| name >= b'X').collect(), stakes.collect())
    }

    #[track_caller]
    fn check(rule: Rule, on: &str, stakes: &str, of: char, want: Option<Outcome>) {
        let (designated, stakes_) = parse(stakes);
        let found = find(rule, day(on), &designated, &stakes_, of as usize - 'A' as usize);
        assert_eq!(found.map(|found| found.outcome), want, "{}: {stakes}: {of}", rule.code());
    }

    const OWNED: Option<Outcome> = Some(Outcome::Owned);
    const OPEN: Option<Outcome> = Some(Outcome::Open);

    #[test]
    fn ofacs_published_examples_hold() {
        for (stakes, of, want) in [
            // Guidance of 13 August 2014: X 25 and Y 25 of A; and whether by the same programme or not.
            ("X 25 A, Y 25 A", 'A', OWNED),
            // FAQ 398: control is not ownership.
            ("X ctrl A", 'A', None),
            ("X ctrl A, X 49 A", 'A', None),
            ("X either A", 'A', OPEN),
            ("X either A, X 49 A", 'A', None),
            // FAQ 399: two of the designated under different programmes.
            ("X 25 A, Y 25 A, B 50 A", 'A', OWNED),
            // FAQ 401, examples 1 to 5.
            ("X 50 A, A 50 B", 'A', OWNED),
            ("X 50 A, A 50 B", 'B', OWNED),
            ("X 50 A, X 50 B, A 25 C, B 25 C", 'C', OWNED),
            ("X 50 A, X 10 B, A 40 B", 'B', OWNED),
            ("X 50 A, X 25 B, A 25 C, B 25 C", 'C', None),
            ("X 25 A, X 25 B, A 50 C, B 50 C", 'C', None),
            // FAQ 402: what is sold down below half before is no longer so.
            ("X 49.99 A", 'A', None),
        ] {
            check(Rule::UsOfac, "2025-01-01", stakes, of, want);
        }
    }

    #[test]
    fn the_eus_published_examples_hold() {
        for (on, stakes, want) in [
            // The Commission's FAQ on asset freezes, question 8: 30 and 25 per cent together.
            ("2022-04-08", "X 30 A, Y 25 A", OWNED),
            // Best Practices before and since 3 July 2024.
            ("2024-07-02", "X 50 A", None),
            ("2024-07-03", "X 50 A", OWNED),
            ("2024-07-02", "X 50.01 A", OWNED),
            ("2024-07-03", "X 25 A, Y 25 A", OWNED),
            ("2024-07-03", "X 25 A, Y 24.99 A", None),
            // Control, whatever the share.
            ("2024-07-02", "X ctrl A", OWNED),
            ("2024-07-02", "X 10 A, X ctrl A", OWNED),
            ("2024-07-02", "X either A", OWNED),
        ] {
            check(Rule::Eu, on, stakes, 'A', want);
        }
    }

    #[test]
    fn the_uks_reading_adds_up_no_two_of_the_designated() {
        for (stakes, of, want) in [
            // OFSI's general guidance: holdings of several are not simply added up.
            ("X 30 A, Y 30 A", 'A', None),
            ("X 50 A", 'A', None),
            ("X 50.01 A", 'A', OWNED),
            ("X ctrl A", 'A', OWNED),
            // What one holds by way of others is added up.
            ("X 60 A, A 30 B, X 25 B", 'B', OWNED),
            ("X 60 A, A 30 B, Y 25 B", 'B', None),
        ] {
            check(Rule::Uk, "2025-01-01", stakes, of, want);
        }
    }

    #[test]
    fn what_is_not_known_leaves_it_open() {
        for (stakes, of, want) in [
            ("X ? A", 'A', OPEN),
            ("X 25-50 A", 'A', OPEN),
            ("X 50-75 A", 'A', OWNED),
            ("X 25-49 A", 'A', None),
            ("X 50? A", 'A', OPEN),
            // Two sources of one holding; the same twice is not more.
            ("X 60 A, X 40 A", 'A', OPEN),
            ("X 60 A, X 55 A", 'A', OWNED),
            ("X 60 A, X 0 A", 'A', OPEN),
            ("X 25 A, X 25 A", 'A', None),
            // One that states no share takes nothing from one that states it.
            ("X 60 A, X ? A", 'A', OWNED),
            // Open goes on, and so does what is certain.
            ("X ? A, A 50 B", 'B', OPEN),
            ("X 50 A, A ? B", 'B', OPEN),
            ("X 30 A, Y ? A", 'A', OPEN),
        ] {
            check(Rule::UsOfac, "2025-01-01", stakes, of, want);
        }
    }

    #[test]
    fn beyond_the_limit_only_what_is_owned_by_some_is_told() {
        let stake = |owner, share| Stake {
            owner,
            owned: 0,
            share: Share::new(share, share),
            controls: false,
            is_certain: true,
        };
        let designated: Vec<bool> = (0..=super::MAX_PARTIES).map(|at| at == 1).collect();
        let on = day("2025-01-01");
        for (share, want) in [(8_000, Outcome::Owned), (100, Outcome::NotFollowed)] {
            let mut stakes = vec![stake(1, share)];
            stakes.extend((0..=super::MAX_STAKES).map(|n| stake(2 + n % 100, 10)));
            let found = find(Rule::UsOfac, on, &designated, &stakes, 0).map(|found| found.outcome);
            assert_eq!(found, Some(want), "{share}");
        }
    }

    #[test]
    fn what_does_not_count_is_in_no_chain() {
        let (designated, stakes) = parse("X ctrl A, Y 0 A, X 60 A, Y 10? A");
        let on = day("2025-01-01");
        for (rule, want) in [(Rule::UsOfac, &[2][..]), (Rule::Eu, &[0, 2])] {
            let found = find(rule, on, &designated, &stakes, 0).map(|found| found.chain);
            assert_eq!(found.as_deref(), Some(want), "{}", rule.code());
        }
    }

    #[test]
    fn a_circle_owns_itself_and_is_owned_by_nobody() {
        for (stakes, of, want) in [
            ("A 60 B, B 60 A", 'A', None),
            ("X 10 A, B 60 A, A 60 B", 'A', None),
            ("X 50 A, A 60 B, B 50 A", 'B', OWNED),
            ("A 100 A, X 10 A", 'A', None),
            ("X 50 A", 'X', None), // designated itself
        ] {
            check(Rule::UsOfac, "2025-01-01", stakes, of, want);
        }
    }

    #[test]
    fn the_chain_leads_from_the_designated_to_the_entity() {
        let (designated, stakes) = parse("A 25 C, X 50 A, X 50 B, B 25 C, C 10 A, D 50 C");
        let found = find(Rule::UsOfac, day("2025-01-01"), &designated, &stakes, 2).expect("it is owned");
        assert_eq!(found.chain, [1, 2, 0, 3]);
        assert_eq!(found.held, Share::new(5_000, 5_000));
        let (designated, stakes) = parse("X ctrl A");
        let found = find(Rule::Eu, day("2025-01-01"), &designated, &stakes, 0).expect("it is controlled");
        assert_eq!((found.chain, found.held), (vec![0], None));
    }

    fn stake() -> impl Strategy<Value = Stake> {
        let share = proptest::option::of(
            (0_u16..=100, 0_u16..=100).prop_map(|(a, b)| Share::new(a.min(b) * 100, a.max(b) * 100).expect("a share")),
        );
        (0_usize..8, 0_usize..8, share, any::<bool>(), any::<bool>())
            .prop_map(|(owner, owned, share, controls, is_certain)| Stake { owner, owned, share, controls, is_certain })
    }

    proptest! {
        /// Another stake of one of the designated takes nobody out; and every link of a chain begins with who is designated or owned so.
        #[test]
        fn more_stakes_own_no_less(stakes in proptest::collection::vec(stake(), 0..16), more in 100_u16..=10_000) {
            let designated: Vec<bool> = (0..8).map(|at| at < 2).collect();
            let on = civil(2025, 1, 1).expect("a day");
            for rule in Rule::ALL {
                for of in 2..8 {
                    let Some(found) = find(*rule, on, &designated, &stakes, of) else { continue };
                    let mut held: Vec<usize> = (0..2).collect();
                    for at in &found.chain {
                        prop_assert!(held.contains(&stakes[*at].owner));
                        held.push(stakes[*at].owned);
                    }
                    prop_assert!(held.contains(&of));
                    let mut with_more = stakes.clone();
                    // By a designated one who holds nothing of it yet, so that no two statements speak of one holding.
                    let share = Share::new(more, more);
                    if !stakes.iter().any(|stake| stake.owner == 0 && stake.owned == of) {
                        with_more.push(Stake { owner: 0, owned: of, share, controls: false, is_certain: true });
                    }
                    let again = find(*rule, on, &designated, &with_more, of).map(|again| again.outcome);
                    prop_assert!(again.is_some_and(|again| again <= found.outcome));
                }
            }
        }
    }
}
