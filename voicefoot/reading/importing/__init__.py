"""Lists of exercises as people and other programs write them -> the text of a routine."""
