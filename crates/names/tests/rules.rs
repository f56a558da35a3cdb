//! What single rules of the comparison do, one row a pair of invented names.

use names::{Prepared, compare, part_similarity, prepare, prepare_organisation};

/// Whether the names reach the band of review, 0.70.
fn is_hit(left: &Prepared, right: &Prepared) -> bool {
    let score = compare(left, right).score;
    assert_eq!(score, compare(right, left).score);
    score >= 0.70
}

#[test]
fn persons() {
    for (left, right, want) in [
        // Digits for letters; initials apart and together.
        ("Yus0f Kh4yali", "Yusof Khayali", true),
        ("KD Mithali", "Kahran-Dahrab Mithali", true),
        ("K.-D. Mithali", "Kahran-Dahrab Mithali", true),
        ("KN Mithali", "Kahran-Dahrab Mithali", false),
        // A slip of the hand in a rare name.
        ("Yusuf Wahmistani", "Yusuf Wahmisatni", true),
        ("Yusuf Wahmistani", "Yusuf Sarabistani", false),
        // Servant of X, and X.
        ("Nur Abdul Hanif Wahmistani", "Nur Hanif Wahmistani", true),
        // One part that is another, all else being the same text.
        ("Yusuf Wahmi Mithalani", "Yusuf Wahmi Tajribani", false),
        ("Yusuf Wahmi Mithalani", "Yusuf Sarabi Mithalani", false),
        // The family of the one is the given name of the other.
        ("WAHMI, Sarab", "SARAB, Wahmi", false),
        ("WAHMI, Sarab", "Wahmi Sarab", true),
        // Syllables differ by their vowels.
        ("Zhao Wei Min", "Zhu Wa Man", false),
        // Two well-known names that sound alike, and two spellings of one.
        ("Hasan Wahmistani", "Husayn Wahmistani", false),
        ("Jamal Wahmistani", "جميل وهمستاني", false),
        ("Jamil Wahmistani", "جميل وهمستاني", true),
        ("Gamal Wahmistani", "Djamel Wahmistani", true),
        ("Samir Wahmistani", "Samira Wahmistani", false),
        ("Nasreddine Wahmistani", "Nasr Wahmistani", true),
        // Names of the family or the father that share no more than their ending.
        ("Yulia Mithalova", "Yulia Tajribova", false),
        ("Yulia Wahmovna", "Yulia Sarabovna", false),
        // The given names of brothers, all else being one; and compounds.
        ("Hasan Khalil Wahmistani", "Husayn Khalil Wahmistani", false),
        ("Karim Hasanzadeh", "Karim Hosseinzadeh", false),
        ("Karim Hasanzadeh", "Kareem Hassanzada", true),
        ("حسن نصر الله", "حسن نصرالله", true),
        ("حسن نور الدين", "حسن نورالدين", true),
        // Vowels in names that no habit of spelling is known of.
        ("Wendel Brankovits", "Wandul Brinkuvats", false),
        // Another chain: a father and his son; but the family's name first is no other chain.
        ("Yusuf Sabir Khayali", "Sabir Yusuf Khayali", false),
        ("Yusuf Sabir Khayali", "Khayali Sabir Yusuf", false),
        ("Yusuf Sabir Khayali", "Khayali Yusuf Sabir", true),
        ("Yusuf ibn Sabir", "Sabir ibn Yusuf", false),
        ("Yusuf bin Sabir", "Sabir Yusuf bin", true), // out of order, but no chain
        // A syllable is not two names written as one.
        ("Yoon Min", "Hyon U Min", false),
    ] {
        assert_eq!(is_hit(&prepare(left), &prepare(right)), want, "{left} | {right}");
    }
}

#[test]
fn a_family_told_by_a_comma_stands_in_no_other_order() {
    for (left, right) in
        [("KHAYALI, Yusuf", "Yusuf Khayali"), ("KHAYALI, Yusuf Sabir", "Yusuf Sabir Khayali"), ("MIN, Wei", "MIN Wei")]
    {
        let reasons = compare(&prepare(left), &prepare(right)).reasons;
        let other = reasons.iter().find(|reason| reason.kind == names::ReasonKind::OtherOrder);
        assert_eq!(other, None, "{left} | {right}");
    }
}

#[test]
fn the_father_of_a_nimr_is_no_nimr() {
    for (left, right, want) in [
        ("Abu Nimr Mithal", "Nimr Mithal", 0.70..0.90), // a question
        ("Abu Nimr Mithal", "Umm Nimr Mithal", 0.0..0.90),
        ("Abu Nimr Mithal", "أبو نمر مثال", 0.90..1.01),
    ] {
        let score = compare(&prepare(left), &prepare(right)).score;
        assert!(want.contains(&score), "{left} | {right}: {score}");
    }
}

#[test]
fn bodies() {
    for (left, right, want) in [
        ("PAO Mithal", "PJSC Mithal", true),
        ("Mithal Relief Fund", "MRF", true),
        ("Mithal Relief Fund (MRF)", "Mithal Relief Fund", true),
        ("Mithal Relief Fund", "MRX", false),
        ("C.K. Mithal Holdings", "CK Mithal Holdings", true),
        ("KBR Industries Inc.", "KPR Industries Inc.", false),
        ("Construction Ltd", "Mithal Construction LLC", false),
        ("Mithalsarab", "Mithal Sarab", true),         // one word, and two
        ("Mithal Securities", "Mithal Leasing", true), // a question for a person
        ("3 Lanterns", "Three Lanterns", true),
        ("3%ers of Mithal", "Three Percenters of Mithal", true),
        ("Ali Trading", "Aly Trading", true), // three letters that sound alike are a word
    ] {
        let (left, right) = (prepare_organisation(left), prepare_organisation(right));
        assert_eq!(is_hit(&left, &right), want, "{left:?} | {right:?}");
    }
}

#[test]
fn parts() {
    let part = |text: &str| prepare(text).parts.into_iter().next().expect("a part");
    for (left, right, want) in [
        ("wahmistani", "wahmisatni", 0.82..=1.0),
        ("ahmadi", "ahmad", 0.0..=0.9), // the last i is long
        ("Samer", "Samir", 0.95..=1.0), // only a spelling tells them apart
        ("Ahmad", "Muhammad", 0.0..=0.0),
        ("Popova", "Popov", 0.8..=0.8),             // of a woman, of a man
        ("Mithalizada", "Mithalizadeh", 0.9..=1.0), // of both
        ("حامد", "حميد", 0.0..=0.95),               // two names, which Latin letters may write as one
        ("Zhao", "Zhi", 0.0..=0.6),
        ("Zhao", "Zhao", 1.0..=1.0),
        ("نصر", "Nasr", 0.95..=1.0), // no syllable is written
        ("近朋", "近平", 0.0..=0.9),
        ("ម៉ាណាត", "ម៉ាណែត", 0.8..=0.9), // no sounds are known; a slip
    ] {
        let similarity = part_similarity(&part(left), &part(right));
        assert!(want.contains(&similarity), "{left} | {right}: {similarity}");
    }
}
