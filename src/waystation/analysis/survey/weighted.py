"""Changing the weights of a sample: replicates, calibration, trimming."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Self

import numpy as np

from waystation.foundation.shared.words import N_

from . import margins
from .calibration import calibrate
from .design import Design
from .problems import CannotEstimate
from .replication import Kind, Replicates, recalibrate, replicates
from .source import Source
from .trimming import trim_weights


class Weighted:
    """A table with a design whose weights can be adjusted; each step returns another."""

    source: Source
    design: Design | Replicates

    @property
    def n(self) -> int:
        """Return the number of rows."""
        return self.source.n

    def _with(self, **changes: Any) -> Self:
        new = copy(self)
        for name, value in changes.items():
            setattr(new, name, value)
        return new

    def replicates(self, kind: Kind, **options: Any) -> Self:
        """Return the sample with replicate weights; see :func:`~.replication.replicates`."""
        if isinstance(self.design, Replicates):
            raise CannotEstimate(N_("The sample has replicates already."), code="replicates_twice")
        return self._with(design=replicates(self.design, kind, **options))

    def post_stratify(self, name: Any, totals: Mapping[Any, float]) -> Self:
        """Return the sample with weights that meet ``totals`` in every level of a column.

        Several names and tuples as keys: every combination.
        """
        column = (
            {str(one): self.source.column(one) for one in name}
            if isinstance(name, list | tuple)
            else self.source.column(name)
        )
        return self._weighted(lambda design: margins.post_stratify(design, column, totals))

    def rake(self, totals: Mapping[Any, Mapping[Any, float]], **options: Any) -> Self:
        """Return the sample raked to margins: column → level → total."""
        given = {str(name): (self.source.column(name), some) for name, some in totals.items()}
        return self._weighted(lambda design: margins.rake(design, given, **options))

    def calibrate(self, totals: Mapping[Any, Any], **options: Any) -> Self:
        """Return the sample calibrated to totals: column → total, or column → level → total.

        The key None is the population size. Options as in
        :func:`~waystation.analysis.survey.calibrate`.
        """
        given = {
            "everyone" if name is None else str(name): (
                np.ones(self.n) if name is None else self.source.column(name), total,
            )
            for name, total in totals.items()
        }  # fmt: skip
        return self._weighted(lambda design: calibrate(design, given, **options))

    def trim(self, **limits: Any) -> Self:
        """Return the sample with trimmed weights; limits as in ``trim_weights``."""
        return self._weighted(lambda design: trim_weights(design, **limits))

    def _weighted(self, how: Any) -> Self:
        if isinstance(self.design, Replicates):
            return self._with(design=recalibrate(self.design, how))
        return self._with(design=how(self.design))
