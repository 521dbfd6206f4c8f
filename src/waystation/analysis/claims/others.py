"""Numbers that are not figures: dates, years, lists, articles, resolutions, telephone numbers.

The patterns are tried on the folded text in the given order; text matched by one is skipped by the
later ones. Years are decided last, by the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .concepts import mentions
from .folding import Folded
from .languages import Language

BLANK = "\0"
_NUMBER = r"\d{1,4}(?:[./-][a-z0-9]+)*"
_NOT_LARGE = r"(?![.,' ]?\d| ?%| ?(?:per ?cent|perqind|odsto|posto|procen|prozent|million|milion|mij|hilj|thousand|€|eur)\w*)"
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|janar|shkurt|mars|prill|maj|qershor|korrik|"
    r"gusht|shtator|tetor|nentor|dhjetor|januar|februar|mart|avgust|septembar|oktobar|novembar|"
    r"decembar|septemb\w*|oktob\w*|novemb\w*|decemb\w*|mai|juni|juli|marz|janner|oktober|dezember|"
    r"sijec\w+|veljac\w+|ozujk\w+|travnj\w+|svibnj\w+|lipnj\w+|srpnj\w+|kolovoz\w*|rujn\w+|"
    r"listopad\w*|studen\w+|prosinc\w+)(?:it|in|i|a|u|om|s)?\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_NO = r"(?:no\.?|nr\.?|br\.?|number|numer\w*|broj\w*|nummer)"


@dataclass(frozen=True)
class Other:
    """A number that is no figure, with what it is: "date", "year", "list", "article" …"""

    start: int
    end: int
    kind: str
    text: str


def _words(*words: str) -> str:
    return rf"\b(?:{'|'.join(words)})"


_LAWS = _words(
    "law", "laws", r"ligj\w*", r"zakon\w*", r"gesetz\w*", "regulation", r"rregullore\w*",
    r"uredb\w*", r"verordnung\w*", "convention", r"konvent\w*", r"konvenci\w*", "directive",
    r"direktiv\w*", "recommendation", "protocol", "decision", r"vendim\w*", r"odluk\w*",
    r"udhezim\w*", r"uputstv\w*", r"beschluss\w*", "circular", "iso", "act",
)  # fmt: skip
_PARTS = _words(
    "articles?", r"arts?\.", "sections?", r"sec\.", "paragraphs?", r"paras?\.?", "clauses?",
    "annex(?:es)?", "appendix", "tables?", "figures?", r"figs?\.", "charts?", "box", "maps?",
    "chapters?", "pages?", r"pp?\.", "part", "volume", r"vol\.", "item", "steps?", "phases?",
    "modules?", "questions?", r"(?:class|court)?rooms?", "office", "counter", "window", "gate",
    "desk", "rows?", "columns?", r"floor", r"halls?(?! of)", "building", "platform", "lines?", "versions?", "notes?", "footnotes?", "sessions?",
    "unit", r"rev\.", "rounds?", "waves?", "levels?", "stages?", "options?", "lots?", "attachments?", "slide",
    r"nen(?:i|it|in|et|eve)?", r"paragraf(?:i|it|in|et)?", r"pik(?:a|en|es|at)", r"kapitull\w*",
    r"kreu(?= \d{1,2}\b(?![.,]\d))", r"kreut", r"tabel(?:a|en|es|at|i|u|e)?", r"grafik(?:u|un|et|on\w*)?", r"figur(?:a|en|es)",
    r"faq[ej]\w*", r"shtojc\w*", r"aneks\w*", r"seksion\w*", r"faz(?:a|en|es|i|u|e)", r"run(?:d)(?:a|i|u|e|en)",
    r"raund\w*", r"moduli?t?", r"clan(?:a|u|om|ovi|ova|ovima)?", r"stav(?:a|u|om)?(?= \d)",
    r"tack(?:a|e|i|u)", r"poglavlj\w*", r"slik(?:a|e|i|u)", r"stran(?:a|e|i|u|ici|ica)",
    r"cl\.", r"st\.(?= \d)", r"prilog\w*", r"odelj\w*", r"korak\w*", r"artikel\w*", "absatz", r"abs\.", "kapitel",
    "tabelle", "abbildung", r"abb\.", "seite", "anhang", "ziffer", r"anlage", r"(?:s|f|fq|str)\.(?= \d)", r"kol(?:o|a)",
    r"sal(?:a|i|e|u)", r"sall(?:a|en|es)", r"sob(?:a|i|e|u)", r"dhom(?:a|en|es)", r"zyr(?:a|en|es)",
    r"kancelarij\w*", "raum", "saal", "zimmer",
)  # fmt: skip
_GOALS = _words(
    "goals?", "targets?", "objectives?", "sdgs?", "priority areas?", "priorit(?:y|ies)", "pillars?",
    "outcomes?", "outputs?", "indicators?", r"ind\.", r"indik\.", r"tregues(?:i|it)", "areas?", "clusters?", "principles?", r"ozhq\w*", r"objektiv(?:i|in|it|at)",
    r"prioritet(?:i|in|it|et)?", r"shtyll(?:a|en|es)", r"synim(?:i|in|it)", r"cak(?:u|un|ut)",
    r"cilj(?:a|u|em|evi)?", r"podcilj\w*", r"stub(?:a|u)?", r"prioritetn\w+ oblast\w*", r"fush(?:a|en) prioritare",
    r"indikator(?:i|it|in|a)?", r"oblast\w*", r"ziel(?:e|s)?", r"unterziel\w*", r"saule", r"rezultat(?:i|it|in)?",
)  # fmt: skip
_ROLES = (
    r"author|autor\w*|verfasser\w*|spokes(?:man|woman|person)|minister|director|teacher|nurse|welder|engineer|mother|father|student|"
    r"zedhenes\w*|drejtor\w*|ministr\w+|nena|babai|mesues\w*|infermier\w*|portparol\w*|ministar\w*|"
    r"direktor\w*|nastavni\w+|majka|otac|student\w*|sprecher\w*|lehrer\w*"
)
_TITLES = "mr|mrs|ms|dr|z|znj|zoti|zonja|gospodin|gospodja|g|gdja|gdin|herr|frau"
_TELEPHONE = _words(
    r"tel\.?",
    r"phone",
    r"telefon\w*",
    r"mob\.?",
    "fax",
    "hotline",
    r"linj\w+",
    r"call",
    "whatsapp",
    "viber",
)

_CLOCK = r"(?:[01]?\d|2[0-3])\.(?:00|15|30|45)"

PATTERNS: tuple[tuple[str, str], ...] = (
    ("address", r"https?://\S+|www\.\S+|\S+@\S+\.\w+"),
    ("footnote", r"<sup>[^<]{1,8}</sup>|\[\^?\d{1,3}\]|\^+"),
    ("account", r"\b[a-z]{2}\d{2}(?: ?\d{4}){2,7}(?: ?\d{1,3})?\b|\biban:? [a-z]{2}\d[\d ]+\d"),
    ("telephone", r"\b(?:ext|extension|lok|lokal|shtesa)\.? ?\d{2,5}\b|(?<![\w.,])0\d{0,4}(?: \d{2,4}){2,}(?![\d.,]\d)"),
    ("telephone", rf"{_TELEPHONE}(?:(?: [a-z]+){{0,3}}:)? ?(?:\+|00)?[\d(][\d ()/.-]{{4,}}\d"),
    ("telephone", r"(?<![\w.])\+\d[\d ()/-]{6,}\d|(?<![\d.,])0\d{2,3}[ /-]\d{3,4}[ -]?\d{3}(?!\d)"),
    ("document", r"\b(?:[a-z]{1,4}/)+[a-z0-9./]*\d[\w./-]*|\b\d{2}/l-\d+|\b[a-z]{1,4}\d{0,2}/\d[\w/.-]*"),
    ("document", r"\b(?:ref|reference|doc|dok|document|dokument\w*|prot|protokoll\w*|del|dosja|dosije|file|case)\.?:? ?(?:no\.?|nr\.?|br\.?|number)?:? ?\d+[/-][\w/.-]*\d"),
    ("document", r"(?<![\d.,/])(?:19|20)\d\d/\d{3,}(?:-\d+)?\b"),
    ("list", r"\b(?:result|rezultat(?:i)?) \d{1,2}(?=:)"),
    ("year", rf"(?:(?<=\bme )|(?<=\bne )|(?<=\bin )|(?<=\bu )){_YEAR}(?= \d{{1,3}} [a-z])"),
    ("resolution", rf"\b(?:resolution|rezolut\w*|rezoluci\w*|unscr|res\.|unscr|okb|unscr)[a-z' ]{{0,12}}(?:{_NO} ?)?\d{{1,4}}"
                   rf"(?: ?/ ?\d{{2,4}}| ?\(\d{{4}}\))?"),
    ("resolution", r"\b(?:1244|1325|2250) ?(?:/ ?(?:19|20)\d\d|\((?:19|20)\d\d\))|(?<!\w)1244(?! ?\w+s\b)\b"),
    ("law", rf"{_LAWS} ?(?:\d+ )?(?:{_NO} ?)\d[\w./-]*|{_words('law', 'ligji', 'zakon', 'convention', 'konventa', 'konvencija', 'iso')} ?\d{{1,5}}(?:/[\w-]+)?{_NOT_LARGE}|\bc\d{{2,3}}\b"),
    ("time", r"\b(?:[01]?\d|2[0-3]):[0-5]\d(?: ?- ?(?:[01]?\d|2[0-3]):[0-5]\d)?\b(?!:?\d)"),
    ("time", rf"\b{_CLOCK} ?(?:-|to|deri ne|deri|do|bis) ?{_CLOCK}\b(?! ?(?:%|per|eur|usd|mil|odsto|posto))"),
    ("article", rf"(?:{_PARTS}|§+) ?(?:{_NO} ?)?{_NUMBER}(?: ?\([a-z0-9]{{1,3}}\))*(?:(?: ?- ?|, | and | to | dhe | e | i | und | bis )\d{{1,3}}(?:\.\d{{1,2}})*\b{_NOT_LARGE})*{_NOT_LARGE}"),
    ("goal", rf"{_GOALS} ?(?:{_NO} ?)?\d{{1,2}}(?:\.[a-z0-9]{{1,2}}){{0,2}}{_NOT_LARGE}(?:(?: ?- ?|, | and | to | dhe | e | i | und )\d{{1,2}}(?:\.[a-z0-9]{{1,2}})*\b{_NOT_LARGE})*"),
    ("number", rf"(?<=\()(?:{_NO}) ?\d+\b{_NOT_LARGE}"),
    ("number", rf"(?<![\w.])(?:no\.|nr\.?|br\.) ?\d[\w/.-]*(?<![.-]){_NOT_LARGE}"),
    ("date", rf"\b{_YEAR}-\d\d-\d\d(?:t[\d:]+z?)?\b|\b{_DAY}[./]\s?(?:1[0-2]|0?[1-9])[./]\s?(?:{_YEAR}|\d\d)\b\.?(?:(?= ?(?:god|g\.)))?"),
    ("date", rf"\b(?:{_DAY}\.?(?:st|nd|rd|th)?(?: ?- ?|, | and | to | dhe | e | i | do | und | bis | deri me )){{0,3}}{_DAY}\.?(?:st|nd|rd|th)?\.? (?:of |te )?{_MONTHS}(?: ?,? ?(?:te vitit |te )?{_YEAR}\b\.?)?"),
    ("date", rf"\b{_MONTHS} {_DAY}(?:st|nd|rd|th)?(?:(?: ?- ?| and | to ){_DAY}(?:st|nd|rd|th)?)?(?!\d|[.,]\d|%| ?%)(?:,? {_YEAR}\b)?"),
    ("month", rf"\b{_MONTHS},? (?:te vitit |te |of )?{_YEAR}\b\.?|\b{_YEAR}-(?:0[1-9]|1[0-2])\b|\b(?:0[1-9]|1[0-2])[./]{_YEAR}\b"),
    ("quarter", rf"\b(?:q[1-4]|[1-4]q|h[12]|tm[1-4]|kv?[1-4])\b(?:[ /-]?{_YEAR})?"),
    ("period", rf"(?<![\d.,€$£/-]){_YEAR}(?: ?[-/] ?{_YEAR}|[-/]\d\d)(?![\d%]|[.,]\d)\.?"),
    ("quarter", rf"\b(?:first|second|latter|third|fourth|last) (?:half|quarter)(?: of)?(?: the year)?(?: {_YEAR})?\b"
                rf"|\b(?:gjysm(?:a|en|es)|cerek(?:u|un)) (?:e|te|i|se) (?:pare|dyte|trete|katert|fundit)(?: (?:te|e|i) viti?t?)?(?: {_YEAR})?\b"
                rf"|\b(?:prv|drug|trec|cetvrt|poslednj)\w+ (?:polovin|kvartal|polugod|tromesec)\w*(?: (?:godine|{_YEAR}))?"
                rf"|\b(?:erst|zweit|dritt|viert)\w+ (?:halbjahr|quartal)\w*(?: {_YEAR})?"),
    ("postcode", r"\b(?:kod\w* postar\w*|postal code|post ?code|zip(?: code)?|plz|postansk\w+ broj|(?:p\.? ?o\.? )?box|postfach|p\. ?fah|kutia postare)\.?:? ?(?:nr\.? ?|no\.? ?|br\.? ?)?\d{2,6}\b"),
    ("list", r"(?m)^\|? *(?:[a-z]\.?)?\d{1,2}(?:\.\d{1,2}){1,2}\.?(?= *\|)"),
    ("decade", rf"\b{_YEAR[:-2]}\d0'?s\b|'?\b\d0'?s\b|'\d0\b|\b\d0-(?:ih|tih|ta|tat|ave)\b|\b{_YEAR}-(?:ih|tih)\b"),
    ("time", r"\b\d{1,2}(?:[:.]\d{2})? ?(?:-|to|deri|do|bis) ?\d{1,2}(?:[:.]\d{2})? ?(?:h|hrs|am|pm|uhr|casova|sati)\b"),
    ("time", r"\b\d{1,2}[:.]\d{2} ?(?:h|hrs|am|pm|a\.m\.|p\.m\.|hours|cas(?:ova)?|sati|uhr)\b|\b\d{1,2}:\d{2}(?::\d{2})?\b|"
             r"\b\d{1,2}(?:[:.]\d{2})? ?(?:am|pm|a\.m\.|p\.m\.|uhr|o'clock)(?!\w)|\b(?:ora|ores|oren) \d{1,2}(?:[:.]\d{2})?\b(?! ?[a-z]* ?pune)|\bu \d{1,2} (?:casova|h)\b"),
    ("time", r"\bit'?s \d{1,2}[.:][0-5]\d\b(?! ?(?:%|per|m))|\b(?:vijesti|vesti|dnevnik) u \d{1,2}\b"),
    ("street", r"\b(?:street|avenue|rrug(?:a|es|en)|ulic(?:a|e|i)|ul\.|bulevar\w*|strasse) (?:nr\.? ?|br\.? ?|no\.? ?)?\d{1,3}[a-z]?\b(?=[,.;)\n]|$)"),
    ("street", r"\b\d{1,3}[a-z]?,? (?:rue|route|avenue|boulevard|via|piazza) [a-z]"),
    ("street", r"(?<=[a-z] )\d{1,3}[a-z]?(?=, \d{4,5} [a-z])"),
    ("time", r"(?<=\0) (?:at|ne oren|ne|u|um) (?:[01]?\d|2[0-3])[.:][0-5]\d(?![\d%])(?! ?(?:per|%|million))"),
    ("time", r"\b24 ?/ ?7\b|\b360(?:-| )?(?:degree|°|shkall|step)\w*|\b\d+ ?°"),
    ("age", r"\b(?:aged?|ages|moshe?s?|moshat?|starosti|uzrast\w*|im alter(?: von)?|starih)(?: (?:between|from|of|prej|ndermjet|nga|od|izmedju|mbi|nen|over|under|preko|ispod|zwischen|unter|uber|e|te|se|group))* \d{1,2}(?![.,]\d|\d)(?! ?(?:%|per ?cent|per qind|odsto))(?:(?: ?- ?| to | and | deri | dhe | e | do | i | bis | und |/)\d{1,2})?\b(?: ?\+| (?:vjec\w*|vjet|godina|jahren?|years?(?: old)?))?"),
    ("age", r"\b\d{1,2}(?: ?- ?| to | deri ne | deri | do | bis )\d{1,2}[ -]?(?:years?[ -]olds?|years? of age|vjec\w*|vjet(?= te mosh)|godina starosti|godisnjak\w*|-?jahrig\w*)"),
    ("age", r"\b(?:mlad\w+|omladin\w+|lica|osob\w+|zen[ae]|muskarc\w+|dec[aeu])(?: \(| od | )(?:od )?\d{1,2}(?: ?- ?| do )\d{1,2} godin[ae]\b"),
    ("age", r"(?<=[a-z] )(?:younger|older|mladj\w+|starij\w+|junger|alter) (?:than|od|als) \d{1,2}\b(?! ?%)"
            r"|\bme te (?:vjeter|rinj|reja|moshuar) se \d{1,2}\b"
            r"|\b(?:children|child|minors|girls|boys|persons|people|women|men|youth|adults|those|citizens|femij\w*|persona\w*|gra|grate|burra\w*|te rinj\w*|dec[aeu]|lica|osob\w+|zene|muskarci|kinder|personen|frauen)"
            r" (?:aged )?(?:under|below|over|above|nen|mbi|ispod|preko|iznad|unter|uber) (?:1[0-9]|2[0-9]|30|35|6[05]|70|75|80)\b(?! ?%|[.,]\d| ?(?:per ?cent|perqind|odsto|posto|prozent|euro))"),
    ("age", r"\b(?:under|over)-\d{1,2}s?\b|(?<![.,])\b\d{1,2}[ -]years?[ -]olds?\b|(?<![.,])\b\d{1,2}[ -]?vjec\w*|\b\d{1,2}[ -]godisnjak\w*|(?<![.,])\b\d{1,2} years of age\b|\b\d{1,2} godina starosti\b|\b\d{1,2}-jahrig\w*"),
    ("age", r"(?<=[a-z], )(?:1[0-9]|[2-9]\d)(?=, (?!\d)|\.(?=\s|$))|\b(?:who|he|she|mother|father|sister|brother|daughter|son|child) (?:is|was|turned|turns) (?:(?:now|just|only) )?\d{1,2}(?=[.;!?\"]|,(?!\d))"),
    ("age", r"\b[a-z'-]{3,} \((?:1[5-9]|[2-8]\d)\)(?= (?!and |dhe |i |und |or |e )[a-z])"),
    ("age", rf"\b(?:{_TITLES})\.? (?:[a-z'-]+ ){{1,2}}\((?:1[5-9]|[2-8]\d)\)"),
    ("age", rf"\b(?:{_ROLES})(?: \(|, )(?:1[5-9]|[2-8]\d)(?=\)|, (?!\d)| vje)"),
    ("age", r"\b(?:youngest|oldest|eldest)(?: [a-z]+)?(?: (?:is|was|are|were))? \d{1,2}\b(?! ?%)"),
    ("age", r"\b(?:boys|girls|children|teenagers|men|women|youths|adolescents|minors) (?:of|aged) \d{1,2}(?:(?: ?- ?| to | and | or )\d{1,2})?\b(?! ?%| per| in)"),
    ("age", r"(?<=[a-z] )(?:over|under|above|below) (?:twenty|thirty|forty|fifty|sixty|sixty-five|seventy|eighty)(?=[.,;)]|$)"),
    ("duration", r"\b(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)-(?:year|month|week|day|hour|minute|point|step|page|member|digit|way|part|fold-out)s?(?!-?old)\b|\b\d{1,2}-?(?:mujor|vjecar|ditor|javor|orë|godisnj|mesecn|dnevn|casovn|monatig|tagig|stundig)\w*"),
    ("confidence", r"\bconfidence[a-z ]{0,12} (?:of|at) 9[059](?:\.\d)? ?(?:%|per ?cent\b)|\b9[059] ?% ?(?:ci\b|confidence|interval)"),
    ("ratio", r"\b\d{1,3}:\d{1,3}\b"),
    ("list", r"(?m)^[ >*#-]*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]|\(?[ivxlc]{1,6}[.)]|\(?[a-z][.)])(?=\s)(?! ?(?:mest|godin))"),
    ("heading", r"(?m)^[ >*#-]*\d{1,2}(?:\.\d{1,2}){1,3}\.?(?= [a-z])(?! (?:million|milion|billion|miliard|milijard|mio|mrd|per|%|percent|perqind|odsto|posto|prozent|eur|euro))"),
    ("list", r"(?m)^[ >*#-]*\(?\d{1,2}/(?:\d{1,2}\)?)?(?=\s)|(?<=\s)\(\d{1,2}/\d{1,2}\)(?=\s|$)"),
    ("list", r"(?:(?<=[:;,.])|(?<=\band)|(?<=\bor)|(?<=\bto)|(?<=\bdhe)|(?<=\bi)|(?<=\bund)|(?<=\be)) \((?:\d{1,2}|[ivxlc]{1,6}|[a-z])\)(?= )"),
    ("list", r"(?<=[;:,.] )\d{1,2}\)(?= )|(?<=[a-z] )\d\)(?= [a-z])|(?<=\bhome; )\d\)"),
    ("list", r"(?:(?<=[a-z][.;:] )|(?<=\d{4}\. )(?<! u \d{4}\. ))[12]?\d\.(?= [a-z])"),
    ("code", r"(?<=[a-z] )\d\+\d\b(?![.,]?\d)"),
    ("code", r"\b\d{1,2}\.\d{1,2}\.\d{1,2}\b(?!\.\d)|\b\d{1,2}\.[a-z]\.\d\b|#\d+|\bid:? ?\d+"),
    ("code", r"\b(?!(?:eur|usd|chf|gbp|rsd|all|us|ca|c|min|max|est|nr|no)\d)[a-z]+\d[a-z0-9]*(?![.,]?\d)|\bcovid[ -]19\b|\bagenda \d{4}\b|\b\d{4} agenda\b"),
)  # fmt: skip
AVERAGE = re.compile(r"\b(?:average|mean|median|mesatar|prose[ck]|medijal|durchschnitt)[^.;\n]*$")
_WHO = re.compile(r", (?:who|i cili|e cila|koji|koja) ")
_SAY = (
    "says", "said", "explains", "adds", "recalls", "told", "thote", "tha", "shton", "kaze", "rekla",
    "rekao", "dodaje", "sagt", "erzahlt",
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in PATTERNS)
_CODE = re.compile(r"(?<![\w-])([a-z]{1,6})-\d{1,5}[a-z]?\b")
_STREET = re.compile(
    r"\b(?:rr\.|rruga|rrugen|rruges|ul\.|ulica|ulici|ulice|str\.|street|bulevardi|blv\.|bul\.|bulevar|"
    r"bulevaru|sheshi|trg|trgu|address:?|adresa:?|adresse:?)\s+\"?((?:[a-z'.\"]+,?[ ]+){1,6}?)"
    r"(?:nr\.? ?|br\.? ?|no\.? ?)?(\d{1,4}[a-z]?)\b(?![.,]\d)(?! (?:per|od) )"
    rf"{_NOT_LARGE}"
)
_STREET_AFTER = re.compile(
    r"\b\d{1,4}[a-z]? (?:[a-z]+ ){1,3}(?:street|road|avenue|square|st\.)(?= |,|$)|\b[a-z]+(?:strasse|gasse|platz) \d{1,4}[a-z]?\b"
)
_POSTCODE = re.compile(
    r"(?<=\0, )\d{4}(?= [a-z])|(?:(?<=, )|(?<=\0 )|(?<=\n)|(?<=^)|(?<=, xk-)|(?<=xk-))\d{5}(?= [a-z])|\bxk-?\d{5}\b"
)
_YEARLIKE = re.compile(r"(?<![\d.,'€$£/+-])(?<!\d )(?:19|20)\d\d(?![\d%]|[.,]\d|-\w* ?%)")


def others_in(text: Folded, language: Language, counted: Callable[[int], bool]) -> list[Other]:
    """Return every number that is no figure; ``counted(i)`` tells whether a thing that can be
    counted is named at character i of the folded text.
    """
    found: list[Other] = []
    left = text.text

    def take(start: int, end: int, kind: str) -> None:
        nonlocal left
        if end > start:
            found.append(Other(start, end, kind, text.text[start:end]))
            left = left[:start] + BLANK * (end - start) + left[end:]

    for kind, pattern in _COMPILED:
        for hit in list(pattern.finditer(left)):
            if kind != "footnote" and not re.search(r"\d", hit.group()) and kind not in {
                "list", "duration", "quarter", "age"}:  # fmt: skip
                continue
            if kind == "date" and _is_verb(text, hit):
                continue
            if kind == "age" and AVERAGE.search(left[max(0, hit.start() - 70) : hit.start()]):
                continue  # "on average 34 years old" is a figure
            if (
                kind == "age"
                and hit.group().isdigit()
                and not (_WHO.match(left, hit.end()) or _is_name(text, hit.start()))
            ):
                continue
            if kind == "age" and hit.group()[-1] == ")" and not _named_age(text, hit):
                continue
            if kind == "list" and hit.group()[0].isdigit() and hit.start() and not (
                text.capital(hit.end() + 1) or text.text[hit.start() - 1] in "\n"
            ) and text.text[hit.start() - 1] == " " and hit.group().endswith("."):  # fmt: skip
                continue
            if kind == "heading" and not text.capital(hit.end() + 1):
                continue
            take(hit.start(), hit.end(), kind)
    for hit in list(_CODE.finditer(left)):
        if text.capital(hit.start()):
            take(hit.start(), hit.end(), "code")
    for hit in list(_STREET.finditer(left)):
        last = hit.start(1) + hit.group(1).rstrip(' ,".').rfind(" ") + 1
        if text.capital(last) or text.capital(hit.start(1)) or '"' in hit.group(1):
            take(hit.start(2), hit.end(2), "street")
    for pattern, kind in ((_STREET_AFTER, "street"), (_POSTCODE, "postcode")):
        for hit in list(pattern.finditer(left)):
            word = re.search(r"[a-z]", text.text[hit.start() :])
            if word and text.capital(hit.start() + word.start()):
                take(hit.start(), hit.end(), kind)
    for hit in list(_YEARLIKE.finditer(left)):
        if _is_year(left, hit, language, counted):
            take(hit.start(), hit.end(), "year")
    return sorted(found, key=lambda one: one.start)


def _named_age(text: Folded, hit: re.Match[str]) -> bool:
    """Return whether what stands before "(43)" is a title, a role, or a name that is no place."""
    words = hit.group().split(" (")[0].split()
    if len(words) > 1 or re.fullmatch(rf"(?:{_ROLES})", words[0]):
        return True
    known = mentions(words[0])
    return text.capital(hit.start()) and all(one.kind == "word" for one in known)


def _is_name(text: Folded, start: int) -> bool:
    """Return whether the two words before ", 41," are a name: "Besnik Hoxha, 41,"."""
    begin = max(0, start - 50)
    hit = re.search(r"([a-z'-]+) ([a-z'-]+), $|[a-z'-]+, $", text.text[begin:start])
    if hit is None or not text.capital(begin + hit.start(2 if hit[2] else 0)):
        return False
    before = text.text[begin : begin + hit.start()]
    if hit[1] in _SAY or re.search(rf"\b(?:{'|'.join(_SAY)}) (?:[a-z. ]{{0,20}})?$", before):
        return True
    described = re.match(r"\d+, (?:an?|the|who|from|his|her|has|had) ", text.text[start:])
    return bool(described) or (hit[1] is not None and text.capital(begin + hit.start(1)))


def _is_verb(text: Folded, hit: re.Match[str]) -> bool:
    """Return whether "may" or "mars" in a date is another word: "12 may be"."""
    may = re.search(r"\bmay\b", hit.group())
    return may is not None and not text.capital(hit.start() + may.start())


def _is_year(
    left: str, hit: re.Match[str], language: Language, counted: Callable[[int], bool]
) -> bool:
    before = left[max(0, hit.start() - 30) : hit.start()]
    after = left[hit.end() : hit.end() + 60]
    if language.code == "de" and _german_verb(after, language):
        return True
    if re.search(r"(?:[€$£]|\beur|\busd|\bchf) ?$", before):
        return False
    if re.match(
        r" ?(?:[€$£%]|eur|usd|chf|dollar|percent|per cent|perqind(?!ja|jen|jes)|odsto|posto|prozent|"
        r"mij|hilj|thousand|million|milion)", after,
    ):  # fmt: skip
        return False
    if re.search(rf"(?:^|[^a-z])(?:{language.year_before})[ (]*$", before):
        return not _has_qualifier(before, language) or not counted(hit.end())
    if _has_qualifier(before, language):
        titled = not after.strip(" ") or after.startswith("\n")  # "Population estimate 2021"
        return titled and bool(re.search(r"estimates? $", before))
    return not (counted(hit.end()) and not re.match(rf" (?:{language.year_after})\b", after))


def _german_verb(after: str, language: Language) -> bool:
    """Return whether a figure, or a verb and perhaps a figure, follows: "2023 starben 141"."""
    number = rf"\d|{'|'.join(one for one in language.number_words if len(one) > 2)}"
    hedge = rf"(?:(?:{language.qualifiers}) )?"
    verb = r"(?:wurden?|waren?|hatten?|haben|gab|gibt|sind|ist|lag|lagen|betrug|[a-z]+ten|[a-z]*[aeiou][a-z]*en)"
    return bool(
        re.match(rf" {hedge}(?:{number})", after)
        or re.match(rf" {verb} (?:(?:in|im|am|es|den|der) )?{hedge}(?:[a-z]*(?:{number}))", after)
    )


def _has_qualifier(before: str, language: Language) -> bool:
    for pattern, name in language.before:
        if name not in {"", "exact"} and re.search(rf"(?:^|[^a-z])(?:{pattern}) $", before):
            return True
    return False
