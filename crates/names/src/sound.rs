//! What a name part sounds like, in classes that all alphabets share.
//!
//! Source:   the alphabets of Arabic, Persian, Urdu, Cyrillic, Greek and Hebrew, kana (`kana`), and the habits of
//!           writing them in Latin letters: English, French (`ou`, `ch`, `dj`), German (`sch`), Turkish, Persian (`gh`,
//!           `zh`).
//! Shape:    a normal form in, a sequence of `Sound` out; each sound is a set, since a letter may stand for several.
//! Not here: how far two sounds are apart is `compare`'s.

mod kana;

/// The most sounds a part keeps; the rest of it is not heard.
pub const MAX_SOUNDS: usize = 24;

/// One sound of a name: the likeliest class, and the set of all classes it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sound {
    /// The likeliest class, one bit.
    pub primary: u32,
    /// All classes, the likeliest among them.
    pub set: u32,
    /// How firmly it is written.
    pub kind: Kind,
}

/// How firmly a sound is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Always written: its absence tells two names apart.
    Consonant,
    /// A vowel of the Arabic or Hebrew script that may also be a consonant, or a Latin `w`, `y`: seldom left out.
    Long,
    /// A vowel that other scripts or conventions leave out, as ayn and a final h.
    Short,
}

pub(crate) const A: u32 = 1 << 26;
pub(crate) const I: u32 = 1 << 27;
pub(crate) const U: u32 = 1 << 28;
pub(crate) const VOWELS: u32 = A | I | U;
pub(crate) const B: u32 = 1;
pub(crate) const P: u32 = 1 << 1;
pub(crate) const T: u32 = 1 << 2;
pub(crate) const TH: u32 = 1 << 3;
pub(crate) const J: u32 = 1 << 4;
pub(crate) const CH: u32 = 1 << 5;
pub(crate) const H: u32 = 1 << 6;
pub(crate) const KH: u32 = 1 << 7;
pub(crate) const D: u32 = 1 << 8;
pub(crate) const DH: u32 = 1 << 9;
pub(crate) const R: u32 = 1 << 10;
pub(crate) const Z: u32 = 1 << 11;
pub(crate) const ZH: u32 = 1 << 12;
pub(crate) const S: u32 = 1 << 13;
pub(crate) const SH: u32 = 1 << 14;
pub(crate) const GH: u32 = 1 << 15;
pub(crate) const F: u32 = 1 << 16;
pub(crate) const Q: u32 = 1 << 17;
pub(crate) const K: u32 = 1 << 18;
pub(crate) const G: u32 = 1 << 19;
pub(crate) const L: u32 = 1 << 20;
pub(crate) const M: u32 = 1 << 21;
pub(crate) const N: u32 = 1 << 22;
pub(crate) const W: u32 = 1 << 23;
pub(crate) const V: u32 = 1 << 24;
pub(crate) const Y: u32 = 1 << 25;

const fn consonant(primary: u32, others: u32) -> Sound {
    Sound { primary, set: primary | others, kind: Kind::Consonant }
}

const fn long(primary: u32, others: u32) -> Sound {
    Sound { primary, set: primary | others, kind: Kind::Long }
}

const fn short(primary: u32, others: u32) -> Sound {
    Sound { primary, set: primary | others, kind: Kind::Short }
}

/// The sounds of one part in normal form; empty when it has digits or a script whose sounds are not known here.
pub fn sounds(part: &str) -> Vec<Sound> {
    let mut out: Vec<Sound> = Vec::with_capacity(part.len().min(MAX_SOUNDS));
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        if kana::hear(c, &mut out) {
            out.truncate(MAX_SOUNDS);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let place = if out.is_empty() && rest.len() == part.len() {
            Place::First
        } else if rest.len() == c.len_utf8() {
            Place::Last
        } else {
            Place::Inside
        };
        let (used, heard) = match c {
            'a'..='z' => latin(rest, place),
            'α'..='ω' => greek(rest, c),
            'д' if rest.starts_with("дж") => ("дж".len(), [Some(consonant(J, 0)), None]),
            _ => match letter(c, place) {
                Some(heard) => (c.len_utf8(), heard),
                None => return Vec::new(),
            },
        };
        for sound in heard.into_iter().flatten() {
            // Doubling is a matter of spelling: Hasan and Hassan, Yusuf and Yousouf.
            if out.last() != Some(&sound) {
                out.push(sound);
            }
        }
        if out.len() >= MAX_SOUNDS {
            out.truncate(MAX_SOUNDS);
            break;
        }
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    Inside,
    Last,
}

type Heard = [Option<Sound>; 2];

/// Latin: the longest group of letters first.
fn latin(rest: &str, place: Place) -> (usize, Heard) {
    const GROUPS: &[(&str, Sound)] = &[
        ("dsch", consonant(J, 0)),
        ("tsch", consonant(CH, 0)),
        ("tch", consonant(CH, 0)),
        ("sch", consonant(SH, S)),
        ("sh", consonant(SH, 0)),
        ("ch", consonant(CH, SH | KH | K | H)),
        ("kh", consonant(KH, K | H)),
        ("gh", consonant(GH, G | Q)),
        ("th", consonant(TH, T | S | DH)),
        ("dh", consonant(DH, D | Z)),
        ("zh", consonant(ZH, J | Z)),
        ("dj", consonant(J, ZH)),
        ("dz", consonant(Z, J | DH)),
        ("ph", consonant(F, P)),
        ("ck", consonant(K, Q)),
        ("qu", consonant(Q, K | G)),
        ("gu", consonant(G, GH | Q)),
        ("ou", short(U, W)),
        ("oo", short(U, 0)),
        ("ee", short(I, 0)),
        ("ei", short(I, A | Y)),
        ("ai", short(I, A | Y)),
        ("ay", long(Y, I | A)),
        ("ey", long(Y, I | A)),
        ("au", short(U, A | W)),
        ("aw", long(W, U | A | V)),
        ("ow", long(W, U | V)),
    ];
    for (group, sound) in GROUPS {
        // `gu`, `qu` lose their u only before e and i (Deguechi); `ay`, `aw` lose their a only before a consonant.
        let after = rest.get(group.len()..).and_then(|r| r.bytes().next());
        let vowel_after = matches!(after, Some(b'a' | b'e' | b'i' | b'o' | b'u'));
        let fits = match *group {
            "gu" | "qu" => matches!(after, Some(b'e' | b'i')),
            "ay" | "ey" | "aw" | "ow" | "ou" | "au" | "ai" | "ei" => !vowel_after,
            _ => true,
        };
        if fits && rest.starts_with(group) {
            return (group.len(), [Some(*sound), None]);
        }
    }
    let bytes = rest.as_bytes();
    let soft = matches!(bytes.get(1), Some(b'e' | b'i' | b'y'));
    let sound = match bytes.first().copied().unwrap_or(b'a') {
        b'a' => short(A, 0),
        b'e' => short(I, A),
        b'i' => short(I, Y),
        b'o' => short(U, A),
        b'u' => short(U, W),
        b'b' => consonant(B, 0),
        b'c' if soft => consonant(S, CH | J),
        b'c' => consonant(K, Q | J),
        b'd' => consonant(D, DH),
        b'f' => consonant(F, 0),
        b'g' => consonant(G, GH | Q | J),
        b'h' if place == Place::Last => short(H, 0),
        b'h' => consonant(H, 0),
        b'j' => consonant(J, ZH | Y),
        b'k' => consonant(K, Q),
        b'l' => consonant(L, 0),
        b'm' => consonant(M, 0),
        b'n' => consonant(N, 0),
        b'p' => consonant(P, 0),
        b'q' => consonant(Q, K | G),
        b'r' => consonant(R, 0),
        b's' => consonant(S, 0),
        b't' => consonant(T, TH),
        b'v' => consonant(V, W | F),
        b'w' => long(W, V | U),
        b'x' if place == Place::First => consonant(KH, H | S | SH),
        b'x' => return (1, [Some(consonant(K, 0)), Some(consonant(S, 0))]),
        b'y' => long(Y, I),
        _ => consonant(Z, DH),
    };
    (1, [Some(sound), None])
}

fn greek(rest: &str, c: char) -> (usize, Heard) {
    for (group, sound) in [
        ("ου", short(U, W)),
        ("μπ", consonant(B, P)),
        ("ντ", consonant(D, T)),
        ("γκ", consonant(G, K)),
        ("τζ", consonant(J, 0)),
        ("τσ", consonant(CH, S)),
        ("ει", short(I, A)),
        ("αι", short(I, A)),
        ("οι", short(I, 0)),
    ] {
        if rest.starts_with(group) {
            return (group.len(), [Some(sound), None]);
        }
    }
    let one = |s| [Some(s), None];
    let heard = match c {
        'α' => one(short(A, 0)),
        'β' => one(consonant(V, B)),
        'γ' => one(consonant(G, GH | Y)),
        'δ' => one(consonant(D, DH)),
        'ε' => one(short(I, A)),
        'ζ' => one(consonant(Z, 0)),
        'η' | 'ι' => one(short(I, Y)),
        'θ' => one(consonant(TH, T)),
        'κ' => one(consonant(K, Q)),
        'λ' => one(consonant(L, 0)),
        'μ' => one(consonant(M, 0)),
        'ν' => one(consonant(N, 0)),
        'ξ' => [Some(consonant(K, 0)), Some(consonant(S, 0))],
        'ο' | 'ω' => one(short(U, A)),
        'π' => one(consonant(P, 0)),
        'ρ' => one(consonant(R, 0)),
        'σ' | 'ς' => one(consonant(S, SH)),
        'τ' => one(consonant(T, 0)),
        'υ' => one(short(I, U | V | F | Y)),
        'φ' => one(consonant(F, 0)),
        'χ' => one(consonant(KH, H | CH)),
        _ => [Some(consonant(P, 0)), Some(consonant(S, 0))],
    };
    (c.len_utf8(), heard)
}

/// One letter of Arabic, Cyrillic or Hebrew; `None` when its sound is not known.
fn letter(c: char, place: Place) -> Option<Heard> {
    let two = |a, b| Some([Some(a), Some(b)]);
    let sound = match c {
        'ا' if place == Place::First => short(A, I | U),
        'ا' => long(A, 0),
        'ب' => consonant(B, 0),
        'پ' => consonant(P, B),
        'ت' => consonant(T, 0),
        'ث' => consonant(TH, T | S),
        'ج' => consonant(J, G | ZH | CH),
        'چ' => consonant(CH, J | SH),
        'ح' => consonant(H, KH),
        'خ' => consonant(KH, K | H),
        'د' => consonant(D, 0),
        'ذ' => consonant(DH, D | Z | TH),
        'ر' => consonant(R, 0),
        'ز' => consonant(Z, 0),
        'ژ' => consonant(ZH, J | Z),
        'س' => consonant(S, 0),
        'ش' => consonant(SH, CH),
        'ص' => consonant(S, 0),
        'ض' => consonant(D, DH | Z),
        'ط' => consonant(T, 0),
        'ظ' => consonant(Z, DH | D),
        'ع' => short(A, I | U),
        'غ' => consonant(GH, G | Q),
        'ف' => consonant(F, V),
        'ڤ' => consonant(V, F),
        'ق' => consonant(Q, K | G | GH),
        'ك' => consonant(K, G),
        'گ' => consonant(G, K | J),
        'ل' => consonant(L, 0),
        'م' => consonant(M, 0),
        'ن' => consonant(N, 0),
        'ه' if place == Place::Last => short(H, A | I),
        'ه' => consonant(H, 0),
        'ة' => short(A, H | T | I),
        'و' => long(U, W | V),
        'ي' if place == Place::Last => long(I, Y | A),
        'ي' => long(I, Y),
        'а' | 'ә' => short(A, I),
        'б' => consonant(B, 0),
        'в' => consonant(V, W),
        'г' | 'ґ' => consonant(G, H | GH),
        'ғ' => consonant(GH, G),
        'д' => consonant(D, DH | Z),
        'е' | 'э' | 'є' => short(I, A | Y),
        'ж' => consonant(ZH, J),
        'җ' | 'ҷ' | 'џ' | 'ђ' => consonant(J, 0),
        'з' => consonant(Z, DH),
        'и' | 'і' | 'ї' | 'ы' | 'ӣ' => short(I, Y),
        'й' | 'ј' => long(Y, I),
        'к' => consonant(K, Q),
        'қ' => consonant(Q, K),
        'л' | 'љ' => consonant(L, 0),
        'м' => consonant(M, 0),
        'н' | 'њ' | 'ң' => consonant(N, 0),
        'о' | 'ө' => short(U, A),
        'п' => consonant(P, 0),
        'р' => consonant(R, 0),
        'с' => consonant(S, TH),
        'т' => consonant(T, TH),
        'у' | 'ӯ' | 'ү' | 'ұ' => short(U, W),
        'ў' => long(W, U),
        'ф' => consonant(F, TH),
        'х' => consonant(KH, H),
        'ҳ' | 'һ' => consonant(H, 0),
        'ц' => return two(consonant(T, 0), consonant(S, 0)),
        'ч' | 'ћ' => consonant(CH, J),
        'ш' | 'щ' => consonant(SH, CH),
        'ъ' | 'ь' => return Some([None, None]),
        'ю' => return two(long(Y, I), short(U, W)),
        'я' => return two(long(Y, I), short(A, 0)),
        'א' | 'ע' => short(A, I | U),
        'ב' => consonant(B, V),
        'ג' => consonant(G, J),
        'ד' => consonant(D, DH),
        'ה' if place == Place::Last => short(A, H | I),
        'ה' => consonant(H, 0),
        'ו' => long(U, W | V),
        'ז' => consonant(Z, 0),
        'ח' => consonant(H, KH | CH),
        'ט' => consonant(T, 0),
        'י' => long(I, Y),
        'כ' | 'ך' => consonant(K, KH | CH),
        'ל' => consonant(L, 0),
        'מ' | 'ם' => consonant(M, 0),
        'נ' | 'ן' => consonant(N, 0),
        'ס' => consonant(S, 0),
        'פ' | 'ף' => consonant(P, F),
        'צ' | 'ץ' => consonant(S, Z),
        'ק' => consonant(K, Q),
        'ר' => consonant(R, 0),
        'ש' => consonant(SH, S),
        'ת' => consonant(T, TH),
        _ => return None,
    };
    Some([Some(sound), None])
}

#[cfg(test)]
mod tests {
    use super::{J, K, Q, SH, sounds};

    #[test]
    fn letters_of_all_alphabets_share_classes() {
        let primaries = |text: &str| sounds(text).iter().map(|s| s.primary).collect::<Vec<_>>();
        assert_eq!(primaries("شجر").first(), Some(&SH));
        assert_eq!(primaries("шамс").first(), primaries("shams").first());
        assert_eq!(primaries("джамал").first(), Some(&J));
        assert_eq!(primaries("hassan"), primaries("hasan"));
        assert_eq!(primaries("юсуф"), primaries("yusuf"));
        assert_eq!(sounds("ق").first().map(|s| s.set & (Q | K)), Some(Q | K));
    }

    #[test]
    fn a_part_without_known_sounds_has_none() {
        assert!(sounds("李").is_empty());
        assert!(sounds("a1").is_empty());
        assert!(sounds("").is_empty());
    }
}
