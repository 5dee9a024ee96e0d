"""Where the words end that a problem is about, for editors that underline it."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from voicefoot.reading.parser import LOADER
from voicefoot.reading.problems import Location

_OPENING = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_CLOSING = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def ends(text: str) -> dict[Location, Location]:
    """Return where each scalar, and each list or mapping in brackets, of the YAML in `text` ends, by where it
    begins. An end is behind the last character. Of a text that is not YAML, return what stands before its
    fault.
    """
    found: dict[Location, Location] = {}
    opened: list[Location] = []
    try:
        for token in yaml.scan(text, Loader=LOADER):
            start = Location(token.start_mark.line + 1, token.start_mark.column + 1)
            end = Location(token.end_mark.line + 1, token.end_mark.column + 1)
            if isinstance(token, _OPENING):
                opened.append(start)
            elif isinstance(token, _CLOSING) and opened:
                found[opened.pop()] = end
            elif isinstance(token, yaml.ScalarToken):
                found[start] = end
    except (yaml.YAMLError, ValueError, OverflowError):
        pass  # the reader says what is wrong; what was found until then is right
    return found


def end_of(location: Location, lines: Sequence[str], known: dict[Location, Location]) -> Location:
    """Return the end of what is at `location` of `lines`: one of the `known` ends, or else the end of the
    line, without the spaces there, and at least one column on.
    """
    if location in known:
        return known[location]
    line = lines[location.line - 1] if location.line <= len(lines) else ""
    return Location(location.line, max(location.column + 1, len(line.rstrip()) + 1))
