"""CVs: opened in a process with limits, proposed to be ticked, written as Europass."""
