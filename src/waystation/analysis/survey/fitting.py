"""The coefficients of a generalised linear model, and what each row contributes to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats
from .problems import CannotEstimate

ROUNDS = 50


def _normal(eta: Floats) -> Floats:
    return np.asarray(np.exp(-eta * eta / 2) / np.sqrt(2 * np.pi))


def _ndtr(eta: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(eta))


def _ndtri(mu: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri(mu))


def _expit(eta: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(eta))


Curve = Callable[[Floats], Floats]
LINKS: dict[str, tuple[Curve, Curve]] = {  # the mean at η, and its slope there
    "identity": (lambda eta: eta, np.ones_like),
    "logit": (_expit, lambda eta: _expit(eta) * _expit(-eta)),
    "probit": (_ndtr, _normal),
    "log": (np.exp, np.exp),
    "inverse": (lambda eta: 1 / eta, lambda eta: -1 / (eta * eta)),
}
FORWARD: dict[str, Curve] = {
    "identity": lambda mu: mu,
    "logit": lambda mu: np.log(mu / (1 - mu)),
    "probit": _ndtri,
    "log": np.log,
    "inverse": lambda mu: 1 / mu,
}
VARIANCE: dict[str, Curve] = {
    "gaussian": np.ones_like,
    "binomial": lambda mu: mu * (1 - mu),
    "poisson": lambda mu: mu,
    "gamma": lambda mu: mu * mu,
}


def no_fit() -> CannotEstimate:
    return CannotEstimate(
        N_(
            "The regression does not converge: a predictor separates the answers completely, or "
            "the link does not fit. Merge sparse levels, leave a predictor out, or choose another "
            "link=."
        ),
        code="regression_converges",
    )


@dataclass
class Fit:
    """Newton's method (iteratively reweighted least squares) for one model."""

    x: Floats
    y: Floats
    family: str
    link: str

    def solve(self, weights: Floats, start: Floats | None = None) -> Floats:
        """Return the coefficients for these weights; raises CannotEstimate without convergence."""
        inverse, slope = LINKS[self.link]
        beta: Floats = np.full(self.x.shape[1], np.inf)
        if start is None:
            mu = self._first(weights)
            eta = FORWARD[self.link](mu)
        else:
            eta = self.x @ start
        for _ in range(ROUNDS):
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                mu, step = inverse(eta), slope(eta)
                load = weights * step * step / VARIANCE[self.family](mu)
                target = eta + (self.y - mu) / step
            known = np.isfinite(load) & np.isfinite(target)
            root = np.sqrt(np.where(known, load, 0.0))
            new, *_ = np.linalg.lstsq(
                self.x * root[:, None], np.where(known, target, 0.0) * root, rcond=1e-12
            )
            done = np.allclose(new, beta, rtol=1e-12, atol=1e-13) or self.link == "identity"
            beta, eta = new, self.x @ new
            if done and self.family == "gaussian":
                return beta
            if done:
                break
        else:
            raise no_fit()
        if self.family == "binomial" and np.abs(eta).max() > 30:
            raise no_fit()
        return beta

    def _first(self, weights: Floats) -> Floats:
        if self.family == "binomial":
            return np.asarray((self.y + 0.5) / 2)
        if self.family == "gaussian":
            return self.y
        return np.asarray(self.y + 0.1 * float(weights @ self.y / weights.sum()))

    def influence(self, beta: Floats, weights: Floats) -> Floats:
        """Return A⁻¹ times each row's unweighted score, shape (m, k)."""
        inverse, slope = LINKS[self.link]
        eta = self.x @ beta
        mu, step = inverse(eta), slope(eta)
        spread = VARIANCE[self.family](mu)
        information = (self.x * (weights * step * step / spread)[:, None]).T @ self.x
        score = self.x * ((self.y - mu) * step / spread)[:, None]
        return np.asarray(np.linalg.solve(information, score.T).T)
