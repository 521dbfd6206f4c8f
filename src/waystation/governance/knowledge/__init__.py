"""External knowledge: documents, norms, the legal framework, dated facts."""
