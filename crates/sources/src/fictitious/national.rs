//! Fictitious editions of a national list in Arabic: the sheets of the Emirates' workbook saved as CSV (`ae_local` reads
//! them). Names in Arabic alone; lunar and solar Hijri years; the second edition has a delisting sheet.

use std::sync::LazyLock;

use register::{DateSpan, Day};

use super::{Change, Edition, InventedGroup, InventedPerson, List, MARK_AR, Spelling, World, push_row};
use crate::dates;

const PERSONS: [&str; 11] = [
    "#",
    "التصنيف",
    "الجنسية",
    "اسم العائلة (بالحروف العربية)",
    "الاسم الكامل (بالحروف العربية)",
    "تاريخ الميلاد",
    "مكان الميلاد",
    "النوع",
    "رقم الوثيقة",
    "ملاحظات",
    "معلومات أخرى",
];
const BODIES: [&str; 9] = [
    "#",
    "التصنيف",
    "الاسم الكامل (باللغة العربية)",
    "الاسم",
    "رقم الرخصة",
    "انتهاء الترخيص",
    "المقر",
    "ملاحظات",
    "معلومات أخرى",
];
const LIFTED: [&str; 8] = [
    "#",
    "التصنيف",
    "الجنسية",
    "الاسم الكامل (بالحروف العربية)",
    "تاريخ الميلاد",
    "ملاحظات",
    "قرار الإدراج",
    "قرار رفع الإدراج",
];

pub(super) fn write(world: &World, edition: Edition) -> String {
    let lifted = |person: &InventedPerson| edition == Edition::Second && person.change() == Change::Lifted;
    let mut out = String::new();
    head(&mut out, "الأفراد", &PERSONS);
    for (person, at) in world.on(List::National).filter(|person| !lifted(person)).zip(1..) {
        individual(person, at, &mut out);
    }
    head(&mut out, "الكيانات", &BODIES);
    for (group, at) in world.groups_on(List::National).zip(1..) {
        entity(group, at, &mut out);
    }
    let mut gone = world.on(List::National).filter(|person| lifted(person)).peekable();
    if gone.peek().is_some() {
        head(&mut out, "رفع الإدراج - أفراد", &LIFTED);
    }
    for (person, at) in gone.zip(1..) {
        let (number, name, born) = (arabic(at), person.name(Spelling::Arabic), birth(person));
        let lifting = "قرار مجلس الوزراء رقم (2) لسنة 2026";
        let row =
            [&number, "شخص إرهابي", person.country()[1], &name, &born, MARK_AR, &decision(person.index()), lifting];
        push_row(&mut out, row);
    }
    out
}

/// Two banner rows, merged over the sheet, and the headings.
fn head(out: &mut String, sheet: &str, headings: &[&str]) {
    let rest = vec![""; headings.len() - 1];
    for banner in ["قائمة الإرهاب المحلية - خيالية (FICTITIOUS)", sheet] {
        push_row(out, [&[banner], &rest[..]].concat());
    }
    push_row(out, headings.iter().copied());
}

fn individual(person: &InventedPerson, at: usize, out: &mut String) {
    let (number, family, name) = (arabic(at), person.family(Spelling::Arabic), person.name(Spelling::Arabic));
    let passport = if person.index().is_multiple_of(2) { person.passport() } else { String::new() };
    let kind = if passport.is_empty() { "" } else { "جواز السفر" };
    let basis = format!("مدرج بموجب {}", decision(person.index()));
    let (nationality, town, born) = (person.country()[1], person.town()[1], birth(person));
    let row = [&number, "شخص إرهابي", nationality, &family, &name, &born, town, kind, &passport, MARK_AR, &basis];
    push_row(out, row);
    if let Some(kunya) = person.kunya(Spelling::Arabic) {
        // A second document below merged cells.
        let unified = format!("FX-{}", person.index() + 1);
        let note = format!("الكنية: {kunya}");
        push_row(out, ["", "", "", "", "", "", "", "الرقم الموحد", &unified, &note, ""]);
    }
}

fn entity(group: &InventedGroup, at: usize, out: &mut String) {
    let name = group.name(Spelling::Arabic);
    let basis = format!("مدرج بموجب {}", decision(group.index()));
    let licence = format!("FX-{:05}", group.index() + 1);
    let row = [&arabic(at), "كيان إرهابي", &name, &name, &licence, "-", group.country()[1], MARK_AR, &basis];
    push_row(out, row);
}

/// The invented act behind a listing: every fifty have one of their own.
fn decision(index: usize) -> String {
    format!("قرار مجلس الوزراء رقم ({}) لسنة {}", index / 50 % 90 + 1, 2017 + index / 50 % 9)
}

/// A number in Arabic-Indic digits.
fn arabic(number: usize) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(c);
    number.to_string().chars().map(digit).collect()
}

fn birth(person: &InventedPerson) -> String {
    const MONTHS: [&str; 12] =
        ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];
    let (day, year) = (person.born(), person.born().year());
    match person.date_style(List::National) {
        0 => day.to_string(),
        1 => {
            let month = usize::try_from(day.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied();
            format!("{} {} {year}م", day.day(), month.unwrap_or("يناير"))
        }
        2 => year.to_string(),
        3..=4 => format!("{} هـ", year_of(&LUNAR, day)),
        5 if person.writes_persian() => format!("{} هـ.ش", solar_year(day)),
        5 => day.strftime("%d/%m/%Y").to_string(),
        6 => format!("حوالي {year}"),
        _ => arabic(usize::try_from(year).unwrap_or_default()),
    }
}

/// Hijri years and the days they have.
type Years = Vec<(i32, DateSpan)>;

static LUNAR: LazyLock<Years> =
    LazyLock::new(|| (1350..1450).filter_map(|year| Some((year, dates::hijri_lunar(year, None, None)?))).collect());
static SOLAR: LazyLock<Years> =
    LazyLock::new(|| (1310..1400).filter_map(|year| Some((year, dates::hijri_solar(year, None, None)?))).collect());

/// The solar Hijri year of a day.
pub(super) fn solar_year(day: Day) -> i32 {
    year_of(&SOLAR, day)
}

fn year_of(years: &Years, day: Day) -> i32 {
    let after = years.partition_point(|(_, span)| span.first() <= day);
    after.checked_sub(1).and_then(|at| years.get(at)).map_or(1400, |(year, _)| *year)
}
