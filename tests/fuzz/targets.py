"""Every target by its name, and what is tried on it: seeds, what was found once, and changes of these."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from tests.fuzz import disk_targets, routine_targets
from tests.fuzz.target import Target

TARGETS: Mapping[str, Target] = routine_targets.TARGETS | disk_targets.TARGETS

CORPUS = Path(__file__).parent / "corpus"
"""What was found once: a folder for each target, in which each file is one input."""

_MOST_CHANGES = 5
_LONGEST_SPAN = 40


def kept(name: str) -> list[Path]:
    """Return the files of what was found once in the target `name`."""
    folder = CORPUS / name
    return sorted(folder.iterdir()) if folder.is_dir() else []


def starts(name: str) -> list[bytes]:
    """Return what the search in the target `name` begins with."""
    return [*TARGETS[name].seeds(), *(path.read_bytes() for path in kept(name))]


def changed_starts(name: str, number: int) -> Iterator[bytes]:
    """Yield so many inputs for the target `name`, the same ones each time."""
    random, inputs = Random(zlib.crc32(name.encode())), starts(name)  # noqa: S311 - the same each time
    for _ in range(number):
        yield changed(TARGETS[name], random.choice(inputs), random.choice(inputs), random)


def changed(target: Target, content: bytes, other: bytes, random: Random) -> bytes:
    """Return `content` after some changes: of its lines where the target reads text, or of any bytes of it.
    Some of `other` may get into it.
    """
    words = [word.encode() for word in target.words]
    for _ in range(random.choice([1, 1, 1, 2, _MOST_CHANGES])):
        if b"\n" in content and words and random.random() < 0.5:
            content = _with_other_lines(content, other, random, words)
        else:
            content = _with_other_bytes(content, other, random, words)
    return content


def _with_other_bytes(content: bytes, other: bytes, random: Random, words: list[bytes]) -> bytes:
    """Return `content` with one span of it taken out, doubled, or replaced."""
    start = random.randint(0, len(content))
    end = min(len(content), start + random.choice([0, 1, 2, 8, _LONGEST_SPAN]))
    cut = random.randint(0, len(other))
    middle = random.choice(
        [
            b"",
            content[start:end] * 2,
            random.randbytes(random.choice([1, 4])),
            random.choice(words or [b"\0"]),
            other[cut : cut + _LONGEST_SPAN],
        ]
    )
    return content[:start] + middle + content[end:]


def _with_other_lines(content: bytes, other: bytes, random: Random, words: list[bytes]) -> bytes:
    """Return `content` with one line of it taken out, put elsewhere, or with another value; or with a new
    one, perhaps of `other`, as far to the right as its neighbour.
    """
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    line = lines[at]
    indent = line[: len(line) - len(line.lstrip(b" -"))].replace(b"-", b" ")
    key, colon, _ = line.partition(b": ")
    match random.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(random.randrange(len(lines)), line)
        case 2:
            lines[at] = key + (colon or b": ") + random.choice(words)
        case 3:
            lines.insert(at + 1, indent + random.choice(words) + random.choice(words))
        case _:
            lines.insert(at + 1, indent + random.choice(other.split(b"\n")).lstrip(b" -"))
    return b"\n".join(lines)
