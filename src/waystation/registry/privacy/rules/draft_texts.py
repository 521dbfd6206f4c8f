"""Default consent texts in the languages of the public pages, translated as drafts.

Nobody who reads these languages has reviewed them: whoever reads one out is told so, until the
office writes its own.
"""

from __future__ import annotations

TEXTS = {
    "tr": (
        "Şunu yapmak istiyoruz: {purpose}. Bunun için şu bilgiler kullanılır: {fields}. "
        "Bunları görecek olan: {recipient}. Başka kimseye verilmez. Hayır diyebilirsiniz ve "
        "fikrinizi istediğiniz zaman, burada veya telefonla, değiştirebilirsiniz; o zaman "
        "hemen dururuz. Ne karar verirseniz verin aynı yardımı alırsınız. Kabul ediyor "
        "musunuz?"
    ),
    "ar": (
        "نودّ أن {purpose}. لهذا الغرض نستخدم: {fields}. ويطّلع عليها: {recipient}. ولا "
        "يتلقاها أحد غيره. يمكنك أن ترفض، وأن تغيّر رأيك في أي وقت، هنا أو بالهاتف؛ وعندئذ "
        "نتوقف فوراً. ومهما كان قرارك ستحصل على المساعدة نفسها. هل توافق؟"
    ),
    "fa": (
        "می‌خواهیم {purpose}. برای این کار از این‌ها استفاده می‌کنیم: {fields}. کسی که آن‌ها "
        "را می‌بیند: {recipient}. به هیچ‌کس دیگر داده نمی‌شود. می‌توانید نه بگویید و هر وقت "
        "خواستید، اینجا یا تلفنی، نظرتان را عوض کنید؛ آن وقت فوراً متوقف می‌کنیم. هر تصمیمی "
        "بگیرید همان کمک را دریافت می‌کنید. آیا موافقید؟"
    ),
    "ps": (
        "موږ غواړو چې {purpose}. د دې لپاره به دا کاروو: {fields}. دا به ګوري: {recipient}. "
        "بل چا ته نه ورکول کېږي. تاسو نه ویلای شئ، او هر وخت، دلته یا په ټلیفون، خپله خوښه "
        "بدلولای شئ؛ بیا سمدستي درېږو. هره پرېکړه چې وکړئ، هماغه مرسته به ترلاسه کړئ. ایا "
        "موافق یاست؟"
    ),
}
PURPOSES = {
    "registration": {
        "tr": "hakkınızda bu ofiste bir dosya tutmak, böylece her şeyi yeniden anlatmanız gerekmez",
        "ar": "نحتفظ بملف عنك في هذا المكتب كي لا تضطر إلى رواية كل شيء من جديد",
        "fa": "پروندهٔ شما را در این دفتر نگه داریم تا لازم نباشد همه چیز را دوباره بگویید",
        "ps": "په دې دفتر کې ستاسو دوسیه وساتو، چې هر څه بیا ویلو ته اړ نه شئ",
    },
    "counselling": {
        "tr": "konuştuklarımızı yazmak, böylece size adım adım yardım edebiliriz",
        "ar": "نكتب ما نتحدث عنه كي نستطيع مساعدتك خطوة بخطوة",
        "fa": "آنچه با هم می‌گوییم را بنویسیم تا بتوانیم گام به گام به شما کمک کنیم",
        "ps": "هغه څه ولیکو چې خبرې پرې کوو، چې ګام په ګام مرسته درسره وکړو",
    },
    "referral": {
        "tr": "talebinizi size yardım edebilecek başka bir kuruma göndermek",
        "ar": "نرسل طلبك إلى مؤسسة أخرى يمكنها مساعدتك",
        "fa": "درخواست شما را به نهاد دیگری که می‌تواند به شما کمک کند بفرستیم",
        "ps": "ستاسو غوښتنه بلې ادارې ته ولېږو چې مرسته درسره کولای شي",
    },
    "employment": {
        "tr": "size uygun bir iş veya eğitim aramak",
        "ar": "نبحث لك عن عمل أو تدريب يناسبك",
        "fa": "برای شما کار یا آموزش مناسب پیدا کنیم",
        "ps": "ستاسو لپاره مناسب کار یا روزنه ولټوو",
    },
    "matching": {
        "tr": "neler yapabildiğinize dair bir profil tutmak ve bunu açık işlerle ve eğitimlerle "
        "karşılaştırmak; işveren kim olduğunuzu ancak yeniden kabul ederseniz öğrenir",
        "ar": "نحتفظ بملف لما تجيده ونقارنه بالوظائف الشاغرة والتدريبات؛ ولا يعرف صاحب العمل من "
        "أنت إلا إذا وافقت مرة أخرى",
        "fa": "نمایه‌ای از توانایی‌های شما نگه داریم و آن را با کارهای خالی و آموزش‌ها مقایسه کنیم؛ "
        "کارفرما فقط وقتی می‌فهمد شما که هستید که دوباره موافقت کنید",
        "ps": "ستاسو د وړتیاوو یو پروفایل وساتو او له خالي کارونو او روزنو سره یې پرتله کړو؛ "
        "کارفرما یوازې هغه وخت پوهېږي چې تاسو څوک یاست چې بیا موافقه وکړئ",
    },
    "return": {
        "tr": "dönüşünüzü ve oradaki başlangıcınızı hazırlamak",
        "ar": "نُعدّ لعودتك ولبدايتك هناك",
        "fa": "بازگشت شما و شروعتان در آنجا را آماده کنیم",
        "ps": "ستاسو راستنېدل او هلته ستاسو پیل چمتو کړو",
    },
    "statistics": {
        "tr": "yanıtları yalnızca başkalarınınkiyle birlikte sayılacak sorular sormak",
        "ar": "نطرح عليك أسئلة لا تُحسب إجاباتها إلا مع إجابات الآخرين",
        "fa": "پرسش‌هایی از شما بپرسیم که پاسخشان فقط همراه با پاسخ دیگران شمرده می‌شود",
        "ps": "له تاسو پوښتنې وکړو چې ځوابونه یې یوازې د نورو له ځوابونو سره یو ځای شمېرل کېږي",
    },
    "follow_up": {
        "tr": "işlerin nasıl gittiğini öğrenmek için sizinle yeniden iletişime geçmek",
        "ar": "نتواصل معك مجدداً لنعرف كيف سارت الأمور",
        "fa": "دوباره با شما تماس بگیریم تا بدانیم کارها چگونه پیش رفت",
        "ps": "بیا درسره اړیکه ونیسو، چې پوه شو کارونه څنګه تېر شول",
    },
}
UNFILLED = {
    "tr": ("[aşağıda işaretlenen bilgiler]", "[aşağıda adı yazılan alıcı]"),
    "ar": ("[البيانات المحددة أدناه]", "[الجهة المذكورة أدناه]"),
    "fa": ("[داده‌های علامت‌خورده در پایین]", "[گیرندهٔ نام‌برده در پایین]"),
    "ps": ("[لاندې نښه شوي معلومات]", "[لاندې نومول شوی ترلاسه کوونکی]"),
}
