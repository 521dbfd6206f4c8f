"""A report as the document it is: the same for page, Word, PDF and Excel."""

from .pages import Href, Pages, report_of

__all__ = ["Href", "Pages", "report_of"]
