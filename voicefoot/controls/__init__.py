"""How a live session is told what to do: keys, media keys, a second terminal, signals."""
