"""What of XLSForm is supported: the one list that upload notes and docs/xforms.md are made from.

``supported`` is offered to phones and judged again here. ``partly`` is offered to phones; the
sentence says what is not judged or not stored. ``ignored`` is read by nobody: the upload says so
by sheet, row and column. ``refused`` stops the upload.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from waystation.foundation.shared.words import N_

SUPPORTED, PARTLY, IGNORED, REFUSED = "supported", "partly", "ignored", "refused"


@dataclass(frozen=True)
class Row:
    """One thing by all its names, whether it is supported, and a sentence where not in full."""

    names: tuple[str, ...]
    status: str = SUPPORTED
    sentence: str = ""


def rows(*names: str, status: str = SUPPORTED, sentence: str = "") -> Row:
    return Row(names, status, sentence)


SMS = N_("Sending forms as text messages is not supported; nothing was read from it.")
ENTITIES = N_(
    "Entity lists are not supported: answers arrive as usual, but no list of entities is made or "
    "changed."
)
OTHER_SERVER = N_(
    "Phones would send the answers to this address and not here. Remove it, so that they arrive "
    "in this office."
)
OLD_DEVICE = N_("Phones with Android 11 or later leave it empty.")
OSM = N_("OpenStreetMap files are stored as attachments; their tags are not read.")
SURVEY123 = N_("This is a column of Survey123; nothing was read from it.")
KOBO = N_("This is a column of KoboToolbox; nothing was read from it.")
SURVEYCTO = N_("This is a column of SurveyCTO; nothing was read from it.")
MEDIA = N_(
    "The column needs its kind: media::image, media::audio or media::video. Nothing was read from "
    "it."
)
NO_HEADING = N_("The column has no heading; nothing was read from it.")
NO_LANGUAGE = N_(
    "The default language “{language}” is none of the languages of this form: {languages}. Phones "
    "begin with the first."
)
NO_COLUMN = N_("“{heading}” is not a column of XLSForm; nothing was read from it.")
NO_APPEARANCE = N_("The appearance “{name}” is not known; phones may ignore it.")
NO_SETTING = N_("“{heading}” is not a setting of XLSForm; nothing was read from it.")

FILES = [
    rows(".xlsx", ".xlsm", ".xls"),
    rows(".ods"),
    rows(".csv", ".tsv", status=PARTLY,
         sentence=N_("The sheets are named in the first column; rows are counted in each sheet.")),
    rows(".xml"),
    rows(".md", ".markdown", status=PARTLY,
         sentence=N_("The sheets are named in the first column; rows are counted in each sheet.")),
    rows(".json", ".pdf", status=REFUSED,
         sentence=N_("Save the form as .xlsx.")),
]  # fmt: skip
TYPES = [
    rows("text", "string", "q string", "add text prompt"),
    rows("integer", "int", "q int", "add integer prompt"),
    rows("decimal", "q decimal", "add decimal prompt"),
    rows("range"),
    rows(
        "select_one", "select one", "select1", "select one from", "select one using", "q select1",
        "add select one prompt using",
    ),
    rows(
        "select_multiple", "select all that apply", "select all that apply from",
        "select multiple from", "select multiple using", "q select",
        "add select multiple prompt using",
    ),
    rows("select_one_external", "select one external"),
    rows("select_one_from_file", "select one from file"),
    rows("select_multiple_from_file", "select multiple from file"),
    rows("cascading_select", "cascading select", status=REFUSED,
         sentence=N_("cascading_select is old. Use select_one with a choice_filter.")),
    rows("rank"),
    rows("note", "q note", "add note prompt"),
    rows("geopoint", "location", "gps", "q geopoint", "q location", "add location prompt"),
    rows("geotrace", "q geotrace"),
    rows("geoshape", "q geoshape"),
    rows("start-geopoint", "background-geopoint"),
    rows("date", "q date", "add date prompt"),
    rows("time"),
    rows("dateTime", "datetime", "date time", "q date time", "q dateTime", "add date time prompt",
         "add dateTime prompt"),
    rows("image", "photo", "q image", "q picture", "add image prompt", "add photo prompt"),
    rows("audio", "q audio", "add audio prompt", "background-audio"),
    rows("video", "q video", "add video prompt"),
    rows("file", "add file prompt"),
    rows("osm", status=PARTLY, sentence=OSM),
    rows("barcode", "q barcode", "add barcode prompt"),
    rows("acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"),
    rows("calculate", "q calculate", "add calculate prompt"),
    rows("hidden"),
    rows("xml-external", "csv-external"),
    rows("percentage", "phone number", "number of days in last month",
         "number of days in last six months", "number of days in last year"),
    rows("start", "start time", "get start time"),
    rows("end", "end time", "get end time"),
    rows("today", "get today"),
    rows("deviceid", "device id", "imei", "get device id", "uri:deviceid"),
    rows("username", "uri:username", "email", "uri:email"),
    rows("phonenumber", "get phone number", "uri:phonenumber", status=PARTLY,
         sentence=OLD_DEVICE),
    rows("subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid", "simserial",
         "sim id", "get sim id", "uri:simserial", status=PARTLY, sentence=OLD_DEVICE),
    rows("audit"),
    rows("group", "begin group", "begin_group", "end group", "end_group"),
    rows("repeat", "lgroup", "looped group", "begin repeat", "begin_repeat", "end repeat",
         "end_repeat"),
    rows("loop"),
]  # fmt: skip

SURVEY = [
    rows("type", "command"),
    rows("name", "tag", "value"),
    rows("label", "caption"),
    rows("hint", "guidance_hint"),
    rows("required"),
    rows("required_message", "requiredmsg", "jr:requiredMsg"),
    rows("relevant", "relevance"),
    rows("constraint"),
    rows("constraint_message", "constraining_message", "jr:constraintMsg"),
    rows("calculation", "calculate"),
    rows("read_only", "readonly"),
    rows("default"),
    rows("library_source"),  # where a question was copied from; phones do not get it
    rows("appearance"),
    rows("parameters"),
    rows("choice_filter"),
    rows("repeat_count", "count", "jr:count"),
    rows("trigger"),
    rows("image", "big-image", "audio", "video", "media::image", "media::big-image",
         "media::audio", "media::video"),
    rows("media", status=IGNORED, sentence=MEDIA),
    rows("autoplay", "rows", "body", "control"),
    rows("bind"),
    rows("instance"),
    rows("noapperrorstring", "no_app_error_string", status=PARTLY,
         sentence=N_("Shown by some phones only.")),
    rows("query", "list_name", "choices", "children", "itemset", "actions", "parent"),
    rows("disabled", status=PARTLY, sentence=N_("The column disabled is old. Use relevant "
                                                "instead.")),
    rows("save_to", status=IGNORED, sentence=ENTITIES),
    rows("sms_field", "sms_option", "sms_separator", "sms_allow_media", "sms_date_format",
         "sms_datetime_format", "sms_response", "compact_tag", status=IGNORED, sentence=SMS),
    rows("kobo--matrix_list", "kobo--score-choices", "kobo--rank-items", "kobo--rank-constraint",
         "kobo--locking-profile", "$kuid", "$autoname", "$xpath", "$qpath", "hxl",
         status=IGNORED, sentence=KOBO),
    rows("minimum_seconds", "publishable", "response_note", "note", "media:scope",
         status=IGNORED, sentence=SURVEYCTO),
    rows("body::esri:style", "bind::esri:fieldtype", "bind::esri:fieldlength",
         "bind::esri:fieldalias", "body::esri:inputmask", "bind::esri:parameters",
         status=IGNORED, sentence=SURVEY123),
]  # fmt: skip

CHOICES = [
    rows("list_name", "list name"),
    rows("name", "value"),
    rows("label", "caption"),
    rows(
        "image",
        "big-image",
        "audio",
        "video",
        "media::image",
        "media::big-image",
        "media::audio",
        "media::video",
    ),
    rows("media", status=IGNORED, sentence=MEDIA),
    rows("sms_option", status=IGNORED, sentence=SMS),
    rows("children", "parent"),
]

SETTINGS = [
    rows("form_id", "set_form_id", "id_string"),
    rows("form_title", "set_form_title", "title"),
    rows("version"),
    rows("name"),
    rows("default_language"),
    rows("instance_name"),
    rows("allow_choice_duplicates", "clean_text_values", "omit_instanceID", "flat",
         "add_none_option"),
    rows("style", "namespaces", "attribute", "instance_xmlns"),
    rows("auto_send", "auto_delete", status=PARTLY,
         sentence=N_("Phones decide by this when they send and delete; nothing changes here.")),
    rows("client_editable"),
    rows("public_key", status=REFUSED, sentence=N_(
        "This form encrypts on the phone, so its answers could not be checked here. Remove "
        "public_key from the settings sheet: answers are encrypted when they arrive.")),
    rows("submission_url", status=IGNORED, sentence=OTHER_SERVER),
    rows("entity_version", status=IGNORED, sentence=ENTITIES),
    rows("prefix", "delimiter", "sms_keyword", "sms_separator", "sms_allow_media",
         "sms_date_format", "sms_datetime_format", "sms_response", "sms_field", status=IGNORED,
         sentence=SMS),
    rows("bind", "children", "choices", "control", "file_name", "hint", "instance", "label",
         "media", "parent", "setgeopoint_by_triggering_ref", "setvalues_by_triggering_ref",
         "type"),
]  # fmt: skip

SHEETS = [
    rows("survey"), rows("choices"), rows("settings"), rows("external_choices"),
    rows("osm", status=PARTLY, sentence=OSM),
    rows("entities", status=IGNORED, sentence=ENTITIES),
]  # fmt: skip

APPEARANCES = [
    rows("field-list", "table-list", "label", "list-nolabel", "list"),
    rows("minimal", "quick", "quickcompact", "compact", "horizontal", "horizontal-compact",
         "likert", "image-map", "autocomplete", "search", "columns", "columns-pack", "columns-1",
         "columns-2", "columns-3", "columns-4", "columns-5", "columns-6", "columns-7",
         "columns-8", "columns-9", "columns-10", "no-buttons"),
    rows("multiline", "numbers", "url", "masked", "counter", "thousands-sep", "bearing",
         "hidden-answer"),
    rows("year", "month-year", "no-calendar", "ethiopian", "coptic", "islamic",
         "bikram-sambat", "myanmar", "persian", "buddhist"),
    rows("maps", "map", "placement-map", "streets", "hide-input"),
    rows("signature", "draw", "annotate", "new", "new-front", "selfie", "new-rear"),
    rows("vertical", "no-ticks", "picker", "rating", "distress"),
    rows("printer", "text", "front", "pages", "theme-grid", "theme-formhub", "w1", "w2", "w3",
         "w4", "w5", "w6", "w7", "w8", "w9", "w10", "dn"),
    rows("ex:", "printer:", "map-quick", "comment", "analog-scale", "max-pixels",
         status=PARTLY, sentence=N_("Needs an app or a web form that knows it.")),
]  # fmt: skip


def row_named(table: list[Row], name: str) -> Row | None:
    """Return the row of a table that has a name, whatever its capitals and spaces."""
    wanted = _plain(name)
    return next((row for row in table if wanted in {_plain(one) for one in row.names}), None)


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


# What people write who come from other programs.
MEANT = {
    "number": "integer", "numeric": "decimal", "float": "decimal", "gps": "geopoint",
    "picture": "image", "signature": "image", "phone": "text", "textarea": "text",
    "dropdown": "select_one", "radio": "select_one", "select_single": "select_one",
    "checkbox": "select_multiple", "checkboxes": "select_multiple",
    "select_many": "select_multiple", "select_multi": "select_multiple",
    "multiple_choice": "select_multiple", "formula": "calculate", "begin": "begin_group",
    "end": "end_group",
}  # fmt: skip


def type_like(text: str) -> str:
    """Return the type that somebody may have meant by an unknown one, "" without."""
    word, _, rest = re.sub(r"[\s\-_]+", "_", text.strip().lower()).partition("_")
    known = {_plain(name): name for row in TYPES for name in row.names}
    for tried in (f"{word}_{rest.split('_', 1)[0]}", word):
        near = MEANT.get(tried) or known.get(tried)
        if near:
            return near
    close = difflib.get_close_matches(_plain(text), known, 1, 0.8)
    return known[close[0]] if close else ""
