"""CVs: parsed in a process with limits, suggested line by line, exported as Europass."""
