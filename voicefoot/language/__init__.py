"""What the coach says of its own accord, a pack of data for each language (`packs`, put together by `pack`);
how what is written is said, by `written_to_spoken` in all languages and by `english_spoken` in English; and
`pronounce`.
"""
