"""Lines and tables of a text."""

from __future__ import annotations

from voicefoot.reading.importing.text_lines import text_lines


def test_a_rule_across_the_page_makes_no_table_of_the_line_above() -> None:
    def cells(rule: str) -> list[list[list[str]] | str]:
        found = text_lines(f"Squats | 3 x 10 | slowly\n{rule}\nDips | 2 x 5 | deep\n", "en")
        return [[list(row.cells) for row in each] if isinstance(each, list) else each.text for each in found]

    assert cells("-----") == ["Squats | 3 x 10 | slowly", "Dips | 2 x 5 | deep"]
    assert cells("--- | --- | ---") == [[["Squats", "3 x 10", "slowly"], ["Dips", "2 x 5", "deep"]]]
