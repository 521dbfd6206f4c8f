"""Pages of meetings, agendas, papers, minutes, decisions and actions."""
