"""German; compounds ("zweihundertfünfzigtausend") are listed by generation up to 999,999."""

from __future__ import annotations

from decimal import Decimal

from . import Language

_UNITS = {
    "null": 0, "eins": 1, "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwei": 2,
    "zwo": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwolf": 12, "dreizehn": 13, "vierzehn": 14, "funfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_STEMS = ("ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun")


def _below_hundred() -> dict[str, int]:
    found = {word: value for word, value in _UNITS.items() if value > 0 and word not in {
        "eine", "einen", "einem", "einer"}}  # fmt: skip
    found |= _TENS
    for ten, value in _TENS.items():
        found |= {f"{unit}und{ten}": value + one for one, unit in enumerate(_STEMS, 1)}
    return found


def _below_thousand() -> dict[str, int]:
    rest = _below_hundred()
    found = dict(rest)
    for one, unit in enumerate(("", *_STEMS)):
        head = f"{unit}hundert"
        hundreds = 100 * max(one, 1)
        found[head] = hundreds
        for word, value in rest.items():
            found[head + word] = found[head + "und" + word] = hundreds + value
    return found


_WORDS = _below_thousand()
_HALVES = {
    "eineinhalb": Decimal("1.5"), "anderthalb": Decimal("1.5"),
    **{f"{unit}einhalb": Decimal(one) + Decimal("0.5") for one, unit in enumerate(_STEMS, 1)},
}  # fmt: skip
_INSIDE = {word: value for word, value in _WORDS.items() if word not in {"eins"}}


def compound(word: str) -> tuple[Decimal, int] | None:
    """Return the value of a German number word and its smallest named power, or None."""
    if word in _HALVES:
        return _HALVES[word], 1
    if word in _WORDS:
        return Decimal(_WORDS[word]), 1
    head, tausend, tail = word.partition("tausend")
    if not tausend or (head and head not in _INSIDE) or (tail and tail not in _WORDS):
        return None
    value = 1000 * (_INSIDE[head] if head else 1) + (_WORDS[tail] if tail else 0)
    return Decimal(value), 1 if tail else 1000


_ENDINGS = r"(?:e|es|er|en|em)?"

GERMAN = Language(
    code="de",
    decimal=",",
    small=_UNITS,
    tens=_TENS,
    hundreds={},
    hundred=frozenset({"hundert"}),
    scales={
        "tausend": 1000, "tsd": 1000, "million": 10**6, "millionen": 10**6, "mio": 10**6,
        "mill": 10**6, "milliarde": 10**9, "milliarden": 10**9, "mrd": 10**9, "billion": 10**12,
        "billionen": 10**12, "k": 1000, "m": 10**6, "dutzend": 12,
    },
    bare=frozenset({"tausend"}),
    articles=frozenset({"ein", "eine", "einer", "einem", "einen"}),
    joiners=frozenset({"und"}),
    digits_after_joiner=False,
    half_after=("und eine halbe", "und ein halb", "einhalb"),
    half_before=("eine halbe", "einer halben", "halbe", "halben", "ein halbes", "halbes"),
    quarter_before=("eine viertel", "einer viertel", "viertel"),
    not_one=frozenset({"ein", "eine", "einen", "einem", "einer", "eins", "null"}),
    multiples=(
        (rf"doppelt{_ENDINGS}|zweimal|zweifach{_ENDINGS}|verdoppel(?:t|te|ten|n|ung)", Decimal(2)),
        (rf"dreimal|dreifach{_ENDINGS}|verdreifach(?:t|te|ten|en|ung)", Decimal(3)),
        (rf"viermal|vierfach{_ENDINGS}|vervierfach(?:t|te|ten|en|ung)", Decimal(4)),
        (rf"funfmal|funffach{_ENDINGS}|verfunffach(?:t|te|ten|en|ung)", Decimal(5)),
        (rf"sechsmal|sechsfach{_ENDINGS}|versechsfach(?:t|te|ten|en|ung)", Decimal(6)),
        (rf"zehnmal|zehnfach{_ENDINGS}|verzehnfach(?:t|te|ten|en|ung)", Decimal(10)),
        (r"halbier(?:t|te|ten|en|ung)", Decimal("0.5")),
    ),
    times=r"mal|-?fach(?:e|es|er|en)?",
    per_time=r"(?:im|pro|jedes|jeden) (?:jahr|monat|woche|tag|quartal)|jahrlich|monatlich|"
             r"wochentlich",
    fractions=(
        (r"halfte", 2), (r"dritteln?|drittels", 3), (r"vierteln?|viertels", 4),
        (r"funfteln?|funftels", 5), (r"sechsteln?", 6), (r"siebteln?", 7), (r"achteln?", 8),
        (r"neunteln?", 9), (r"zehnteln?", 10),
    ),
    fraction_joiner=r" ",
    halves=r"(?:die |der )?halfte",
    in_each=r"von|aus|unter",
    before=(
        (r"(?:verfug\w+|berichte\w+|sprech\w+|sprich\w*|informier\w+|diskutier\w+) (?:\w+ )?uber", ""),
        (r"nicht mehr als|bis zu|hochstens|maximal|max\.?", "up_to"),
        (r"mindestens|wenigstens|nicht weniger als|zumindest|min\.?", "at_least"),
        (r"(?:etwas |deutlich |weit |gut )?(?:mehr als|uber|oberhalb von)|ubersteig(?:t|en)|gut", "over"),
        (r"(?:etwas |deutlich |weit )?(?:weniger als|unter|unterhalb von)", "under"),
        (r"fast|beinahe|nahezu|knapp|annahernd", "almost"),
        (r"geschatzt(?:e|en|er)?|schatzungsweise|nach schatzungen|einer schatzung nach",
            "estimate"),
        (r"etwa|rund|ungefahr|circa|zirka|ca\.?|um die|einige", "about"),
        (r"genau|exakt|insgesamt|nur|lediglich", "exact"),
    ),
    after=(
        (r"oder mehr|und mehr|und daruber", "at_least"),
        (r"oder weniger|hochstens|maximal", "up_to"),
        (r"ungefahr|etwa|oder so", "about"),
        (r"\(?geschatzt\)?|\(?schatzung\)?", "estimate"),
    ),
    wide=r"prognostizier\w+|voraussichtlich|schatzungen zufolge|es wird geschatzt|nach schatzungen|wird auf (?=\d)",
    range_words=r"-|bis|und|oder|bis zu",
    range_opens=r"zwischen|von|zwischen den",
    ordinals={
        "erste": 1, "ersten": 1, "erster": 1, "zweite": 2, "zweiten": 2, "zweiter": 2, "dritte": 3,
        "dritten": 3, "dritter": 3, "vierte": 4, "vierten": 4, "vierter": 4, "funfte": 5,
        "funften": 5, "funfter": 5, "sechste": 6, "siebte": 7, "achte": 8, "neunte": 9,
        "zehnte": 10, "sechsten": 6, "siebten": 7, "achten": 8, "neunten": 9, "zehnten": 10,
        "zweit": 2, "dritt": 3, "viert": 4, "funft": 5,
    },
    rank_before=r"(?:auf )?(?:platz|rang|position|rangiert)(?: (?:auf|an|nr\.?|nummer|platz|rang))*",
    rank_after=r"-? ?(?:hochst\w+|grosst\w+|niedrigst\w+|kleinst\w+|meist\w+|stelle\b|platz\b|rang\b)",
    rank_copula=r"(?:ist|war|sind|waren|liegt|bleibt|blieb|wurde|steht)(?: (?:nun|jetzt|noch|nur|derzeit|damit))?(?: [a-z]+)?(?: (?:der|die|das))?(?: als)?",
    rank_among=r"in|unter|von|im|weltweit",
    below=r"unter|junger",
    indices=r"index|rangliste",
    year_before=r"in|im|jahr|jahre|jahren|jahres|seit|bis|von|ab|vor|nach|und|ende|anfang|mitte|"
                r"wahrend|zwischen|fur|aus|oder|stand|dem|des",
    year_after=r"und|bis|wurde|wurden|war",
    year_elsewhere=r"gegenuber(?: dem jahr)?|im vergleich zu(?:m jahr)?|verglichen mit|seit|nach|vor|gegrundet|agenda|strategie|ab",
    relative_years=(
        ("now", r"derzeit|heute|aktuell|jetzt|momentan"),
        ("last", r"(?:im )?(?:letzten|vergangenen) jahr|letztes jahr"),
        ("this", r"in diesem jahr|dieses jahr|im laufenden jahr"),
        ("before", r"vor (?:einem|zwei|drei|vier|funf|zehn) jahr\w*|(?:im )?vorjahr|ein jahr (?:zuvor|fruher|davor)|im jahr davor"),
    ),
    when=r"als|wo",
    comparing=r"was",
    compared=r"nach|als",
    set_against=r"gegenuber|im vergleich zu|verglichen mit|statt",
    respectively=r"beziehungsweise|bzw\.?|jeweils",
    clause_joiner="und",
    or_words=frozenset({"oder"}),
    between=r"zwischen",
    until=r"bis",
    change_from=r"von",
    change_to=r"auf",
    change_by=r"um",
    change_verbs=r"(?:(?:an)?(?:ge)?stieg|(?:ab)?(?:ge)?s[au]nk)\w*",
    multiple_after=r"mehr|hoher|so|seit",
    contrasts=r"wahrend|aber",
    determiners=r"letzten|nachsten|vergangenen|die|diese[nr]?|alle[nr]?|den|der|beiden",
    later=r"nach",
    limits=r"innerhalb von|binnen",
    lasting=r"(?:dauer|gedauert|wart)\w*",
    spans=r"nach|innerhalb von|alle|in",
    ago=r"spater|nach|vor",
    ago_before=r"vor",
    in_year=r"in|im|in den|im jahr|fur|von",
    which=r"die|der|das|welche",
    in_place=r"in",
    out_of=r"aus",
    nearby=r"benachbart\w+",
    with_word=r"mit",
    than=r"als in",
    of_words=r"fur|von|der|des",
    share_of=r"der|des|von|aller",
    not_base=frozenset(
        ["in", "bei", "mit", "fur", "aus"]
    ),
    remarks=r"zahlen|werte|schatzungen|grunde|fragen|punkte|dinge|lehren|botschaften|seiten|teile|worte|beispiele|anmerkungen",
    vague=frozenset({"mehrere", "einige", "viele", "hunderte", "tausende", "zehn tausende"}),
    stop=frozenset(
        ["zwischen", "jahr", "jahre", "der", "die", "das", "den", "dem", "des", "ein", "eine",
            "einer", "einen", "einem", "und", "oder", "in", "im", "an", "am", "auf", "aus", "bei",
            "mit", "nach", "von", "vor", "zu", "zum", "zur", "fur", "uber", "unter", "ist", "sind",
            "war", "waren", "hat", "haben", "wird", "werden", "nicht", "als", "auch", "sich", "es",
            "sie", "er", "wir", "dass", "nur", "noch"]
    ),
    signs=frozenset(["der", "die", "das", "und", "ist", "von", "zu", "mit", "wurden", "werden",
        "nicht", "auf", "fur", "den", "im"]),
)  # fmt: skip
