"""Due diligence, incidents, and the recruitment of single workers."""

from .due_diligence import Assessment, CorrectiveAction, EvidenceFile, Finding, Incident

__all__ = ["Assessment", "CorrectiveAction", "EvidenceFile", "Finding", "Incident"]
