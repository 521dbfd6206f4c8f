"""When a fee that a worker paid is settled: paid back, each with a receipt, and reviewed."""

from __future__ import annotations

from collections.abc import Iterable

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .costs import CostLine, fees_charged_to_worker


def settled_by(costs: Iterable[tuple[CostLine, bool]]) -> bool:
    """Return whether all that the worker was charged was paid back; each with a receipt.

    ``costs``: a cost, and whether its receipt is there. Without a charge nothing is settled.
    """
    charged = [(line, receipt) for line, receipt in costs if fees_charged_to_worker([line])]
    return bool(charged) and all(line.borne == 0 and receipt for line, receipt in charged)


def refusal_to_close_fee(outcome: str, charges: bool, settled: bool) -> Refusal | None:
    """Refuse to call a fee remedied that was not paid back, or without receipts."""
    if outcome != "remedied" or not charges or settled:
        return None
    return Refusal(
        N_(
            "The worker has not got everything back, or a receipt is missing. Record what was paid "
            "back on the page of the recruitment and attach the receipts, or choose another "
            "outcome."
        ),
        field="outcome",
        code="fee_not_repaid",
    )
