"""What the coach says of its own accord, and how what is written is said: modules for each language, `english`
and `english_spoken` so far, which callers import by name; and `pronounce`, for all languages.
"""
