"""What the coach says of its own accord: a module for each language, as `english`."""
