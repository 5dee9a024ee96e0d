"""Pictures of a session: drawings to scale for the page and the terminal, and a cover."""
