"""Albanian; words are given without ë and ç, as they are often written."""

from __future__ import annotations

from decimal import Decimal

from . import Language

_SMALL = {
    "zero": 0, "nje": 1, "dy": 2, "tre": 3, "tri": 3, "kater": 4, "pese": 5, "gjashte": 6,
    "shtate": 7, "tete": 8, "nente": 9, "dhjete": 10, "njembedhjete": 11, "dymbedhjete": 12,
    "trembedhjete": 13, "katermbedhjete": 14, "pesembedhjete": 15, "gjashtembedhjete": 16,
    "shtatembedhjete": 17, "tetembedhjete": 18, "nentembedhjete": 19,
}  # fmt: skip
_TENS = {
    "njezet": 20, "tridhjete": 30, "dyzet": 40, "katerdhjete": 40, "pesedhjete": 50,
    "gjashtedhjete": 60, "shtatedhjete": 70, "tetedhjete": 80, "nentedhjete": 90,
}  # fmt: skip
_HUNDREDS = {
    "njeqind": 100, "dyqind": 200, "treqind": 300, "triqind": 300, "katerqind": 400,
    "peseqind": 500, "gjashteqind": 600, "shtateqind": 700, "teteqind": 800, "nenteqind": 900,
}  # fmt: skip
_ENDINGS = r"(?:imi|imin|imit|im|uar|uara|uan|oi|ohet|ohen|on|oje|ua|osh|i|it|in|e|en)?"

ALBANIAN = Language(
    code="sq",
    decimal=",",
    small=_SMALL,
    tens=_TENS,
    hundreds=_HUNDREDS,
    hundred=frozenset({"qind"}),
    scales={
        "mije": 1000, "mijesh": 1000, "mijet": 1000, "mijeve": 1000,
        "milion": 10**6, "milione": 10**6, "milioni": 10**6, "milionesh": 10**6,
        "milionet": 10**6, "milioneve": 10**6, "milionit": 10**6,
        "miliard": 10**9, "miliarde": 10**9, "miliardi": 10**9, "miliardesh": 10**9,
        "miliardeve": 10**9, "miliardet": 10**9, "miliardit": 10**9, "bilion": 10**12,
        "bilione": 10**12, "mil": 10**6, "mln": 10**6, "mlrd": 10**9, "mld": 10**9, "k": 1000,
        "m": 10**6, "mn": 10**6, "mio": 10**6, "bn": 10**9, "duzine": 12, "duzina": 12,
    },
    bare=frozenset(),
    articles=frozenset(),
    joiners=frozenset({"e"}),
    digits_after_joiner=True,
    half_after=("e gjysme", "e gjysem", "e nje gjysme", "e gjysmë"),
    half_before=("gjysme", "gjysem", "gjysma e", "gjysme e", "nje gjysme"),
    quarter_before=("cerek", "nje cerek", "cereku i", "nje e katerta e"),
    not_one=frozenset({"nje", "zero"}),
    multiples=(
        (rf"(?:i |e |te |u )?(?:dy|dyja)fish{_ENDINGS}", Decimal(2)),
        (rf"(?:i |e |te |u )?(?:tre|tri)fish{_ENDINGS}", Decimal(3)),
        (rf"(?:i |e |te |u )?katerfish{_ENDINGS}", Decimal(4)),
        (rf"(?:i |e |te |u )?pesefish{_ENDINGS}", Decimal(5)),
        (rf"(?:i |e |te |u )?gjashtefish{_ENDINGS}", Decimal(6)),
        (rf"(?:i |e |te |u )?shtatefish{_ENDINGS}", Decimal(7)),
        (rf"(?:i |e |te |u )?tetefish{_ENDINGS}", Decimal(8)),
        (rf"(?:i |e |te |u )?dhjetefish{_ENDINGS}", Decimal(10)),
        (r"(?:u )?(?:per)?gjysm(?:uar|oi|ohet|ua|uan|im|imi|uara)", Decimal("0.5")),
    ),
    times=r"here|-?fish(?:i|it|in|e)?",
    per_time=r"(?:ne|cdo|per) (?:vit|muaj|jave|dite|tremujor)\w*|te (?:vitit|muajit|javes)|"
             r"vjetore?|ne vit",
    fractions=(
        (r"(?:e |te )?gjysm(?:a|at|en)", 2),
        (r"(?:e |te )(?:treta|tretat|tretat?en|treten|tretave|tretes)", 3),
        (r"(?:e |te )(?:katerta|katertat|katerten|katertave|katertes)|cerek(?:u|e|et|un)?", 4),
        (r"(?:e |te )(?:pesta|pestat|pesten|pestave|pestes)", 5),
        (r"(?:e |te )(?:gjashta|gjashtat|gjashten)", 6),
        (r"(?:e |te )(?:shtata|shtatat|shtaten)", 7),
        (r"(?:e |te )(?:teta|tetat|teten)", 8),
        (r"(?:e |te )(?:nenta|nentat|nenten)", 9),
        (r"(?:e |te )(?:dhjeta|dhjetat|dhjeten)", 10),
    ),
    fraction_joiner=r" ",
    halves=r"gjysma|gjysmen|gjysmes",
    in_each=r"ne(?: cdo)?|nga(?: cdo)?|prej",
    before=(
        (r"jo me shume se|jo me teper se|deri ne|deri te|deri|maksimalisht|se shumti|me se shumti|"
         r"maksimumi", "up_to"),
        (r"hic me pak se|te pakten|se paku|minimalisht|jo me pak se|minimumi|me se paku|per te pakten",
            "at_least"),
        (r"(?:pak |shume |dicka )?(?:me shume se|me teper se|me shume sesa|me i larte se|"
         r"me e larte se|mbi)|tejkalo(?:n|i|jne|uan)|kalo(?:n|i|jne|uan)|ka kaluar|e kaluar",
             "over"),
        (r"(?:pak |shume |dicka )?(?:me pak se|me pak sesa|nen)", "under"),
        (r"gati gati|gati|pothuajse|pothuaj|thuajse|gadi|per pak|afer|prane", "almost"),
        (r"(?:te |e |i )?vleresuar(?:a)?(?: ne| si| me)?|vleresohet(?: se| te jete| ne)?|"
         r"vleresohen(?: te| ne| rreth)?|vleresua(?:n|r)? (?:ne|me|si|rreth)|vleresohe(?:j|shin)(?: te| ne| rreth)?|llogarite[tn](?: se| ne)?|nje vleresim prej|vlereson(?: se| ne| rreth)?|sipas vleresimeve|te parashikuar",
             "estimate"),
        (r"rreth|rrethe|afersisht|perafersisht|afro|diku rreth|nja|rreth e rrotull|perafersisht rreth|"
         r"diku tek|ca\.?|circa|aty rreth|disa", "about"),
        (r"saktesisht|pikerisht|gjithsej|vetem|plot", "exact"),
    ),
    after=(
        (r"ose me shume|e me shume|e lart|e tutje|apo me shume|e siper", "at_least"),
        (r"ose me pak|apo me pak|maksimalisht|se shumti|maksimumi", "up_to"),
        (r"afersisht|perafersisht|a me shume|pak a shume", "about"),
        (r"\(?vleresim\)?|sipas vleresimeve", "estimate"),
    ),
    wide=r"vleres(?:on|oi|ojne|uan|ohen|ohet) [^,;\d]{1,60} ne $|parashikon|parashikohet|parashikohen|pritet te|vleresohet se|vleresohet qe|vleresohen se|vleresoj?n\w* se|eshte vleresuar se|sipas vleresim\w+|"
         r"vleresimet tregojne|vleresohet te",
    range_words=r"-|deri ne|deri|e|dhe|apo|ose|ne|gjer ne|deri te",
    range_opens=r"ndermjet|midis|mes|nga|prej|ne mes",
    ordinals={
        "pare": 1, "parin": 1, "dyte": 2, "dyta": 2, "dyti": 2, "trete": 3, "treta": 3, "treti": 3,
        "katert": 4, "katerta": 4, "katerti": 4, "peste": 5, "pesta": 5, "pesti": 5, "gjashte": 6,
        "gjashta": 6, "shtate": 7, "shtata": 7, "tete": 8, "teta": 8, "nente": 9, "nenta": 9,
        "dhjete": 10, "dhjeta": 10, "pari": 1, "para": 1,
    },
    rank_before=r"(?:ne vend(?:in)?|vend(?:i|in|it)?|rendit(?:et|en|ej|ur)?|radhit(?:et|en|ur)?|"
                r"klasifiko(?:het|hen|uar)|pozit(?:en|a)|pozicion(?:in|i))(?: (?:si|ne|vendin|e|i|te|"
                r"vend|numer|nr\.?))*",
    rank_after=r" (?:me (?:i|e|te) (?:larte|madh|madhe|ulet|vogel|mire|shpejte|shumt\w*|lart\w*)|"
               r"per nga|vend\b|nga (?:madhesia|lartesia)|ne rajon|ne ballkanin perendimor|sipas indeksit)",
    rank_copula=r"(?:eshte|ishte|jane|mbetet|mbeti|doli|del|qendron|vjen|zuri)(?: (?:tani|ende|vetem|gjithmone|sot))?(?: (?:i|e|te))",
    rank_among=r"ne|nder|nga|midis|mes|ndermjet|per nga",
    below=r"nen|rinj",
    indices=r"indeks\w*|renditj\w*",
    year_before=r"viti|vitin|vitit|vitet|viteve|vit|ne|gjate|me|qe nga|nga|deri|deri ne|para|pas|dhe|"
                r"e|ndermjet|midis|prej|per|fund te|fillim te|shkollor|ose|vitin shkollor|mes|te|i",
    year_after=r"(?:dhe|deri|e|u|ishte|kane|ka)\b",
    year_elsewhere=r"(?:sesa|se)(?: ne)(?: vitin)?|sesa(?: vitin)?|krahasuar me(?: vitin)?|ne krahasim me(?: vitin)?|ne raport me(?: vitin)?|qe nga viti|qe nga|qe prej|prej vitit|pas vitit|pas|para vitit|para|pas luftes se|"
                   r"e themeluar ne|themeluar me|themeluar ne vitin|agjenda|strategjia|deri ne fund te",
    relative_years=(
        ("now", r"tani|aktualisht|sot|tash|momentalisht|deri tani"),
        ("last", r"vit(?:in|it|i) (?:e|te|i) (?:kaluar|shkuar)|vjet|vitin qe shkoi"),
        ("this", r"kete vit|sivjet|ketij viti|vitin (?:aktual|ne vijim)"),
        ("before", r"para (?:nje|dy|tre|kater|pese|dhjete) v\w+|(?:nje|dy|tre|kater|pese|dhjete) v\w+ (?:me pare|me heret|perpara|para kesaj|para saj|para)|vit(?:in|it|i) (?:paraprak|paraardhes|"
                   r"pararendes|e meparshem|te meparshem|i meparshem)"),
    ),
    when=r"kur|kohe kur",
    comparing=r"qe eshte|cka eshte|gje qe eshte",
    compared=r"nga|se|ndersa",
    set_against=r"krahasuar me|ne krahasim me|kundrejt|perballe",
    respectively=r"perkatesisht|respektivisht",
    clause_joiner="dhe",
    or_words=frozenset({"ose", "apo"}),
    between=r"ndermjet|midis|mes",
    until=r"deri(?: ne)?(?: vitin)?",
    change_from=r"nga|prej",
    change_to=r"ne",
    change_by=r"per",
    change_verbs=r"(?:rrit|ul(?:ur|ej|et)|renie|ra nga|shkoi)\w*",
    multiple_after=r"me|e gjysm|ne krahasim|krahasuar",
    contrasts=r"ndersa|kurse|por|porse",
    determiners=r"keto|keta|ato|ata|te|gjitha|gjithe",
    later=r"pas|mbas",
    limits=r"brenda",
    lasting=r"(?:zgja[st]|pr[ei]t|merr|mori|duhe[nt])\w*",
    spans=r"pas|brenda|cdo",
    ago=r"me vone|me pare|me heret|pas|perpara",
    ago_before=r"para",
    in_year=r"ne|me|ne vitin|gjate(?: vitit)?|per(?: periudhen| vitin)?|te vitit",
    which=r"qe|e cila|i cili|te cilat|te cilet",
    in_place=r"ne",
    out_of=r"nga",
    nearby=r"fqinj\w*",
    with_word=r"me",
    than=r"se ne|se",
    of_words=r"te|e|i|se|nga|per",
    share_of=r"te|e|i|nga|prej",
    not_base=frozenset(
        ["ne", "per", "nga", "me", "si", "qe", "ju"]
    ),
    remarks=r"shifra|numra|vlera|arsye|pyetje|menyra|pika|gjera|mesime|mesazhe|perfundime|ane|pjese|fjale|shembuj|verejtje",
    vague=frozenset({"disa", "shume", "qindra", "mijera", "dhjetera", "pak"}),
    stop=frozenset(
        ["nder", "midis", "ndermjet", "vit", "viti", "vitin", "vitit", "i", "e", "te", "se",
            "ne", "me", "nga", "per", "dhe", "ose", "apo", "si", "qe", "eshte", "jane", "ka",
            "kane", "u", "do", "nuk", "prej", "kjo", "ky", "keto", "kete", "ata", "ato", "tij",
            "saj", "tyre", "deri", "gjate", "edhe", "por", "mbi", "nen", "ndaj", "tek", "te",
            "cilat", "cilet"]
    ),
    signs=frozenset(["te", "ne", "dhe", "per", "nga", "eshte", "me", "se", "qe", "jane", "nje",
        "kane", "ka", "u", "si"]),
)  # fmt: skip
