"""What is known from elsewhere: documents, norms, the legal framework, dated facts."""
