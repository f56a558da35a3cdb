# ما يقوله سطر الأوامر. تبقى الرموز ومعرّفات القوائم والتواريخ كما هي في اللغتين، وتُعزل التواريخ والخيارات لئلا ينقلب ترتيب أجزائها.
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
extracts-held =
    { $count ->
        [0] { "" }
        [one] ، منها مقتطف واحد
        [two] ، منها مقتطفان
       *[other] ، منها مقتطفات ({ $count })
    }
an-extract = مقتطف
newest = الأحدث
fresh = حديثة
stale = قديمة
imported = { $list } { $edition }: القيود { $entries }، أُضيف { $added }، رُفع { $withdrawn }، أُعيد إدراج { $relisted }، عُدّل { $amended }
imported-mended = ، محفوظ من قبل: كانت محتوياته المحفوظة تالفة وعادت سليمة
imported-held = ، محفوظ من قبل: لم يتغير شيء
imported-corrected = ، محفوظ من قبل: كان تاريخه { $day } وأصبح { $edition }
imported-made-extract = ، محفوظ من قبل: صار مقتطفًا لا يرفع أي قيد
imported-made-whole = ، محفوظ من قبل: لم يعد مقتطفًا
imported-extract = ، مقتطف: لا يرفع أي قيد
more-places = ومواضع أخرى عددها { $count }؛ يعرضها الخيار {"\u2066"}--json{"\u2069"}
op-added = أُضيف
op-withdrawn = رُفع
op-relisted = أُعيد إدراجه
op-amended = عُدّل
diff-formats = للإصدارين صيغتان مختلفتان ({ $from } و{ $to }): ما اختلفت طباعته فيهما يُعدّ تعديلًا
diff-summary = { $list } { $from } ← { $to }: أُضيف { $added }، رُفع { $withdrawn }، أُعيد إدراج { $relisted }، عُدّل { $amended }
built = السجل { $register }: الكيانات { $entities }، منها { $standing } على قائمة
built-same = السجل { $register }: الكيانات { $entities }، منها { $standing } على قائمة؛ وهو كما كان
built-as-of = السجل { $register } بما كان معروفًا في { $day }: الكيانات { $entities }، منها { $standing } كانت على قائمة؛ وليس قيد الاستخدام
built-as-of-in-use = السجل { $register } بما كان معروفًا في { $day }: الكيانات { $entities }، منها { $standing } كانت على قائمة؛ وهو قيد الاستخدام
rolled-back = عاد السجل { $register } المبني في { $built } إلى الاستخدام
passed-over = جرى تجاوز السجل { $register }: { $cause }
not-in-force = { $name }: لم يكن شيء نافذًا في { $day }
as-of-to-come = لم يأتِ ذلك اليوم بعد: السجل مما هو محفوظ الآن
keys-none = لا مفتاح بعد: يصنعه أول dalil build
keys-secret = أعطِ هذا السطر لمن يتحقق من سجلاتك؛ يبقى المفتاح السري في { $path }
register-behind = السجل المستخدم غير مبني من كل الإصدارات المحفوظة
register-named = السجل { $register }
stands-since = مدرج منذ { $from }
stood-until = أُدرج من { $from } ورُفع في { $until }
printed-as-taken-off = يطبعه ناشره على أنه رُفع من القائمة
on-no-list = ليس على أي قائمة الآن
nothing-found = لا نتيجة للنص { $text }
stated-in = ورد في
see-also = المزيد:
more-hits = وأخرى عددها { $count }؛ يعرضها الخيار {"\u2066"}--limit{"\u2069"}
no-hit = لا مطابقة محتملة في السجل { $register }…
hits-are-questions = السجل { $register }…؛ كل مطابقة محتملة سؤال يجيب عنه شخص
unknown-columns = هذه الأعمدة لا معنى لها في الفحص ولم يُنظر فيها: { $columns }
table-screened = عدد الأشخاص والجهات { $subjects }: بمطابقات محتملة { $with_hits }، ولم يُفحص { $not_screened }؛ السجل { $register }…
table-missing-column = لا يوجد في الجدول عمود { $what }
table-repeated-column = يتكرر في الجدول العمود { $what }
table-heading = تعذرت قراءة رأس الجدول: { $what }
compare-may-match = قد يكونان شخصًا واحدًا
compare-differs = دون العتبة
output-is-input = ستحل الأجوبة محل الجدول المعطى؛ سمِّ ملفًا آخر بالخيار {"\u2066"}--out{"\u2069"}
table-added-column = في الجدول عمود { $what } من قبل، وهو مما تضيفه الأجوبة
hint-added-column = سمِّ ذلك العمود باسم آخر، وإلا حمل عمودان اسمًا واحدًا؛ لم يُكتب شيء
id-empty = السطر { $line }: لا معرّف في الصف؛ يُفحص، ولا يميّز جوابَه شيء
id-repeated = السطر { $line }: المعرّف { $id } ورد من قبل في السطر { $first }؛ يُفحص الصفان
id-doubts-more = صفوف مثلها بعد أول { $shown }: { $count }
hint-ids = أعطِ كل صف معرّفًا خاصًا به: به تُميَّز الأجوبة
pairs-compared-in-part = عدد الأزواج { $rows }؛ لم يُقارن منها { $not_compared }: خانتا score و match فيها فارغتان
hint-pairs-in-part = أصلح الصفوف المذكورة أعلاه ثم قارنها مرة أخرى
pairs-compared = عدد الأزواج المقارنة { $rows }
doctor-registers = ملفات السجل، كل منها تحت معرّف محتواه، ومعه توقيعه
doctor-keys = المفتاح السري الذي يوقّع ملفات السجل
doctor-in-use = السجل المستخدم
doctor-damaged = تالف؛ شغّل {"\u2066"}dalil build{"\u2069"}
hint-doctor = استورد ملفات الإصدارات التالفة مرة أخرى؛ تُستبدل محتوياتها
doctor-none = لا يوجد؛ شغّل dalil build
fictitious = بيانات خيالية: كل القوائم في هذا المجلد مختلقة للعرض
demo-files = الملفات المختلقة بصيغ ناشريها: { $path }
demo-again = كان في هذا المجلد عرض آخر؛ أُزيلت قوائمه المختلقة وحلّت هذه محلها
demo-asks = سُئل عن: { $name }
lag-designations = { $list }: من قرارات الإدراج تبعت { $followed }، ووسيط الأيام { $median }، وكان في أول إصدار محفوظ { $by_first }؛ ولم تتبع { $not_followed }، ولا يُعرف حال { $unknown }
lag-delistings = { $list }: من قرارات الرفع تبعت { $followed }، ووسيط الأيام { $median }؛ وما زال مدرجًا { $not_followed }، ولا يُعرف حال { $unknown }
lag-more = قرارات { $list } بحسب الإصدارات المحفوظة؛ واليوم الذي لا يظهر إلا من إصدار قد يكون بعد القرار؛ ويعرض {"\u2066"}--json{"\u2069"} كل قرار مع دليله
matrix-group = الجماعة
matrix-marks = + في القائمة، - رُفع منها، . ليس فيها في أي إصدار محفوظ
matrix-both = { $one } و{ $other }: عدد الجماعات في كلتيهما { $count }
delta-is-ftm = يُكتب الفرق كيانات FollowTheMoney: احذف {"\u2066"}--format{"\u2069"} أو {"\u2066"}--since{"\u2069"}
demo-unified = عُدّت قيوده واحدًا: { $name }
demo-owned = ليس في أي قائمة، ويملكه من هم فيها: { $name }
demo-try = للمتابعة:
at-place = { $code } عند { $place }: { $message }
error-io = { $doing } { $path }: { $cause }
error-store = المخزن: { $cause }
error-not-found = غير موجود: { $what }
error-no-entity = لا كيان يحمل المرجع { $what }
error-holds-published = في { $path } إصدارات من قوائم منشورة
error-holds-invented = ليس في { $path } إلا قوائم العرض المختلقة
doing-reading = قراءة
doing-writing = كتابة
doing-making = إنشاء
doing-locking = قفل
error-no-edition = لا إصدار للقائمة { $list } بتاريخ { $day }
error-no-earlier-edition = لا إصدار للقائمة { $list } قبل هذا الإصدار: لا شيء يُقارن به
error-stored-bytes-damaged = تغيّرت محتويات { $path } منذ حفظها ولم تعد تطابق بصمتها
error-invented = يقول الملف عن نفسه إنه مختلق
error-nothing-held = لا إصدار محفوظ من أي قائمة
error-nothing-held-then = لا إصدار محفوظ بتاريخ { $day } أو قبله؛ وأولها بتاريخ { $first }
error-no-register = لم يُبنَ أي سجل بعد
error-no-earlier-register = لا يوجد سجل بُني قبل السجل المستخدم
error-register = ملف السجل تالف: محتواه ليس ما كُتب
error-register-unsigned = { $path } غير موقّع بمفتاح هذا المجلد: لم يُبنَ هنا، أو فُقد توقيعه
error-key-unreadable = لا مفتاح في { $path }: غُيّر أو قُطع
error-register-no-register = ليس هذا ملف سجل
error-register-not-as-built = ملف السجل ليس ما تبنيه هذه النسخة من دليل من الكيانات التي فيه: بُني خطأً أو بنته نسخة أخرى
error-register-version = إصدار ملف السجل { $version }، وهذه النسخة من دليل لا تقرؤه
error-too-much-to-compare = تلزم لهذا مقارنة أكثر من { $most } من الأسماء
error-packing-cut = { $path }: ينتهي محتوى { $packing } قبل اكتماله: الملف مبتور
error-packing-damaged = { $path }: محتوى { $packing } تالف، أو مضغوط بطريقة لا تُقرأ (بكلمة مرور مثلًا)
error-packing-files =
    { $files ->
        [0] { $path }: لا ملف في أرشيف zip
       *[other] { $path }: عدد الملفات في أرشيف zip هو { $files }، والمطلوب ملف واحد
    }
error-input-too-large = { $path } أكبر من { $bytes } بايت بعد فك ضغطه
error-loss-before = سيُرفع { $lost } من أصل { $of } من قيود إصدار { $neighbour }
error-loss-after = سيُرفع { $lost } من أصل { $of } من قيود هذا الإصدار بسبب الإصدار المحفوظ { $neighbour }
error-expectation = عدد القيود { $now }، والمتوقع من { $least } إلى { $most }
error-future-day = تاريخ الإصدار { $day } لم يأتِ بعد؛ فلا ينفذ قبله أي إصدار لاحق
error-growth = عدد القيود { $now }، مقابل { $before } في إصدار { $neighbour }
error-field-loss = { $property }: { $now } لكل 100 قيد، مقابل { $before } في إصدار { $neighbour }
hint-holds-published = أعطِ العرض مجلدًا خاصًا به بالخيار {"\u2066"}--data DIR{"\u2069"}
hint-holds-invented = أعطِ القوائم المنشورة مجلدًا آخر بالخيار {"\u2066"}--data DIR{"\u2069"}
hint-no-earlier-edition = استورد إصدارًا أقدم أيضًا، أو حدّد {"\u2066"}--from{"\u2069"} و{"\u2066"}--to{"\u2069"}
hint-stored-bytes-damaged = استورد ملف الإصدار نفسه مرة أخرى، أو شغّل {"\u2066"}dalil build{"\u2069"} إن كان سجلًا
hint-invented = يعرض الأمر {"\u2066"}dalil demo{"\u2069"} القوائم المختلقة في مجلد خاص بها؛ لم يتغير شيء
hint-nothing-held = شغّل dalil import على ملفات الناشرين، أو شغّل dalil demo
hint-nothing-held-then = أعطِ ذلك اليوم أو يومًا بعده، أو استورد إصدارًا أقدم
hint-no-register = شغّل dalil build
hint-passed-over = لم يعد صالحًا للاستخدام؛ نُظر فيما قبله
hint-as-of-to-come = أعطِ يومًا مضى، أو شغّل {"\u2066"}dalil build{"\u2069"}
hint-no-earlier-register = شغّل dalil build لبناء سجل جديد
hint-register = شغّل dalil build: يُبنى السجل من جديد من الإصدارات المحفوظة
hint-register-unsigned = شغّل dalil build: يُبنى السجل من جديد من الإصدارات المحفوظة ويُوقَّع
hint-too-much-to-compare = اذكر من الاسم أكثر، أو حدًّا أعلى
hint-name-too-long = أعطِ الاسم دون الألقاب والإضافات، أو نصفيه واحدًا بعد الآخر
hint-key-unreadable = أعد الملف من نسخة احتياطية، أو انقله من مكانه: يصنع dalil build التالي مفتاحًا جديدًا
hint-not-screened = أعطِ اسمًا أو رقم وثيقة، واكتب التاريخ 1970 أو {"\u2066"}1970-05{"\u2069"} أو {"\u2066"}1970-05-17{"\u2069"} أو {"\u2066"}1968..1972{"\u2069"}
hint-table = يسمّي الصف الأول الأعمدة: id و name، وما شئت من birth_date و birth_place و nationality و document و schema و gender
hint-pairs = يسمّي الصف الأول الأعمدة: name1 و name2، وما سواهما يبقى كما هو
hint-no-entity = يبحث الأمر dalil search بالاسم
hint-io = تأكد من وجود الملف أو المجلد وإمكان الكتابة فيه وكفاية المساحة؛ لم يتغير شيء
hint-store = شغّل dalil doctor؛ لم يتغير شيء
hint-refused = اجلب الملف من ناشره مرة أخرى؛ يبقى آخر إصدار سليم نافذًا
hint-other-list = احذف الخيار {"\u2066"}--list{"\u2069"} أو سمّ القائمة التي منها الملف؛ لم يتغير شيء
hint-unknown-format = شغّل dalil lists لعرض القوائم المعروفة؛ لم يتغير شيء
hint-guarded = إن كان الملف جزءًا من القائمة فاستعمل {"\u2066"}--extract{"\u2069"}؛ وإن كان الناشر قد رفع هذا العدد فعلًا فاستعمل {"\u2066"}--accept-loss{"\u2069"} مع السبب؛ يبقى آخر إصدار سليم نافذًا
hint-not-found = شغّل dalil lists لعرض المحفوظ
hint-packing = أحضر الملف مرة أخرى، وافتحه بأداة أخرى لترى أهو كامل؛ لم يتغير شيء
hint-packing-files = فُكّ ضغطه وسمِّ ملفًا منه أو كل ملف من المجموعة؛ لم يتغير شيء
hint-too-large = قدّم القائمة نفسها لا أرشيفًا فيه ملفات كثيرة
hint-future-day = تحقق من تاريخ هذا الجهاز؛ وإن كان الخطأ في الملف فأعطِ التاريخ بالخيار {"\u2066"}--published{"\u2069"}
hint-field-loss = قارن بالأمر dalil diff: ربما أسقط الناشر قيمًا مدةً من الزمن
hint-unexpected = إن كان الملف جزءًا من القائمة فاستورده مرة أخرى مع {"\u2066"}--extract{"\u2069"}
doctor-folder = مجلد البيانات
doctor-store = الإصدارات المحفوظة وما فيها من قيود
doctor-raw = ملفات الناشرين مضغوطةً، كل منها تحت بصمته SHA-256
doctor-editions = الإصدارات
doctor-held = المحفوظ { $held }، والتالف { $damaged }
damaged = تالف
usage-unknown-argument = لا يُقبل هنا { $argument }
usage-missing-argument = ينقص: { $argument }
usage-bad-value = القيمة { $value } لا تصلح للمعطى { $argument }
usage-other-value = القيمة { $value } لا تصلح للمعطى { $argument }؛ القيم الممكنة: { $values }
usage-no-value = يلزم المعطى { $argument } قيمة
usage-too-many-values = القيمة { $value } زائدة على ما يقبله { $argument }
usage-argument-twice = تكرر المعطى { $argument }
usage-conflict = لا يجتمع { $argument } مع { $prior }
usage-unknown-command = لا أمر باسم { $command }
usage-no-command = يلزم { $command } أمر من هذه: { $commands }
usage-not-text = أحد المعطيات ليس نصًا بترميز UTF-8
usage-other = استعمال غير صحيح
usage-near = لعل المقصود { $near }
bench-register = السجل { $register }…: الكيانات { $entities }، الأسماء { $names }، البايتات { $bytes }، لكل اسم { $each }
bench-start = فُتح في { $opened } مللي ثانية، وأول جواب بعد { $first } مللي ثانية؛ والذاكرة الخاصة عندها { $memory } ميغابايت
bench-questions = الأسئلة، والأزمنة بالميكروثانية
bench-count = العدد
bench-unseen = أجزاء لم تُسأل من قبل لكل اسم
bench-first = أول مرة
bench-again = مرة أخرى
bench-waiting = بوصول { $rate } في الثانية
bench-a-second = في الثانية
bench-most = أقصاها
bench-found = مطابقات محتملة
bench-customer = عملاء مختلقون
bench-written-otherwise = أسماء مدرجة مكتوبة بصورة أخرى
bench-other-script = أسماء مدرجة بكتابة أخرى
bench-frequent-parts = أكثر الأجزاء شيوعًا
bench-one-part = جزء واحد
bench-many-parts = ثلاثون جزءًا
bench-many-aliases = عشرون اسمًا آخر
bench-initials = الأحرف الأولى
bench-long-word = كلمة من ستين حرفًا
bench-hardly-a-name = ما لا يكاد يكون اسمًا
bench-file = أسماء الملف
bench-everyone = بالمقارنة بالجميع
bench-same = قورنت { $questions } من الأسئلة بكل كيان: المطابقات المحتملة نفسها { $found } والدرجات والأسباب والترتيب
bench-differs = يجد الفهرس غير ما تجده المقارنة بالجميع: { $names }
bench-no-names = لا اسم في الملف يُسأل عنه
clusters-of = { $lists ->
    [one] في قائمة واحدة: { $count }
   *[other] في عدد من القوائم هو { $lists }: { $count }
}
questions-of = { $count ->
    [0] لا شيء ينتظر حكم شخص
   *[other] أزواج القيود التي تنتظر حكم شخص: { $count }، وأولها أرجحها أن يكون واحدًا
}
question-held = سبب عدم الضمّ: { $why }
judgement = { $id }  { $one } / { $other }: { $verdict }، { $standing }؛ { $author }، { $day }: { $reason }
judgement-event = { $kind }: { $author }، { $day }
judgement-confirmed = تأكيد
judgement-accepted = قبول
judgement-undone = تراجع
judgements-none = لم يحكم أحد في شيء بعد
judgements-taken = أُدخلت أحكام عددها { $new } بوصفها مقترحات أو أحكامًا صدرت هنا، وكان معروفًا منها { $known }
judgement-refused = السطر { $line }: { $why }
judgement-not-a-judgement = ليس هذا حكمًا كما يكتبه دليل
judgement-not-signed = لم يوقّعه المفتاح المذكور فيه
verdict-same = واحد
verdict-different = اثنان
verdict-unsure = لا يمكن القطع
standing-holds = سارٍ
standing-proposed = مقترح من عضو آخر
standing-awaits-second = ينتظر شخصًا ثانيًا
standing-undone = جرى التراجع عنه
hint-judged = نفّذ الأمر {"\u2066"}dalil build{"\u2069"} ليأخذ به السجل
hint-proposed = انظر فيه ثم نفّذ الأمر {"\u2066"}dalil unify accept { $id }{"\u2069"}
hint-awaits-second = بين القيدين تعارض في الميلاد أو الجنس أو وثيقة، فليؤكده شخص ثانٍ بالأمر {"\u2066"}dalil unify confirm { $id }{"\u2069"}
error-same-entry = المرجعان لقيد واحد: { $what }
hint-same-entry = اذكر قيدين كما يعرضهما الأمر {"\u2066"}dalil unify{"\u2069"}
error-no-judgement = لا حكم بهذا المعرّف: { $what }
hint-no-judgement = نفّذ الأمر {"\u2066"}dalil unify judgements{"\u2069"} لعرض الأحكام
error-judgement-stands = الحكم { $id } لا ينتظر ذلك: { $standing }
hint-judgement-stands = نفّذ الأمر {"\u2066"}dalil unify judgements{"\u2069"} لمعرفة حاله
error-same-person = سبق أن حكم بهذا الشخصُ نفسه: { $what }
hint-same-person = يلزم أن يقول ذلك شخص ثانٍ، بالخيار {"\u2066"}--author{"\u2069"}
judgement-of-member = من عضو يوقّع بالمفتاح { $key }
judgement-against = بينهما تعارض في: { $what }
error-several-entries = للمرجع { $reference } أكثر من قيد: { $entries }
hint-several-entries = اذكر واحدًا منها بقائمته ومفتاحه
error-reason-too-long = السبب أطول من الحد، وهو بالحروف { $most }
hint-reason-too-long = اختصر السبب
