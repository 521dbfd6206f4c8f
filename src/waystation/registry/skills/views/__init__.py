"""The pages of profiles and job titles."""

from .titles import Titles

__all__ = ["Titles"]
