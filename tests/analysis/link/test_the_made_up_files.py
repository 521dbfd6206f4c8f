"""The made-up files: seeded, of other names and habits, and with the truth beside them."""

from collections import Counter
from dataclasses import asdict
from random import Random

from benchmarks.kosovo import Noise, kosovo_file, patronymic, varied_file
from benchmarks.kosovo_names import NAMES, OTHER_NAMES


def test_the_same_seed_gives_the_same_file_and_another_another():
    one, again, other = (varied_file(500, seed) for seed in (3, 3, 4))

    assert one == again
    assert one[0] != other[0]
    assert one[1] != other[1]


def test_the_other_names_are_other_names():
    for community, kinds in NAMES.items():
        for kind, some in kinds.items():
            assert set(some).isdisjoint(OTHER_NAMES[community][kind]), (community, kind)


def test_habits_of_writing_do_what_they_say():
    plain = Noise(**dict.fromkeys(asdict(Noise()), 0.0) | {"father": 1.0, "strange_desks": 1.0})

    rows = kosovo_file(2_000, 5, plain)

    people: dict[int, set] = {}
    for row in rows:
        people.setdefault(row.person, set()).add(
            (row.birth_date, row.sex, row.place, row.address, bool(row.father))
        )
    assert all(len(versions) == 1 for versions in people.values())
    assert max(Counter(row.person for row in rows).values()) <= 3
    no_birth = kosovo_file(2_000, 5, Noise(no_day=0.0, no_birth=1.0, first_january=0, turned=0,
                                           wrong_day=0, wrong_year=0))  # fmt: skip
    assert {row.birth_year for row in no_birth} == {None}


def test_habits_are_drawn_between_mild_and_harsh():
    drawn = [Noise.drawn(Random(seed)) for seed in range(50)]

    for name, usual in asdict(Noise()).items():
        values = [getattr(one, name) for one in drawn]
        assert len(set(values)) == 50, name
        assert min(values) >= 0, name
        assert max(values) >= usual, name


def test_a_family_name_is_made_of_a_given_name_as_each_community_does():
    assert patronymic("albanian", ("Halil",)) == ("Halili",)
    assert patronymic("serbian", ("Nikola",)) == ("Nikolović",)
    assert patronymic("arabic", ("Omar", "Umar")) == ("Omar", "Umar")
