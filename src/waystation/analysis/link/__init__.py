"""Linkage: which records are of one person, how likely, and why. It never merges.

From a file without labels to reasons that a reviewer can read::

    from waystation.analysis import link
    from waystation.analysis.link import persons

    records = [link.features("Besim", "Krasniqi", birth_year=1999), ...]
    file = persons.table(records)                       # columns, missing values null
    model = link.train(file, link.PERSONS, learn_from=persons.LEARN_FROM, sure=persons.SURE)
    model = link.fit_prior(model, file, persons.RULES)
    pairs = link.scored_pairs(model, file, persons.RULES)
    pairs = link.among_namesakes(model, pairs, file)    # by how many others have both names
    beside = link.together(pairs)                       # each weighed beside its rivals
    proposed = link.proposed(beside, persons.LINKED_FROM, persons.LINKED_RIGHT)  # for a reviewer
    groups = link.groups(pairs)                         # the records of each person, as ids
    score = model.score(records[0], records[1])
    score.waterfall()                                   # prior, then one bar for each comparison
    score.probability, score.caution

Weights come from Splink (``train``; imported only there). ``Model.score`` and ``scored_pairs``
apply them without Splink and agree with it to 1e-9. ``Model.rescaled`` moves the prior to a file
of another size, ``fit_prior`` to the pairs of a file itself; ``recalibrate`` fits the probability
to what reviewers decided. For other files than people's, build comparisons of ``same``,
``similar``, ``one_edit_apart``, ``equals_other_column``, ``columns_swapped``,
``columns_nearly_swapped``, ``within``, ``shares`` (and ``&``, ``|``, ``~``); each test is the same
in SQL and in Python, and symmetric.

What enters a score about a person is set in ``persons``: never community, ethnicity or
nationality.
"""

from .comparing import (
    Caution,
    Comparison,
    Level,
    Rarity,
    Test,
    columns_nearly_swapped,
    columns_swapped,
    comparison,
    differs,
    equals_other_column,
    missing,
    one_edit_apart,
    same,
    shares,
    similar,
    within,
)
from .looking import Looker
from .model import Model, Score, Step, Weights, to_probability, to_weight
from .names import name_key, sound_key, word_key
from .namesakes import among_namesakes
from .pairs import Pairs, clusters, fit_prior, groups, one_to_one, scored_pairs
from .persons import PERSONS, address_key, features
from .recalibration import recalibrate
from .text import jaro_winkler, slip
from .together import proposed, together
from .training import settings_for, train

__all__ = [
    "PERSONS",
    "Caution",
    "Comparison",
    "Level",
    "Looker",
    "Model",
    "Pairs",
    "Rarity",
    "Score",
    "Step",
    "Test",
    "Weights",
    "address_key",
    "among_namesakes",
    "clusters",
    "columns_nearly_swapped",
    "columns_swapped",
    "comparison",
    "differs",
    "equals_other_column",
    "features",
    "fit_prior",
    "groups",
    "jaro_winkler",
    "missing",
    "name_key",
    "one_edit_apart",
    "one_to_one",
    "proposed",
    "recalibrate",
    "same",
    "scored_pairs",
    "settings_for",
    "shares",
    "similar",
    "slip",
    "sound_key",
    "to_probability",
    "to_weight",
    "together",
    "train",
    "within",
    "word_key",
]
