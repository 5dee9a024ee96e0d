"""What the coach says of its own accord, and how what is written is said: modules for each language, which
callers import by name, `english` and `english_spoken` so far; and `pronounce`, for all languages.
"""
