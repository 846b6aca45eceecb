"""Questions to the database, each one query, taking the session."""
