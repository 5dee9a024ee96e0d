"""What a live session shows: on a terminal a picture, elsewhere lines. Nothing here is needed to hear it."""
