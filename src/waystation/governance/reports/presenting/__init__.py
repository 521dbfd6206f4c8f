"""A report as a document: the same for page, Word, PDF and Excel."""

from waystation.governance.results.presenting import span_of

from .captions import DIFFERS
from .data_set import data_set
from .pages import Href, Load, Pages, label_of, report_of

__all__ = ["DIFFERS", "Href", "Load", "Pages", "data_set", "label_of", "report_of", "span_of"]
