"""Serbian in both scripts (Cyrillic is folded to Latin), with Croatian and Bosnian forms."""

from __future__ import annotations

from decimal import Decimal

from . import Language

_ONE = ["jedan", "jedna", "jedno", "jednog", "jedne", "jednu", "jednom"]
_SMALL = {
    **dict.fromkeys(_ONE, 1), "nula": 0,
    **dict.fromkeys(["dva", "dve", "dvije", "dvoje", "dvojica", "dvaju", "dvema", "dvoma",
        "dvojice"], 2),
    **dict.fromkeys(["tri", "troje", "trojica", "trojice", "triju", "trima"], 3),
    **dict.fromkeys(["cetiri", "cetvoro", "cetvorica", "cetvorice", "cetiriju"], 4),
    **dict.fromkeys(["pet", "petoro", "petorica", "petorice"], 5),
    **dict.fromkeys(["sest", "sestoro", "sestorica"], 6),
    **dict.fromkeys(["sedam", "sedmoro", "sedmorica"], 7),
    **dict.fromkeys(["osam", "osmoro", "osmorica"], 8),
    **dict.fromkeys(["devet", "devetoro", "devetorica"], 9),
    **dict.fromkeys(["deset", "desetoro", "desetorica"], 10),
    "jedanaest": 11, "jedanaestoro": 11, "dvanaest": 12, "dvanaestoro": 12, "trinaest": 13,
    "cetrnaest": 14, "petnaest": 15, "petnaestoro": 15, "sesnaest": 16, "sedamnaest": 17,
    "osamnaest": 18, "devetnaest": 19,
}  # fmt: skip
_TENS = {
    "dvadeset": 20, "dvadesetoro": 20, "trideset": 30, "tridesetoro": 30, "cetrdeset": 40,
    "pedeset": 50, "sezdeset": 60, "sedamdeset": 70, "osamdeset": 80, "devedeset": 90,
}  # fmt: skip
_HUNDREDS = {
    "sto": 100, "dvesta": 200, "dvesto": 200, "dvjesta": 200, "dvjesto": 200, "trista": 300,
    "tristo": 300, "cetiristo": 400, "cetristo": 400, "petsto": 500, "sesto": 600, "seststo": 600,
    "sedamsto": 700, "osamsto": 800, "devetsto": 900,
}  # fmt: skip
_ENDINGS = r"(?:o|i|a|e|og|om|ih|im|ije|u)?"
_VERB = (
    r"(?:o|la|lo|li|le|ti|en|ena|eno|eni|enje|enja|ava|avaju|avanje|cio|cila|cilo|cili|cile|citi|"
    r"cava|cen|cena|ceno|ceni|cenje|ce|io|ila|ilo|ili|ile|iti)"
)

SERBIAN = Language(
    code="sr",
    decimal=",",
    small=_SMALL,
    tens=_TENS,
    hundreds=_HUNDREDS,
    hundred=frozenset({"stotina", "stotine", "stotinu", "stotini"}),
    scales={
        **dict.fromkeys(
            ["hiljada", "hiljade", "hiljadu", "hiljadi", "hiljadama", "hiljadom", "tisuca",
                "tisuce", "tisucu", "hilj"],
            1000),
        **dict.fromkeys(
            ["milion", "miliona", "milioni", "milione", "milionu", "milionima", "milionom",
                "milijun", "milijuna", "milijuni", "mil", "mln", "mio", "mn", "m"], 10**6),
        **dict.fromkeys(
            ["milijarda", "milijarde", "milijardi", "milijardu", "milijardama", "milijardom",
                "mlrd", "mld", "bn"],
            10**9),
        **dict.fromkeys(["bilion", "biliona", "bilioni"], 10**12),
        "k": 1000, "tuce": 12, "tuceta": 12, "tucet": 12,
    },
    bare=frozenset({"hiljadu", "hiljada", "milion", "milijardu", "milijarda", "tisucu",
        "milijun", "tuce", "tucet"}),
    articles=frozenset(),
    joiners=frozenset({"i"}),
    digits_after_joiner=True,
    half_after=("i po", "i pol", "ipo", "i pola"),
    half_before=("pola", "po", "pol", "polovina", "polovinu", "pola od"),
    quarter_before=("cetvrt", "cetvrtina", "cetvrtinu"),
    not_one=frozenset({*_ONE, "nula"}),
    multiples=(
        (rf"dvostruk{_ENDINGS}|udvostruc{_VERB}|dvaput|duplo|dupl(?:i|a|e|u|og|ih|im)|"
         rf"dupliran[aoie]?|duplira(?:o|la|lo|li)|udupla(?:o|la|lo|li)|podvostruc{_VERB}", Decimal(2)),
        (rf"trostruk{_ENDINGS}|utrostruc{_VERB}|triput|troduplo", Decimal(3)),
        (rf"c(?:etvoro|etvero|etvo)struk{_ENDINGS}|uc(?:etvoro|etvero|etvo)struc{_VERB}", Decimal(4)),
        (rf"pet(?:o|oro|ero)struk{_ENDINGS}|upet(?:o|oro|ero)struc{_VERB}", Decimal(5)),
        (rf"sest(?:o|oro|ero)struk{_ENDINGS}|usest(?:o|oro|ero)struc{_VERB}", Decimal(6)),
        (rf"sedmo(?:ro)?struk{_ENDINGS}", Decimal(7)),
        (rf"osmo(?:ro)?struk{_ENDINGS}", Decimal(8)),
        (rf"deset(?:o|oro|ero)struk{_ENDINGS}|udeset(?:o|oro|ero)struc{_VERB}", Decimal(10)),
        (rf"upola|prepolov{_VERB}|prepolovlj(?:en|ena|eno|eni|enje)", Decimal("0.5")),
    ),
    times=r"puta|put",
    per_time=r"(?:u|na|po) (?:godin|mesec|nedelj|dan|kvartal)\w*|godisnje|mesecno|nedeljno|dnevno",
    fractions=(
        (r"polovin(?:a|e|u|om|i)", 2), (r"trecin(?:a|e|u|om|i)", 3), (r"cetvrtin(?:a|e|u|om|i)", 4),
        (r"petin(?:a|e|u|om|i)", 5), (r"sestin(?:a|e|u|om|i)", 6), (r"sedmin(?:a|e|u|om|i)", 7),
        (r"osmin(?:a|e|u|om|i)", 8), (r"devetin(?:a|e|u|om|i)", 9), (r"desetin(?:a|e|u|om|i)", 10),
    ),
    fraction_joiner=r" ",
    halves=r"polovin(?:a|e|u|om|i)|pola(?= (?:od|svih|ispitanik|stanovni|domacinst|migran|pov)\w*)",
    in_each=r"od(?: svakih)?|na(?: svakih)?|u svakih",
    before=(
        (r"ne vise od|najvise|maksimalno|do(?! kraja| sada| danas)|cak do|maksimum", "up_to"),
        (r"nista manje od|najmanje|barem|bar|ne manje od|minimalno|minimum|u najmanju ruku", "at_least"),
        (r"(?:nesto |malo |znatno |mnogo |daleko )?(?:vise od|vise nego|preko|iznad|vece od|veci od|"
         r"veca od|visi od|visa od)|premas(?:uje|ila|io|ilo|ili|uju)|nadmas(?:uje|ila|io|ilo)|"
         r"prelaz(?:i|e)", "over"),
        (r"(?:nesto |malo |znatno |mnogo |daleko )?(?:manje od|manje nego|ispod|nize od|nizi od|"
         r"niza od)", "under"),
        (r"skoro|bezmalo|maltene|malne|gotovo|zamalo|blizu|umalo|malo manje od|nepunih|nepune", "almost"),
        (r"procenjen(?:ih|a|o|i|e)?(?: (?:je|su|se))?(?: na)?|procenjuj\w+(?: se)?(?: na| da)?|procena od|po proceni|"
         r"prema proceni|procijenjen(?:ih|a|o|i)?|procjenjuje se(?: na| da)?|prema procenama",
         "estimate"),
        (r"oko|otprilike|priblizno|cirka|ca\.?|negde oko|plus-minus|plus minus|nekih|nekoliko|okvirno|u proseku oko|"
         r"jedno|(?<!od )(?<!medju )(?<!kod )kojih", "about"),
        (r"tacno|ukupno|samo|svega|upravo", "exact"),
    ),
    after=(
        (r"ili vise|i vise|i preko|pa i vise|i vise njih", "at_least"),
        (r"ili manje|najvise|maksimalno|i manje", "up_to"),
        (r"otprilike|priblizno|manje-vise|manje vise", "about"),
        (r"\(?procena\)?|\(?procjena\)?|po proceni|prema proceni", "estimate"),
    ),
    wide=r"pro(?:c|cj)enj?[iu]\w* [^,;\d]{1,60} na $|predvidja(?: se)?|projekcij\w+|prognoz\w+|ocekuje se|pro(?:c|cj)enjuj\w+(?: se)? da|prema (?:[a-z]+ ){0,3}pro(?:c|cj)en\w+|procenjeno je da|"
         r"po procenama|procene govore",
    range_words=r"-|do|i|ili|na|pa do",
    range_opens=r"izmedju|od|medju|u rasponu od|u opsegu od",
    ordinals={
        **dict.fromkeys(["prvi", "prva", "prvo", "prvom", "prvoj", "prvu", "prvog"], 1),
        **dict.fromkeys(["drugi", "druga", "drugo", "drugom", "drugoj", "drugu", "drugog"], 2),
        **dict.fromkeys(["treci", "treca", "trece", "trecem", "trecoj", "trecu", "treceg"], 3),
        **dict.fromkeys(["cetvrti", "cetvrta", "cetvrto", "cetvrtom", "cetvrtoj", "cetvrtu"], 4),
        **dict.fromkeys(["peti", "peta", "peto", "petom", "petoj", "petu"], 5),
        **dict.fromkeys(["sesti", "sesta", "sesto", "sestom", "sestoj"], 6),
        **dict.fromkeys(["sedmi", "sedma", "sedmo", "sedmom", "sedmoj"], 7),
        **dict.fromkeys(["osmi", "osma", "osmo", "osmom", "osmoj"], 8),
        **dict.fromkeys(["deveti", "deveta", "deveto", "devetom", "devetoj"], 9),
        **dict.fromkeys(["deseti", "deseta", "deseto", "desetom", "desetoj"], 10),
    },
    rank_before=r"(?:na mest(?:u|o)|rangiran[aoie]?|zauzima(?:ju)?|na poziciji|po rangu|mesto|rang)"
                r"(?: (?:na|kao|je|mesto|broj|br\.?))*",
    rank_after=r" (?:mest(?:o|u|a)|mjest(?:o|u|a)|po velicini|po visini|po broju|po udelu|pozicij\w+|"
               r"najvec\w+|najvis\w+|najniz\w+|najmanj\w+|na listi|na zapadnom balkanu|medju \w+ (?:zemalja|zemljama|ekonomija\w*|opstina\w*)|po indeksu|u regionu|rang\w*)",
    rank_copula=r"(?:je|bila|bilo|bio|su|bili|ostaje|ostala|ostalo|ostao)(?: (?:sada|tek|i dalje|danas|trenutno|ukupno))?",
    rank_among=r"u|na|medju|od|po|izmedju",
    below=r"ispod|mladj|do ",
    indices=r"indeks\w*|rang\w*|list[aeiu] (?:pasosa|drzava)",
    year_before=r"nego|u|od|do|tokom|za|iz|posle|nakon|pre|i|godine|godina|godini|godinu|krajem|pocetkom|"
                r"izmedju|sredinom|skolske|ili|sa|prije|poslije|a|kroz|jos|leta|na",
    year_after=r"\.? ?(?:god(?:\.|in\w+)?|g\.|i\b|do\b)|\.(?= [a-z])",
    year_elsewhere=r"u odnosu na|u poredjenju sa|nego(?: u)?|jos od|nakon|posle|poslije|pre|prije|osnovan[aoie]? (?:je )?|agenda|agende|agendi|"
                   r"strategij\w+|do kraja|pocev od|od",
    relative_years=(
        ("now", r"sada|trenutno|danas|sad|do sada"),
        ("last", r"prosl(?:e|oj|u) godin(?:e|i|u)|lane|lani|protekl(?:e|oj) godin(?:e|i)"),
        ("this", r"ov(?:e|oj|u) godin(?:e|i|u)|tekuc(?:e|oj) godin(?:e|i)"),
        ("before", r"(?:pre|prije) (?:dve|dvije|tri|cetiri|pet|deset) godin\w+|"
                   r"(?:(?:jednu|dve|dvije|tri|cetiri|pet|deset) )?godin\w+ (?:dana )?(?:ranije|unazad|pre toga|prije toga|pre|prije)|"
                   r"prethodn(?:e|oj|u|a) godin(?:e|i|u|a)"),
    ),
    when=r"kada|kad",
    comparing=r"sto je|sto je bilo",
    compared=r"nego|sa|prema",
    set_against=r"u odnosu na|u poredjenju sa|naspram",
    respectively=r"respektivno|odnosno|redom",
    clause_joiner="i",
    or_words=frozenset({"ili"}),
    between=r"izmedju",
    until=r"(?:godine )?do(?: kraja)?",
    change_from=r"sa|s|od",
    change_to=r"na",
    change_by=r"za",
    change_verbs=r"(?:por(?:ast|as)|(?:na)?rast|povec|smanj|opa[ol]|pa[ol])\w*",
    multiple_after=r"vise|vec\w+|manj\w+|i po|u odnosu",
    contrasts=r"dok|a|ali",
    determiners=r"poslednj\w+|narednih|prethodn\w+|proteklih|posledn\w+|ovih|ova|ove|ta|te|tih|svih|"
                r"sva|sve|prv\w+",
    later=r"nakon|posle|poslije|po isteku",
    limits=r"u roku od",
    lasting=r"(?:traj|ceka|potraj|potreb)\w*",
    spans=r"nakon|posle|u roku od|svake|svakih|za",
    ago=r"kasnije|ranije|nakon|posle",
    ago_before=r"pre|prije",
    in_year=r"u|tokom|za(?: period)?|u toku|u periodu",
    which=r"koji|koja|koje|kojih|sto",
    in_place=r"u|na",
    out_of=r"iz",
    nearby=r"susedn\w+|obliznj\w+",
    with_word=r"sa",
    than=r"nego u|od",
    of_words=r"za|od",
    share_of=r"od|svih",
    not_base=frozenset(
        ["u", "na", "za", "sa", "iz", "kod", "koji", "koje", "koja"]
    ),
    remarks=r"broj(?:ke|ki|a)|cifr\w+|podat(?:ka|aka)|vrednosti|razloga?|pitanja|nacina|tack[ea]|stvari|pouke|poruke|zakljuck[ae]|strane|dela|reci|primera|napomene",
    vague=frozenset(
        ["nekoliko", "vise", "mnogo", "desetine", "desetina", "stotine", "stotina", "hiljade",
            "puno", "par", "brojne"]
    ),
    stop=frozenset(
        ["ima", "imaju", "nema", "imala", "imalo", "imali", "medju", "izmedju", "godine", "godini", "godina", "godinu", "i", "u", "na", "za", "od",
            "do", "sa", "s", "se", "je", "su", "da", "ne", "koji", "koja", "koje", "kao", "iz",
            "po", "o", "te", "ili", "ali", "to", "ovaj", "ova", "ovo", "nije", "bio", "bila",
            "bilo", "bili", "bile", "biti", "sto", "njih", "kod", "pri", "ka", "k", "a", "preko",
            "oko", "vise", "manje", "samo"]
    ),
    signs=frozenset(["je", "su", "se", "na", "za", "od", "da", "koji", "iz", "sa", "kao",
        "bilo", "nije", "u", "i"]),
    about_words={
        "desetak": 10, "petnaestak": 15, "dvadesetak": 20, "tridesetak": 30, "cetrdesetak": 40,
        "pedesetak": 50, "sezdesetak": 60, "sedamdesetak": 70, "osamdesetak": 80,
        "devedesetak": 90, "stotinak": 100, "dvanaestak": 12, "hiljadak": 1000,
    },
)  # fmt: skip
