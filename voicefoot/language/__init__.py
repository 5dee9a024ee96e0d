"""What the coach says of its own accord, a module for each language: `english` so far, which callers import
by name.
"""
