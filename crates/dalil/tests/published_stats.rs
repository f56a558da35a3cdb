//! Every figure of the published snapshots, through the command line: `dalil import`, then `dalil stats --json`.
//! Reads `../shared/lists` and says "skipped" where it is absent.
//!
//! Source:   counts made by an independent script on the stored files.

mod common;

use std::path::Path;

use common::{dalil, lines, published, text};

/// The files of each edition, its list, its day, its format, and what must be counted.
#[rustfmt::skip]
const EDITIONS: &[(&str, &str, &str, &str, &str)] = &[
    ("un/un-consolidated-2015-03-13.xml.zst", "un-sc", "2015-03-13", "un-xml",
     "ind 624 ent 423 script 406 arab_i 373 arab_e 31 aliases 2377 g 1431 l 424 aka 508 fka 14 empty 340 dob 726 docs 264 nat 517 pob 579 addr 848"),
    ("un/un-consolidated-2015-03-16.xml.zst", "un-sc", "2015-03-16", "un-xml",
     "ind 620 ent 423 script 402 arab_i 369 arab_e 31 aliases 2329 g 1412 l 395 aka 508 fka 14 empty 340 dob 721 docs 261 nat 513 pob 575 addr 845"),
    ("un/un-consolidated-2015-03-27.xml.zst", "un-sc", "2015-03-27", "un-xml",
     "ind 622 ent 424 script 405 arab_i 370 arab_e 32 aliases 2346 g 1419 l 398 aka 515 fka 14 empty 340 dob 725 docs 266 nat 515 pob 577 addr 859"),
    ("un/un-consolidated-2018-06-07.xml.zst", "un-sc", "2018-06-07", "un-xml",
     "ind 693 ent 405 script 406 arab_i 354 arab_e 38 aliases 2628 g 1473 l 569 aka 571 fka 15 empty 663 dob 824 docs 388 nat 633 pob 620 addr 958"),
    ("un/un-consolidated-2018-06-21.xml.zst", "un-sc", "2018-06-21", "un-xml",
     "ind 695 ent 405 script 406 arab_i 354 arab_e 38 aliases 2633 g 1478 l 569 aka 571 fka 15 empty 665 dob 828 docs 395 nat 635 pob 621 addr 965"),
    ("un/un-consolidated-2018-08-24.xml.zst", "un-sc", "2018-08-24", "un-xml",
     "ind 701 ent 397 script 407 arab_i 355 arab_e 38 aliases 2663 g 1488 l 593 aka 567 fka 15 empty 662 dob 836 docs 404 nat 642 pob 627 addr 961"),
    ("un/un-consolidated-2020-11-23.xml.zst", "un-sc", "2020-11-23", "un-xml",
     "ind 713 ent 305 script 408 arab_i 353 arab_e 40 aliases 2678 g 1496 l 616 aka 552 fka 14 empty 611 dob 858 docs 428 nat 657 pob 643 addr 840"),
    ("un/un-consolidated-2020-11-24.xml.zst", "un-sc", "2020-11-24", "un-xml",
     "ind 713 ent 305 script 408 arab_i 353 arab_e 40 aliases 2678 g 1496 l 616 aka 552 fka 14 empty 611 dob 858 docs 428 nat 657 pob 643 addr 840"),
    ("un/un-consolidated-2020-11-30.xml.zst", "un-sc", "2020-11-30", "un-xml",
     "ind 713 ent 305 script 408 arab_i 353 arab_e 40 aliases 2678 g 1496 l 616 aka 552 fka 14 empty 611 dob 858 docs 428 nat 657 pob 643 addr 840"),
    ("un/un-consolidated-2020-12-01.xml.zst", "un-sc", "2020-12-01", "un-xml",
     "ind 712 ent 294 script 407 arab_i 352 arab_e 40 aliases 2674 g 1496 l 616 aka 548 fka 14 empty 602 dob 856 docs 428 nat 656 pob 642 addr 825"),
    ("un/un-consolidated-2021-03-12.xml.zst", "un-sc", "2021-03-12", "un-xml",
     "ind 711 ent 293 script 404 arab_i 349 arab_e 40 aliases 2657 g 1496 l 600 aka 547 fka 14 empty 604 dob 857 docs 424 nat 651 pob 640 addr 825"),
    ("un/un-consolidated-2024-05-15.xml.zst", "un-sc", "2024-05-15", "un-xml",
     "ind 682 ent 193 script 383 arab_i 332 arab_e 39 aliases 2710 g 1513 l 619 aka 560 fka 18 empty 461 dob 682 docs 432 nat 643 pob 529 addr 764"),
    ("un/un-consolidated-2025-04-19.xml.zst", "un-sc", "2025-04-19", "un-xml",
     "ind 684 ent 193 script 380 arab_i 329 arab_e 39 aliases 2704 g 1507 l 619 aka 560 fka 18 empty 206 dob 843 docs 431 nat 646 pob 626 addr 765"),
    ("ofac/ofac-sdn-2024-05-07.xml.zst", "us-ofac-sdn", "2024-05-07", "ofac-xml",
     "entries 14966 individual 6855 individuals 6855 entity 6884 vessel 851 aircraft 376 aliases 21754 strong 18060 weak 3694 aka 21083 fka 653 nka 18 dob 7533 day 6178 year 1072 month 70 circa 72 range 141 pob 4347 ids 31133 passport_like 2146 digital_currency 603 addresses 17643 nationalities 4889 citizenships 1129 vessel_info 845 programmes 75 links 17383 sdgt 2386 ifsr 1171 irgc 293 fto 70 remarks 6211 linked_to 6380 non_latin 0"),
    ("ofac/ofac-cons-2024.xml.zst", "us-ofac-cons", "2024-05-06", "ofac-xml",
     "entries 443 individuals 79 aliases 1126 dob 74 ids 2366 addresses 503"),
    ("ofac/ofac-cons-2025-03-28.xml.zst", "us-ofac-cons", "2025-03-28", "ofac-xml",
     "entries 443 individuals 80 aliases 1136 dob 75 ids 2457 addresses 520"),
    ("ofac/ofac-enhanced-IRGC-2024-08-28.xml.zst", "us-ofac-sdn", "2024-08-28", "ofac-enhanced-xml",
     "entities 293 individual 165 entity 84 aircraft 44 vessel 0 names 834 primary 293 low_quality 45 aka 530 fka 11 nka 0 translations 930 latin 834 arabic 92 cyrillic 3 chinese_trad 1 entities_with_arabic 77 addresses 356 documents 218 birthdates 183 birthdate_features 183 relationships 229"),
    ("ofac/ofac-enhanced-YEMEN-2024-05-24.xml.zst", "us-ofac-sdn", "2024-05-24", "ofac-enhanced-xml",
     "entities 10 individual 10 entity 0 aircraft 0 vessel 0 names 53 primary 10 low_quality 6 aka 43 fka 0 nka 0 translations 56 latin 53 arabic 3 cyrillic 0 chinese_trad 0 entities_with_arabic 2 addresses 10 documents 5 birthdates 21 birthdate_features 21 relationships 0"),
    ("ofac/csv-2019-01/*", "us-ofac-sdn", "2019-01-01", "ofac-csv",
     "sdn 7379 columns 12 entity 2994 individual 3845 individuals 3845 vessel 323 aircraft 217 alt 9682 aka 9335 fka 331 nka 16 add 11696 dob_tokens 4275 passport_tokens 1228"),
    ("ofac/cons-csv-2025-12/*", "us-ofac-cons", "2025-12-01", "ofac-csv",
     "prim 442 individuals 79 alt 1073 aka 932 fka 141 add 574 comments 10 columns 12"),
    ("eu/eu-fsf-FULL-1_1-2024-05-13.xml.zst", "eu-fsf", "2024-05-13", "eu-xml",
     "elements 4811 references 4808 p 3755 e 1056 name_alias 25257 arabic_script 664 arabic_script_entities 616 cyrillic 3686 cyrillic_mixed 1 cyrillic_entities 2613 cjk 83 hebrew 4 birthdate 3799 day 2891 year 745 range 53 place_only 110 circa 199 islamic 5 identification 1502 passport 496 other 280 regnumber 251 fiscalcode 242 id 196 address 1778 citizenship 2104 regulations 4811 taqa 351 terr 37 euaq 21 afg 140 ham 6"),
    ("eu/eu-global-oldformat-2016-02-11.xml.zst", "eu-fsf", "2016-02-11", "eu-old-xml",
     "elements 595 p 319 e 276 name 2993 birth 615 address 503 passport 137 citizen 406"),
    ("uk/uk-hmt-sanctionsconlist-2014-04.csv.zst", "uk-ofsi", "2014-04-02", "ofsi-csv",
     "rows 8950 groups 2297 individual 1337 entity 960 aka 5845 prime_alias 3080 fka 25 dob 4678 day_00 1867 nationality 3634 passport 1575 regimes 23 al_qaida 2953 afghanistan 1225 terrorism_and_terrorist_financing 177"),
    ("uk/uk-sanctions-list-fragment-2026-09-02.xml", "uk-sl", "2026-09-02", "uk-xml",
     "designations 2 individual 1 entity 1 ship 0 names 4 non_latin_names 0 addresses 3 dob 2"),
    ("ca/ca-sema-lmes-2025-04.xml.zst", "ca-sema", "2025-04-01", "ca-sema-xml",
     "records 4759 persons 3334 entity_ship 1425 with_aliases 2877 with_date 1825 imo 109 hamas_terrorist_attacks 39"),
    ("ae/ae-local-terrorist-list-2025-10-31.jsonl.zst", "ae-local", "2025-10-31", "ae-local-jsonl",
     "entries 317 individuals 155 organisations 75 entities 60 delisted_individuals 19 delisted_entities 8 arabic_name 312 latin_name 317 dob 95 dob_1905 29 doc_numbers 71 nationality 174 pob 107"),
    ("us-csl/us-csl-consolidated-2022-04.csv.zst", "us-csl", "2022-04-01", "us-csl-csv",
     "rows 14160 sdn 10026 sdn_individual 5206 sdn_entity 4104 sdn_vessel 433 individual 5206 entity 4189 vessel 433 aircraft 283"),
    ("ftm/opensanctions-export-sample/entities.ftm.json.zst", "ftm", "2024-03-14", "ftm-jsonl",
     "lines 1565 entries 607 persons 607 edges 858 parts 100 targets 423 unknown_schema 0 not_read 180"),
];

/// The file, or every file of a set's folder.
fn files(lists: &Path, pattern: &str) -> Vec<String> {
    let Some(folder) = pattern.strip_suffix("/*") else { return vec![lists.join(pattern).display().to_string()] };
    let entries = lists.join(folder).read_dir().expect("the folder is there");
    let mut files: Vec<String> = entries.map(|entry| entry.expect("a file").path().display().to_string()).collect();
    files.sort();
    files
}

/// What a line of `stats` says besides its figures.
const HEAD: [&str; 4] = ["edition", "format", "list", "sha256"];

/// Formats of which every figure is known.
const WHOLE: [&str; 3] = ["ofac-enhanced-xml", "eu-xml", "eu-old-xml"];

#[test]
fn every_figure_of_the_published_snapshots_is_reproduced() {
    let Some(lists) = published("") else { return };
    let data = tempfile::tempdir().unwrap();
    let files: Vec<String> = EDITIONS.iter().flat_map(|(pattern, ..)| files(&lists, pattern)).collect();
    let mut arguments = vec!["import"];
    arguments.extend(files.iter().map(String::as_str));
    let imported = dalil(data.path(), &arguments);
    assert!(imported.status.success(), "{}", text(&imported.stderr));

    for (_, list, day, format, figures) in EDITIONS {
        let told = lines(&dalil(data.path(), &["stats", list, "--edition", day]));
        let stats = told.iter().find(|line| line["format"] == *format).expect("the edition is held");
        let words: Vec<&str> = figures.split_whitespace().collect();
        for pair in words.chunks_exact(2) {
            let want: u64 = pair[1].parse().expect("a figure");
            assert_eq!(stats[pair[0]].as_u64(), Some(want), "{list} {day}: {}", pair[0]);
        }
        if WHOLE.contains(format) {
            let keys = stats.as_object().expect("an object").keys().filter(|key| !HEAD.contains(&key.as_str()));
            let unknown: Vec<&String> = keys.filter(|key| !words.iter().step_by(2).any(|word| word == key)).collect();
            assert!(unknown.is_empty(), "{list} {day}: {unknown:?}");
        }
    }
}
