"""Labour supply and demand: employers, vacancies, ranked lists, placement rounds, shortages."""
