# ما يقوله سطر الأوامر. تبقى الرموز ومعرّفات القوائم والتواريخ كما هي في اللغتين.
error = خطأ
hint = للمتابعة
warning = تنبيه
editions-held =
    { $count ->
        [zero] لا إصدارات ({ $count })
        [one] إصدار واحد ({ $count })
        [two] إصداران ({ $count })
        [few] { $count } إصدارات
        [many] { $count } إصدارًا
       *[other] { $count } إصدار
    }
newest = الأحدث
fresh = حديثة
stale = قديمة
imported = { $list } { $edition }: القيود { $entries }، أُضيف { $added }، رُفع { $withdrawn }، أُعيد إدراج { $relisted }، عُدّل { $amended }
imported-held = ، محفوظ من قبل: لم يتغير شيء
imported-extract = ، مقتطف: لا يرفع أي قيد
more-places = و{ $count } مواضع أخرى؛ يعرضها الخيار --json
op-added = أُضيف
op-withdrawn = رُفع
op-relisted = أُعيد إدراجه
op-amended = عُدّل
diff-summary = { $list } { $from } ← { $to }: أُضيف { $added }، رُفع { $withdrawn }، أُعيد إدراج { $relisted }، عُدّل { $amended }
built = السجل { $register }: الكيانات { $entities }، منها { $standing } على قائمة
built-same = السجل { $register }: الكيانات { $entities }، منها { $standing } على قائمة؛ وهو كما كان
rolled-back = عاد السجل { $register } المبني في { $built } إلى الاستخدام
register-behind = أُخذت إصدارات بعد بناء السجل المستخدم
register-named = السجل { $register }
stands-since = مدرج منذ { $from }
stood-until = أُدرج من { $from } ورُفع في { $until }
printed-as-taken-off = ينشره ناشره مرفوعًا من القائمة
on-no-list = ليس على أي قائمة الآن
nothing-found = لا نتيجة للنص { $text }
stated-in = ورد في
see-also = المزيد:
more-hits = و{ $count } أخرى؛ يعرضها الخيار --limit
no-hit = لا مطابقة محتملة في السجل { $register }…
hits-are-questions = السجل { $register }…؛ كل مطابقة محتملة سؤال يجيب عنه شخص
unknown-columns = هذه الأعمدة لا معنى لها في الفحص ولم يُنظر فيها: { $columns }
table-screened = الأشخاص والجهات { $subjects }: بمطابقات محتملة { $with_hits }، لم يُفحص { $not_screened }؛ السجل { $register }…
table-missing-column = لا يوجد في الجدول عمود { $what }
table-repeated-column = يتكرر في الجدول العمود { $what }
table-heading = تعذرت قراءة رأس الجدول: { $what }
compare-may-match = قد يكونان شخصًا واحدًا
compare-differs = دون العتبة
pairs-compared = الأزواج المقارنة { $rows }
doctor-registers = ملفات السجل، كل منها تحت بصمته SHA-256
doctor-in-use = السجل المستخدم
doctor-none = لا يوجد؛ شغّل dalil build
at-place = { $code } عند { $place }: { $message }
error-io = { $doing } { $path }: { $cause }
error-store = المخزن: { $cause }
error-not-found = غير موجود: { $what }
error-no-entity = لا كيان يحمل المرجع { $what }
error-nothing-held = لا إصدار محفوظ من أي قائمة
error-no-register = لم يُبنَ أي سجل بعد
error-no-earlier-register = لا يوجد سجل بُني قبل السجل المستخدم
error-register = ملف السجل: { $cause }
error-input-too-large = { $path } أكبر من { $bytes } بايت بعد فك ضغطه
error-loss-before = سيُرفع { $lost } من أصل { $of } من قيود إصدار { $neighbour }
error-loss-after = سيُرفع { $lost } من أصل { $of } من قيود هذا الإصدار بالإصدار المحفوظ { $neighbour }
error-expectation = { $now } قيدًا، والمتوقع من { $least } إلى { $most }
error-growth = { $now } قيدًا، وفي إصدار { $neighbour } { $before }
error-field-loss = { $property }: { $now } لكل 100 قيد، وفي إصدار { $neighbour } { $before }
hint-nothing-held = شغّل dalil import على ملفات الناشرين، أو شغّل dalil demo
hint-no-register = شغّل dalil build
hint-no-earlier-register = شغّل dalil build لبناء سجل جديد
hint-register = شغّل dalil build: يُبنى السجل من جديد من الإصدارات المحفوظة
hint-not-screened = أعطِ اسمًا أو رقم وثيقة، واكتب التاريخ 1970 أو 1970-05 أو 1970-05-17 أو 1968..1972
hint-table = يسمّي الصف الأول الأعمدة: id و name، وما شئت من birth_date و nationality و document و schema و gender
hint-pairs = يسمّي الصف الأول الأعمدة: name1 و name2، وما سواهما يبقى كما هو
hint-no-entity = يبحث الأمر dalil search بالاسم
hint-io = تأكد من وجود الملف أو المجلد وإمكان الكتابة فيه ومن المساحة؛ لم يتغير شيء
hint-store = شغّل dalil doctor؛ لم يتغير شيء
hint-refused = اجلب الملف من ناشره مرة أخرى؛ يبقى آخر إصدار سليم نافذًا
hint-other-list = احذف الخيار --list أو سمّ القائمة التي منها الملف؛ لم يتغير شيء
hint-unknown-format = شغّل dalil lists لعرض القوائم المعروفة؛ لم يتغير شيء
hint-guarded = إن كان الملف جزءًا من القائمة فاستعمل --extract؛ وإن كان الناشر قد رفع هذا العدد فعلًا فاستعمل --accept-loss مع السبب؛ يبقى آخر إصدار سليم نافذًا
hint-not-found = شغّل dalil lists لعرض المحفوظ
hint-too-large = قدّم القائمة نفسها لا أرشيفًا فيه ملفات كثيرة
hint-field-loss = قارن بالأمر dalil diff: ربما أسقط الناشر قيمًا لمدة
hint-unexpected = إن كان الملف جزءًا من القائمة فاستورده مرة أخرى مع --extract
doctor-folder = مجلد البيانات
doctor-store = الإصدارات المحفوظة وما فيها من قيود
doctor-raw = ملفات الناشرين مضغوطة تحت بصمتها SHA-256
doctor-editions = الإصدارات
doctor-held = المحفوظ { $held }، التالف { $damaged }
damaged = تالف
