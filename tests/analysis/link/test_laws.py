"""Laws that hold for any names, dates and weights."""

import math
from dataclasses import replace
from datetime import date
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.analysis import link

LETTERS = "abcdeghijklmnopqrstuxyzçëšžćčđıüöşğ ђћљњџшчжиаемрбхќ محمدعليخ-'’ABKHGŠÇ"
NAMES = st.text(LETTERS, max_size=14) | st.text(max_size=10)
PLAIN = st.text("abcdk", max_size=8)
DAYS = st.dates(min_value=date(1920, 1, 1))
PEOPLE = st.builds(
    link.features,
    given=st.sampled_from(["Besim", "Besin", "Бесим", "Krasniqi", "", "محمد", "Mohammed"]),
    family=st.sampled_from(["Krasniqi", "Краснићи", "Krasnqi", "Besim", "Hoxha", ""]),
    father=st.sampled_from(["Agim", "Agim", "Aguim", ""]),
    birth_date=st.none() | DAYS,
    birth_year=st.none() | st.integers(1998, 2001),
    sex=st.sampled_from(["female", "male", ""]),
    place=st.sampled_from(["xk-prishtine", "xk-peje", ""]),
    home=st.lists(st.sampled_from(["044123456", "@xk-peje:1 a", ""]), max_size=2),
)


@given(NAMES)
@settings(max_examples=400, deadline=None)
def test_the_normaliser_changes_nothing_the_second_time(name):
    once = link.name_key(name)

    assert link.name_key(once) == once
    assert once.isascii()
    assert link.word_key(link.word_key(name)) == link.word_key(name)


@given(st.lists(PEOPLE, min_size=1, max_size=2), st.lists(PEOPLE, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_one_against_many_weighs_to_the_last_bit_what_each_pair_weighs(mine, others):
    model = replace(
        link.persons.shipped_model(), frequencies={"given": {"besim": 0.02}, "family": {}}
    )
    looker = link.Looker(model, mine)

    weights = [looker.weight([other]) for other in others]

    assert weights == [max(model.score(a, b).weight for a in mine) for b in others]


@given(NAMES)
@settings(max_examples=200, deadline=None)
def test_the_normaliser_does_not_mind_case_or_spaces(name):
    simple = "".join(c for c in name if c not in "İıßſ" and len(c.upper().lower()) == 1)

    assert link.name_key(f"  {simple} ") == link.name_key(simple)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Krasniqi", "Краснићи", "Krasnići", "KRASNIQI", "Krasnici"),
        ("Petrović", "Петровић", "Petroviq", "Petrovic"),
        ("Xhevdet", "Џевдет", "Dževdet"),
        ("Şükrü", "Sukru", "ŞÜKRÜ"),
        ("Hoxha", "Хоџа", "Hodža"),
        ("Gjergj", "Ђерђ", "Đerđ"),
        ("Haxhi Ymer", "Ymer", "Имер"),
        ("Abdul Rahman", "Abdel-Rahman", "Abd al-Rahman"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings):
    assert len({link.name_key(one) for one in spellings}) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohammed", "Muhamed", "Mehmed", "محمد"),
        ("Khadija", "Hatidža", "خديجة"),
        ("Yousef", "Jusuf", "يوسف"),
        ("Najjar", "Nadžar", "نجار"),
        ("Xhemajl", "Cemal", "Џемаил"),
    ],
)
def test_one_name_in_two_tongues_sounds_the_same(spellings):
    assert len({link.sound_key(one) for one in spellings}) == 1


@pytest.mark.parametrize(
    ("name", "slipped"),
    [("Gjergj", "Gjeergj"), ("Xhevdet", "Xheevdet"), ("Đorđe", "Đoorđe"), ("Çeljeta", "Çeeljeta")],
)
def test_a_letter_doubled_by_a_hand_from_here_is_no_english_spelling(name, slipped):
    assert link.sound_key(name) == link.sound_key(slipped)
    assert link.slip(link.name_key(name), link.name_key(slipped))


def test_different_names_stay_different():
    names = ["Arta", "Albana", "Aldin", "Besa", "Besim", "Milan", "Milica", "Mirko", "Ali", "Halil"]

    assert len({link.name_key(name) for name in names}) == len(names)


@given(PLAIN, PLAIN)
@settings(max_examples=300, deadline=None)
def test_the_measures_of_text_are_symmetric_and_those_of_duckdb(left, right):
    (jaro, edits), *_ = duckdb.execute(
        "SELECT jaro_winkler_similarity($1, $2), damerau_levenshtein($1, $2)", [left, right]
    ).fetchall()

    assert link.jaro_winkler(left, right) == pytest.approx(jaro, abs=1e-12)
    assert link.jaro_winkler(left, right) == pytest.approx(link.jaro_winkler(right, left))
    assert link.slip(left, right) == link.slip(right, left) == (edits <= 1)


def test_the_quick_look_before_the_slow_table_loses_no_pair_with_one_edit():
    texts = ["".join(one) for n in range(6) for one in product("ab", repeat=n)] + [
        one for text in ("20010312", "krasnici") for one in (text, *_edited(text))
    ]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE texts AS SELECT unnest($1::VARCHAR[]) AS t", [texts])

    (wrong,) = connection.execute(
        f"SELECT count(*) FROM (SELECT l.t AS t_l, r.t AS t_r FROM texts l, texts r) "
        f"WHERE {link.one_edit_apart('t').sql} <> (damerau_levenshtein(t_l, t_r) <= 1)"
    ).fetchall()[0]

    connection.close()
    assert wrong == 0


def _edited(text):
    for i in range(len(text) + 1):
        yield text[:i] + "x" + text[i:]
        yield text[:i] + text[i + 1 :]
        yield text[:i] + "x" + text[i + 1 :]
        yield text[:i] + text[i : i + 2][::-1] + text[i + 2 :]


@given(PEOPLE, PEOPLE)
@settings(max_examples=300, deadline=None)
def test_a_pair_weighs_the_same_whoever_comes_first(model, a, b):
    there, back = model.score(a, b), model.score(b, a)

    assert there.weight == pytest.approx(back.weight, abs=1e-12)
    assert [step.says for step in there.steps] == [step.says for step in back.steps]


@given(PEOPLE, PEOPLE)
@settings(max_examples=100, deadline=None)
def test_the_waterfall_ends_at_the_weight(model, a, b):
    score = model.score(a, b)

    label, first, total = score.waterfall()[0]
    assert (label, total) == ("Prior", first)
    assert score.waterfall()[-1][2] == pytest.approx(score.weight, abs=1e-12)
    assert len(score.steps) == len(model.comparisons)


@given(PEOPLE)
@settings(max_examples=100, deadline=None)
def test_nobody_is_more_like_somebody_than_themselves(model, a):
    mine = model.score(a, a)

    assert all(step.neutral or step.total > 0 for step in mine.steps)


def test_the_full_agreement_weighs_most_and_none_the_least(model):
    for comparison, weights in zip(model.comparisons, model.weights, strict=True):
        known = [i for i, level in enumerate(comparison.levels) if not level.neutral]
        values = [weights.weight(i) for i in known]

        assert values[0] > 0 > values[-1], comparison.name


def test_more_evidence_is_never_less_likely(model):
    strict = replace(model, slope=0.7, shift=-1.0)
    chances = [strict.probability(weight / 4) for weight in range(-4000, 4000)]

    assert chances == sorted(chances)
    assert 0 <= chances[0] < chances[-1] <= 1


def test_frequent_names_say_less_than_rare_ones(model):
    table = model.frequencies["given"]
    often, seldom = max(table, key=table.get), min(table, key=table.get)

    def rarity(name):
        one = link.features(name)
        return model.score(one, one).steps[0].rarity

    assert rarity(often) < rarity(seldom)
    assert rarity(seldom) <= rarity("zzyzx")
    assert rarity("zzyzx") == pytest.approx(
        0.5 * (math.log2(model.weights[0].u[1]) - math.log2(0.0005))
    )


def test_in_twice_as_large_a_file_the_odds_are_half(model):
    def odds(one):
        return one.prior / (1 - one.prior)

    twice = model.rescaled(2 * (model.size - 1) + 1)

    assert odds(twice) == pytest.approx(odds(model) / 2)
    assert twice.rescaled(model.size).prior == pytest.approx(model.prior)


def test_decisions_move_the_probability_and_not_the_weights(model):
    decisions = [(2.0, False)] * 60 + [(9.0, True)] * 60

    after = link.recalibrate(model, decisions)

    assert after.weights == model.weights
    assert after.probability(2.0) < 0.3 < model.probability(2.0)
    assert after.probability(9.0) > 0.9


@given(st.lists(st.tuples(st.floats(-30, 40), st.booleans()), max_size=30), st.randoms())
@settings(max_examples=50, deadline=None)
def test_decisions_count_in_any_order_and_the_order_of_weights_stays(model, decisions, draw):
    shuffled = list(decisions)
    draw.shuffle(shuffled)

    after = link.recalibrate(model, decisions)

    assert link.recalibrate(model, shuffled) == after
    assert after.slope > 0
    if not decisions:
        assert (after.slope, after.shift) == (1.0, 0.0)


def test_a_stored_model_is_the_same_model(model):
    import json

    stored = json.loads(json.dumps(model.as_json()))

    assert link.Model.from_json(stored, link.PERSONS) == model
    with pytest.raises(ValueError, match="other comparisons"):
        link.Model.from_json(stored, link.PERSONS[1:])


def test_community_and_nationality_are_not_compared(model):
    import inspect

    asked = set(inspect.signature(link.features).parameters)

    assert asked == {
        "given", "family", "father", "birth_date", "birth_year", "sex", "place", "home"
    }  # fmt: skip
