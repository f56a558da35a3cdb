//! Texts made to break a reader of names, tested here and measured by `benches/src/bin/hostile.rs`.

/// Each with what is hostile in it.
pub(crate) fn hostile() -> Vec<(&'static str, String)> {
    let words = |word: &str, times: usize| vec![word; times].join(" ");
    vec![
        ("nothing", String::new()),
        ("30 parts", (0..30).map(|n| format!("kar{}im", "aeiou".repeat(n % 3))).collect::<Vec<_>>().join(" ")),
        ("2,000 characters", "Yusuf ".repeat(334)),
        ("2,000 characters in one word", "yusufkhalid".repeat(182)),
        ("one letter 2,000 times", "a".repeat(2000)),
        ("one Arabic letter 2,000 times", "ع".repeat(2000)),
        ("the same word 32 times", words("Muhammad", 32)),
        ("the same Arabic word 32 times", words("محمد", 32)),
        ("512 initials", words("K", 512)),
        ("512 initials with dots", "K.".repeat(512)),
        ("joins everywhere", words("Abu Hamid al-Reza", 11)),
        ("servants", words("Abd al-Rahman", 11)),
        ("nothing but links", words("bin", 32)),
        ("nothing but titles", words("Haji", 32)),
        ("nothing but articles", words("al", 32)),
        ("nothing but legal forms", words("Co Ltd", 16)),
        ("words of organisations", words("Trading Bank Iran", 11)),
        ("the longest forms, cut short", words("sociedad de responsabilidad", 10)),
        ("Han without blanks", "公司有限北京银行".repeat(64)),
        ("Hangul without blanks", "회사은행".repeat(128)),
        ("kana", "ッャュョー".repeat(100)),
        ("emoji", "👨\u{200D}👩\u{200D}👧 🏴\u{E0067}\u{E007F} 😀".repeat(60)),
        ("combining marks", format!("a{}", "\u{301}\u{323}".repeat(1000))),
        ("marks alone", "\u{64B}\u{670}\u{5B0}".repeat(600)),
        ("right-to-left overrides", "\u{202E}fusuY\u{202C} \u{2067}ilayahK\u{2069} ".repeat(40)),
        ("what NFKC makes long", "ﷺ".repeat(512)),
        ("scripts mixed in each word", "Yоuѕеf Кhаlіd ".repeat(80)),
        ("signs for not joined", "علی\u{200C}".repeat(300)),
        ("commas", "a,b،c，".repeat(300)),
        ("digits", words("313th", 32)),
        ("controls", "\0\u{1}\u{FFFE}\u{FFFF}\u{10FFFF}".repeat(200)),
    ]
}
