//! Prepares invented names, or compares each with each, once: what `benches/instructions` counts the instructions of.
//!
//! Shape:    `names_once names/prepare`, `names_once names/compare`. Only what happens inside [`kernel_prepare`] or
//!           [`kernel_compare`] is counted.

use std::hint::black_box;

use names::Prepared;

/// Spellings of a few people, in several scripts, and strangers who share parts with them.
const NAMES: &[&str] = &[
    "Yusuf al-Khayali",
    "يوسف الخيالي",
    "Юсуф аль-Хаяли",
    "KHAYALI, Youssef bin Sabir",
    "יוסף אל-כיאלי",
    "Abd al-Rahman bin Nur Mithali",
    "عبد الرحمن بن نور المثالي",
    "Abdurrahman Noor Mithaly",
    "Абдуррахман Мисали",
    "Hamid Reza Wahmi",
    "حمیدرضا وهمی",
    "Hamidreza Vahmi",
    "Haji Badr al-Din Wahmi",
    "Badreddine Wahmi",
    "Abu Bakr Sarabi",
    "أبوبكر السرابي",
    "Karim Khayali",
    "Muhammad Ali Tajribi",
    "محمد علي تجريبي",
    "Mohamed Aly Sarab",
    "Sarab Trading Company Ltd",
    "شركة السراب للتجارة المحدودة",
    "ООО «Сараб Трейдинг»",
    "Y. Khayali",
];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    match std::env::args().nth(1).as_deref() {
        Some("names/prepare") => {
            black_box(kernel_prepare(black_box(NAMES)));
        }
        Some("names/compare") => {
            let prepared: Vec<Prepared> = NAMES.iter().map(|name| names::prepare(name)).collect();
            black_box(kernel_compare(black_box(&prepared)));
        }
        _ => return Err("usage: names_once names/prepare|names/compare".into()),
    }
    Ok(())
}

/// Prepares each; never inlined, so that it can be told apart.
#[inline(never)]
fn kernel_prepare(all: &[&str]) -> usize {
    all.iter().map(|name| black_box(names::prepare(name)).parts.len()).sum()
}

/// Compares each with each; never inlined, so that it can be told apart.
#[inline(never)]
fn kernel_compare(all: &[Prepared]) -> f64 {
    all.iter().flat_map(|left| all.iter().map(move |right| black_box(names::compare(left, right)).score)).sum()
}
