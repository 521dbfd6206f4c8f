# ruff: noqa: B023 (a family is added while its loop runs)
"""A made-up file of people as Kosovo's offices would write them, with the truth beside it.

Nobody in it exists. Families at one address with one telephone, twins, names written in the
spelling of whoever sat at the desk (Albanian, Serbian Latin or Cyrillic, Turkish, Arabic, or bare
letters), slips of the hand, days of birth that are missing, turned or 1 January, surnames changed
by marriage, people who have moved. The same noise for every community, except that the desk's
spelling is more often another one for those who are few. Seeded: the same number gives the same
file. ``varied_file`` makes files of the same kind with other habits of writing and other names.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from .kosovo_names import NAMES, OTHER_NAMES, PLACES, STREETS

# Community: share, its own spelling, and how often a desk uses which.
COMMUNITIES: dict[str, tuple[float, str, dict[str, float]]] = {
    "albanian": (0.66, "sq", {"sq": 0.72, "bare": 0.20, "sr": 0.05, "cyrl": 0.03}),
    "serbian": (0.15, "sr", {"sr": 0.45, "cyrl": 0.30, "bare": 0.17, "sq": 0.08}),
    "turkish": (0.06, "tr", {"tr": 0.50, "bare": 0.25, "sq": 0.20, "cyrl": 0.05}),
    "bosniak": (0.07, "sr", {"sr": 0.60, "bare": 0.22, "sq": 0.10, "cyrl": 0.08}),
    "arabic": (0.06, "", {}),
}
_TO_SERBIAN = [
    ("xh", "dž"), ("gj", "đ"), ("sh", "š"), ("zh", "ž"), ("th", "t"), ("dh", "d"), ("ll", "l"),
    ("rr", "r"), ("q", "ć"), ("ç", "č"), ("x", "dz"), ("y", "i"), ("ë", "e"), ("w", "v"),
    ("ı", "i"), ("ü", "u"), ("ö", "o"), ("ş", "š"), ("ğ", ""),
]  # fmt: skip
_TURKISH_FIRST = [("c", "dž"), ("ç", "č"), ("ş", "š"), ("y", "j"), ("ğ", ""), ("ı", "i")]
_TO_ALBANIAN = [
    ("dž", "xh"), ("đ", "gj"), ("š", "sh"), ("ž", "zh"), ("ć", "q"), ("č", "ç"), ("lj", "lj"),
    ("ş", "sh"), ("ı", "i"), ("ü", "y"), ("ö", "o"), ("ğ", ""),
]  # fmt: skip
_CYRILLIC = [
    ("lj", "љ"), ("nj", "њ"), ("dž", "џ"),
    *zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True),
]  # fmt: skip
_BARE = str.maketrans({"đ": "dj", "ı": "i", "ł": "l", "ə": "e"})


def _replaced(text: str, table: list[tuple[str, str]]) -> str:
    out, i = [], 0
    while i < len(text):
        for old, new in table:
            if text.startswith(old, i):
                out.append(new)
                i += len(old)
                break
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def respelled(name: str, own: str, desk: str) -> str:
    """Return a name of one orthography as a desk of another writes it by ear."""
    low = name.replace("İ", "i").lower()
    if desk == own:
        return name
    if desk == "bare":
        plain = unicodedata.normalize("NFD", low.translate(_BARE))
        return "".join(c for c in plain if not unicodedata.combining(c)).title()
    serbian = low
    if own == "tr":
        serbian = _replaced(low, _TURKISH_FIRST)
    if own != "sr":
        serbian = _replaced(serbian, _TO_SERBIAN)
    if desk == "sr":
        return serbian.title()
    if desk == "cyrl":
        return _replaced(serbian, _CYRILLIC).title()
    return _replaced(serbian if own == "tr" else low, _TO_ALBANIAN).title()


@dataclass(frozen=True)
class Row:
    """One record of the file. ``person`` and ``community`` are the truth, never compared."""

    person: int
    community: str
    given: str
    family: str
    father: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    place: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Noise:
    """How a file was written: chances of each slip, gap and change of a person's life.

    The defaults are those of the file with which the program's weights are trained.
    """

    slip: float = 0.05  # of a name: one letter left out, doubled, changed, or two swapped
    no_day: float = 0.13  # the year of birth alone
    first_january: float = 0.02  # a desk's way to write the same
    turned: float = 0.015  # day and month
    wrong_day: float = 0.02
    wrong_year: float = 0.015
    no_birth: float = 0.02
    no_sex: float = 0.02
    no_place: float = 0.05
    father: float = 0.6  # known
    phone: float = 0.5  # known; of a later record 0.7 times as often
    no_address: float = 0.45
    swapped: float = 0.01  # given and family name
    no_family: float = 0.003
    married: float = 0.03  # of a later record of a woman: another family name
    moved: float = 0.12  # of a later record: another municipality
    twins: float = 0.015  # of births
    alike: float = 0.0  # of twins: names that begin alike
    patronymic: float = 0.0  # of families: a family name made of a given name (Halil, Halili)
    strange_desks: float = 1.0  # how much likelier a desk is to write by another orthography

    @classmethod
    def drawn(cls, draw: random.Random) -> Noise:
        """Return another office's habits: about as careful, in another way."""
        return cls(
            slip=draw.uniform(0.04, 0.12),
            no_day=draw.uniform(0.08, 0.28),
            first_january=draw.uniform(0.01, 0.05),
            turned=draw.uniform(0.01, 0.03),
            wrong_day=draw.uniform(0.01, 0.04),
            wrong_year=draw.uniform(0.01, 0.04),
            no_birth=draw.uniform(0.02, 0.08),
            no_sex=draw.uniform(0.01, 0.06),
            no_place=draw.uniform(0.03, 0.12),
            father=draw.uniform(0.35, 0.8),
            phone=draw.uniform(0.3, 0.65),
            no_address=draw.uniform(0.3, 0.65),
            swapped=draw.uniform(0.01, 0.04),
            no_family=draw.uniform(0.001, 0.006),
            married=draw.uniform(0.01, 0.05),
            moved=draw.uniform(0.08, 0.22),
            twins=draw.uniform(0.01, 0.03),
            alike=draw.uniform(0.2, 0.8),
            patronymic=draw.uniform(0.1, 0.6),
            strange_desks=draw.uniform(0.7, 1.6),
        )


@dataclass
class _Person:
    key: int
    community: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    father: tuple[str, ...]
    sex: str
    born: date
    place: str
    phone: str
    address: str


def _zipf(draw: random.Random, names: list[Any]) -> Any:
    return draw.choices(names, [1 / (rank + 5) for rank in range(len(names))])[0]


def _as_tuple(name: Any) -> tuple[str, ...]:
    return name if isinstance(name, tuple) else (str(name),)


def patronymic(community: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the family name that a community makes of a given name."""
    if community == "albanian":
        return tuple(one if one[-1] in "aiu" else f"{one}i" for one in given)
    if community in ("serbian", "bosniak"):
        return tuple(f"{one.rstrip('aeo')}ović" for one in given)
    return given


def _people(draw: random.Random, number: int, noise: Noise, pool: dict[str, Any]) -> list[_Person]:
    """Return people in families: parents, children, now and then twins."""
    shares = [one[0] for one in COMMUNITIES.values()]
    found: list[_Person] = []
    while len(found) < number:
        community = draw.choices(list(COMMUNITIES), shares)[0]
        names = pool[community]
        pick = lambda kind: _as_tuple(_zipf(draw, names[kind]))  # noqa: E731
        family, place = pick("family"), _zipf(draw, PLACES)
        if noise.patronymic and draw.random() < noise.patronymic:
            family = patronymic(community, pick("male"))
        address = f"{draw.choice(STREETS)} {draw.randint(1, 400)}"
        phone = f"04{draw.choice('3459')}{draw.randint(100000, 999999)}"
        oldest = draw.randint(1940, 1995)
        father = pick("male")

        def add(sex: str, born: date, given: tuple[str, ...], of: tuple[str, ...]) -> None:
            own = (
                phone
                if draw.random() < 0.7
                else f"04{draw.choice('3459')}{draw.randint(100000, 999999)}"
            )
            found.append(_Person(
                len(found), community, given, family, of, sex, born, str(place), own, address
            ))  # fmt: skip

        day = lambda year: date(year, 1, 1) + timedelta(days=draw.randint(0, 364))  # noqa: E731
        add("male", day(oldest), father, pick("male"))
        if draw.random() < 0.75:
            add("female", day(oldest + draw.randint(-4, 6)), pick("female"), pick("male"))
        taken = {father}
        for _ in range(draw.choice((0, 0, 1, 2, 2, 3, 4))):
            born = day(min(oldest + draw.randint(19, 38), 2019))
            before: tuple[str, str] | None = None
            for _ in range(2 if draw.random() < noise.twins else 1):
                sex = draw.choice(("male", "female"))
                alike = before is not None and noise.alike and draw.random() < noise.alike
                if alike and before is not None:
                    sex = before[1]
                    given = _alike(draw, before[0], names[sex], taken)
                else:
                    given = pick(sex)
                while given in taken:
                    given = pick(sex)
                taken.add(given)
                add(sex, born, given, father)
                before = given[0], sex
    return found[:number]


def _alike(
    draw: random.Random, name: str, names: list[Any], taken: set[tuple[str, ...]]
) -> tuple[str, ...]:
    """Return one of the three names nearest to a twin's (Arben, Ardian)."""
    free = [one for one in map(_as_tuple, names) if one not in taken and one[0] != name]
    near = sorted(free, key=lambda one: (-SequenceMatcher(None, name, one[0]).ratio(), one))
    return draw.choice(near[:3])


def _slip(draw: random.Random, text: str) -> str:
    if len(text) < 4:
        return text
    i = draw.randrange(1, len(text) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return text[:i] + text[i + 1 :]
    if kind == 1:
        return text[: i + 1] + text[i:]
    if kind == 2:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + draw.choice("aeiou" if text[i] in "aeiouëy" else "nmrtlskd") + text[i + 1 :]


def _written(
    draw: random.Random, one: _Person, noise: Noise, pool: dict[str, Any], again: bool
) -> Row:
    """Return a person as some desk writes them down; ``again`` allows what time changes."""
    _, own, desks = COMMUNITIES[one.community]
    odds = [n if name == own else n * noise.strange_desks for name, n in desks.items()]
    desk = draw.choices(list(desks), odds)[0] if desks else ""

    def name(variants: tuple[str, ...]) -> str:
        text = draw.choice(variants) if len(variants) > 1 else respelled(variants[0], own, desk)
        return _slip(draw, text) if draw.random() < noise.slip else text

    given, family, father = name(one.given), name(one.family), name(one.father)
    if again and one.sex == "female" and draw.random() < noise.married:
        family = name(_as_tuple(_zipf(draw, pool[one.community]["family"])))
    if draw.random() < noise.swapped:
        given, family = family, given
    born, year = _birth(draw, one, noise)
    moved = again and draw.random() < noise.moved
    return Row(
        person=one.key,
        community=one.community,
        given=given,
        family=family if draw.random() > noise.no_family else "",
        father=father if draw.random() < noise.father else "",
        birth_date=born,
        birth_year=born.year if born else year,
        sex=one.sex if draw.random() > noise.no_sex else "",
        place=""
        if draw.random() < noise.no_place
        else str(_zipf(draw, PLACES))
        if moved
        else one.place,
        phone=one.phone if draw.random() < noise.phone * (0.7 if again else 1.0) else "",
        address="" if moved or draw.random() < noise.no_address else one.address,
    )


def _birth(draw: random.Random, one: _Person, noise: Noise) -> tuple[date | None, int | None]:
    """Return day and year of birth as written: one mistake at most."""
    true, chance = one.born, draw.random()
    for kind in ("no_day", "first_january", "turned", "wrong_day", "wrong_year", "no_birth"):
        chance -= getattr(noise, kind)
        if chance < 0:
            break
    else:
        return true, true.year
    if kind == "no_day":
        return None, true.year
    if kind == "first_january":
        return date(true.year, 1, 1), true.year
    if kind == "turned":
        return (true.replace(day=true.month, month=true.day) if true.day <= 12 else true), true.year
    if kind == "wrong_day":
        return true.replace(day=min(true.day % 28 + draw.choice((1, 10)), 28)), true.year
    if kind == "wrong_year":
        year = true.year + draw.choice((-1, 1))
        return true.replace(year=year, day=min(true.day, 28)), year
    return None, None


def kosovo_file(
    records: int,
    seed: int = 20261122,
    noise: Noise | None = None,
    names: dict[str, Any] | None = None,
) -> list[Row]:
    """Return about this many records, shuffled; of seven people two have two or three."""
    draw = random.Random(seed)
    noise, pool = noise or Noise(), names or NAMES
    people = _people(draw, int(records / 1.38), noise, pool)
    rows = []
    for one in people:
        rows.append(_written(draw, one, noise, pool, again=False))
        for _ in range(draw.choices((0, 1, 2), (0.70, 0.22, 0.08))[0]):
            rows.append(_written(draw, one, noise, pool, again=True))
    draw.shuffle(rows)
    return rows[:records]


def varied_file(records: int, seed: int, *, other_names: bool = True) -> tuple[list[Row], Noise]:
    """Return a file with habits of writing and frequencies of names of its own, and the habits.

    ``other_names``: of names on which nothing was developed; without, those of ``kosovo_file``.
    The order of the names, and with it which are frequent, is drawn too.
    """
    draw = random.Random(f"habits {seed}")
    pool = {
        community: {kind: draw.sample(some, len(some)) for kind, some in kinds.items()}
        for community, kinds in (OTHER_NAMES if other_names else NAMES).items()
    }
    noise = Noise.drawn(draw)
    return kosovo_file(records, seed, noise, pool), noise
