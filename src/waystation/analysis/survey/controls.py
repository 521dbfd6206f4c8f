"""The control totals of a calibration, and their part in the linearised values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .columns import Codes, Floats, total_by
from .design import Adjustment, Design

Domained = tuple[Codes, int]  # the domain of each row that counts, and how many there are


@dataclass
class Controls:
    """Control variables as columns, shape (n, p), kept as codes where they are categories.

    ``parts``: (codes, levels) of a category, or a numeric column of shape (n,). ``omega``: the
    regression weights of the residuals, shape (n,); ``after``: the weights that this step made
    (None: not made yet), which later steps may have changed again.
    """

    parts: list[tuple[Codes, int] | Floats]
    omega: Floats
    inverse: Floats | None = None
    after: Floats | None = None

    def width(self) -> int:
        """Return the number of control columns p."""
        return sum(part[1] if isinstance(part, tuple) else 1 for part in self.parts)

    def sums(self, weight: Floats, rows: Codes | None, group: Codes | None, groups: int) -> Floats:
        """Return Σ weight·x per group, shape (p, groups), over ``rows`` (None: all)."""
        out = []
        place = np.zeros(len(weight), np.intp) if group is None else group
        for part in self.parts:
            if isinstance(part, tuple):
                code = part[0] if rows is None else part[0][rows]
                flat = total_by(code * groups + place, weight, part[1] * groups)
                out.append(flat.reshape(part[1], groups))
            else:
                x = part if rows is None else part[rows]
                out.append(total_by(place, weight * x, groups)[None, :])
        return np.vstack(out)

    def gram(self, other: Adjustment) -> Floats:
        """Return X′ΩX₂ against the controls of ``other``."""
        assert isinstance(other, Controls)  # noqa: S101 - the only kind there is
        blocks = []
        omega = self._times_ratio(self.omega, other.after)
        for part in other.parts:
            if isinstance(part, tuple):
                blocks.append(self.sums(omega, None, part[0], part[1]))
            else:
                blocks.append(self.sums(omega * part, None, None, 1))
        return np.hstack(blocks)

    def _times_ratio(self, omega: Floats, weights: Floats | None) -> Floats:
        """Return ``omega`` times other weights over the weights after this step."""
        if weights is None or self.after is None or weights is self.after:
            return omega
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.after != 0, omega * weights / self.after, 0.0)

    def cross(self, design: Design, rows: Codes | None, z: Floats, place: Domained) -> Floats:
        """Return X′Ωz per domain, z in terms of the weights after this step."""
        omega = self._times_ratio(self.omega, design.weights)
        weight = omega if rows is None else omega[rows]
        return self.sums(weight * z, rows, *place)

    def solve(self, right: Floats) -> Floats:
        """Return the least-squares coefficients; redundant controls share theirs."""
        if self.inverse is None:
            gram = self.gram(self)
            size = np.sqrt(np.maximum(np.diag(gram), 1e-300))
            self.inverse = np.linalg.pinv(gram / np.outer(size, size), rcond=1e-12, hermitian=True)
            self.inverse /= np.outer(size, size)
        return self.inverse @ right

    def unit_totals(self, design: Design) -> Floats:
        """Return Σ w·x per finest unit, with the weights after this step, shape (units, p)."""
        unit = np.arange(design.n) if design.unit is None else design.unit
        weights = design.weights if self.after is None else self.after
        return self.sums(weights, None, unit, design.unit_count).T

    def totals(self, weights: Floats) -> Floats:
        """Return Σ w·x, shape (p,)."""
        return self.sums(weights, None, None, 1)[:, 0]

    def times(self, coefficients: Floats) -> Floats:
        """Return X·coefficients, shape (n,)."""
        out, at = np.zeros(len(self.omega)), 0
        for part in self.parts:
            if isinstance(part, tuple):
                out += coefficients[at : at + part[1]][part[0]]
                at += part[1]
            else:
                out += part * coefficients[at]
                at += 1
        return out


def adjust_scores(
    design: Design, rows: Codes | None, z: Floats, domain: Codes, domains: int
) -> Floats:
    """Return Σ w·(what the controls explain of z) per unit and domain, shape (units, domains).

    ``z`` is the linearised value on the rows that count; rows outside a domain have z = 0 and
    still feel the calibration. Deville & Särndal (1992), eq. 3.4.
    """
    explained = np.zeros((design.unit_count, domains))
    done: list[tuple[Adjustment, Floats]] = []
    for step in design.adjustments:
        right = step.cross(design, rows, z, (domain, domains))
        for earlier, beta in done:
            right = right - step.gram(earlier) @ beta
        beta = step.solve(right)
        done.append((step, beta))
        explained += step.unit_totals(design) @ beta
    return explained
