"""An index answers what a filter asks, and never anything else."""

import time

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.analysis.xforms.tables import submission
from waystation.analysis.xforms.answers import problems_of, read_submission
from waystation.analysis.xforms.evaluate import evaluate
from waystation.analysis.xforms.xform import read_definition
from waystation.analysis.xforms.xpath import World, text_of_node

TEXTS = st.sampled_from(["", "a", "b", " a", "a b", "1", "1.0", "01", "true", "ë"])
ITEM = st.fixed_dictionaries({}, optional={"x": TEXTS, "y": TEXTS, "name": TEXTS})
ATOMS = ["/d/a", "/d/b", "'a'", "'1'", "1", "true()", "concat(/d/a, '')", "current()/../b", "."]
SIDES = st.sampled_from(["x", "y", "./x", "string(x)", "*", *ATOMS])
CONDITIONS = st.one_of(
    st.tuples(SIDES, st.sampled_from(["=", "!=", "<"]), SIDES).map(" ".join),
    st.tuples(SIDES, SIDES).map(lambda two: f"selected({two[0]}, {two[1]})"),
    st.sampled_from(["position() = 2", "last()", "2", "count(x) = 1", "not(x)", "x[. = 'a']"]),
)


def joined(inner):
    return st.tuples(inner, st.sampled_from([" and ", " or ", "]["]), inner).map("".join)


FILTERS = st.recursive(CONDITIONS, joined, max_leaves=4)


@given(st.lists(ITEM, max_size=6), TEXTS, TEXTS, FILTERS)
def test_a_filter_finds_the_same_items_with_an_index_and_without(items, a, b, text):
    instance = etree.Element("instance")
    root = etree.SubElement(instance, "root")
    for item in items:
        node = etree.SubElement(root, "item")
        for name, value in item.items():
            etree.SubElement(node, name).text = value
    tree = etree.Element("d")
    etree.SubElement(tree, "a").text, etree.SubElement(tree, "b").text = a, b
    world = World(tree, instances={"l": instance})

    # The computed name of a list keeps the index out.
    indexed = evaluate(f"instance('l')/root/item[{text}]/name", world, tree[0])
    plain = evaluate(f"instance(concat('l', ''))/root/item[{text}]/name", world, tree[0])

    assert list(map(text_of_node, indexed)) == list(map(text_of_node, plain))


def large_form(places, questions, regions=50):
    """Return an XForm of many questions that choose from one long list, and a true submission."""
    paths = [("region", q) for q in range(questions)] + [("place", q) for q in range(questions)]
    names = "".join(f"<{kind}{q}/>" for kind, q in paths)
    binds = "".join(f'<bind nodeset="/data/{kind}{q}"/>' for kind, q in paths)
    items = "".join(
        f"<item><name>p{i}</name><label>Place {i}</label><region>r{i % regions}</region></item>"
        for i in range(places)
    )
    body = "".join(
        f'<input ref="/data/region{q}"/><select1 ref="/data/place{q}"><itemset nodeset="'
        f"instance('places')/root/item[region = /data/region{q} and name != '']\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>'
        for q in range(questions)
    )
    xform = (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        f'<h:head><model><instance><data id="survey" version="1">{names}</data></instance>'
        f'<instance id="places"><root>{items}</root></instance>{binds}</model></h:head>'
        f"<h:body>{body}</h:body></h:html>"
    )
    answers = "".join(
        f"<region{q}>r{q % regions}</region{q}><place{q}>p{q % regions + regions}</place{q}>"
        for q in range(questions)
    )
    return xform.encode(), answers


def test_two_hundred_cascades_over_twenty_thousand_places_are_judged_in_seconds():
    xform, answers = large_form(places=20_000, questions=200)
    definition = read_definition(xform)
    wrong = answers.replace("<place7>p57<", "<place7>p58<")
    problems_of(definition, read_submission(submission(answers)).root)  # makes the indexes
    began = time.process_time()

    good = problems_of(definition, read_submission(submission(answers)).root)
    bad = problems_of(definition, read_submission(submission(wrong)).root)

    assert time.process_time() - began < 8  # without an index it was minutes
    assert good == []
    assert [(one.kind, one.question) for one in bad] == [("choice", "place7")]


def test_the_choices_of_two_hundred_questions_with_one_list_are_read_once():
    xform, _ = large_form(places=5_000, questions=200)
    definition = read_definition(xform)

    chosen = [definition.choices_of(q) for q in definition.questions if q.is_choice]

    assert len({id(one) for every in chosen for one in every}) == 5_000  # the same for all
    assert [(one.code, one.label) for one in chosen[0][:2]] == [
        ("p0", "Place 0"),
        ("p1", "Place 1"),
    ]
    assert {len(one) for one in chosen} == {5_000}
