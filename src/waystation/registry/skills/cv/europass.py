"""Europass: reading the Candidate XML in its PDF into lines of a profile, and writing it.

The structure is that of http://www.europass.eu/1.0 (HR Open with the additions of EURES). Elements
are found by their local names, so that another version of a namespace is read as well. What
Europass has no place for (years, levels, recognition) is not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from waystation.analysis.matching import ACTIVITIES, CEFR
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

EUROPASS = "http://www.europass.eu/1.0"
HR, OA = "http://www.hr-xml.org/3", "http://www.openapplications.org/oagis/9"
EURES = "http://www.europass_eures.eu/1.0"
ESCO = "http://data.europa.eu/esco/"
FILE = "attachment.xml"
MOST_LINES = 2_000
MOST_WRONG = 20

DIMENSIONS = dict(
    zip(
        ACTIVITIES,
        (
            "CEF-Understanding-Listening",
            "CEF-Understanding-Reading",
            "CEF-Speaking-Interaction",
            "CEF-Speaking-Production",
            "CEF-Writing-Production",
        ),
        strict=True,
    )
)
LANGUAGES = {
    "sq": "sqi", "sr": "srp", "en": "eng", "tr": "tur", "bs": "bos", "rom": "rom", "hr": "hrv",
    "mk": "mkd", "cnr": "cnr", "de": "deu", "fr": "fra", "it": "ita", "es": "spa", "pt": "por",
    "nl": "nld", "sv": "swe", "el": "ell", "bg": "bul", "ro": "ron", "hu": "hun", "sl": "slv",
    "ru": "rus", "uk": "ukr", "ar": "ara", "fa": "fas", "ps": "pus", "ur": "urd", "ku": "kur",
    "ckb": "ckb", "so": "som", "ti": "tir", "am": "amh", "sw": "swa", "hi": "hin", "bn": "ben",
    "pa": "pan", "ta": "tam", "ne": "nep", "si": "sin", "fil": "fil", "id": "ind", "vi": "vie",
    "zh": "zho", "ka": "kat", "az": "aze", "uz": "uzb",
}  # fmt: skip
"""Our codes and those of ISO 639-2 (terminology), which Europass uses."""
OF_EUROPASS = {three: two for two, three in LANGUAGES.items()} | {
    "alb": "sq", "ger": "de", "fre": "fr", "dut": "nl", "gre": "el", "rum": "ro", "mac": "mk",
    "per": "fa", "chi": "zh", "geo": "ka",
}  # fmt: skip
DRIVING = {"A": "driving_a", "B": "driving_b", "C": "driving_c", "CE": "driving_ce",
           "D": "driving_d"}  # fmt: skip
# EQF and ISCED 2011 are two scales; what is taken over is only proposed.
ISCED_OF_EQF = dict(zip("12345678", (1, 2, 3, 3, 5, 6, 7, 8), strict=True))
EQF_OF_ISCED = {1: 1, 2: 2, 3: 4, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8}
for _prefix, _uri in (("", EUROPASS), ("hr", HR), ("oa", OA), ("eures", EURES)):
    register_namespace(_prefix, _uri)

Line = tuple[str, dict[str, Any]]


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def looks_like(content: bytes) -> bool:
    """Return whether bytes begin like a Europass Candidate."""
    head = content[:2000]
    return b"Candidate" in head and b"europass" in head.lower()


def _all(element: Any, name: str) -> Iterator[Any]:
    return (one for one in element.iter() if local(one) == name)


def _text(element: Any, name: str) -> str:
    found = next(_all(element, name), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())[:200]


def _day(element: Any, name: str, *, last: bool = False) -> date | None:
    """Return a day; Europass writes a year, a month or a day."""
    outer = next(_all(element, name), None)
    text = "" if outer is None else _text(outer, "FormattedDateTime")
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?.*", text)
    if parts is None:
        return None
    year, month, day = (int(one) if one else None for one in parts.groups())
    try:
        return date(year or 0, month or (12 if last else 1), day or 1)
    except ValueError:
        return None


def lines_of(root: Any) -> list[Line]:
    """Return what a Candidate holds as lines of a profile. Raises Refusal for other XML.

    Names, addresses, birth and pictures are not read.
    """
    if local(root) != "Candidate" or "europass" not in str(root.tag).lower():
        raise Refusal(
            N_("This file is not a Europass CV. Export it from Europass as PDF or XML."),
            field="file",
            code="no_europass",
        )
    found = [
        *_occupations(root),
        *_languages(root),
        *_skills(root),
        *_education(root),
        *_certificates(root),
        *_licences(root),
    ]
    if len(found) > MOST_LINES:
        raise Refusal(
            N_("This CV has {number} entries, more than {most}. Shorten it."),
            field="file",
            code="too_many_lines",
            number=len(found),
            most=MOST_LINES,
        )
    return found


def _occupations(root: Any) -> Iterator[Line]:
    for position in _all(root, "PositionHistory"):
        codes = [" ".join(one.itertext()).strip() for one in _all(position, "JobCategoryCode")]
        isco = next((c.rsplit("/C", 1)[-1] for c in codes if c.startswith(f"{ESCO}isco/C")), "")
        uri = next((c for c in codes if c.startswith(f"{ESCO}occupation/")), "")
        title = _text(position, "PositionTitle")
        if title or isco:
            yield (
                "occupations",
                {
                    "title": title,
                    "code": isco,
                    "esco_uri": uri,
                    "since": _day(position, "StartDate"),
                    "until": _day(position, "EndDate", last=True),
                },
            )


def _languages(root: Any) -> Iterator[Line]:
    seen = set()
    for one in _all(root, "PrimaryLanguageCode"):
        code = OF_EUROPASS.get((one.text or "").strip().lower())
        code = code or ((one.text or "").strip() if (one.text or "").strip() in LANGUAGES else None)
        if code and code not in seen:
            seen.add(code)
            yield "languages", {"language": code, "native": True}
    for competency in _competencies(root):
        if _text(competency, "TaxonomyID") != "language":
            continue
        code = OF_EUROPASS.get(_text(competency, "CompetencyID").lower())
        if code is None or code in seen:
            continue
        seen.add(code)
        levels = {
            _text(one, "CompetencyDimensionTypeCode"): _text(one, "ScoreText")
            for one in _all(competency, "CompetencyDimension")
        }
        given = {name: levels.get(theirs, "") for name, theirs in DIMENSIONS.items()}
        known = {name: level for name, level in given.items() if level in CEFR[1:]}
        if known:
            yield "languages", {"language": code, "native": False, **known}


def wrong_levels_of(root: Any) -> list[tuple[str, str]]:
    """Return the levels of a Candidate that are none of the CEFR, each with its language."""
    found: dict[tuple[str, str], None] = {}
    for competency in _competencies(root):
        code = OF_EUROPASS.get(_text(competency, "CompetencyID").lower())
        if code is None or _text(competency, "TaxonomyID") != "language":
            continue
        for one in _all(competency, "CompetencyDimension"):
            level = _text(one, "ScoreText")[:20]
            if (
                level
                and level not in CEFR
                and _text(one, "CompetencyDimensionTypeCode") in (DIMENSIONS.values())
            ):
                found[code, level] = None
    return list(found)[:MOST_WRONG]


def _competencies(root: Any) -> Iterator[Any]:
    return _all(root, "PersonCompetency")


def _skills(root: Any) -> Iterator[Line]:
    for competency in _competencies(root):
        if _text(competency, "TaxonomyID") == "language":
            continue
        name, key = _text(competency, "CompetencyName"), _text(competency, "CompetencyID")
        uri = key if key.startswith(f"{ESCO}skill/") else ""
        if name or (key and not uri):
            yield "skills", {"name": name or key, "uri": uri, "weight": "other"}


def _education(root: Any) -> Iterator[Line]:
    for one in _all(root, "EducationOrganizationAttendance"):
        level = ISCED_OF_EQF.get(_text(one, "EducationLevelCode"))
        end = _day(one, "EndDate")
        title = _text(one, "DegreeName")
        if level or title:
            country = next((text.upper() for text in (_text(one, "CountryCode"),) if text), "")
            yield (
                "education",
                {
                    "level": f"isced-{level}" if level else "",
                    "title": title,
                    "country": country,
                    "year": end.year if end else None,
                },
            )


def _certificates(root: Any) -> Iterator[Line]:
    for one in _all(root, "Certification"):
        name = _text(one, "CertificationName") or _text(one, "CertificationTypeCode")
        if name:
            issued = _day(one, "FirstIssuedDate")
            until = _day(one, "EndDate", last=True)
            values = {"name": name, "issuer": _text(one, "IssuingAuthorityName")}
            yield "certificates", {**values, "issued_on": issued, "valid_until": until}


def _licences(root: Any) -> Iterator[Line]:
    for one in _all(root, "License"):
        kind = DRIVING.get(_text(one, "LicenseTypeCode").upper())
        if kind:
            yield "documents", {"kind": kind}


def as_xml(
    contents: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    given: str,
    family: str,
    language: str,
    title_of: Mapping[str, str],
) -> bytes:
    """Return a profile as Europass Candidate XML.

    ``contents`` are the values of lines by section; ``title_of`` names occupations by code for
    lines without a title of their own.
    """
    root = Element(_n("Candidate"))
    person = _sub(_sub(root, "CandidatePerson"), "PersonName")
    _sub(person, "GivenName", given, OA)
    _sub(person, "FamilyName", family, HR)
    for one in contents["languages"]:
        if one["native"] and one["language"] in LANGUAGES:
            code = _sub(root[0], "PrimaryLanguageCode", LANGUAGES[one["language"]])
            code.set("name", "NORMAL")
    profile = _sub(root, "CandidateProfile")
    profile.set("languageCode", language)
    _write_work(profile, contents["occupations"], title_of)
    _write_education(profile, contents["education"])
    _write_licences(profile, contents["documents"])
    _write_certificates(profile, contents["certificates"])
    _write_languages(profile, contents["languages"])
    skills = _sub(profile, "Skills")
    for one in contents["skills"]:
        competency = _sub(skills, "PersonCompetency")
        if one["uri"]:
            _sub(competency, "CompetencyID", one["uri"])
        _sub(competency, "TaxonomyID", "Other_Skill", HR)
        _sub(competency, "CompetencyName", one["name"], HR)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _n(name: str, space: str = EUROPASS) -> str:
    return f"{{{space}}}{name}"


def _sub(parent: Element, name: str, text: str = "", space: str = EUROPASS) -> Element:
    made = SubElement(parent, _n(name, space))
    if text:
        made.text = text
    return made


def _write_day(parent: Element, name: str, day: date | None, space: str = EUROPASS) -> None:
    if day is not None:
        _sub(_sub(parent, name, "", space), "FormattedDateTime", day.isoformat(), HR)


def _write_work(
    profile: Element, lines: Sequence[Mapping[str, Any]], title_of: Mapping[str, str]
) -> None:
    history = _sub(profile, "EmploymentHistory")
    for one in lines:
        position = _sub(_sub(history, "EmployerHistory"), "PositionHistory")
        title = _sub(position, "PositionTitle", one["title"] or title_of.get(one["code"], ""))
        title.set("typeCode", "FREETEXT")
        period = _sub(position, "EmploymentPeriod", "", EURES)
        _write_day(period, "StartDate", one["since"], EURES)
        _write_day(period, "EndDate", one["until"], EURES)
        _sub(period, "CurrentIndicator", "false" if one["until"] else "true", HR)
        _sub(position, "JobCategoryCode", f"{ESCO}isco/C{one['code']}")
        if one["esco_uri"]:
            _sub(position, "JobCategoryCode", one["esco_uri"])


def _write_education(profile: Element, lines: Sequence[Mapping[str, Any]]) -> None:
    history = _sub(profile, "EducationHistory")
    for one in lines:
        attended = _sub(history, "EducationOrganizationAttendance")
        if one["country"]:
            _sub(attended, "CountryCode", one["country"].lower())
        number = one["level"].rpartition("-")[2]
        level = EQF_OF_ISCED.get(int(number)) if number.isdigit() else None
        if level:
            _sub(attended, "EducationLevelCode", str(level))
        period = _sub(attended, "AttendancePeriod")
        if one["year"]:
            end = _sub(period, "EndDate")
            _sub(end, "FormattedDateTime", str(one["year"]), HR)
        _sub(_sub(attended, "EducationDegree"), "DegreeName", one["title"], HR)


def _write_licences(profile: Element, lines: Sequence[Mapping[str, Any]]) -> None:
    letters = {kind: letter for letter, kind in DRIVING.items()}
    licences = _sub(profile, "Licenses", "", EURES)
    for one in lines:
        if one["kind"] in letters:
            licence = _sub(licences, "License", "", EURES)
            _sub(licence, "LicenseTypeCode", letters[one["kind"]], HR)


def _write_certificates(profile: Element, lines: Sequence[Mapping[str, Any]]) -> None:
    certificates = _sub(profile, "Certifications")
    for one in lines:
        certificate = _sub(certificates, "Certification")
        _sub(certificate, "CertificationName", one["name"], HR)
        if one["issuer"]:
            authority = _sub(certificate, "IssuingAuthority", "", HR)
            _sub(authority, "IssuingAuthorityName", one["issuer"], HR)
        _write_day(certificate, "FirstIssuedDate", one["issued_on"])
        _write_day(certificate, "EndDate", one["valid_until"])


def _write_languages(profile: Element, lines: Sequence[Mapping[str, Any]]) -> None:
    qualifications = _sub(profile, "PersonQualifications")
    for one in lines:
        if one["native"] or one["language"] not in LANGUAGES:
            continue
        competency = _sub(qualifications, "PersonCompetency")
        code = _sub(competency, "CompetencyID", LANGUAGES[one["language"]])
        code.set("schemeName", "NORMAL")
        _sub(competency, "TaxonomyID", "language", HR)
        for name, theirs in DIMENSIONS.items():
            if one[name]:
                dimension = _sub(competency, "CompetencyDimension", "", EURES)
                _sub(dimension, "CompetencyDimensionTypeCode", theirs, HR)
                _sub(_sub(dimension, "Score", "", EURES), "ScoreText", one[name], HR)
