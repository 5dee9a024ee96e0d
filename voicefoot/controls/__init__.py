"""Ways to control a live session: keys, media keys, a second terminal, signals."""
