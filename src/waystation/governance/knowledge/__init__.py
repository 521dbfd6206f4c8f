"""What the house knows from elsewhere: documents, norms, the legal framework, dated facts."""
