"""Reports: drafts, editions that never change, and proof that their figures are right."""
