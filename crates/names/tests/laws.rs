//! What holds for every two names: properties of `compare`, tried on names of all scripts.
//!
//! Shape:    names are made of small lists of invented and common words in many spellings, links, titles, initials and
//!           legal forms, and of letters of each script drawn at random; the second name is often a change of the first.
//! Law:      scores are compared with `==`: points are multiples of `names::STEP`, so nothing is lost in adding.

#![allow(missing_docs, reason = "a test has no readers of its documentation")]

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use names::{Comparison, Prepared, TokenPair, compare, prepare};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One word in several spellings, a row each.
const SPELLINGS: &[&[&str]] = &[
    &["Yusuf", "Youssef", "Yousouf", "يوسف", "Юсуф", "יוסף", "Γιουσούφ", "ユスフ", "유수프"],
    &["Muhammad", "Mohamed", "Mehmet", "محمد", "محمّد", "Мухаммад", "穆罕默德", "მუჰამედ"],
    &["Sabir", "Saber", "صابر", "Сабир", "Սաբիր"],
    &["Khayali", "Khiali", "الخيالي", "خیالی", "Хаяли", "Alkhayali", "el-Khayaly"],
    &["Abd al-Rahman", "Abdurrahman", "Abdelrahman", "عبد الرحمن", "عبدالرحمن", "Абдуррахман"],
    &["Shams al-Din", "Shamsuddin", "شمس الدين", "Шамсуддин", "Shams"],
    &["Hamid Reza", "Hamidreza", "حمیدرضا", "حميد رضا", "Хамидреза"],
    &["Abu Bakr", "Aboubakr", "أبو بكر", "Абу Бакр"],
    &["Nur", "Noor", "Nour", "نور", "Нур", "نُور"],
    &["Karim", "Kerim", "Karimul", "كريم", "Карим", "Ulli"],
    &["Ivan", "Иван", "Iwan", "אִיוָן"],
    &["李四", "李 四", "Li Si", "김철수", "Kim Chol-su", "田中誠", "タナカ"],
    &["Şahin", "Shahin", "شاهین", "Ђорђе", "Nguyễn", "Đức", "Łukasz"],
    &["Mithali", "المثالي", "Мисали", "Misali"],
    &["A", "K.", "ك", "Ю", "S. M.", "i"],
];

/// What links, honours, or says what an organisation is.
const BESIDE: &[&str] = &[
    "bin",
    "ibn",
    "bint",
    "ould",
    "al",
    "el",
    "ad",
    "بن",
    "بنت",
    "ال",
    "abu",
    "umm",
    "أبو",
    "бен",
    "Haji",
    "Mullah",
    "Sheikh",
    "الشيخ",
    "Dr",
    "Khan",
    "Akhund",
    "Abd",
    "عبد",
    "din",
    "Allah",
    "الله",
    "Ltd",
    "LLC",
    "S.A.",
    "GmbH",
    "ООО",
    "ذ.م.م",
    "شركة",
    "Trading",
    "للتجارة",
    "Bank",
    "بنك",
    "банк",
    "Front",
    "جبهة",
    "of",
    "and",
    "Iran",
    "ایران",
    "Saudi Arabia",
    "3",
    "٣",
    "313th",
    "Brigade",
    "公司",
    "有限公司",
    "회사",
    "&",
];

/// Letters of each script, and of all of them, as words.
const LETTERS: &str = "[a-z]{1,9}|[A-Za-zàçéğışöüñłđŞẖǧʿ]{1,9}|[ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآةى]{1,8}|[پچژگکیےںٹڈھہ]{1,8}\
    |[а-яА-Яёіїґђјљњћўқҳ]{1,9}|[א-ת]{1,7}|[α-ωά-ώΑ-Ω]{1,8}|[ա-ֆ]{1,8}|[ა-ჰ]{1,8}|[가-힣]{1,4}|[ァ-ヴー]{1,6}|[ぁ-ん]{1,6}\
    |[一-龥]{1,4}|[ก-ฮ]{1,6}|[अ-ह]{1,6}|[0-9٠-٩]{1,4}|[aeiouywhkqgmnr]{1,5}|[يوكقنمرهع]{1,4}";

fn word() -> impl Strategy<Value = String> {
    let spelled = select(SPELLINGS).prop_flat_map(select);
    prop_oneof![
        5 => spelled.prop_map(str::to_owned),
        2 => select(BESIDE).prop_map(str::to_owned),
        2 => LETTERS,
    ]
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![9 => prop::collection::vec(word(), 1..7), 1 => prop::collection::vec(word(), 0..36)]
}

/// What becomes of a name in another office.
#[derive(Clone, Debug)]
enum Change {
    Spelled(Index, Index),
    LeftOut(Index),
    Joined(Index),
    Cut(Index, Index),
    Swapped(Index),
    Added(Index, String),
    Initial(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), at()).prop_map(|(word, spelling)| Change::Spelled(word, spelling)),
        1 => at().prop_map(Change::LeftOut),
        2 => at().prop_map(Change::Joined),
        1 => (at(), at()).prop_map(|(word, place)| Change::Cut(word, place)),
        2 => at().prop_map(Change::Swapped),
        1 => (at(), word()).prop_map(|(place, word)| Change::Added(place, word)),
        1 => at().prop_map(Change::Initial),
    ]
}

fn changed(mut words: Vec<String>, changes: &[Change]) -> Vec<String> {
    for change in changes {
        let Some(last) = words.len().checked_sub(1) else { return words };
        match change {
            Change::Spelled(at, to) => {
                let word = at.get(&words);
                if let Some(row) = SPELLINGS.iter().find(|row| row.contains(&word.as_str())) {
                    let other = (*to.get(row)).to_owned();
                    let at = at.index(words.len());
                    words[at] = other;
                }
            }
            Change::LeftOut(at) => drop(words.remove(at.index(words.len()))),
            Change::Joined(at) if last > 0 => {
                let at = at.index(last);
                let second = words.remove(at + 1);
                words[at].push_str(&second);
            }
            Change::Joined(_) => {}
            Change::Cut(at, place) => {
                let at = at.index(words.len());
                let letters: Vec<char> = words[at].chars().collect();
                let (first, second) = letters.split_at(place.index(letters.len() + 1));
                words[at] = format!("{} {}", String::from_iter(first), String::from_iter(second));
            }
            Change::Swapped(at) => {
                let at = at.index(words.len());
                words.swap(at, last);
            }
            Change::Added(place, word) => words.insert(place.index(words.len() + 1), word.clone()),
            Change::Initial(at) => {
                let at = at.index(words.len());
                words[at] = words[at].chars().take(1).collect();
            }
        }
    }
    words
}

/// Two names, half of them of one bearer.
fn two() -> impl Strategy<Value = (String, String)> {
    let comma = prop::option::weighted(0.1, any::<Index>());
    (words(), words(), prop::collection::vec(change(), 0..5), 0..4_u8, comma).prop_map(
        |(left, other, changes, kind, comma)| {
            let right = if kind == 0 { other } else { changed(left.clone(), &changes) };
            let mut left = left;
            if let Some(at) = comma.filter(|_| !left.is_empty()) {
                let at = at.index(left.len());
                left[at].push([',', '،', '，'][at % 3]);
            }
            (left.join(" "), right.join(" "))
        },
    )
}

fn both(left: &str, right: &str) -> (Prepared, Prepared, Comparison) {
    let (left, right) = (prepare(left), prepare(right));
    let compared = compare(&left, &right);
    (left, right, compared)
}

/// The most that the bound of an index allows.
fn most(left: &Prepared, right: &Prepared) -> f64 {
    let (l, r) = names::covered(left, right);
    names::most(names::Weights::of(left).share(l), names::Weights::of(right).share(r))
}

fn nfc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

fn nfd(text: &str) -> String {
    DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned()
}

fn nfkc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}

fn nfkd(text: &str) -> String {
    DecomposingNormalizerBorrowed::new_nfkd().normalize(text).into_owned()
}

fn text_of(name: &Prepared) -> Vec<&str> {
    name.parts.iter().map(|part| part.text.as_str()).collect()
}

/// Signs that surplus punctuation is drawn from: none that is written inside a name, and no comma, which tells the family.
const SURPLUS: &[&str] =
    &["  ", " - ", ". ", " «", "» ", " (", ") ", "\t", "\u{A0}", " / ", "; ", " \u{201C}", "\u{3000}", "!"];

/// Marks that clerks and programs leave behind letters.
const MARKS: &[char] = &[
    '\u{200E}', '\u{200F}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202E}', '\u{2066}', '\u{2069}', '\u{61C}',
    '\u{FEFF}', '\u{200B}', '\u{2060}',
];

/// Marks of the Arabic script alone.
const HARAKAT: &[char] = &['\u{640}', '\u{64B}', '\u{64E}', '\u{64F}', '\u{650}', '\u{651}', '\u{652}', '\u{670}'];

fn is_arabic(c: char) -> bool {
    matches!(c, 'ء'..='ي' | 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی')
}

/// The name with marks behind its letters, drawn in turn.
fn marked(name: &str, draws: &[Index]) -> String {
    let mut out = String::new();
    for (at, c) in name.chars().enumerate() {
        out.push(c);
        let Some(draw) = draws.get(at % draws.len().max(1)) else { continue };
        if is_arabic(c) && draw.index(3) == 0 {
            out.push(*draw.get(HARAKAT));
        } else if draw.index(2) == 0 {
            out.push(*draw.get(MARKS));
        }
    }
    out
}

#[test]
fn two_joins_that_stand_alike_are_the_same_from_either_side() {
    // Each side has a join with a part that has no sounds; found by the fuzzer.
    let (l, r, there) = both("Yusuf Abd al-Rahma \u{7DE} Khayali", "يوسف حن عبد الرحمن ٨الي");
    assert_eq!(there.score, compare(&r, &l).score);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_score_is_the_same_from_either_side((left, right) in two()) {
        let (l, r, there) = both(&left, &right);
        let back = compare(&r, &l);
        prop_assert_eq!(there.score, back.score, "{:?} {:?}", there.reasons, back.reasons);
    }

    #[test]
    fn reasons_add_up_to_the_last_bit((left, right) in two()) {
        let (_, _, there) = both(&left, &right);
        let forwards: f64 = there.reasons.iter().map(|reason| reason.points).sum();
        let backwards: f64 = there.reasons.iter().rev().map(|reason| reason.points).sum();
        prop_assert_eq!(forwards, there.score);
        prop_assert_eq!(backwards, there.score);
        prop_assert!(there.reasons.iter().all(|reason| (reason.points / names::STEP).fract() == 0.0), "{:?}", there.reasons);
    }

    #[test]
    fn a_score_is_a_share_and_within_the_bound((left, right) in two()) {
        let (l, r, there) = both(&left, &right);
        prop_assert!((0.0..=1.0).contains(&there.score), "{}", there.score);
        let most = most(&l, &r);
        prop_assert!(there.score <= most + 1e-12, "{} > {most}", there.score);
    }

    #[test]
    fn what_is_known_of_tokens_in_reach_is_all_there_is_to_hear((left, right) in two()) {
        let (l, r, there) = both(&left, &right);
        let mut alike = Vec::new();
        for (one, left) in names::tokens(&l).iter().zip(names::token_places(&l.parts)) {
            for (other, right) in names::tokens(&r).iter().zip(names::token_places(&r.parts)) {
                if let Some(similarity) = names::likeness(&one.part, &other.part) {
                    alike.push(TokenPair { left: left.parts, right: right.parts, similarity });
                }
            }
        }
        prop_assert_eq!(there, names::compare_known(&l, &r, &alike));
    }

    #[test]
    fn the_same_names_have_the_same_comparison((left, right) in two()) {
        prop_assert_eq!(both(&left, &right), both(&left, &right));
    }

    #[test]
    fn the_unicode_form_makes_no_difference((left, right) in two()) {
        let (l, _, there) = both(&left, &right);
        for form in [nfc, nfd, nfkc, nfkd] {
            let (other, _, again) = both(&form(&left), &right);
            prop_assert_eq!(text_of(&l), text_of(&other));
            prop_assert_eq!(&there, &again);
        }
    }

    #[test]
    fn the_case_of_letters_makes_no_difference((left, right) in two()) {
        let (_, _, there) = both(&left, &right);
        for cased in [left.to_uppercase(), left.to_lowercase()] {
            let (_, _, again) = both(&cased, &right);
            prop_assert_eq!(&there, &again, "{}", cased);
        }
    }

    #[test]
    fn surplus_blanks_and_signs_make_no_difference(
        (left, right) in two(), signs in prop::collection::vec(select(SURPLUS), 1..5),
    ) {
        let (_, _, there) = both(&left, &right);
        let mut surplus = signs[0].to_owned();
        for (at, word) in left.split(' ').enumerate() {
            surplus.push_str(word);
            surplus.push(' ');
            surplus.push_str(signs[at % signs.len()]);
        }
        let (_, _, again) = both(&surplus, &right);
        prop_assert_eq!(there, again, "{}", surplus);
    }

    #[test]
    fn marks_that_are_not_letters_make_no_difference((left, right) in two(), draws in prop::collection::vec(any::<Index>(), 1..9)) {
        let (_, _, there) = both(&left, &right);
        let (_, _, again) = both(&marked(&left, &draws), &right);
        prop_assert_eq!(there, again);
    }
}

/// A few hundred of each; more with `NAMES_CASES`.
fn cases() -> u32 {
    option_env!("NAMES_CASES").and_then(|cases| cases.parse().ok()).unwrap_or(400)
}
