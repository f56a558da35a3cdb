//! The words invented names are made of, in every spelling.
//!
//! Source:   given names are the region's commonest; family names and names of bodies are made of words for things that
//!           do not exist ("of the imagination", "of the mirage", "of the test"), so that no family is meant.
//! Shape:    rows of Arabic, Persian, four ways to write it in Latin letters, Cyrillic, Greek, Hebrew.
//! Not here: who bears which name (`people`).

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    /// `يوسف الخيالي`.
    Arabic,
    /// `یوسف خیالی`.
    Persian,
    /// `Yusuf al-Khayali`.
    English,
    /// `Yousef AL-KHAYALI`, family names in capitals, the father's father left out.
    Capitals,
    /// `Youssef El Khayali`, with `ben`.
    French,
    /// `Yousuf Al Khayaly`, the article a word of its own, with `ibn`.
    Spaced,
    /// `Юсуф аль-Хаяли`.
    Cyrillic,
    /// `Γιουσούφ αλ-Χαγιάλι`.
    Greek,
    /// `יוסוף אל-ח'יאלי`.
    Hebrew,
}

impl Spelling {
    /// Every spelling.
    pub const ALL: [Self; 9] = [
        Self::Arabic,
        Self::Persian,
        Self::English,
        Self::Capitals,
        Self::French,
        Self::Spaced,
        Self::Cyrillic,
        Self::Greek,
        Self::Hebrew,
    ];
}

/// A word in every spelling, in the order of [`Spelling`].
pub(super) struct Word([&'static str; 9]);

impl Word {
    pub(super) fn spelt(&self, spelling: Spelling) -> &'static str {
        self.0[spelling as usize]
    }
}

/// "Son of", "daughter of", "father of", and the article before a family name.
pub(super) const SON: Word = Word(["بن", "بن", "bin", "bin", "ben", "ibn", "ибн", "μπιν", "בן"]);
pub(super) const DAUGHTER: Word = Word(["بنت", "بنت", "bint", "bint", "bent", "bint", "бинт", "μπιντ", "בת"]);
pub(super) const FATHER: Word = Word(["أبو", "ابو", "Abu", "Abu", "Abou", "Abu", "Абу", "Αμπού", "אבו"]);
pub(super) const MOTHER: Word = Word(["أم", "ام", "Umm", "Umm", "Oum", "Um", "Умм", "Ουμ", "אום"]);
pub(super) const ARTICLE: Word = Word(["ال", "", "al-", "al-", "El ", "Al ", "аль-", "αλ-", "אל-"]);

/// Given names of men.
#[rustfmt::skip] // a table
pub(super) const MEN: &[Word] = &[
    Word(["يوسف", "یوسف", "Yusuf", "Yousef", "Youssef", "Yousuf", "Юсуф", "Γιουσούφ", "יוסוף"]),
    Word(["محمد", "محمد", "Muhammad", "Mohammad", "Mohamed", "Mohammed", "Мухаммад", "Μοχάμεντ", "מוחמד"]),
    Word(["أحمد", "احمد", "Ahmad", "Ahmad", "Ahmed", "Ahmed", "Ахмад", "Αχμάντ", "אחמד"]),
    Word(["علي", "علی", "Ali", "Ali", "Aly", "Alee", "Али", "Αλί", "עלי"]),
    Word(["حسن", "حسن", "Hasan", "Hassan", "Hassane", "Hasan", "Хасан", "Χασάν", "חסן"]),
    Word(["حسين", "حسین", "Husayn", "Hossein", "Houcine", "Hussein", "Хусейн", "Χουσέιν", "חוסיין"]),
    Word(["عمر", "عمر", "Umar", "Omar", "Omar", "Omer", "Умар", "Ομάρ", "עומר"]),
    Word(["عثمان", "عثمان", "Uthman", "Othman", "Othmane", "Osman", "Усман", "Οσμάν", "עות'מאן"]),
    Word(["خالد", "خالد", "Khalid", "Khaled", "Khaled", "Khalid", "Халид", "Χαλίντ", "ח'אלד"]),
    Word(["إبراهيم", "ابراهیم", "Ibrahim", "Ebrahim", "Brahim", "Ibraheem", "Ибрагим", "Ιμπραχίμ", "אברהים"]),
    Word(["إسماعيل", "اسماعیل", "Ismail", "Esmail", "Ismaïl", "Ismaeel", "Исмаил", "Ισμαήλ", "אסמאעיל"]),
    Word(["موسى", "موسی", "Musa", "Mousa", "Moussa", "Moosa", "Муса", "Μούσα", "מוסא"]),
    Word(["عيسى", "عیسی", "Isa", "Eisa", "Aïssa", "Essa", "Иса", "Ίσα", "עיסא"]),
    Word(["داود", "داوود", "Dawud", "Dawood", "Daoud", "Dawoud", "Дауд", "Νταούντ", "דאוד"]),
    Word(["سليمان", "سلیمان", "Sulayman", "Soleiman", "Slimane", "Suleiman", "Сулейман", "Σουλεϊμάν", "סולימאן"]),
    Word(["عبد الرحمن", "عبدالرحمن", "Abd al-Rahman", "Abdolrahman", "Abderrahmane", "Abdurrahman", "Абдуррахман", "Αμπντούλ Ραχμάν", "עבד אלרחמן"]),
    Word(["عبد الله", "عبدالله", "Abd Allah", "Abdollah", "Abdellah", "Abdullah", "Абдулла", "Αμπντουλάχ", "עבדאללה"]),
    Word(["عبد الكريم", "عبدالکریم", "Abd al-Karim", "Abdolkarim", "Abdelkrim", "Abdulkareem", "Абдул-Карим", "Αμπντούλ Καρίμ", "עבד אלכרים"]),
    Word(["مصطفى", "مصطفی", "Mustafa", "Mostafa", "Moustapha", "Mustafa", "Мустафа", "Μουσταφά", "מוצטפא"]),
    Word(["محمود", "محمود", "Mahmud", "Mahmoud", "Mahmoud", "Mahmood", "Махмуд", "Μαχμούντ", "מחמוד"]),
    Word(["سليم", "سلیم", "Salim", "Saleem", "Slim", "Saleem", "Салим", "Σαλίμ", "סלים"]),
    Word(["سعيد", "سعید", "Said", "Saeed", "Saïd", "Saeed", "Саид", "Σαΐντ", "סעיד"]),
    Word(["طارق", "طارق", "Tariq", "Tareq", "Tarek", "Tariq", "Тарик", "Ταρίκ", "טארק"]),
    Word(["فيصل", "فیصل", "Faysal", "Feisal", "Fayçal", "Faisal", "Фейсал", "Φάισαλ", "פיצל"]),
    Word(["جمال", "جمال", "Jamal", "Jamal", "Djamel", "Gamal", "Джамаль", "Τζαμάλ", "ג'מאל"]),
    Word(["راشد", "راشد", "Rashid", "Rashed", "Rachid", "Rashid", "Рашид", "Ρασίντ", "ראשד"]),
    Word(["ناصر", "ناصر", "Nasir", "Naser", "Nacer", "Nasser", "Насир", "Νασίρ", "נאצר"]),
    Word(["بلال", "بلال", "Bilal", "Belal", "Bilel", "Bilal", "Биляль", "Μπιλάλ", "בלאל"]),
    Word(["زيد", "زید", "Zayd", "Zeid", "Zied", "Zaid", "Зейд", "Ζάιντ", "זיד"]),
    Word(["يحيى", "یحیی", "Yahya", "Yahya", "Yahia", "Yehya", "Яхья", "Γιαχία", "יחיא"]),
    Word(["ياسين", "یاسین", "Yasin", "Yaseen", "Yassine", "Yaseen", "Ясин", "Γιασίν", "יאסין"]),
    Word(["قاسم", "قاسم", "Qasim", "Ghasem", "Kacem", "Kassem", "Касим", "Κασίμ", "קאסם"]),
];

/// Given names of women.
#[rustfmt::skip] // a table
pub(super) const WOMEN: &[Word] = &[
    Word(["ليلى", "لیلا", "Layla", "Leila", "Leïla", "Laila", "Лейла", "Λεϊλά", "לילא"]),
    Word(["مريم", "مریم", "Maryam", "Maryam", "Meriem", "Mariam", "Марьям", "Μαριάμ", "מרים"]),
    Word(["فاطمة", "فاطمه", "Fatima", "Fatemeh", "Fatma", "Fatimah", "Фатима", "Φατιμά", "פאטמה"]),
    Word(["زينب", "زینب", "Zaynab", "Zeinab", "Zineb", "Zainab", "Зейнаб", "Ζεϊνάμπ", "זינב"]),
    Word(["خديجة", "خدیجه", "Khadija", "Khadijeh", "Khadidja", "Khadeeja", "Хадиджа", "Χαντίτζα", "ח'דיג'ה"]),
    Word(["أمينة", "امینه", "Amina", "Amineh", "Aminata", "Ameena", "Амина", "Αμίνα", "אמינה"]),
    Word(["نورة", "نوره", "Nura", "Noora", "Noura", "Noura", "Нура", "Νούρα", "נורה"]),
    Word(["هدى", "هدی", "Huda", "Hoda", "Houda", "Huda", "Худа", "Χούντα", "הודא"]),
];

/// Family names, without the article.
#[rustfmt::skip] // a table
pub(super) const FAMILIES: &[Word] = &[
    Word(["خيالي", "خیالی", "Khayali", "Khayali", "Khaiali", "Khayaly", "Хаяли", "Χαγιάλι", "ח'יאלי"]),
    Word(["وهمي", "وهمی", "Wahmi", "Vahmi", "Ouahmi", "Wahmy", "Вахми", "Ουάχμι", "והמי"]),
    Word(["سرابي", "سرابی", "Sarabi", "Sarabi", "Serrabi", "Saraby", "Сараби", "Σαράμπι", "סראבי"]),
    Word(["مثالي", "مثالی", "Mithali", "Mesali", "Methali", "Mithaly", "Мисали", "Μιθάλι", "מת'אלי"]),
    Word(["تجريبي", "تجریبی", "Tajribi", "Tajrobi", "Tedjribi", "Tajriby", "Таджриби", "Τατζρίμπι", "תג'ריבי"]),
    Word(["أحلامي", "احلامی", "Ahlami", "Ahlami", "Ahlami", "Ahlamy", "Ахлями", "Αχλάμι", "אחלאמי"]),
    Word(["مجازي", "مجازی", "Majazi", "Majazi", "Medjazi", "Magazi", "Маджази", "Ματζάζι", "מג'אזי"]),
    Word(["طيفي", "طیفی", "Tayfi", "Teifi", "Taïfi", "Taify", "Тейфи", "Τάιφι", "טיפי"]),
    Word(["ورقي", "ورقی", "Waraqi", "Varaghi", "Ouaraki", "Waraki", "Вараки", "Ουαράκι", "ורקי"]),
    Word(["افتراضي", "افتراضی", "Iftiradi", "Efterazi", "Iftiradi", "Eftiradhi", "Ифтиради", "Ιφτιράντι", "אפתראצ'י"]),
    Word(["أسطوري", "اسطوری", "Usturi", "Osturi", "Oustouri", "Ustoori", "Устури", "Ουστούρι", "אסטורי"]),
    Word(["روائي", "روایی", "Riwai", "Ravaei", "Rouaï", "Rewaie", "Риваи", "Ριουάι", "רואאי"]),
    Word(["تمثيلي", "تمثیلی", "Tamthili", "Tamsili", "Temthili", "Tamtheeli", "Тамсили", "Ταμθίλι", "תמת'ילי"]),
    Word(["نموذجي", "نموذجی", "Namudhaji", "Namuzaji", "Namoudhadji", "Namouthagi", "Намузаджи", "Ναμουδάτζι", "נמוד'ג'י"]),
    Word(["تخميني", "تخمینی", "Takhmini", "Takhmini", "Tekhmini", "Takhmeeni", "Тахмини", "Ταχμίνι", "תח'מיני"]),
    Word(["تقديري", "تقدیری", "Taqdiri", "Taghdiri", "Takdiri", "Takdeeri", "Такдири", "Τακντίρι", "תקדירי"]),
    Word(["مستعاري", "مستعاری", "Mustaari", "Mostaari", "Moustaari", "Mostaary", "Мустаари", "Μουσταάρι", "מסתעארי"]),
    Word(["قصصي", "قصصی", "Qasasi", "Ghesasi", "Kassassi", "Kasasy", "Касаси", "Κασάσι", "קצצי"]),
    Word(["مسرحي", "مسرحی", "Masrahi", "Masrahi", "Mesrahi", "Masrahy", "Масрахи", "Μασράχι", "מסרחי"]),
    Word(["اختباري", "اختباری", "Ikhtibari", "Ekhtebari", "Ikhtibari", "Ekhtibary", "Ихтибари", "Ιχτιμπάρι", "אח'תבארי"]),
    Word(["تدريبي", "تدریبی", "Tadribi", "Tadribi", "Tedribi", "Tadreeby", "Тадриби", "Ταντρίμπι", "תדריבי"]),
    Word(["جدولي", "جدولی", "Jadwali", "Jadvali", "Djadouali", "Gadwaly", "Джадвали", "Τζαντουάλι", "ג'דולי"]),
    Word(["فهرسي", "فهرسی", "Fihrisi", "Fehresi", "Fihrissi", "Fehresy", "Фихриси", "Φιχρίσι", "פהרסי"]),
    Word(["غيمي", "غیمی", "Ghaymi", "Gheimi", "Ghaïmi", "Ghaimy", "Гейми", "Γάιμι", "ע'ימי"]),
    Word(["ضبابي", "ضبابی", "Dababi", "Zababi", "Dhababi", "Dhabaabi", "Дабаби", "Νταμπάμπι", "צ'באבי"]),
    Word(["حبري", "حبری", "Hibri", "Hebri", "Hibri", "Hebry", "Хибри", "Χίμπρι", "חברי"]),
    Word(["محاكي", "محاکی", "Muhaki", "Mohaki", "Mouhaki", "Mohaaki", "Мухаки", "Μουχάκι", "מחאכי"]),
    Word(["بديلي", "بدیلی", "Badili", "Badili", "Bedili", "Badeely", "Бадили", "Μπαντίλι", "בדילי"]),
    Word(["رسومي", "رسومی", "Rusumi", "Rosumi", "Roussoumi", "Rosoomi", "Русуми", "Ρουσούμι", "רסומי"]),
    Word(["لغزي", "لغزی", "Lughzi", "Loghzi", "Loughzi", "Loghzy", "Лугзи", "Λούγζι", "לע'זי"]),
    Word(["صفري", "صفری", "Sifri", "Sefri", "Sifri", "Sefry", "Сифри", "Σίφρι", "צפרי"]),
    Word(["هامشي", "هامشی", "Hamishi", "Hameshi", "Hamichi", "Hamishy", "Хамиши", "Χαμίσι", "האמשי"]),
];

/// The words bodies and ships are named with: "the imagination", "the mirage".
#[rustfmt::skip] // a table
pub(super) const CORES: &[Word] = &[
    Word(["الخيال", "خیال", "Khayal", "Khayal", "El Khaial", "Al Khayal", "Хаяль", "Χαγιάλ", "ח'יאל"]),
    Word(["الوهم", "وهم", "Wahm", "Vahm", "El Ouahm", "Al Wahm", "Вахм", "Ουάχμ", "והם"]),
    Word(["السراب", "سراب", "Sarab", "Sarab", "Es Serab", "Al Sarab", "Сараб", "Σαράμπ", "סראב"]),
    Word(["المثال", "مثال", "Mithal", "Mesal", "El Methal", "Al Mithal", "Мисаль", "Μιθάλ", "מת'אל"]),
    Word(["الحلم", "رویا", "Hulm", "Roya", "El Houlm", "Al Holm", "Хульм", "Χουλμ", "חלם"]),
    Word(["الطيف", "طیف", "Tayf", "Teif", "Et Taïf", "Al Taif", "Тейф", "Τάιφ", "טיף"]),
    Word(["الغيم", "غیم", "Ghaym", "Gheim", "El Ghaïm", "Al Ghaim", "Гейм", "Γάιμ", "ע'ים"]),
    Word(["الضباب", "ضباب", "Dabab", "Zabab", "Ed Dhabab", "Al Dhabab", "Дабаб", "Νταμπάμπ", "צ'באב"]),
    Word(["الورق", "ورق", "Waraq", "Varagh", "El Ouarak", "Al Warak", "Варак", "Ουαράκ", "ורק"]),
    Word(["الحبر", "حبر", "Hibr", "Hebr", "El Hibr", "Al Hebr", "Хибр", "Χιμπρ", "חבר"]),
    Word(["اللغز", "لغز", "Lughz", "Loghz", "El Loughz", "Al Loghz", "Лугз", "Λουγζ", "לע'ז"]),
    Word(["الصفر", "صفر", "Sifr", "Sefr", "Es Sifr", "Al Sefr", "Сифр", "Σιφρ", "צפר"]),
    Word(["الأسطورة", "اسطوره", "Ustura", "Ostureh", "El Oustoura", "Al Ustoora", "Устура", "Ουστούρα", "אסטורה"]),
    Word(["الرواية", "روایت", "Riwaya", "Revayat", "Er Riouaya", "Al Rewaya", "Ривая", "Ριουάγια", "רוואיה"]),
    Word(["القصة", "قصه", "Qissa", "Ghesseh", "El Kissa", "Al Kissa", "Кисса", "Κίσα", "קצה"]),
    Word(["الظن", "گمان", "Zann", "Goman", "Edh Dhann", "Al Zann", "Занн", "Ζαν", "ט'ן"]),
];

/// What bodies do: Arabic, English, French.
pub(super) const SECTORS: &[[&str; 3]] = &[
    ["للتجارة", "Trading", "de commerce"],
    ["للشحن", "Shipping", "maritime"],
    ["للصرافة", "Exchange", "de change"],
    ["للإغاثة", "Relief", "de secours"],
    ["للطيران", "Aviation", "d'aviation"],
    ["للمقاولات", "Contracting", "de travaux"],
];

/// Legal forms: Arabic, English, abbreviated (in capitals), French, and of the spelling with a spaced article.
pub(super) const FORMS: &[[&str; 5]] = &[
    ["شركة", "Company", "Co. L.L.C.", "Société", "Ltd"],
    ["مؤسسة", "Establishment", "Est.", "Établissement", "Establishment"],
    ["جمعية", "Association", "Assoc.", "Association", "Society"],
];

/// Real countries, so that codes can be compared: English, Arabic, ISO 3166-1 alpha-2.
pub(super) const COUNTRIES: &[[&str; 3]] = &[
    ["Iraq", "العراق", "IQ"],
    ["Jordan", "الأردن", "JO"],
    ["Egypt", "مصر", "EG"],
    ["Tunisia", "تونس", "TN"],
    ["Yemen", "اليمن", "YE"],
    ["Morocco", "المغرب", "MA"],
    ["Lebanon", "لبنان", "LB"],
    ["Iran", "إيران", "IR"],
];

/// The country of [`COUNTRIES`] whose publishers print Persian names and solar years.
pub(super) const IRAN: u8 = 7;

/// Towns that do not exist: English, Arabic.
pub(super) const TOWNS: &[[&str; 2]] = &[
    ["Madinat al-Khayal", "مدينة الخيال"],
    ["Wadi al-Sarab", "وادي السراب"],
    ["Qaryat al-Mithal", "قرية المثال"],
    ["Bir al-Wahm", "بئر الوهم"],
    ["Tall al-Hulm", "تل الحلم"],
    ["Mina al-Lughz", "ميناء اللغز"],
];
