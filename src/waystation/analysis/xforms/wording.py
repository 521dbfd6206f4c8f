"""What pyxform says about a workbook, in our words: every message of its catalogue has one here.

pyxform fills its templates before it raises, so a message is recognised by its template. A
message that is not known is shown as it is, after "The form cannot be converted".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from waystation.foundation.shared.words import N_

from .functions.foreign import foreign_type
from .support import type_like

ENTITY = N_(
    "The declaration of an entity is wrong. Entity lists are not supported here: remove the "
    "entities sheet and the save_to column."
)
NAME = N_(
    "A name begins with a letter or an underscore and contains only letters, digits, "
    "underscores, hyphens and periods."
)
NUMBER = N_("The parameter {name} must be a number.")
OFF_STEP = N_("The parameter {name} is not on a step of the range.")
OUTSIDE = N_("The parameter {name} is outside the range.")
TICKS = N_("The labels of the range (tick_labelset) do not fit its start, end and step.")
NO_SHEET = N_("The workbook has no sheet “{sheet}”.")
NO_TYPE = N_("“{type}” is not a type of question.")
TYPE_LIKE = N_("“{type}” is not a type of question. Is it “{near}”?")
NO_NAME = N_("The row has no name.")
MISSING_LIST = N_("There is no list “{name}” on the sheet {of}.")
TWO_QUESTIONS = N_("“{q}” is the name of several questions, so it could mean either. Rename one.")
LIKE_THE_FORM = N_("“{q}” is the name of a question and of the form itself. Rename one.")
NO_QUESTION = N_("There is no question “{q}” on the survey sheet.")
TRUE_OR_FALSE = N_("The parameter {name} must be true or false.")
WHOLE = N_("The parameter {name} must be a whole number.")

# Codes of pyxform's ErrorCode; a prefix stands for all codes that begin with it.
CODES = {
    "ENTITY_": ENTITY,
    "HEADER_001": N_("The first row of this sheet does not contain the column headings."),
    "HEADER_002": N_("“{other}” and “{header}” are two names of one column. Remove one."),
    "HEADER_003": N_("The column {missing} is missing."),
    "HEADER_004": N_("The heading of a column is empty or has a space in it."),
    "HEADER_005": ENTITY,
    "LABEL_001": N_("A choice has no label."),
    "NAMES_001": N_("The name “{value}” is used twice in one group. Rename one."),
    "NAMES_002": N_(
        "The name “{value}” differs from another in capital letters only, which some programs "
        "cannot tell apart."
    ),
    "NAMES_003": N_("A repeat cannot be named “{value}”, like the form itself. Rename it."),
    "NAMES_004": N_("Two repeats are named “{value}”. Rename one."),
    "NAMES_005": N_("The name “meta” is reserved. Choose another."),
    "NAMES_006": N_("A choice has no name."),
    "NAMES_007": N_(
        "Two choices of one list have the same name. Rename one, or write yes under "
        "allow_choice_duplicates on the settings sheet."
    ),
    "NAMES_008": NAME,
    "NAMES_009": NAME,
    "NAMES_010": ENTITY,
    "NAMES_011": ENTITY,
    "NAMES_012": ENTITY,
    "NAMES_013": N_("There is no sheet “{sheet}”. Is it one of these: {candidates}?"),
    "NAMES_014": ENTITY,
    "NAMES_015": ENTITY,
    "PYREF_001": N_("A reference to a question is not written as {example}."),
    "PYREF_002": N_("There must be a comma between two references to questions."),
    "PYREF_003": NO_QUESTION,
    "PYREF_004": TWO_QUESTIONS,
    "RANGE_001": NUMBER,
    "RANGE_002": N_("The parameter {name} must not be 0."),
    "RANGE_003": N_("The parameter {name} is larger than the whole range."),
    "RANGE_004": OFF_STEP,
    "RANGE_005": OUTSIDE,
    "RANGE_008": N_(
        "The parameters tick_interval, placeholder and tick_labelset do not go with this "
        "appearance."
    ),
    "RANGE_": TICKS,
    "SURVEY_001": N_("There is an end_{type} without a begin_{type} before it."),
    "SURVEY_002": N_("The begin_{type} of “{name}” has no end_{type}."),
    "SURVEY_003": N_("The parameter incremental is true or left out."),
    "SURVEY_004": N_("Parameters are written as name=value, with spaces between them."),
    "SURVEY_005": N_(
        "The parameter {rejected} is not known for this type of question. Known are: {accepted}."
    ),
    "SURVEY_006": N_("reference-geometry must name a list or a repeat of this form."),
    "SURVEY_007": N_("The parameter capture-accuracy must be a number."),
    "SURVEY_008": N_("The parameter warning-accuracy must be a number."),
    "SURVEY_009": N_("The parameter allow-mock-accuracy must be true or false."),
}
INTERNAL = "INTERNAL_"
SELECTS = r"(add |q )?(select[_ ]?(one|multiple|1)?|rank)([_ ](external|from|using))?"

# Messages outside the catalogue: a pattern of theirs, our sentence, what it is about.
PATTERNS: list[tuple[str, str, dict[str, str]]] = [
    (r"Unknown question type '(?P<type>.*?)'", NO_TYPE, {}),
    (r"Question with no type", N_("The row has no type."), {}),
    (r"Missing calculation", N_("The calculation is missing."), {}),
    (r"Question or group with no name", NO_NAME, {}),
    (r"List name not in choices sheet: (?P<name>.+)", MISSING_LIST, {"of": "choices"}),
    (
        r"List name not in external choices sheet: (?P<name>.+)",
        MISSING_LIST,
        {"of": "external_choices"},
    ),
    (
        r"(You must have a sheet named '|There should be (a|an) )(?P<sheet>\w+)('| sheet)",
        NO_SHEET,
        {},
    ),
    (
        r"Choice names with spaces cannot .*See \[(?P<name>.*)\] in \[(?P<list>.*)\]",
        N_("The choice “{name}” of the list {list} has a space in its name. Use an underscore."),
        {},
    ),
    (
        r"File name for .* should end with",
        N_("The name of the file must end in .csv, .xml or .geojson."),
        {},
    ),
    (r"Duplicate column header: (?P<header>.+)", N_("There are two columns “{header}”."), {}),
    (r"Audits must always be named", N_("The name of an audit row must be left blank."), {}),
    (r"(?P<name>[\w-]+) must be set to true or false", TRUE_OR_FALSE, {}),
    (
        r"(?P<name>[\w-]+) must be set to (?P<values>.+?):",
        N_("The parameter {name} must be one of {values}."),
        {},
    ),
    (r"Parameter (?P<name>[\w-]+) must have an integer value", WHOLE, {}),
    (
        r"Parameter (?P<name>[\w-]+) must be greater\s+than or equal to (?P<least>[\w-]+)",
        N_("The parameter {name} must not be less than {least}."),
        {},
    ),
    (
        r"To include location information in the audit",
        N_(
            "To record positions in the audit, give all three: location-priority, "
            "location-min-interval and location-max-age."
        ),
        {"type": "audit"},
    ),
    (
        r"seed value must be a number",
        N_("The parameter seed must be a number or a reference to a question."),
        {},
    ),
    (
        r"Parameters must include randomize=true",
        N_("The parameter seed needs randomize=true beside it."),
        {},
    ),
    (
        r"Invalid value for quality",
        N_("The parameter quality is not one of those for this type of question."),
        {},
    ),
    (
        r"Choice filter not supported (with|for) (?P<name>or_other|table-list)",
        N_("A choice_filter does not go with {name}."),
        {},
    ),
    (
        r"Please specify choices for this 'or other'",
        N_("A question with or_other needs choices on the choices sheet."),
        {},
    ),
    (
        r"Question '(?P<q>.+?)' uses 'search\(\)', and .* list name '(?P<list>.+?)'",
        N_("“{q}” uses search(), so no question without it may use the list {list}."),
        {},
    ),
    (
        r"Question '(?P<q>.+?)' is a select from file type, using 'search",
        N_("“{q}” takes its choices from a file, so it cannot use search() as well."),
        {},
    ),
    (
        r"same instance id .* Instance name: '(?P<name>.+?)'",
        N_("Two files or lists of this form are both called “{name}”. Rename one."),
        {},
    ),
    (
        r"question \$\{(?P<trigger>.+?)\} is not user-visible .* question \$\{(?P<q>.+?)\}",
        N_("“{trigger}” is not shown to anybody, so it cannot trigger “{q}”."),
        {},
    ),
    (r"survey element named '(?P<q>.+?)' has no label", N_("“{q}” has no label."), {}),
    (
        r"To use big-image, .* named (?P<q>.+?)\.?$",
        N_("“{q}” has a big-image, so it needs an image too."),
        {},
    ),
    (r"There is no survey element named '(?P<q>.+?)'", NO_QUESTION, {}),
    (r"There are multiple survey elements named '(?P<q>.+?)'", TWO_QUESTIONS, {}),
    (
        r"For 'background-geopoint' questions, the 'calculation' column must be empty",
        N_("A background-geopoint has no calculation."),
        {},
    ),
    (
        r"For 'background-geopoint' questions, the 'trigger' column must not be empty",
        N_("A background-geopoint needs a trigger."),
        {},
    ),
    (
        r"Cannot omit instanceID",
        N_("A form cannot leave out its instance id."),
        {},
    ),
    (
        r"This section has not been included",
        N_("The type include is not supported. Copy the rows of the other form into this one."),
        {},
    ),
    # What pyxform notices without refusing the form.
    (
        r"The error (?P<error>#\S+) of a formula in the column (?P<header>.+?)\.",
        N_("The column {header} holds {error}, the error of a formula."),
        {},
    ),
    (
        r"Use the max-pixels parameter",
        N_("The photo is sent in full size. The parameter max-pixels=1024 makes it smaller."),
        {},
    ),
    (r"(Group|Repeat|Loop) has no label", N_("The group has no label."), {}),
    (
        r"select one external is only meant for filtered",
        N_("select_one_external is meant for a list with a choice_filter."),
        {},
    ),
    (
        r"Language '(?P<language>.+?)' is missing the (?P<sheet>\w+) (?P<columns>\S+) column\.",
        N_("The language {language} has no column {columns} on the sheet {sheet}."),
        {},
    ),
    (
        r"Language '(?P<language>.+?)' is missing the (?P<sheet>\w+) columns (?P<columns>.+?)\.",
        N_("The language {language} has no column {columns} on the sheet {sheet}."),
        {},
    ),
    (
        r"uses or_other and translations",
        N_("The words for “other” are in English in every language of this form."),
        {},
    ),
    (
        r"'disabled' column header",
        N_("The column disabled is old. Use relevant instead."),
        {},
    ),
    (
        r"(?P<type>\w+) is no longer supported on most devices",
        N_("Phones with Android 11 or later give no {type}."),
        {},
    ),
    (
        r"Row without name, text, or label",
        N_("The row has no type and no name, so it was left out."),
        {},
    ),
    (
        r"do not contain valid machine-readable codes: (?P<languages>.+?)\. ",
        N_("These languages have no code, as in Shqip (sq): {languages}."),
        {},
    ),
    (
        r"form_id and id_string column headers are both",
        N_("The settings sheet has both form_id and id_string. Remove one."),
        {},
    ),
]  # fmt: skip
SUPPRESS = re.compile(r" If you do not mean to include a sheet.*$")
FOREIGN_TYPE = N_("“{type}” is a type of question of {product}, which is not supported.")
FAULT = N_("The form cannot be converted, because of a fault in pyxform: {text}")
FAULT_OF_COLUMN = N_(
    "pyxform, which converts forms, has a fault with the column “{heading}” of this form. Rename "
    "the column or remove it."
)
SHEET_LIKE = N_("The workbook has no sheet “{sheet}”, but one “{near}”. Rename that.")
NO_LIST = N_("“{type}” needs the name of its list after it, as in “{type} towns”.")
NO_FILE = N_(
    "“{type}” needs the name of one file after it, without spaces, as in "
    "“select_one_from_file towns.csv”."
)
UNKNOWN = N_("The form cannot be converted: {text}")


@dataclass(frozen=True)
class Wording:
    """A message of pyxform in our words, with the sheet and the row that it names."""

    sentence: str
    values: dict[str, str] = field(default_factory=dict)
    sheet: str = "survey"
    row: int = 0
    names_sheet: bool = False


@cache
def _catalogue() -> list[tuple[re.Pattern[str], str]]:
    """Return a pattern for every template of pyxform's catalogue, with its code."""
    from pyxform.errors import ErrorCode

    found = []
    for code in ErrorCode:
        template = " ".join(code.value.msg.replace("{{", "{").replace("}}", "}").split())
        pieces = re.split(r"\{(\w+)\}", template.replace("'${'", "'${'"))
        pattern, seen = "", set[str]()
        for at, piece in enumerate(pieces):
            if at % 2 == 0:
                pattern += re.escape(piece)
            elif piece in seen:
                pattern += ".*?"
            else:
                seen.add(piece)
                pattern += f"(?P<{piece}>.*?)"
        found.append((re.compile(pattern), code.name))
    return found


def in_our_words(message: str) -> Wording:
    """Return a message of pyxform in our words."""
    message = SUPPRESS.sub("", " ".join(message.split()))
    row = re.search(r"\[row\s*:\s*(\d+)\]", message)
    sheet = re.search(r"the '(\w+)' sheet|[Ff]or sheet: '(\w+)'", message)
    number = int(row[1]) if row else 0
    of = next((one for one in sheet.groups() if one), "survey").lower() if sheet else "survey"
    for pattern, code in _catalogue():
        if (found := pattern.fullmatch(message)) and (sentence := sentence_of(code)):
            values = {"name": "tick_labelset", "example": "${question}", **found.groupdict()}
            return Wording(sentence, values, of, number, sheet is not None)
    for text, sentence, values in PATTERNS:
        if found := re.search(text, message):
            values = {**values, **_groups_of(found)}
            if product := foreign_type(values.get("type", "")):
                sentence, values = FOREIGN_TYPE, {**values, "product": product}
            elif re.match(r"select[_ ]\w+[_ ]from[_ ]file\b", values.get("type", "")):
                sentence = NO_FILE
            elif re.fullmatch(SELECTS, values.get("type", "").strip()):
                sentence = NO_LIST
            elif sentence == NO_TYPE and (near := type_like(values["type"])):
                sentence, values = TYPE_LIKE, {**values, "near": near}
            return Wording(sentence, values, of, number)
    plain = message.replace(row[0], "").strip(" .:-") if row else message.rstrip(".")
    return Wording(UNKNOWN, {"text": plain[:500] + "."}, of, number)


def _groups_of(found: re.Match[str]) -> dict[str, str]:
    return {name: text.strip() for name, text in found.groupdict().items() if text}


def sentence_of(code: str) -> str:
    """Return our sentence for a code of pyxform, "" for a fault inside pyxform."""
    return CODES.get(code) or CODES.get(code.split("_")[0] + "_", "")
