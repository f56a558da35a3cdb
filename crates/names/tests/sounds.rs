//! Spellings of one part in many scripts, and whether their sounds can be the same.
//!
//! Shape:    two spellings pair when a walk along both meets a shared class at each firmly written consonant; vowels,
//!           and what conventions leave out, may be passed over. How *likely* two sounds are one is the comparison's.

use names::{Sound, SoundKind, normal, sounds};

/// Whether the sounds of two words can be those of one.
fn pair(left: &[Sound], right: &[Sound]) -> bool {
    let may_pass = |sound: &Sound| sound.kind != SoundKind::Consonant;
    match (left, right) {
        ([], rest) | (rest, []) => rest.iter().all(may_pass),
        ([a, left_rest @ ..], [b, right_rest @ ..]) => {
            (a.set & b.set != 0 && pair(left_rest, right_rest))
                || (may_pass(a) && pair(left_rest, right))
                || (may_pass(b) && pair(left, right_rest))
        }
    }
}

fn heard(word: &str) -> Vec<Sound> {
    sounds(&normal(word))
}

/// Each spelling after the first is one of the first.
#[track_caller]
fn alike(rows: &[&[&str]]) {
    for row in rows {
        let [first, others @ ..] = row else { continue };
        for other in others {
            let (left, right) = (heard(first), heard(other));
            assert!(!left.is_empty() && !right.is_empty(), "{first} {other}: not heard");
            assert!(pair(&left, &right), "{first} {other}: {left:?} {right:?}");
        }
    }
}

/// Each word after the first is another than the first.
#[track_caller]
fn apart(rows: &[&[&str]]) {
    for row in rows {
        let [first, others @ ..] = row else { continue };
        for other in others {
            assert!(!pair(&heard(first), &heard(other)), "{first} {other}");
        }
    }
}

#[test]
fn hangul() {
    alike(&[
        &["김", "Kim", "Gim"],
        &["이", "Lee", "Yi", "Rhee", "Ri", "I"],
        &["박", "Park", "Pak", "Bak"],
        &["최", "Choi", "Choe"],
        &["정", "Jung", "Jeong", "Chung", "Chong"],
        &["현", "Hyun", "Hyeon", "Hyon"],
        &["영", "Young", "Yong", "Yeong"],
        &["우", "Woo", "U"],
        &["은", "Eun", "Un"],
        &["임", "Lim", "Im", "Rim"],
        &["유", "Yoo", "Ryu", "Yu"],
        &["노", "Roh", "Noh"],
        &["곽", "Kwak", "Gwak"],
        &["셰", "She"],
        &["서", "Seo", "Suh"],
        &["커티스", "Curtis"],
        &["필립", "Philip"],
        &["토머스", "Thomas"],
    ]);
    apart(&[&["김", "Nam", "Kang"], &["정", "Dang", "Tan"], &["영", "Yum"]]);
}

#[test]
fn han() {
    alike(&[
        &["李", "Li", "Lee", "Ri"],
        &["王", "Wang", "Wong"],
        &["陈", "陳", "Chen", "Chan", "Chin"],
        &["张", "Zhang", "Chang", "Cheung", "Jang"],
        &["金", "Jin", "Kim", "Kam"],
        &["朴", "Pu", "Pak", "Piao"],
        &["黄", "Huang", "Wong", "Hwang"],
        &["郭", "Guo", "Kwok", "Kuo", "Gwak"],
        &["习", "Xi"],
        &["周", "Zhou", "Chow", "Joo"],
        &["吴", "吳", "Wu", "Ng", "Oh"],
        &["林", "Lin", "Lam", "Lim"],
        &["伟", "Wei"],
        &["建", "Jian", "Chien", "Kin", "Geon"],
        &["单", "Shan", "Dan"],
        &["阿里", "Ali"],
        &["伊万", "Ivan"],
    ]);
    apart(&[&["李", "Wang", "Kim"], &["王", "Zhang"], &["张", "Yang", "Ma"], &["习", "Ting"]]);
}

#[test]
fn arabic_script() {
    alike(&[
        &["يوسف", "Yusuf", "Youssef", "Юсуф"],
        &["كھوكھر", "Khokhar", "Kokar"],
        &["بھٹو", "Bhutto"],
        &["پښتون", "Pashtun", "Pakhtun"],
        &["ځدراڼ", "Zadran", "Dzadran"],
        &["څرخي", "Sarkhi", "Tsarkhi"],
        &["ڕێبەر", "Rebar", "Reber"],
        &["تشاد", "Chad"],
        &["ڤيكتور", "Viktor"],
    ]);
    apart(&[&["يوسف", "Yunis"], &["پښتون", "Paktur"], &["كھوكھر", "Zafar"]]);
}

#[test]
fn hebrew() {
    alike(&[
        &["יוסף", "Yosef", "Yusuf"],
        &["ג'ורג'", "George", "Jorj"],
        &["ז׳אן", "Jean"],
        &["צ'רלס", "Charles"],
        &["דוד", "David"],
    ]);
    apart(&[&["יוסף", "Yonatan"], &["ג'ורג'", "Gregor"]]);
}

#[test]
fn armenian_and_georgian() {
    alike(&[
        &["Հակոբ", "Hakob", "Hagop"],
        &["Գրիգոր", "Grigor", "Krikor"],
        &["Տիգրան", "Tigran", "Dikran", "Тигран"],
        &["Երևան", "Yerevan"],
        &["Ոսկան", "Voskan"],
        &["გიორგი", "Giorgi", "Георгий"],
        &["შოთა", "Shota", "Шота"],
        &["ჯაბა", "Jaba", "Джаба"],
        &["ზვიად", "Zviad"],
        &["ღვინო", "Ghvino"],
    ]);
    apart(&[&["Հակոբ", "Karen"], &["გიორგი", "Zurab"]]);
}

#[test]
fn latin_by_convention() {
    alike(&[
        &["حسن", "Xasan", "Hassan", "Hasan"],
        &["محمد", "Maxamed", "Mohamed", "Muhammad", "Mehmet"],
        &["عبدي", "Cabdi", "Abdi"],
        &["فرح", "Faarax", "Farah"],
        &["ايوب", "Eyüp", "Ayyub"],
        &["شفيق", "Syafiq", "Shafiq", "Chafik", "Şefik"],
        &["ذو", "Dzu", "Dhu", "Zu"],
        &["جميل", "Cemil", "Djamil", "Jamil"],
        &["جلال", "Celâl", "Jalal", "Dschalal"],
        &["غلام", "Gholam", "Ghulam", "Qulam"],
        &["Шимон", "Szymon", "Shimon"],
        &["Rexhep", "Redjeb", "رجب"],
        &["Haruna", "Harūnā"],
        &["Ɗahiru", "Dahiru"],
        &["Xu", "Hsu", "徐"],
        &["Qiang", "Chiang", "强"],
        &["Cai", "Tsai", "蔡"],
        &["Zhang", "Chang", "張"],
        &["Țepeș", "Tsepesh"],
        &["Đức", "Duc"],
        &["Alexander", "Aleksandr", "Александр", "الكسندر"],
    ]);
    apart(&[&["حسن", "Xirsi"], &["Cabdi", "Omar"], &["Szymon", "Rimon"], &["Qiang", "Tang"]]);
}

#[test]
fn cyrillic_and_greek() {
    alike(&[
        &["Юрий", "Yuri", "Iouri", "Yury"],
        &["Сергій", "Serhiy", "Sergei", "Sergii"],
        &["Ђорђе", "Djordje", "Đorđe", "Jorje"],
        &["Љубомир", "Ljubomir", "Lubomir"],
        &["Щербак", "Shcherbak"],
        &["Търнов", "Tarnov"],
        &["Саъди", "Saadi", "سعدي"],
        &["Ҷамшед", "Jamshed", "Djamched"],
        &["Ғулом", "Ghulom", "Gulom"],
        &["Цветан", "Tsvetan", "Cvetan"],
        &["Чжоу", "Zhou", "Chou"],
        &["Синдзо", "Shinzo", "Sinzo"],
        &["Γιώργος", "Giorgos", "Yorgos"],
        &["Δημήτρης", "Dimitris"],
        &["Τσίπρας", "Tsipras"],
    ]);
    apart(&[&["Юрий", "Igor"], &["Γιώργος", "Petros"]]);
}

#[test]
fn kana() {
    alike(&[&["ユキ", "ゆき", "Yuki"], &["しんぞう", "Shinzou"], &["ジョン", "Jon"], &["フィリップ", "Filip"]]);
    apart(&[&["ユキ", "Kenji"]]);
}

/// Letters of living alphabets, by languages that lists are written in.
#[test]
fn every_letter_of_an_alphabet_is_heard() {
    for (language, letters) in [
        ("Arabic", "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىئؤأإآ"),
        ("Persian", "پچژگکی"),
        ("Urdu", "ٹڈڑںھہے"),
        ("Pashto", "ټځڅډړږښګڼېۍ"),
        ("Kurdish", "ڕڤڵۆێە"),
        ("Sindhi", "ٻڀٺٽڦڄڃڇڊڌڍڏڙڪڳڱڻ"),
        ("Jawi", "ڠڤݢڽۏ"),
        ("Maghreb", "ڨݣڭڥڢڧ"),
        ("Hebrew", "אבגדהוזחטיכךלמםנןסעפףצץקרשת"),
        ("Russian", "абвгдеёжзийклмнопрстуфхцчшщыэюя"),
        ("Ukrainian", "ґєії"),
        ("Serbian, Macedonian", "ђјљњћџѓѕќ"),
        ("Tajik, Uzbek, Kazakh", "ғӣқӯҳҷўәңөұүһі"),
        ("Greek", "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋ"),
        ("Armenian", "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօֆ"),
        ("Georgian", "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"),
        ("European", "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþßāăąćčďđēėęěğģīįıķłńňņőœŕřśşšșţťțūůűźżž"),
        ("African", "ɓɗƙƴŋɔɛɲ"),
        ("Vietnamese", "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    ] {
        for letter in letters.chars() {
            assert!(!heard(&format!("{letter}")).is_empty(), "{language}: {letter}");
        }
    }
}
