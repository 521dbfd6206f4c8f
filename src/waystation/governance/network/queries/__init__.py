"""Queries of the Network, one module per kind of record, for this and other apps."""

from waystation.governance.network.models import Engagement as Engagement
from waystation.governance.network.models import Exchange as Exchange
from waystation.governance.network.models import Funding as Funding
from waystation.governance.network.models import GcmReview as GcmReview
from waystation.governance.network.models import Incumbency as Incumbency
from waystation.governance.network.models import Mechanism as Mechanism
from waystation.governance.network.models import Network as Network
from waystation.governance.network.models import SdgTarget as SdgTarget
from waystation.governance.network.models import SupportRequest as SupportRequest

from . import members, people, readings, seats, terms

__all__ = [
    "members",
    "people",
    "readings",
    "seats",
    "terms",
]
