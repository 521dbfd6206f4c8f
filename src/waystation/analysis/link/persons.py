"""The comparisons between personal files, with the reason for each.

Community, ethnicity and nationality are not among them, and must not be added: they never affect a
score. Sex and municipality are, because they are recorded for other reasons and distinguish twins
and namesakes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from waystation.foundation.shared import fold
from waystation.foundation.shared.words import N_

from .comparing import (
    Caution,
    Rarity,
    columns_nearly_swapped,
    columns_swapped,
    comparison,
    differs,
    equals_other_column,
    known_as,
    missing,
    one_edit_apart,
    require_columns,
    same,
    shares,
    similar,
    within,
)
from .model import Model
from .names import name_key, sound_key, word_key

NEARLY = 0.88  # Jaro–Winkler from which two short keys are taken for one name ill-heard
ILL_HEARD = 0.8  # where the sounds differ by one edit at most
WOMAN = "female"
START = 2  # letters of a name by which another spelling of it is looked for
# A name is never believed to be rarer than one in two thousand, nor two names together than one
# in fifty thousand. The names of a small community are rare together: half counts.
GIVEN = Rarity("given", rarest=0.0005, weight=0.5)
FAMILY = Rarity("family", rarest=0.0005, weight=0.5)
BOTH = Rarity("names_sound", rarest=0.00002)
PLACE = Rarity("place", rarest=0.002)

# One event, weighed once, by ``given``; ``family`` is then neutral. Where family names are made of
# given names (Halil Ramadani, Ramadan Halili) two strangers often have the same two names the
# other way round: how often, the frequency of the two together tells.
_TURNED = (
    differs("given_sound")
    & differs("family_sound")
    & (
        columns_swapped("given_sound", "family_sound")
        | columns_nearly_swapped("given", "family", NEARLY)
    )
)
# A slip of the hand in a name that was written by ear too: more edits than either alone.
_GIVEN_ILL_HEARD = one_edit_apart("given_sound") & similar("given", ILL_HEARD)
_FAMILY_ILL_HEARD = one_edit_apart("family_sound") & similar("family", ILL_HEARD)
# Skeletons leave little of a short name (Hajdin and Jeton): the letters must bear them out.
# A given name has a sex: one that only resembles it, of somebody of the other sex, is another name
# (Almir and Alma, Valon and Valona), as brothers and sisters have.
_SEX_FITS = ~differs("sex")
_GIVEN_ELSEWHERE = same("given_sound") & differs("given_script") & _SEX_FITS
_GIVEN_SOUNDS = same("given_sound") & (similar("given", 0.65) | differs("given_script")) & _SEX_FITS
_GIVEN_SLIP = one_edit_apart("given") & _SEX_FITS
_FAMILY_SOUNDS = same("family_sound") & (similar("family", 0.65) | differs("family_script"))
_GIVEN_SIMILAR = (similar("given", NEARLY) | _GIVEN_ILL_HEARD) & _SEX_FITS
_GIVEN_ALIKE = same("given") | _GIVEN_SOUNDS | _GIVEN_SLIP | _GIVEN_SIMILAR | _TURNED
# A slip of the hand where one of the two is written without vowels: only the sounds compare.
_GIVEN_HEARD = one_edit_apart("given_sound") & differs("given_script") & _SEX_FITS
_FAMILY_HEARD = one_edit_apart("family_sound") & differs("family_script")
# What a household has in common says something only of two records that may be one member.
# The years first: they are cheap to compare and rule out nearly all pairs.
_MAY_BE_ONE = (within("birth_year", 1) | missing("birth_year")) & _GIVEN_ALIKE
# Twins agree in all that a household and a day give. A slip of the hand and a twin's name that
# begins alike cannot be told apart here: a person must look.
TWINS = Caution(
    "twins",
    N_(
        "Same family name, father's name and day of birth, but another given name: "
        "these may be twins"
    ),
    same("birth")
    & differs("given")
    & ~(same("given_sound") & differs("given_script"))
    & (same("father") | same("father_sound"))
    & (same("family") | same("family_sound") | one_edit_apart("family")),
    most=0.8,
)

PERSONS = (
    comparison(
        "given",
        (N_("Same given name"), same("given"), GIVEN),
        (N_("Given and family name have changed places"), _TURNED, BOTH),
        (N_("Same given name in another alphabet"), _GIVEN_ELSEWHERE),
        (N_("The given name sounds the same"), _GIVEN_SOUNDS),
        (N_("One letter of the given name differs"), _GIVEN_SLIP),
        (N_("The given names are similar"), _GIVEN_SIMILAR),
        (N_("The given names sound similar in two alphabets"), _GIVEN_HEARD),
        neutral=missing("given"),
        unlike=N_("Another given name"),
        # Twins agree in all else and would teach that a true pair may differ here.
        most_unlike=0.0001,
        caution=TWINS,
    ),
    comparison(
        "family",
        (N_("Same family name"), same("family"), FAMILY),
        (
            N_("Same family name in another alphabet"),
            same("family_sound") & differs("family_script"),
        ),
        (N_("The family name sounds the same"), _FAMILY_SOUNDS),
        (N_("One letter of the family name differs"), one_edit_apart("family")),
        (N_("The family names are similar"), similar("family", NEARLY) | _FAMILY_ILL_HEARD),
        (N_("The family names sound similar in two alphabets"), _FAMILY_HEARD),
        # Women take another name when they marry; men here do not.
        (N_("Another family name, which a woman may take"), known_as("sex", WOMAN)),
        neutral=missing("family") | _TURNED,
        unlike=N_("Another family name"),
    ),
    comparison(
        "father",
        (N_("Same father's name"), same("father") | same("father_sound")),
        (
            N_("The father's names are similar"),
            one_edit_apart("father") | similar("father", NEARLY),
        ),
        neutral=missing("father"),
        only_where=_MAY_BE_ONE,
        unlike=N_("Another father's name"),
    ),
    comparison(
        "birth",
        (N_("Same day of birth"), same("birth")),
        (
            N_("Day and month of birth have changed places"),
            equals_other_column("birth", "birth_turned"),
        ),
        (N_("One digit of the day of birth differs"), one_edit_apart("birth")),
        (N_("Same year of birth, the day is not known"), same("birth_year") & missing("birth")),
        (N_("Same year of birth, another day"), same("birth_year")),
        (N_("The years of birth are one apart"), within("birth_year", 1)),
        neutral=missing("birth_year"),
        unlike=N_("Another year of birth"),
        # Father and son, aunt and niece: a family may pass a name on.
        most_unlike=0.005,
    ),
    comparison(
        "sex",
        (N_("Same sex"), same("sex")),
        # A given name has a sex: beside the same name, the same sex says nothing more.
        neutral=missing("sex") | (same("sex") & (same("given") | _GIVEN_SOUNDS)),
        unlike=N_("Another sex"),
        most_unlike=0.01,
    ),
    comparison(
        "place",
        (N_("Same municipality"), same("place"), PLACE),
        neutral=missing("place"),
        unlike=N_("Another municipality"),
    ),
    comparison(
        "home",
        (N_("Same telephone or address"), shares("home")),
        neutral=missing("home"),
        only_where=_MAY_BE_ONE,
        unlike=N_("Another telephone or address"),
        counted="home",
    ),
)


@cache
def _kinds() -> dict[str, pa.DataType]:
    return {
        "given": pa.string(), "given_sound": pa.string(), "given_script": pa.string(),
        "given_start": pa.string(),
        "family": pa.string(), "family_sound": pa.string(), "family_script": pa.string(),
        "family_start": pa.string(),
        "names_sound": pa.string(), "father": pa.string(), "father_sound": pa.string(),
        "birth": pa.string(), "birth_turned": pa.string(), "birth_year": pa.int32(),
        "sex": pa.string(), "place": pa.string(), "home": pa.list_(pa.string()),
    }  # fmt: skip


# Names that have changed places make ``given`` and ``family`` use the columns of both: a rule on
# either name would teach neither, and the little that is left to it cannot tell true pairs.
LEARN_FROM = (
    ("birth", "sex"),
    ("birth", "place"),
    ("birth", "father_sound"),
    ("given", "family", "father"),
    ("given", "family", "place"),
)
SURE = (("given_sound", "family_sound", "birth"),)
RECALL_OF_SURE = 0.5


def _years(condition: str, *, missing_too: bool = True) -> tuple[str, ...]:
    """Return ``condition`` with years of birth that may be one person's, as hash joins each."""
    apart = tuple(
        f"{condition} AND l.birth_year = r.birth_year{more}" for more in ("", " + 1", " - 1")
    )
    unknown = f"{condition} AND (l.birth_year IS NULL OR r.birth_year IS NULL)"
    return (*apart, unknown) if missing_too else apart


RULES: tuple[tuple[str, ...] | str, ...] = (
    ("birth", "given_sound"),
    ("birth", "family_sound"),
    ("birth", "place", "sex"),
    ("birth", "given_start", "family_start"),
    ("home", "given_start"),
    ("home", "birth_year"),
    ("given", "birth_year", "place"),
    ("family", "birth_year", "place"),
    ("given_sound", "family_sound", "place"),
    ("given_sound", "family_start", "place", "sex"),
    ("given_start", "family_sound", "place", "sex"),
    ("given_sound", "family_start", "father_sound"),
    ("given_start", "family_sound", "father_sound"),
    *_years("l.given_sound = r.given_sound AND l.family_sound = r.family_sound"),
    *_years("l.given_sound = r.family_sound AND l.family_sound = r.given_sound"),
    *_years("l.given_sound = r.given_sound AND l.family_start = r.family_start", missing_too=False),
    *_years("l.given_start = r.given_start AND l.family_sound = r.family_sound", missing_too=False),
    "l.given_sound = r.family_sound AND l.family_start = r.given_start "
    "AND l.birth_year = r.birth_year",
    "l.family_sound = r.given_sound AND l.given_start = r.family_start "
    "AND l.birth_year = r.birth_year",
    "l.birth = r.birth_turned AND l.given_sound = r.given_sound",
)

# Which side of a doubt the program is on: shown to a person who decides, or asked about before a
# file is opened. Nothing is linked or merged by itself.
SHOWN_FROM = 0.05
ASKED_FROM = 0.5
# Bits, weighed together, from which the pairs of a whole file are proposed to a reviewer, and the
# share of them that is expected to be right. Those that carry a caution are among them, and say so.
LINKED_FROM = 0.85
LINKED_RIGHT = 0.98


@cache
def shipped_model() -> Model:
    """Return the model that the program ships: trained on a made-up file, without frequencies.

    Whoever uses it gives the frequencies of the values they look for (``Model.frequencies``);
    where they are not known, the frequency at which the level's weight is right on average.
    """
    content = files(__package__).joinpath("persons.json").read_text(encoding="utf-8")
    return Model.from_json(json.loads(content), PERSONS)


def features(
    given: str,
    family: str = "",
    father: str = "",
    birth_date: date | None = None,
    birth_year: int | None = None,
    sex: str = "",
    place: str = "",
    home: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what is compared of one person under one name; None where nothing is known.

    Parameters
    ----------
    given, family, father : str
        As written, in any of our scripts.
    birth_date, birth_year
        The year alone where the day is not known. 1 January is taken for that.
    sex, place : str
        Codes.
    home : iterable of str
        Plain telephone numbers and addresses (``address_key``).

    >>> from waystation.analysis import link
    >>> link.features("Џемаил", "Куртић")["family"], link.features("Xhemajl", "Kurtiq")["family"]
    ('kurtic', 'kurtic')
    """
    mine, my_sound, my_script = _forms(given)
    theirs, their_sound, their_script = _forms(family)
    his, his_sound, _ = _forms(father)
    if birth_date is not None and (birth_date.month, birth_date.day) == (1, 1):
        birth_year, birth_date = birth_date.year, None  # what a desk writes that knows the year
    turned = None
    if birth_date is not None and birth_date.day <= 12 and birth_date.day != birth_date.month:
        turned = f"{birth_date.year:04}{birth_date.day:02}{birth_date.month:02}"
    return {
        "given": mine,
        "given_sound": my_sound,
        "given_script": my_script,
        "given_start": mine[:START] if mine else None,
        "family": theirs,
        "family_sound": their_sound,
        "family_script": their_script,
        "family_start": theirs[:START] if theirs else None,
        "names_sound": "+".join(sorted((my_sound, their_sound)))
        if my_sound and their_sound
        else None,
        "father": his,
        "father_sound": his_sound,
        "birth": f"{birth_date:%Y%m%d}" if birth_date else None,
        "birth_turned": turned,
        "birth_year": birth_date.year if birth_date else birth_year,
        "sex": sex or None,
        "place": place or None,
        "home": tuple(sorted({one for one in home if one})) or None,
    }


@lru_cache(maxsize=65536)
def _forms(name: str) -> tuple[str | None, str | None, str]:
    """Return a name's plain form, its sound, and whether it is written with its vowels."""
    return name_key(name) or None, sound_key(name) or None, _vowels(name)


def _vowels(name: str) -> str:
    """Return whether a name is written with its vowels: the Arabic script leaves them out."""
    return "consonants" if fold.script(name) in ("arab", "hebr") else "letters"


def address_key(address: str, place: str = "") -> str:
    """Return an address in plain form, its words in any order, or ``""``.

    >>> address_key("Rr. Nëna Terezë 12") == address_key("12, nena tereze rr")
    True
    """
    words = sorted(filter(None, (word_key(word) for word in address.replace(".", " ").split())))
    return f"@{place}:{' '.join(words)}" if len(words) > 1 else ""


def table(records: Sequence[dict[str, Any]], ids: Sequence[Any] | None = None) -> pa.Table:
    """Return features as the table that training and whole files work on.

    Raises ValueError for a record that lacks one: ``features`` gives them all.
    """
    for one in records:
        require_columns(one, PERSONS)
    columns = {
        name: pa.array([one[name] for one in records], kind) for name, kind in _kinds().items()
    }
    return pa.table({"id": pa.array(ids if ids is not None else range(len(records))), **columns})
