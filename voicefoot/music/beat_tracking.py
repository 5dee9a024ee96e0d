"""Finds the beats of a song.

librosa finds them roughly: the tempo by autocorrelation of the onset strength, the beats by dynamic
programming after Ellis, "Beat Tracking by Dynamic Programming", 2007. Then each beat is moved to the nearest
attack, and one tempo is fitted to all of them. A song that does not keep one tempo is tracked beat by beat.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from voicefoot.audio import Samples
from voicefoot.errors import CommandError
from voicefoot.music.onset_strength import (
    OnsetStrength,
    Values,
    attack_weight,
    find_attacks,
    onset_strength_of,
)
from voicefoot.units import to_period_seconds

_DECIMATION = 8
"""librosa gets the maximum of each eight onset strengths, 88 per second, which suits its recursion."""

_MIN_BPM, _PRIOR_BPM, _MAX_BPM = 70.0, 110.0, 150.0
"""The range of tempos that are tapped to, and the likeliest."""
_MIN_TRACKED_BEATS = 16
_STEADY_SECONDS = 0.010
"""How far the attacks of a song with one tempo may stray from its beats."""
_START_TOLERANCE_SECONDS = 0.003
"""A song that is cut on its beat may seem to begin so long after it."""

_NEIGHBOURS = 4
"""How many beats before and after a beat are used to smooth it."""


@dataclass(frozen=True, slots=True)
class Beats:
    """The times of all beats of a song, in `seconds` from its beginning, ascending: they extend over all of
    it, also where nothing is played. If `steady`, they are equally spaced, at one tempo.
    """

    seconds: tuple[float, ...]
    steady: bool

    @property
    def bpm(self) -> float:
        """The tempo in beats per minute; the median if it changes. Needs at least two beats."""
        if self.steady:
            return 60.0 * (len(self.seconds) - 1) / (self.seconds[-1] - self.seconds[0])
        return 60.0 / float(np.median(np.diff(self.seconds)))


def beats_from_tempo(bpm: float, first_beat_seconds: float, seconds: float) -> Beats:
    """Return the beats of a song of `seconds` from its known tempo and one of its beats. They begin at 0 or
    less than a beat period later, also if that is before `first_beat_seconds`.
    """
    return Beats(_even_beats(first_beat_seconds, to_period_seconds(bpm), seconds), steady=True)


def find_beats(blocks: Iterable[Samples], sample_rate: int) -> Beats | None:
    """Find the beats of a song; None if it has none, as in noise, speech or a long chord.

    `blocks` are the whole song, float32, (frames, 1), consumed as a stream; a `sample_rate` of 22,050 Hz is
    enough. The tempo is one that is tapped to, 70 to 150 bpm, if the song has one; this may be half or double
    the written tempo. Raises CommandError if librosa is missing.
    """
    librosa = _import_librosa()
    onsets = onset_strength_of(blocks, sample_rate)
    beats = _rough_beats(librosa, onsets)
    for refine in (_snap_to_attacks, _at_tapping_tempo, _snap_to_attacks):
        if len(beats) < _MIN_TRACKED_BEATS:
            return None
        beats = refine(onsets, beats)
    if len(beats) < _MIN_TRACKED_BEATS:
        return None
    found = _fit_one_tempo(onsets, beats)
    if found is None:
        found = Beats(_extend_to_ends(beats, onsets.seconds), steady=False)
    return found if _is_audible(onsets, np.array(found.seconds)) else None


def _import_librosa() -> ModuleType:
    """Import librosa and the submodules used here, without its warnings, which are not for the user."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import librosa
            import librosa.beat
            import librosa.feature
    except (ImportError, OSError, RuntimeError) as error:  # the latter two if a dependency can't be loaded
        reason = "" if isinstance(error, ModuleNotFoundError) else f" ({' '.join(str(error).split())})"
        raise CommandError(
            f"the tempo of a song can't be found without librosa{reason}; "
            'pip install "voicefoot[music]", or write its bpm and first_beat'
        ) from error
    return librosa


def _rough_beats(librosa: ModuleType, onsets: OnsetStrength) -> Values:
    """Find beats, in seconds, to within 10 or 20 ms, at a tempo that may be half or double the right one."""
    steps = len(onsets.rises) // _DECIMATION
    envelope = onsets.rises[: steps * _DECIMATION].reshape(steps, _DECIMATION).max(axis=1, initial=0.0)
    rate = onsets.rate / _DECIMATION
    if not envelope.any():
        return np.zeros(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # librosa's tempogram of a long song would fill the memory; one autocorrelation of it all is enough.
        correlation = librosa.autocorrelate(envelope, max_size=round(8.0 * rate))
        normalized = np.maximum(correlation / correlation[0], 0.0)  # the FFT leaves tiny negative values
        tempo = librosa.feature.tempo(
            tg=normalized[:, np.newaxis], sr=rate, hop_length=1, start_bpm=_PRIOR_BPM
        )
        _, found = librosa.beat.beat_track(
            onset_envelope=envelope, sr=rate, hop_length=1, bpm=float(tempo[0]), tightness=60, trim=False
        )
    beats: Values = (np.asarray(found, dtype=float) + 0.5) / rate
    return beats


def _snap_to_attacks(onsets: OnsetStrength, beats: Values) -> Values:
    """Move `beats` to the attacks near them, and smooth them by fitting a line to each one's neighbours."""
    for reach_seconds in (0.050, 0.025):
        times, strength = find_attacks(onsets, beats, reach_seconds)
        strong = np.flatnonzero(strength > 0.2 * np.quantile(strength, 0.9))
        if len(strong):  # during a rest in the music, interpolate
            inside = np.arange(strong[0], strong[-1] + 1)
            times[inside] = np.interp(inside, strong, times[strong])
        smooth = np.empty_like(times)
        for beat in range(len(beats)):
            near = np.arange(max(0, beat - _NEIGHBOURS), min(len(beats), beat + _NEIGHBOURS + 1))
            smooth[beat], _ = _fit_line((near - beat).astype(float), times[near], strength[near])
        beats = smooth[np.concatenate(([True], np.diff(smooth) > 0.1))]
    return beats


def _fit_line(numbers: Values, times: Values, strength: Values) -> tuple[float, float]:
    """Fit evenly spaced beats to attacks; return their start and period in seconds.

    By iteratively reweighted least squares: strong attacks weigh more, and outliers hardly at all.
    """
    base_weights = strength + 1e-3 * strength.max() + 1e-9
    weights = base_weights
    start, period = 0.0, 0.0
    for _ in range(6):
        mean_number, mean_time = (np.average(values, weights=weights) for values in (numbers, times))
        deviations = numbers - mean_number
        period = float((weights @ (deviations * (times - mean_time))) / (weights @ deviations**2))
        start = float(mean_time - period * mean_number)
        errors = np.abs(times - start - period * numbers)
        weights = base_weights / (1.0 + (errors / max(0.002, 2.0 * float(np.median(errors)))) ** 2) ** 2
    return start, period


def _at_tapping_tempo(onsets: OnsetStrength, beats: Values) -> Values:
    """Halve or double the tempo of `beats` if it is too fast or too slow to tap, and move them from the
    off-beat to the beat, where the attacks are stronger.
    """
    bpm = 60.0 / float(np.median(np.diff(beats)))
    off_beats: Values = (beats[:-1] + beats[1:]) / 2.0
    if bpm > _MAX_BPM:
        return max(beats[::2], beats[1::2], key=lambda half: attack_weight(onsets, half, beats))
    both = np.sort(np.concatenate((beats, off_beats)))
    if bpm >= _MIN_BPM:
        return max(beats, off_beats, key=lambda half: attack_weight(onsets, half, both))
    strength, off_beat_strength = (
        np.median(find_attacks(onsets, some, 0.020)[1]) for some in (beats, off_beats)
    )
    return both if off_beat_strength > 0.4 * strength else beats


def _fit_one_tempo(onsets: OnsetStrength, beats: Values) -> Beats | None:
    """Fit evenly spaced beats to the whole song; None if it strays from them by more than 10 ms.

    The tempo is fitted to the sixteen clearest beats, then to twice as many, and so on: the tracker may have
    lost the beat in a quiet part, and be off by one after it.
    """
    times, strength = find_attacks(onsets, beats, 0.025)
    clear = strength / (1.0 + (np.abs(times - beats) / 0.005) ** 2)
    clearest = int(np.convolve(clear, np.ones(_MIN_TRACKED_BEATS), mode="valid").argmax())
    window = slice(clearest, clearest + _MIN_TRACKED_BEATS)
    start, period = _fit_line(np.arange(_MIN_TRACKED_BEATS, dtype=float), times[window], strength[window])
    low, high = 0, _MIN_TRACKED_BEATS
    is_whole = False
    while not is_whole:
        more = (high - low) // 2
        first, last = math.ceil(-start / period), math.ceil((onsets.seconds - start) / period)
        low, high = max(low - more, first), min(high + more, last)
        is_whole = (low, high) == (first, last)
        numbers = np.arange(low, high, dtype=float)
        times, strength = find_attacks(onsets, start + period * numbers, 0.040)
        start, period = _fit_line(numbers, times, strength)
    before_start = period - start % period
    if before_start < _START_TOLERANCE_SECONDS:
        start += before_start
    found = Beats(_even_beats(start, period, onsets.seconds), steady=True)
    return found if _keeps_tempo(onsets, np.array(found.seconds)) else None


def _keeps_tempo(onsets: OnsetStrength, grid: Values) -> bool:
    """Tell whether the music keeps to `grid`: four attacks in five are within 10 ms of it, and so is the
    median of any nine successive ones.
    """
    times, strength = find_attacks(onsets, grid, 0.030)
    errors = (times - grid)[strength > 0.3 * np.quantile(strength, 0.9)]
    if len(errors) < _MIN_TRACKED_BEATS:
        return False
    medians = np.median(np.lib.stride_tricks.sliding_window_view(errors, 9), axis=1)
    most_near = np.quantile(np.abs(errors), 0.8) <= _STEADY_SECONDS
    return bool(most_near and np.abs(medians).max() <= _STEADY_SECONDS)


def _is_audible(onsets: OnsetStrength, beats: Values) -> bool:
    """Tell whether `beats` are in the music: the strongest attack within a fifth of a period of a beat must
    be on it, to within 12 ms.

    Without a beat, as in speech, this holds for some 40 % of the beats found, since they were fitted to
    attacks. The fewer attacks there are, the further above that the share must be.
    """
    times, strength = find_attacks(onsets, beats, 0.2 * float(np.median(np.diff(beats))))
    strong = strength > max(2.0, 0.25 * float(np.quantile(strength, 0.9)))
    on_beat = int(np.count_nonzero(strong & (np.abs(times - beats) <= 0.012)))
    count = int(np.count_nonzero(strong))
    return on_beat >= max(_MIN_TRACKED_BEATS, 0.5 * count + 1.75 * math.sqrt(count))


def _even_beats(start: float, period: float, seconds: float) -> tuple[float, ...]:
    """Return every start + number * period from 0 to before `seconds`; none is lost to rounding."""
    first = math.ceil(-start / period - 1e-9)
    end = math.ceil((seconds - start) / period - 1e-9)
    return tuple(max(0.0, start + number * period) for number in range(first, end))


def _extend_to_ends(beats: Values, seconds: float) -> tuple[float, ...]:
    """Clip `beats` to the song, and extend them to both ends at the tempo of the nearest beats."""
    beats = beats[(beats >= 0.0) & (beats < seconds)]
    count = 2 * _NEIGHBOURS + 1
    opening, closing = (float(np.median(np.diff(some))) for some in (beats[:count], beats[-count:]))
    before = _even_beats(float(beats[0]), opening, float(beats[0]) - opening / 2.0)
    after = _even_beats(float(beats[-1]) + closing, closing, seconds)
    return (*before, *beats.tolist(), *(time for time in after if time > beats[-1]))
