"""Functions and types of other products, reported when a form uses them."""

from __future__ import annotations

CHT = "the Community Health Toolkit"
SURVEYCTO = "SurveyCTO"
COMMCARE = "CommCare"

PRODUCTS = {
    "add-date": CHT,
    "difference-in-months": CHT,
    "parse-timestamp-to-date": CHT,
    "to-bikram-sambat": CHT,
    "z-score": CHT,
    "count-if": SURVEYCTO,
    "collapse": SURVEYCTO,
    "de-duplicate": SURVEYCTO,
    "device-info": SURVEYCTO,
    "duration": SURVEYCTO,
    "empty": SURVEYCTO,
    "enumerator-id": SURVEYCTO,
    "enumerator-name": SURVEYCTO,
    "index": SURVEYCTO,
    "join-if": SURVEYCTO,
    "linebreak": SURVEYCTO,
    "max-if": SURVEYCTO,
    "min-if": SURVEYCTO,
    "phone-call-duration": SURVEYCTO,
    "phone-call-log": SURVEYCTO,
    "plug-in-metadata": SURVEYCTO,
    "rank-index": SURVEYCTO,
    "rank-index-if": SURVEYCTO,
    "rank-value": SURVEYCTO,
    "sum-if": SURVEYCTO,
    "cond": COMMCARE,
    "depend": COMMCARE,
    "distinct-values": COMMCARE,
    "here": COMMCARE,
    "join-chunked": COMMCARE,
    "json-property": COMMCARE,
    "replace": COMMCARE,
    "sleep": COMMCARE,
    "sort": COMMCARE,
    "sort-by": COMMCARE,
}
PREFIXES = {"cht": CHT, "kobo": "KoboToolbox", "esri": "Survey123", "cc": COMMCARE}


# The beginnings of types of question that only another product has.
TYPES = {
    "db:": CHT,
    "tel": CHT,
    "begin_kobomatrix": "KoboToolbox",
    "begin_score": "KoboToolbox",
    "begin_rank": "KoboToolbox",
    "score__row": "KoboToolbox",
    "rank__level": "KoboToolbox",
    "caseid": SURVEYCTO,
    "enumerator": SURVEYCTO,
    "text audit": SURVEYCTO,
    "audio audit": SURVEYCTO,
    "speed violations": SURVEYCTO,
    "sensor_statistic": SURVEYCTO,
    "sensor_stream": SURVEYCTO,
    "calculate_here": SURVEYCTO,
    "comments": SURVEYCTO,
}


def foreign_type(name: str) -> str:
    """Return the product that a type of question belongs to, "" for one that nobody knows."""
    for begin, product in TYPES.items():
        if f"{name} ".startswith(begin if begin.endswith(":") else f"{begin} "):
            return product
    return ""


def foreign(name: str) -> str:
    """Return the product that a function belongs to, "" for one that nobody knows."""
    prefix, colon, _ = name.partition(":")
    return PREFIXES.get(prefix, "") if colon else PRODUCTS.get(name, "")
