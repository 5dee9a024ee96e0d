"""What a live session shows: a picture on a terminal, lines elsewhere. Nothing here is needed to hear it."""
