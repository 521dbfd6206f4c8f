"""The directory of partners' services, with matching by place and confirmation by partners."""
