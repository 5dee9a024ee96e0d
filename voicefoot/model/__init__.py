"""The data that the verbs hand on: routines, choices, cues; and the limits and levels that hold for them."""
