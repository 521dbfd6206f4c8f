"""Column names of registers, in English, Albanian, Serbian and German."""

from __future__ import annotations

_NAMES = """
key: id fact_id factid fact ref code uuid fact_ref fact_key fact_code fact_no reference
    identifier nr no num row_id kodi sifra oznaka
subject: subject series indicator key topic concept metric measure variable subject_key
    series_key slug
label: label name title what description statement subject_label definition claim item
    emertimi pershkrimi naziv opis bezeichnung treguesi pokazatelj indikatori fakti
    cinjenica subject_name text indicator_name label_en name_en
value: value number amount figure val vlera vrednost wert quantity value_num numeric_value
    obs_value valeur vlera_numerike iznos shuma sasia numri broj kolicina vrijednost betrag anzahl
unit: unit units measure_unit unit_of_measure uom njesia jedinica einheit unit_measure
    measurement
denominator: denominator per base share_of percent_of of
qualifier: qualifier qual precision modifier hedge approximation modifikuesi cilesori
    kvalifikator accuracy certainty
year: year period reference_year ref_year time reference_period viti vit jahr ref_period
    data_year time_period years periudha period_year godina date for_year holds_for t
as_of: as_of asof as_of_date as_of_on
place: vendi mesto ort zemlja shteti geography geo_area place geo country area location
    territory region municipality opstina komuna lokacija vendndodhja gemeinde
source: source source_named publisher source_name origin provider organisation organization
    reported_by reporter compiled_by provided_by published_by produced_by data_provider
    reporting_entity according_to raportuar_nga izvestava authority
    burimi izvor document quelle data_source cited_source agency institution
vintage: vintage edition release published published_on publication_date retrieved
    retrieved_on version revision release_date factbook_commit_date objavljeno datum_objave
    publikuar botuar veroffentlicht
supersedes: supersedes replaces supersedes_id
superseded_by: superseded_by replaced_by
current: current is_current latest status
start: start start_year year_from from_year first_year valid_from period_start start_date since
end: end end_year year_to to_year last_year valid_to period_end end_date until
scale: unit_mult multiplier scale magnitude power scale_factor unit_multiplier in_units_of
low: low lower min minimum lower_bound low_estimate lower_estimate lower_value value_low value_min
    value_from minimalja donja_granica
high: high upper max maximum upper_bound high_estimate upper_estimate upper_value value_high
    value_max value_to maksimalja gornja_granica
group: group sex gender gjinia pol breakdown disaggregation category subgroup dimension age
    age_group
synonyms: synonyms aliases names alt_labels keywords also_known_as alternative_names terms
    other_names
note: note notes comment remark method napomena shenim verejtje anmerkung
"""
"""Each field, and the names that people give its column."""


def _fields() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    field = ""
    for word in _NAMES.split():
        if word.endswith(":"):
            field = word[:-1]
            found[field] = ()
        else:
            found[field] += (word,)
    return found


ANSWERS = frozenset(("obs_status", "flag", "flags", "status", "remark", "remarks", "footnote"))
"""Names of columns that say something about a value which is no field."""
EITHER = {
    "measure": ("subject", "label", "unit"), "metric": ("subject", "label", "unit"),
    "figure": ("value", "label"), "number": ("value", "key"), "no": ("key", "value"),
    "nr": ("key", "value"), "num": ("key", "value"), "n": ("value", "key"),
    "numri": ("value", "key"), "broj": ("value", "key"),
    "kind": ("qualifier", "unit", "group"), "type": ("unit", "qualifier", "group"),
    "reference": ("key", "source", "year"), "ref": ("key", "source", "year"),
    "date": ("year", "as_of", "vintage"), "when": ("year", "as_of"), "from": ("start", "source"),
    "to": ("end",), "in": ("unit", "year", "place"), "key": ("key", "subject"),
    "document": ("source", "label"), "item": ("label", "subject", "key"),
    "code": ("key", "subject"), "basis": ("denominator", "qualifier", "source"),
    "base": ("denominator",), "per": ("denominator", "unit"), "method": ("qualifier", "source"),
    "category": ("group", "subject"), "description": ("label", "note"),
    "status": ("qualifier",), "time": ("year", "as_of"), "name": ("label", "source"),
    "variable": ("subject", "label"), "quantity": ("value", "unit", "label"),
}  # fmt: skip
"""Names that people give to columns of different fields."""
HINTS = {
    "value": frozenset(
        ["value", "number", "amount", "figure", "reading", "count", "size", "total", "result", "n"]
    ),
    "unit": frozenset(["unit", "units", "measured", "measure", "counted", "kind", "type"]),
    "year": frozenset(
        [
            "for",
            "in",
            "when",
            "during",
            "year",
            "period",
            "time",
            "ref",
            "reference",
            "covers",
            "refers",
            "of",
        ]
    ),
    "vintage": frozenset(
        [
            "issued",
            "published",
            "publication",
            "released",
            "updated",
            "retrieved",
            "seen",
            "accessed",
            "edition",
            "version",
            "revised",
            "recorded",
            "entered",
            "pub",
        ]
    ),
    "place": frozenset(
        ["where", "place", "geo", "area", "location", "territory", "municipality", "country"]
    ),
    "start": frozenset(["from", "start", "begin", "since", "nga", "od"]),
    "end": frozenset(["to", "end", "until", "till", "deri", "do"]),
    "source": frozenset(
        [
            "source",
            "who",
            "whom",
            "says",
            "said",
            "from",
            "by",
            "origin",
            "via",
            "provider",
            "publisher",
            "author",
            "cited",
        ]
    ),
    "qualifier": frozenset(
        ["qualifier", "hedge", "precision", "how", "exactness", "sure", "certainty"]
    ),
}
"""Words of a column's name that hint at a field where nothing else decides."""
SPELLINGS = _fields()
SUFFIXES = frozenset({"en", "sq", "sr", "de", "latn", "cyrl"})
LANGUAGES = {
    "english": "en", "eng": "en", "albanian": "sq", "shqip": "sq", "alb": "sq", "sqi": "sq",
    "al": "sq", "serbian": "sr", "srpski": "sr", "srp": "sr", "srb": "sr", "cyrillic": "sr",
    "latin": "sr", "german": "de", "deutsch": "de", "deu": "de", "ger": "de",
}  # fmt: skip
WRAPPERS = (
    "facts", "register", "data", "items", "rows", "results", "records", "entries", "observations",
    "values", "table", "fakte", "podaci",
)  # fmt: skip
OUTDATED = frozenset({"false", "no", "0", "superseded", "old", "withdrawn", "outdated"})
FIELD_OF = {name: field for field, names in SPELLINGS.items() for name in names}
