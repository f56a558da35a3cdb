//! Kana, whose letters are syllables.
//!
//! Source:   Hepburn romanisation, and the habits of writing foreign names in katakana; the order of Unicode 16.0.
//! Shape:    one character in, its sounds added to those heard so far. Small kana change the syllable before them.

use super::{A, B, CH, D, DH, F, G, GH, H, I, J, K, KH, L, M, N, P, Q, R, S, SH, Sound, T, TH, U, V, W, Y, Z, ZH};
use super::{Kind, VOWELS, consonant, long, short};

/// Adds the sounds of a character; `false` when it is no kana.
pub(super) fn hear(c: char, out: &mut Vec<Sound>) -> bool {
    match u32::from(c) {
        // Hiragana and katakana stand in the same order.
        code @ 0x3041..=0x3096 => kana(code - 0x3041, out),
        code @ 0x30A1..=0x30FA => kana(code - 0x30A1, out),
        0x30FC => {} // a long vowel
        _ => return false,
    }
    true
}

fn add(sound: Sound, out: &mut Vec<Sound>) {
    if out.last() != Some(&sound) {
        out.push(sound);
    }
}

const KA: Sound = consonant(K, Q | KH | G);
const GA: Sound = consonant(G, GH);
const SA: Sound = consonant(S, TH);
const SHI: Sound = consonant(SH, S | TH);
const ZA: Sound = consonant(Z, TH | DH | S);
const JI: Sound = consonant(J, Z | ZH | G | DH);
const TA: Sound = consonant(T, 0);
const CHI: Sound = consonant(CH, T | SH);
const TSU: Sound = consonant(T, S | Z | TH);
const DA: Sound = consonant(D, DH);
const HA: Sound = consonant(H, KH);
const FU: Sound = consonant(F, H | V);
const BA: Sound = consonant(B, V);
const PA: Sound = consonant(P, 0);
const RA: Sound = consonant(R, L);
const YA: Sound = long(Y, I | J);
const WA: Sound = long(W, U | V);
const VA_LEAD: Sound = consonant(V, B);
const AN: Sound = consonant(N, M);

const VA: Sound = short(A, 0);
const VI: Sound = short(I, Y);
const VU: Sound = short(U, W);
const VE: Sound = short(I, A);
const VO: Sound = short(U, A);

fn kana(place: u32, out: &mut Vec<Sound>) {
    let vowel = |n: u32| [VA, VI, VU, VE, VO][usize::try_from(n % 5).unwrap_or_default()];
    let mut say = |lead: Sound, vowel: Sound| {
        add(lead, out);
        add(vowel, out);
    };
    match place {
        // Small and large vowels in turn: a small one takes the place of the vowel before it (フィ, ティ, ウィ).
        0..=9 if place % 2 == 1 => add(vowel(place / 2), out),
        0..=9 => small(vowel(place / 2), out),
        22 => say(SHI, VI),
        23 => say(JI, VI),
        10..=19 => say(if place.is_multiple_of(2) { KA } else { GA }, vowel((place - 10) / 2)),
        20..=29 => say(if place.is_multiple_of(2) { SA } else { ZA }, vowel((place - 20) / 2)),
        30 => say(TA, VA),
        31 => say(DA, VA),
        32 => say(CHI, VI),
        33 => say(JI, VI),
        34 => {} // a doubled consonant
        35 => say(TSU, VU),
        36 => say(ZA, VU),
        37 => say(TA, VE),
        38 => say(DA, VE),
        39 => say(TA, VO),
        40 => say(DA, VO),
        41..=45 => say(consonant(N, 0), vowel(place - 41)),
        46..=60 => {
            let vowel = vowel((place - 46) / 3);
            let plain = if vowel == VU { FU } else { HA };
            say([plain, BA, PA][usize::try_from((place - 46) % 3).unwrap_or_default()], vowel);
        }
        61..=65 => say(consonant(M, 0), vowel(place - 61)),
        66 => glide(VA, out),
        67 => say(YA, VA),
        68 => glide(VU, out),
        69 => say(YA, VU),
        70 => glide(VO, out),
        71 => say(YA, VO),
        72..=76 => say(RA, vowel(place - 72)),
        77 | 78 => say(WA, VA),
        79 => add(VI, out),
        80 => add(VE, out),
        81 => add(VO, out),
        82 => add(AN, out),
        83 => say(VA_LEAD, VU),
        84 => say(KA, VA),
        85 => say(KA, VE),
        86 => say(VA_LEAD, VA),
        87 => say(VA_LEAD, VI),
        88 => say(VA_LEAD, VE),
        89 => say(VA_LEAD, VO),
        _ => {}
    }
}

/// A small vowel: the syllable before keeps its consonant, or becomes one.
fn small(vowel: Sound, out: &mut Vec<Sound>) {
    let replaced = out.pop_if(|before| before.kind == Kind::Short && before.set & VOWELS != 0);
    let after_consonant = out.last().is_some_and(|sound| sound.kind == Kind::Consonant);
    if replaced.is_some_and(|before| before.primary == U) && !after_consonant {
        add(WA, out); // ウィ is wi, while フィ is fi
    }
    add(vowel, out);
}

/// A small ya, yu or yo: キャ is kya, シャ is sha.
fn glide(vowel: Sound, out: &mut Vec<Sound>) {
    if out.last().is_some_and(|before| before.kind == Kind::Short) {
        out.pop();
    }
    if out.last().is_none_or(|before| before.primary & (SH | J | CH) == 0) {
        add(short(I, Y), out);
    }
    add(vowel, out);
}

#[cfg(test)]
mod tests {
    use crate::{prepare, sounds};

    #[track_caller]
    fn alike(left: &str, right: &str) -> f64 {
        let (left, right) = (prepare(left), prepare(right));
        crate::part_similarity(&left.parts[0], &right.parts[0])
    }

    #[test]
    fn kana_sound_like_the_letters_they_are_written_with() {
        for (native, latin) in [
            ("グッドレム", "Goodrem"),
            ("スティーン", "Steen"),
            ("カーリー", "Carley"),
            ("フィリップ", "Filip"),
            ("ウィリアム", "William"),
            ("シャルロット", "Sharlott"),
            ("やまだ", "Yamada"),
            ("デイビッド", "Deibid"),
        ] {
            assert!(alike(native, latin) >= 0.66, "{native} {latin}: {}", alike(native, latin));
        }
    }

    #[test]
    fn other_names_stay_apart() {
        for (native, latin) in [("アンダーソン", "Danielsen"), ("ミミ", "Lekso")] {
            assert!(alike(native, latin) < 0.7, "{native} {latin}: {}", alike(native, latin));
        }
    }

    #[test]
    fn every_syllable_is_heard() {
        for c in ('\u{3041}'..='\u{3096}').chain('\u{30A1}'..='\u{30FA}') {
            let is_doubling = matches!(c, 'っ' | 'ッ');
            assert_eq!(sounds(&c.to_string()).is_empty(), is_doubling, "{c}");
        }
    }
}
