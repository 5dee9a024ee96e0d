"""The parts of `reader`: a file's text, its tree, the values in it, and the routine made of them."""
