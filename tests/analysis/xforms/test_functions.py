"""Every function gives what the ODK XForms specification says, by its own examples and ours."""

import math
from datetime import UTC, datetime

import pytest
from lxml import etree

from waystation.analysis.xforms.evaluate import evaluate
from waystation.analysis.xforms.functions import FUNCTIONS
from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.xpath import World, text_of_node

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
TREE = etree.fromstring(
    "<d version='7'><a>3</a><b>x y z</b><none/><name>  Zana   Berisha </name><own/>"
    "<r><n>1</n><k><m>a</m></k><k><m>b</m></k></r><r><n>2</n><k><m>c</m></k></r><r><n>4</n></r>"
    "<line>0 0 0 0; 0 1 0 0</line><square>0 0 0 0; 0 1 0 0; 1 1 0 0; 1 0 0 0; 0 0 0 0</square></d>"
)
CITIES = etree.fromstring(
    "<instance><root><item><name>pr</name><country>xk</country><label>Prishtinë</label></item>"
    "<item><name>sk</name><country>mk</country><label>Shkup</label></item></root></instance>"
)
EARTH = 6_378_100.0
# "Vizë 12", signed for a test.
KEY = "SAdaWX5yGhVuLgeZ3lzAxTJNxufq8c3UYlCGjsUyFd0="
SIGNED = (
    "msKh4WpX97kN1xhjK6+hYt51HZuSSbhQgUhheL686bexTxg/ZsHwr8n43tBL47FOpgaveIoFOEKbvBj2WRpND1Zp"
    "esOrIDEy"
)
EXAMPLES = [
    ("abs(-2.5)", 2.5),
    ("acos(1)", 0.0),
    ("asin(0)", 0.0),
    ("atan(0)", 0.0),
    ("atan2(1, 1)", math.pi / 4),
    ("area(/d/square)", pytest.approx((EARTH * math.pi / 180) ** 2, rel=1e-3)),
    ("base64-decode('c3VwZXIgc2VjcmV0')", "super secret"),
    ("boolean('false')", True),  # the text, as the specification warns
    ("boolean(/d/nothing)", False),
    ("boolean(/d/none)", False),  # nobody answered it
    ("boolean(/d/r)", True),
    ("boolean-from-string('false')", False),
    ("boolean-from-string('1')", True),
    ("boolean-from-string('yes')", False),
    ("ceiling(1.2)", 2.0),
    ("checklist(2, -1, 1 = 1, 2 = 2, 1 = 2)", True),
    ("checklist(-1, 1, 1 = 1, 2 = 2)", False),
    ("coalesce(/d/none, 'x')", "x"),
    ("coalesce(/d/nothing, /d/none)", ""),
    ("concat('a')", "a"),
    ("concat(/d/r/n, '!')", "124!"),
    ("contains('haystack', 'stack')", True),
    ("cos(0)", 1.0),
    ("count(/d/r)", 3.0),
    ("count-non-empty(/d/a | /d/none)", 1.0),
    ("count-selected(/d/b)", 3.0),
    ("count(instance('cities')/root/item[name != current()])", 2.0),
    ("date('2026-11-22')", "2026-11-22"),
    ("date(1)", "1970-01-02"),
    ("date-time('2026-11-22T10:00:00Z')", "2026-11-22T10:00:00Z"),
    ("decimal-date-time('1970-01-02T12:00:00Z')", 1.5),
    ("decimal-time('12:00:00')", 0.5),
    ("decimal-time('18:00:00.000+01:00')", 0.75),
    ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),  # FIPS 180
    ("distance(/d/line)", pytest.approx(EARTH * math.pi / 180, rel=1e-6)),
    ("ends-with('Prishtinë', 'ë')", True),
    ("exp(0)", 1.0),
    ("exp10(2)", 100.0),
    ("false()", False),
    ("floor(-1.2)", -2.0),
    ("format-date('2026-02-03', '%Y|%y|%m|%n|%b|%d|%e|%a')", "2026|26|02|2|Feb|03|3|Tue"),
    ("format-date-time('2026-02-03T04:05:06.789Z', '%H|%h|%M|%S|%3')", "04|4|05|06|789"),
    ("geofence('0.5 0.5', /d/square)", True),
    ("geofence('2 0.5', /d/square)", False),
    ("if(true(), 'a', 1 div 0)", "a"),
    ("string(indexed-repeat(/d/r/k/m, /d/r, 1, /d/r/k, 2))", "b"),
    ("string(instance('cities')/root/item[country = 'xk']/label)", "Prishtinë"),
    ("int(-2.7)", -2.0),
    ("itext('k')", "words of k"),
    ("jr:itext('k')", "words of k"),
    ("join(', ', /d/r/n)", "1, 2, 4"),
    ("join('-', 'a', 'b')", "a-b"),
    ("jr:choice-name('y', '/d/b')", "label of y"),
    ("count(/d/r[position() = last()])", 1.0),
    ("local-name(/d/a)", "a"),
    ("log(1)", 0.0),
    ("log10(1000)", 3.0),
    ("max(/d/r/n)", 4.0),
    ("max(1, 7, 3)", 7.0),
    ("min(/d/r/n)", 1.0),
    ("name(/d/a)", "a"),
    ("namespace-uri(/d/a)", ""),
    ("normalize-space(/d/name)", "Zana Berisha"),
    ("not(1 = 2)", True),
    ("now()", "2026-11-22T10:30:00.000+00:00"),
    ("number('2026-11-22') - number('2026-11-01')", 21.0),
    ("number('1970-01-01T12:00:00.000+06:00')", 0.25),
    ("once('new')", "3"),
    ("pi()", math.pi),
    ("position(/d/r[2])", 2.0),
    ("pow(2, 10)", 1024.0),
    ("property('deviceid')", ""),
    ("pulldata('cities', 'label', 'name', 'sk')", "Shkup"),
    ("pulldata('cities', 'label', 'name', 'zz')", ""),
    ("random() >= 0 and random() < 1", True),
    ("count(randomize(/d/r, 42))", 3.0),
    ("regex('0441', '[0-9]+')", True),
    ("regex('a0441', '[0-9]+')", False),
    ("round(1.5)", 2.0),
    ("round(-1.5)", -1.0),
    ("round(1.2345, 2)", 1.23),
    ("round(1234, -2)", 1200.0),
    ("selected('a b', 'b')", True),
    ("selected('abc', 'b')", False),
    ("selected-at('a b', 0)", "a"),
    ("selected-at('a b', -1)", ""),
    ("selected-at('a b', 2)", ""),
    ("sin(0)", 0.0),
    ("sqrt(9)", 3.0),
    ("starts-with('Prizren', 'Pri')", True),
    ("string(1 > 2)", "false"),
    ("string(2.0)", "2"),
    ("string-length('Gjakovë')", 7.0),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', -2)", "lo"),
    ("substring('12345', 2, 3)", "234"),
    ("substring-before('1999/04/01', '/')", "1999"),
    ("substring-after('1999/04/01', '/')", "04/01"),
    ("sum(/d/r/n)", 7.0),
    ("tan(0)", 0.0),
    ("today()", "2026-11-22"),
    ("translate('--aaa--', 'abc-', 'ABC')", "AAA"),
    ("true()", True),
    ("string-length(uuid())", 36.0),
    ("string-length(uuid(8))", 8.0),
    ("weighted-checklist(3, 5, 1 = 1, 2, 1 = 1, 2, 1 = 2, 9)", True),
    ("is-selected('a b', 'b')", True),
    ("selected('', '')", True),
    ("selected('a', '')", False),
    ("boolean-from-string('TRUE')", True),
    ("enclosed-area('0 0;0 1;1 0;0 0') = area('0 0;0 1;1 0;0 0')", True),
    ("round(1.005, 2)", 1.01),
    ("round(-15.55, 1)", -15.5),
    ("round(1234567.125, 2)", 1234567.13),
    ("string(distance('', '42.6 21.1 0 0'))", "NaN"),
    (f"extract-signed('{SIGNED}', '{KEY}')", "Vizë 12"),
    (f"extract-signed('{SIGNED}', '{SIGNED[:44]}')", ""),
    (f"extract-signed('no', '{KEY}')", ""),
    ("version()", "7"),
    ("weighted-checklist(5, -1, 1 = 1, 2, 1 = 1, 2)", False),
]


@pytest.mark.parametrize(("expression", "value"), EXAMPLES)
def test_a_function_gives_what_the_specification_says(expression, value):
    world = World(
        TREE,
        instances={"cities": CITIES},
        repeats=frozenset({"/d/r", "/d/r/k"}),
        now=lambda: NOW,
        choice_label=lambda question, code: f"label of {code}",
        text_of=lambda key: f"words of {key}",
    )

    assert evaluate(expression, world, TREE.find("a")) == value


def test_every_function_has_an_example():
    text = " ".join(expression for expression, _ in EXAMPLES)

    assert [name for name in FUNCTIONS if f"{name}(" not in text] == ["search-row"]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("duration()", "function_foreign"),
        ("cht:difference-in-days('a', 'b')", "function_foreign"),
        ("nope(1)", "function_unknown"),
        ("if(1)", "arguments"),
        ("date('soon')", "not_a_date"),
        ("count('text')", "path_expected"),
        ("digest('a', 'ROT13')", "digest"),
        ("pulldata('gone', 'a', 'b', 'c')", "list_missing"),
        ("regex('a', '(')", "pattern"),
        ("following::a", "axis"),
        ("a b", "operator_missing"),
        ("(1", "ended"),
        ("1 +", "ends_early"),
        ("${a} + 1", "reference"),
        ("a ? 2", "unreadable"),
    ],
)
def test_what_cannot_be_evaluated_has_a_code(expression, code):
    with pytest.raises(WrongExpression) as wrong:
        evaluate(expression, World(TREE), TREE)

    assert wrong.value.code == code
    assert str(wrong.value).endswith(".") or code == "pattern"


def test_a_path_inside_a_repetition_means_that_repetition():
    world = World(TREE, repeats=frozenset({"/d/r", "/d/r/k"}))
    second = TREE.findall("r")[1]

    found = evaluate("/d/r/k/m", world, second.find("n"))

    assert [text_of_node(node) for node in found] == ["c"]
