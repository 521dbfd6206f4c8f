"""Charts, maps, Word, PDF, spreadsheets: what leaves the house on paper."""
