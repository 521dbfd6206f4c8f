"""Skills and occupations: today the coding of job titles; the skills of persons follow."""
