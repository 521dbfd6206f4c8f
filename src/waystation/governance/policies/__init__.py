"""Policy work: instruments, measures, standards, commitments, mainstreaming."""
