"""Pages of meetings, agendas, papers, minutes, decisions and actions, one file for each noun."""
