"""Skills profiles, and the coding of job titles to occupations."""
