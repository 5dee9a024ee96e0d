from __future__ import annotations

import pytest

from voicefoot.sinks.gap_detector import GapDetector

RATE = 48_000


def pulls(
    detector: GapDetector, seconds: float, frames: int, start: float, late: dict[int, float]
) -> list[float]:
    """Pull as a device does that loses the `late` seconds at some pulls for good; return the gaps found."""
    now, gaps = start, []
    for number in range(round(seconds * RATE / frames)):
        now += late.get(number, 0.0)
        gaps.append(detector.on_pull(now, frames))
        now += frames / RATE
    return [gap for gap in gaps if gap]


def test_a_steady_device_has_no_gaps_and_a_base() -> None:
    detector = GapDetector(RATE)
    assert detector.base_seconds is None
    assert pulls(detector, 10.0, 2880, 7.0, {}) == []
    assert detector.base_seconds == pytest.approx(7.0)
    assert detector.pulled_frames == pytest.approx(10.0 * RATE, abs=2880)


@pytest.mark.parametrize("frames", [480, 2880, 24_000])
@pytest.mark.parametrize("gap_seconds", [0.005, 0.04, 0.4])
def test_a_device_that_ran_dry_is_seen_and_how_long(frames: int, gap_seconds: float) -> None:
    at = round(5.0 * RATE / frames)
    gaps = pulls(GapDetector(RATE), 10.0, frames, 0.0, {at: gap_seconds})
    assert sum(gaps) == pytest.approx(gap_seconds)


def test_a_late_pull_that_is_made_up_for_is_no_gap() -> None:
    detector = GapDetector(RATE)
    gaps = []
    for number in range(200):
        late = 0.03 if number % 7 == 3 else 0.0
        gaps.append(detector.on_pull(number * 0.06 + late, 2880))
    assert not any(gaps)
    assert detector.base_seconds == pytest.approx(0.0)


@pytest.mark.parametrize("parts_per_million", [-300, 300])
def test_a_clock_that_is_a_little_off_has_no_gaps(parts_per_million: int) -> None:
    detector = GapDetector(RATE)
    period = 0.06 * (1 + parts_per_million * 1e-6)
    assert not any(detector.on_pull(number * period, 2880) for number in range(10_000))


def test_the_filling_of_the_buffer_at_the_start_is_no_gap() -> None:
    detector = GapDetector(RATE)
    times = [0.0, 0.0, 0.1, *(0.19 + 0.06 * number for number in range(100))]
    assert not any(detector.on_pull(now, 2880) for now in times)


def test_a_machine_that_slept_had_no_gap() -> None:
    assert pulls(GapDetector(RATE), 10.0, 2880, 0.0, {80: 3600.0}) == []
