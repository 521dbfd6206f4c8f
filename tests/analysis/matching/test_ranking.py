"""Ranked lists: gates exclude and say whom, every score has its reasons, nobody is overlooked."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.analysis import matching
from waystation.analysis.matching import Candidate, Gate, Pool, Vacancy, cefr
from waystation.analysis.matching.gates import MANY, near

SPEAKING = ("de", "speaking")
WELDING = Vacancy(
    "welder in Ulm",
    occupation="7212",
    essential=frozenset({"arc welding", "read drawings"}),
    optional=frozenset({"forklift"}),
    languages={SPEAKING: cefr("B2")},
    destination="DE",
    starts_by=date(2027, 3, 1),
    documents=frozenset({"passport"}),
    pay=2600,
)


def welder(key, level="B2", **more):
    given_ = {
        "occupation": "7212",
        "skills": frozenset({"arc welding", "read drawings"}),
        "languages": {SPEAKING: cefr(level)},
        "documents": frozenset({"passport"}),
        "pay_wish": 2400,
    }
    return Candidate(key, **(given_ | more))


def ids(ranking):
    return [one.id for one in ranking.suggestions]


def test_who_lacks_one_level_of_german_is_counted_there_and_there_only():
    pool = Pool([welder("ana"), welder("besim", "B1"), welder("cen", "A2", documents=frozenset())])

    found = matching.rank_candidates(WELDING, pool)

    german, passport = Gate("language", "de speaking B2"), Gate("document", "passport")
    assert ids(found) == ["ana"]
    assert (found.considered, found.passing) == (3, 1)
    assert (found.failing[german], found.failing[passport]) == (2, 1)
    assert found.failing_only == {
        Gate("related", "work"): 0,
        german: 1,  # besim: with the certificate he is on the list
        passport: 0,
        Gate("start", "2027-03-01"): 0,
        Gate("destination", "DE"): 0,
    }


def test_a_certificate_counts_at_the_next_question_without_a_new_pool():
    pool = Pool([welder("ana"), welder("besim", "B1")])

    later = pool.with_changes(added=[welder("besim", "B2")])

    assert ids(matching.rank_candidates(WELDING, pool)) == ["ana"]
    assert ids(matching.rank_candidates(WELDING, later)) == ["ana", "besim"]


def test_a_withdrawn_consent_counts_at_the_next_question():
    pool = Pool([welder("ana"), welder("besim")])

    later = pool.with_changes(withdrawn=["ana", "nobody of this name"])

    assert ids(matching.rank_candidates(WELDING, later)) == ["besim"]
    assert matching.rank_candidates(WELDING, later).considered == 1
    with pytest.raises(KeyError):
        matching.fit(WELDING, later, "ana")


def test_each_part_of_a_score_is_shown_and_they_add_up():
    one = welder("ana", occupation="7213", skills=frozenset({"arc welding", "forklift"}))

    (suggestion,) = matching.rank_candidates(WELDING, Pool([one])).suggestions

    # The vacancy names no place: 0.5, 0.15, 0.2 and 0.1 are shares of 0.95.
    assert {part.name: round(part.value, 3) for part in suggestion.parts} == {
        "essential": 0.5,
        "optional": 1.0,
        "occupation": 0.7,
        "pay": 1.0,
    }
    expected = (0.5 * 0.5 + 0.15 * 1 + 0.2 * 0.7 + 0.1 * 1) / 0.95
    assert suggestion.score == pytest.approx(expected)
    assert suggestion.score == pytest.approx(sum(p.value * p.share for p in suggestion.parts))
    assert suggestion.matched == ("arc welding", "forklift")
    assert suggestion.missing_essential == ("read drawings",)
    assert suggestion.missing_optional == ()


@pytest.mark.parametrize(
    ("wish", "value"), [(None, 1.0), (2600, 1.0), (3250, 0.75), (5200, 0.0), (9000, 0.0)]
)
def test_pay_falls_by_what_is_missing(wish, value):
    found = matching.rank_candidates(WELDING, Pool([welder("ana", pay_wish=wish)]))

    (pay,) = [part for part in found.suggestions[0].parts if part.name == "pay"]
    assert pay.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("7212", "7212", 1), ("7212", "7213", 0.7), ("7212", "7233", 0.4), ("7212", "7522", 0.15),
     ("7212", "2221", 0), ("", "7212", 0), ("72", "7212", 0.4)],
)  # fmt: skip
def test_nearness_is_the_level_of_isco_that_is_shared(one, other, near):
    assert matching.nearness_of_isco(one, other) == near
    assert matching.nearness_of_isco(other, one) == near


codes = st.text("1279", max_size=5)


@given(st.sets(codes, min_size=1, max_size=20), codes)
def test_all_occupations_of_a_pool_are_as_near_as_each_by_itself(occupations, asked):
    people = [Candidate(one, occupation=one) for one in occupations]
    segment = Pool(people).segments[0][0]

    found = near(asked, segment, matching.nearness_of_isco)

    expected = [matching.nearness_of_isco(one, asked) for one in segment.occupations]
    assert found.tolist() == expected


def test_a_condition_that_was_asked_before_counts_whoever_came_or_left_since():
    pool = Pool([welder("ana"), welder("besim", "B1"), welder("cen")])
    matching.rank_candidates(WELDING, pool)

    later = pool.with_changes(added=[welder("besim"), welder("dea", "A1")], withdrawn=["ana"])

    found = matching.rank_candidates(WELDING, later)
    assert ids(found) == ["besim", "cen"]
    assert found.failing[Gate("language", "de speaking B2")] == 1
    assert ids(matching.rank_candidates(WELDING, pool)) == ["ana", "cen"]


def test_no_more_conditions_are_remembered_than_the_limit():
    pool = Pool([welder("ana")])
    asked = [Vacancy(str(n), documents=frozenset({f"paper {n}"})) for n in range(3 * MANY)]

    passing = [matching.rank_candidates(one, pool).passing for one in asked]

    assert set(passing) == {0}
    assert len(pool.segments[0][0].known) <= MANY


def test_a_vacancy_that_excludes_everybody_says_which_gate_excludes_how_many():
    impossible = Vacancy("x", languages={SPEAKING: cefr("C2")}, pathways=frozenset({"none"}))
    pool = Pool([welder(str(n)) for n in range(7)])

    found = matching.rank_candidates(impossible, pool)

    assert found.suggestions == ()
    assert found.failing == {Gate("language", "de speaking C2"): 7, Gate("pathway", "none"): 7}
    assert set(found.failing_only.values()) == {0}


def test_a_person_sees_vacancies_that_are_open_first_and_what_the_others_lack():
    easy = Vacancy("helper", occupation="9329")  # elementary: for everybody
    fits = matching.ranked_vacancies(welder("besim", "B1"), [WELDING, easy])

    assert [(one.vacancy, one.failed) for one in fits] == [
        ("helper", ()),
        ("welder in Ulm", (Gate("language", "de speaking B2"),)),
    ]


def cook(key="cen", **more):
    given_ = {"occupation": "5120", "skills": frozenset({"grill"})}
    return welder(key, **(given_ | more))


def test_a_cook_is_not_among_the_matches_of_a_welder_and_is_counted_as_unrelated():
    pool = Pool([welder("ana"), cook(), cook("dea", level="B1")])

    found = matching.rank_candidates(WELDING, pool)

    related = Gate("related", "work")
    assert ids(found) == ["ana"]
    assert (found.failing[related], found.failing_only[related]) == (2, 1)
    assert found.failing_only[Gate("language", "de speaking B2")] == 0  # dea would still be a cook


@pytest.mark.parametrize(
    ("changes", "is_related"),
    [
        ({"skills": frozenset({"arc welding"})}, True),  # one needed skill
        ({"skills": frozenset({"forklift"})}, False),  # a welcome one is not enough
        ({"further": frozenset({"7213"})}, True),  # has worked as a sheet-metal worker
        ({"occupation": "7214"}, True),  # the same minor group, 721
        ({"occupation": "7233"}, False),  # a mechanic: the same sub-major group only, 72
        ({"occupation": "7411"}, False),  # an electrician shares the level of skill only
        ({"occupation": "", "skills": frozenset()}, False),
    ],
)
def test_a_similar_occupation_or_one_needed_skill_makes_a_match(changes, is_related):
    fit = matching.fit(WELDING, Pool([cook(**changes)]), "cen")

    assert fit.is_related is is_related
    assert (fit.failed == ()) is is_related


@pytest.mark.parametrize(
    ("occupation", "is_related"),
    [
        ("5131", True),  # a waiter
        ("5132", True),  # a bartender
        ("5120", False),  # a cook
        ("5141", False),  # a hairdresser
        ("5223", False),  # a sales assistant
    ],
)
def test_bartenders_are_similar_to_waiters_and_cooks_are_not(occupation, is_related):
    waiter = Vacancy("waiter", occupation="5131", essential=frozenset({"serving guests"}))

    found = matching.fit(waiter, Pool([cook(occupation=occupation)]), "cen")

    assert found.is_related is is_related


@pytest.mark.parametrize(
    ("vacancy", "is_related"),
    [
        (Vacancy("no occupation, no skill"), True),
        (Vacancy("helper", occupation="9329"), True),
        (Vacancy("helper", occupation="9329", essential=frozenset({"driving"})), False),
        (Vacancy("welcome only", optional=frozenset({"driving"})), True),
        (Vacancy("welder", occupation="7212"), False),
        (Vacancy("any", occupation="7212", only_related=False), True),
    ],
)
def test_elementary_work_and_vacancies_that_ask_for_nothing_are_for_everybody(vacancy, is_related):
    assert matching.fit(vacancy, Pool([cook()]), "cen").is_related is is_related


def test_vacancies_of_another_kind_of_work_come_last_for_a_person():
    german = Vacancy("cook in Graz", occupation="5120", languages={SPEAKING: cefr("C2")},
                     documents=frozenset({"forklift licence"}))  # fmt: skip
    other = Vacancy("welder", occupation="7212")

    fits = matching.ranked_vacancies(cook(), [other, german])

    assert [(one.vacancy, one.is_related) for one in fits] == [
        ("cook in Graz", True),
        ("welder", False),
    ]


def test_an_empty_pool_has_an_empty_list():
    found = matching.rank_candidates(WELDING, Pool([]))

    assert (found.suggestions, found.considered, found.passing) == ((), 0, 0)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Vacancy("x", pay=-1), "Pay cannot be negative"),
        (lambda: Vacancy("x", pay=float("nan")), "Pay cannot be negative"),
        (lambda: Vacancy("x", openings=0), "at least one opening"),
        (lambda: cefr("B7"), "no CEFR level 'B7'"),
        (lambda: Pool([welder("a"), welder("a")]), "same id"),
        (lambda: matching.Weights(essential=-1), "not negative"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


skills = st.frozensets(st.sampled_from("abcdef"), max_size=5)
candidates = st.builds(
    Candidate,
    st.just(""),
    occupation=st.sampled_from(["7212", "7213", "2221", ""]),
    further=st.frozensets(st.sampled_from(["7212", "7213", "2222"]), max_size=2),
    skills=skills,
    languages=st.dictionaries(st.just(SPEAKING), st.integers(0, 6)),
    place=st.sampled_from(["xk-a", "xk-b", ""]),
    destinations=st.frozensets(st.sampled_from(["DE", "HR"])),
    pay_wish=st.none() | st.floats(0, 5000, width=32),
)
vacancies = st.builds(
    Vacancy,
    st.just("v"),
    occupation=st.sampled_from(["7212", "2221", ""]),
    essential=skills,
    optional=skills,
    languages=st.dictionaries(st.just(SPEAKING), st.integers(0, 6)),
    place=st.sampled_from(["xk-a", ""]),
    destination=st.sampled_from(["DE", "HR", ""]),
    pay=st.none() | st.floats(1, 5000),
)


@given(
    st.lists(candidates, max_size=30),
    vacancies,
    st.integers(1, 8),
    st.integers(0, 30),
    st.sampled_from([(0, 1, 64), (0, 5, 64), (100, 5, 64), (100, 5, 3)]),
)
def test_the_list_is_that_of_scoring_everybody_one_by_one(people, vacancy, top, split, limits):
    people = [Candidate(**(vars(one) | {"id": f"{n:03}"})) for n, one in enumerate(people)]
    whole = Pool(people[:split]).with_changes(added=people[split:])

    with pytest.MonkeyPatch.context() as patch:
        for name, limit in zip(
            ("scoring.FEW", "scoring.FIRST", "people.BITS"), limits, strict=True
        ):
            patch.setattr(f"waystation.analysis.matching.{name}", limit)
        found = matching.rank_candidates(vacancy, whole, top=top)
        assert matching.rank_candidates(vacancy, whole, top=top) == found

    alone = [matching.fit(vacancy, Pool([one]), one.id) for one in people]
    passing = [fit for fit in alone if not fit.failed]
    best = sorted(passing, key=lambda fit: (-fit.score, fit.suggestion.id))
    assert ids(found) == [fit.suggestion.id for fit in best[:top]]
    assert found.passing == len(passing)
    assert [s for s in (o.score for o in found.suggestions) if not 0 <= s <= 1 + 1e-12] == []
    assert np.all(np.diff([one.score for one in found.suggestions]) <= 0)


@given(st.lists(candidates, max_size=30), vacancies, st.integers(0, 30))
def test_everybody_on_a_list_has_something_to_do_with_the_work(people, vacancy, split):
    people = [Candidate(**(vars(one) | {"id": f"{n:03}"})) for n, one in enumerate(people)]
    whole = Pool(people[:split]).with_changes(added=people[split:])

    found = matching.rank_candidates(vacancy, whole, top=30)
    edges, keys = matching.edges_of([vacancy], whole)

    related = {
        one.id
        for one in people
        if not (vacancy.occupation or vacancy.essential)
        or one.skills & vacancy.essential
        or any(code[:3] == vacancy.occupation[:3] != "" for code in (one.occupation, *one.further))
    }
    assert set(ids(found)) <= related
    assert {keys[who] for who in edges.candidate} == set(ids(found))
    counted = [count for gate, count in found.failing.items() if gate.kind == "related"]
    assert sum(counted) == len(people) - len(related)


@given(
    st.lists(candidates, max_size=25),
    st.lists(vacancies, min_size=1, max_size=6),
    st.none() | st.integers(1, 4),
    st.integers(0, 25),
)
def test_the_edges_of_a_round_are_those_of_scoring_everybody_one_by_one(people, asked, most, split):
    people = [Candidate(**(vars(one) | {"id": f"{n:03}"})) for n, one in enumerate(people)]
    asked = [Vacancy(**(vars(one) | {"id": f"v{n}"})) for n, one in enumerate(asked)]
    pool = Pool(people[:split]).with_changes(added=people[split:], withdrawn=["003"])

    edges, keys = matching.edges_of(asked, pool, most=most)

    expected = set()
    for place, vacancy in enumerate(asked):
        alone = [matching.fit(vacancy, Pool([one]), one.id) for one in people if one.id in pool]
        fits = sorted((one for one in alone if not one.failed), key=lambda one: -one.score)
        edge = fits[most - 1].score if most is not None and len(fits) > most else -1
        expected |= {(one.suggestion.id, place, one.score) for one in fits if one.score >= edge}
    found = zip(edges.candidate.tolist(), edges.vacancy.tolist(), edges.score, strict=True)
    assert {(keys[who], where, score) for who, where, score in found} == expected


@given(st.lists(candidates, max_size=12), vacancies, st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_come_changes_nothing(people, vacancy, random):
    people = [Candidate(**(vars(one) | {"id": f"{n:03}"})) for n, one in enumerate(people)]
    mixed = people.copy()
    random.shuffle(mixed)

    assert matching.rank_candidates(vacancy, Pool(mixed)) == matching.rank_candidates(
        vacancy, Pool(people)
    )


def test_the_nearest_of_several_occupations_counts():
    cook = welder("ana", occupation="5120", further=frozenset({"7213", "9329"}))

    (suggestion,) = matching.rank_candidates(WELDING, Pool([cook])).suggestions

    (near,) = [part.value for part in suggestion.parts if part.name == "occupation"]
    assert near == 0.7


@given(
    st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=6), min_size=1, max_size=40),
    st.frozensets(st.sampled_from("abcdefghij"), max_size=8),
    st.booleans(),
    st.data(),
)
def test_skills_are_counted_right_whether_looked_up_or_added_up(owned, asked, few, data):
    segment = Pool([Candidate(f"{n:03}", skills=one) for n, one in enumerate(owned)]).segments[0][0]
    some = data.draw(st.lists(st.integers(0, len(owned) - 1), max_size=10))
    rows = np.array(some, dtype=np.intp)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("waystation.analysis.matching.people.FEW", 0 if few else 1_000_000)
        found = segment.having(sorted(asked), rows)

    assert found.counted(asked).tolist() == [len(owned[row] & asked) for row in some]
    assert found.owned() == [sorted(owned[row] & asked) for row in some]


@pytest.mark.parametrize("number", [1, 8, 9, 64, 65, 200])
@pytest.mark.parametrize("few", [True, False])
def test_any_number_of_skills_can_be_asked_for(monkeypatch, number, few):
    asked = [f"skill {n:03}" for n in range(number)]
    owned = [asked[::2], [], asked, asked[-1:]]
    people = [Candidate(str(n), skills=frozenset(one)) for n, one in enumerate(owned)]
    segment = Pool(people).segments[0][0]
    monkeypatch.setattr("waystation.analysis.matching.people.FEW", 0 if few else 1_000_000)

    found = segment.having(asked, np.array([2, 0, 3, 1]))

    assert found.counted(set(asked)).tolist() == [number, len(asked[::2]), 1, 0]
    assert found.owned() == [asked, asked[::2], asked[-1:], []]
    assert found.of(np.array([2])).owned() == [asked[-1:]]


def test_sex_and_community_are_no_values_of_a_candidate():
    assert not {"sex", "gender", "age", "community", "nationality"} & set(vars(welder("ana")))
