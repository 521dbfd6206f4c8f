"""The linkage normaliser: one plain form for a name, whoever wrote it and in which script.

It stands on ``foundation.shared.fold`` and adds what linkage needs: plain small Latin letters and
digits only (so that a database and Python count the same signs), titles and particles left out,
and a form that does not change when it is normalised again.
"""

from __future__ import annotations

import re
from functools import lru_cache

from waystation.foundation.shared import fold

# Titles and particles that one clerk writes and the next leaves out, in the form of ``fold.key``:
# haxhi/hadži, mulla, efendi, bey, aga, the Arabic article, son of. Hoxha, a family name, stays.
_LEFT_OUT = frozenset(
    {"hadzi", "hadzia", "dr", "prof", "ing", "mr", "mrs", "mula", "mola", "efendi", "bei", "aga"}
    | {"al", "el", "ul", "bin", "ibn", "bint", "binti", "ben", "van", "von", "de"}
)
# Abdul Rahman, Abdel-Rahman, Abd al-Rahman, عبد الرحمن; Alhassan, Al-Hassan. Not Albana, Aldin.
_ARTICLE = re.compile(r"^abd[uea]l(?!ah?$)|^al(?=h[aeiou])")
# Marks of an English or French hand that writes an Arabic name: there j is dž, not the Serbian
# or Albanian j (Khadija, Najjar, Djamila).
_FOREIGN = re.compile(r"kh|gh|ee|oo|jj|iy", re.IGNORECASE)
_FOREIGN_J = re.compile(r"j+", re.IGNORECASE)
# A hand from here that doubled a letter by mistake (Gjeergji, Xheevdet, Đoorđe): no English j.
_FROM_HERE = re.compile(r"gj|xh|[çëčćžšđ\u0400-\u04ff]", re.IGNORECASE)


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """Return the plain form of one word: small Latin letters and digits, or ``""``.

    The fixed point of ``fold.key``: some spellings fold once more when they are folded (``kkh``
    is ``kh`` is ``h``), and linkage must not depend on how often a name has been through it.

    >>> word_key("Краснићи"), word_key("Krasniqi"), word_key("KRASNIČI")
    ('krasnici', 'krasnici', 'krasnici')
    """
    form = fold.key(word)
    for _ in range(fold.LONGEST):
        plain = "".join(c if c.isascii() else f"{ord(c):x}" for c in form)
        again = fold.key(plain)
        if again == form:
            return form
        form = again
    return form  # pragma: no cover - folding shortens, or is done


@lru_cache(maxsize=65536)
def name_key(text: str) -> str:
    """Return the plain form of a given, family or father's name, words joined without a space.

    Titles and particles are left out unless nothing else is there.

    >>> name_key("Haxhi Ymer"), name_key("Abd al-Rahman"), name_key("Abdurrahman")
    ('imer', 'abdrahman', 'abdurahman')
    """
    if _FOREIGN.search(text) and not _FROM_HERE.search(text):
        text = _FOREIGN_J.sub("dž", text)
    words = [key for key in (word_key(word) for word in fold.parts(text)) if key]
    kept = [word for word in words if word not in _LEFT_OUT] or words
    joined = _ARTICLE.sub(
        lambda found: found[0][:3] if found[0][0:3] == "abd" else "", "".join(kept)
    )
    return word_key(joined)


@lru_cache(maxsize=65536)
def sound_key(text: str) -> str:
    """Return the consonant skeleton of a name's plain form (the first reading), or ``""``.

    >>> sound_key("Xhemajl") == sound_key("Џемаил") == sound_key("Cemal")
    True
    """
    found = fold.skeletons(name_key(text))
    return found[0] if found else ""
