//! The Emirates' workbook saved as CSV: sheets are known by their headings, rows by their numbers.

mod common;

use common::one;
use sources::ProblemKind;

/// Entries (their standing, kind, number of statements and first value) and problems of a sheet.
fn sheet(text: &str) -> Result<Vec<String>, ProblemKind> {
    let reading = one(text).map_err(|refusal| refusal.kind)?;
    let entries = reading.items.iter().map(|entry| {
        let name = entry.statements.first().map(|statement| statement.value.to_string()).unwrap_or_default();
        format!("{:?} {:?} {} {name}", entry.standing, entry.kind, entry.statements.len())
    });
    let problems = reading.problems.iter().map(|problem| format!("{} {}", problem.kind.code(), problem.place));
    Ok(entries.chain(problems).collect())
}

const SHEET: &str = "#,التصنيف,الجنسية,الاسم الكامل (بالحروف العربية),تاريخ الميلاد,النوع,رقم الوثيقة\n";

#[test]
fn a_sheet_is_read_by_its_headings() {
    const DELISTED: &str = "#,التصنيف,الاسم الكامل (باللغة العربية),قرار الإدراج,قرار رفع الإدراج\n";
    let header = SHEET;
    for (text, want) in [
        // Without banner rows, and with `;` or a tab between cells.
        (format!("{header}1,ش,مصر,مثال,1975,,\n"), vec!["Listed Person 4 مثال"]),
        (format!("{header}1,ش,مصر,مثال,1975,,\n").replace(',', ";"), vec!["Listed Person 4 مثال"]),
        (format!("{header}1,ش,مصر,مثال,1975,,\n").replace(',', "\t"), vec!["Listed Person 4 مثال"]),
        // A delisting sheet is one by its decisions, whatever its banner says.
        (
            format!("الكيانات\n{DELISTED}1,ك,مثال,قرار رقم (1) لسنة 2020,قرار رقم (2) لسنة 2021\n"),
            vec!["Delisted Organization 4 مثال"],
        ),
        // Merged cells: the rows below are of the same person.
        (
            format!("{header}1,ش,مصر,مثال,1975,جواز,FX1\n,,السودان,,,هوية,FX2\n,,,,1976,,\n2,ش,,آخر,,,\n"),
            vec!["Listed Person 8 مثال", "Listed Person 2 آخر"],
        ),
        // A name without a number is never added to the person above it.
        (
            format!("{header}1,ش,,مثال,,,\n,,,آخر,,,\n"),
            vec!["Listed Person 2 مثال", "Listed Person 1 آخر", "bad-row الأفراد row 3"],
        ),
        // A merged row with nothing above it is kept, and said to have no key.
        (
            format!("{header},,مصر,,,,\n1,ش,,مثال,,,\n"),
            vec!["Listed Person 1 مصر", "Listed Person 2 مثال", "bad-row الأفراد row 2", "no-key الأفراد row 2"],
        ),
        // Words between rows head nothing; words below the last row neither.
        (
            format!("{header}1,ش,,مثال,,,\nانظر الملحق,,,,,,\n2,ش,,آخر,,,\nانتهى,,,,,,\n"),
            vec![
                "Listed Person 2 مثال",
                "Listed Person 2 آخر",
                "bad-row الأفراد row 3 column 1",
                "bad-row الأفراد row 5 column 1",
            ],
        ),
        // A year shown as a day, a serial shown as a number, a row with a cell too many.
        (
            format!("{header}1,ش,,مثال,1905-05-28,,\n2,ش,,آخر,27395,,,\n"),
            vec![
                "Listed Person 3 مثال",
                "Listed Person 3 آخر",
                "damaged-date الأفراد row 2 column 5",
                "bad-row الأفراد row 3",
                "bad-date الأفراد row 3 column 5",
            ],
        ),
    ] {
        assert_eq!(sheet(&text).expect("the sheet is read"), want, "{text}");
    }
}
