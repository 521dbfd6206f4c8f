"""A trained model: weights, prior, frequencies, calibration. Plain data in and out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .comparing import Caution, Comparison, Rarity, Record, caution_of

LEAST = 1e-300  # Splink's clamp of m and u


@dataclass(frozen=True)
class Weights:
    """m and u of a comparison's levels; None at the neutral level.

    None at every level is a comparison of which the file it was trained on says nothing.

    ``m[i]`` is the share of true pairs in level i, ``u[i]`` that of all other pairs.
    """

    m: tuple[float | None, ...]
    u: tuple[float | None, ...]

    def __post_init__(self) -> None:
        for one in (*self.m, *self.u):
            if one is not None and not 0 < one <= 1:
                raise ValueError(
                    f"a probability of a level must lie above 0 and up to 1, not {one}"
                )

    def weight(self, level: int) -> float:
        """Return log2(m/u) of a level; 0 at the neutral one."""
        m, u = self.m[level], self.u[level]
        if m is None or u is None:
            return 0.0
        return math.log2(max(m, LEAST) / max(u, LEAST))


@dataclass(frozen=True)
class Step:
    """One bar of the waterfall. ``rarity`` is the part that the frequency of the value adds."""

    comparison: str
    says: str
    weight: float
    rarity: float = 0.0
    neutral: bool = False

    @property
    def total(self) -> float:
        return self.weight + self.rarity


@dataclass(frozen=True)
class Score:
    """How likely two records are of one person, and why.

    ``weight`` is the sum of prior and steps in bits (log2 of the odds); ``probability`` is after
    calibration. Where a ``caution`` holds, neither is above what it allows.
    """

    prior: float
    steps: tuple[Step, ...]
    weight: float
    probability: float
    caution: Caution | None = None

    def waterfall(self) -> list[tuple[str, float, float]]:
        """Return (label, weight, running total) from the prior to the last step."""
        total = self.prior
        bars = [("Prior", self.prior, total)]
        for step in self.steps:
            total += step.total
            bars.append((f"{step.comparison}: {step.says}", step.total, total))
        if self.caution is not None and self.weight < total:
            bars.append(
                (f"{self.caution.code}: {self.caution.says}", self.weight - total, self.weight)
            )
        return bars


def to_weight(probability: float) -> float:
    """Return the log2 odds of a probability.

    >>> to_weight(0.5), round(to_weight(0.8), 9)
    (0.0, 2.0)
    """
    return math.log2(probability / (1 - probability))


def to_probability(weight: float) -> float:
    """Return the probability of log2 odds, without overflow."""
    if weight >= 0:
        return 1.0 / (1.0 + math.exp2(-weight)) if weight < 1000 else 1.0
    return math.exp2(weight) / (1.0 + math.exp2(weight))


@dataclass(frozen=True)
class Model:
    """Comparisons with their weights.

    ``prior`` is the probability that two records drawn at random from the file are of one
    person; ``size`` the number of records of the file it was trained on. ``frequencies`` holds
    for each rarity column the share of each value that is not rarer than the level's
    ``rarest``. ``slope`` and ``shift`` are the calibration (see ``recalibrate``).
    """

    comparisons: tuple[Comparison, ...]
    weights: tuple[Weights, ...]
    prior: float
    size: int
    frequencies: Mapping[str, Mapping[str, float]] = field(default_factory=dict, repr=False)
    slope: float = 1.0
    shift: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.prior < 1:
            raise ValueError(f"the prior must lie between 0 and 1, not {self.prior}")
        if len(self.weights) != len(self.comparisons):
            raise ValueError("each comparison needs its weights")
        for comparison, weights in zip(self.comparisons, self.weights, strict=True):
            if not len(comparison.levels) == len(weights.m) == len(weights.u):
                raise ValueError(f"{comparison.name}: each level needs m and u")

    def score(self, a: Record, b: Record) -> Score:
        """Return how likely two records are of one person, with one step per comparison.

        Parameters
        ----------
        a, b : mapping
            Values by column name; None where missing. A column that the model compares and a
            record lacks is a ValueError that names it: leaving it out must be said with None.

        Returns
        -------
        Score

        Notes
        -----
        Fellegi & Sunter (1969): prior + Σ log2(m/u). With the frequency f of an agreeing value,
        w (log2(u) - log2(f)) is added, u being that of the level and w the weight of the rarity
        (Winkler 1988; as in Splink). Equal to Splink's ``match_weight`` to 1e-9.
        """
        prior = to_weight(self.prior)
        steps = []
        weight = prior
        for comparison, weights in zip(self.comparisons, self.weights, strict=True):
            place = comparison.level_of(a, b)
            level = comparison.levels[place]
            rarity = self._rarity(level.rarity, weights.u[place], a, b)
            base = weights.weight(place)
            steps.append(Step(comparison.name, level.says, base, rarity, level.neutral))
            weight += base + rarity
        caution = caution_of(self.comparisons, a, b)
        if caution is not None:
            weight = min(weight, to_weight(caution.most))
        return Score(prior, tuple(steps), weight, self.probability(weight, caution), caution)

    def part(self, place: int, a: Record, b: Record) -> float:
        """Return what one comparison adds to the weight of two records, in bits."""
        comparison, weights = self.comparisons[place], self.weights[place]
        level = comparison.level_of(a, b)
        rarity = self._rarity(comparison.levels[level].rarity, weights.u[level], a, b)
        return weights.weight(level) + rarity

    def _rarity(self, rarity: Rarity | None, u: float | None, a: Record, b: Record) -> float:
        """Return what the frequency of the agreeing value adds to its level's weight.

        A value that is not in the table is as rare as the level believes any value to be.
        """
        if rarity is None or u is None:
            return 0.0
        column = rarity.column
        table = self.frequencies.get(column, {})
        share = max(table.get(a[column], 0.0), table.get(b[column], 0.0), rarity.rarest)
        return rarity.weight * (math.log2(u) - math.log2(share)) if share > 0 else 0.0

    def probability(self, weight: float, caution: Caution | None = None) -> float:
        """Return the calibrated probability of a weight, at most what a caution allows."""
        chance = to_probability(self.shift + self.slope * weight)
        return chance if caution is None else min(chance, caution.most)

    def rescaled(self, size: int, *, newcomer: bool = False) -> Model:
        """Return the model for a file of ``size`` records.

        A person has about as many other records in a large file as in a small one, so the chance
        that two records drawn at random are of one person falls with 1/size: its odds are
        multiplied by (size of training - 1)/(size - 1). For a ``newcomer`` who is compared with
        each of ``size`` records the same holds with ``size`` in the place of ``size - 1``.

        >>> from waystation.analysis import link
        >>> link.Model((), (), prior=1e-4, size=1001).rescaled(2001).prior < 1e-4
        True
        """
        others = max(size if newcomer else size - 1, 1)
        odds = self.prior / (1 - self.prior) * max(self.size - 1, 1) / others
        return replace(self, prior=min(odds / (1 + odds), 0.5), size=others + 1)

    def as_json(self) -> dict[str, Any]:
        """Return the weights as plain data; the comparisons are code and stay there."""
        return {
            "prior": self.prior,
            "size": self.size,
            "slope": self.slope,
            "shift": self.shift,
            "weights": {
                comparison.name: {"m": list(weights.m), "u": list(weights.u)}
                for comparison, weights in zip(self.comparisons, self.weights, strict=True)
            },
            "frequencies": {name: dict(table) for name, table in self.frequencies.items()},
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any], comparisons: Sequence[Comparison]) -> Model:
        """Return the model of stored weights.

        Raises ValueError where they belong to other comparisons, or something is missing.
        """
        parts = ("weights", "prior", "size", "frequencies", "slope", "shift")
        missing = [name for name in parts if name not in content]
        if missing:
            raise ValueError(f"these are no weights of a model: {missing[0]} is missing")
        stored = content["weights"]
        if list(stored) != [one.name for one in comparisons]:
            raise ValueError("these weights belong to other comparisons: train again")
        if any("m" not in one or "u" not in one for one in stored.values()):
            raise ValueError("these are no weights of a model: m or u is missing")
        return cls(
            comparisons=tuple(comparisons),
            weights=tuple(Weights(tuple(one["m"]), tuple(one["u"])) for one in stored.values()),
            prior=content["prior"],
            size=content["size"],
            frequencies=content["frequencies"],
            slope=content["slope"],
            shift=content["shift"],
        )
