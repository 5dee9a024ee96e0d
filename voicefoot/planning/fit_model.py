"""Choose a setting by the times that are written, without what is said beside them.

One share of all ranges comes first. Then whole repetitions and seconds are rounded: down, and up again where
most was cut off, as far as there is time (the largest remainders). What is left over goes into the rests,
and then into the pace, within their ranges.
"""

from __future__ import annotations

from dataclasses import replace

from voicefoot.model.choices import Choices
from voicefoot.model.routine import Routine
from voicefoot.planning.apply_fit import fitted
from voicefoot.planning.freedom import (
    AS_WRITTEN,
    Freedom,
    Place,
    Setting,
    is_stepped,
    rounded_down,
)

_STEPS = 24
HAIR_SECONDS = 1e-6
"""Times that differ by less are the same."""


class FitModel:
    """The written times of a routine, by what is chosen of them."""

    def __init__(self, routine: Routine, choices: Choices) -> None:
        """Raises CommandError as `apply_choices` does."""

        def rests(share: float) -> float:
            changed = fitted(routine, Setting(rests=share), for_class=choices.for_class)
            return Freedom(changed, choices).rest_seconds

        self.freedom = Freedom(routine, choices)
        self._least_rests = rests(0.0)
        self._rest_span = max(0.0, rests(1.0) - self._least_rests)

    def seconds(self, setting: Setting) -> float:
        """Return how long work and rests take."""
        return self.freedom.work_seconds(setting) + self._least_rests + self._rest_span * setting.rests

    def at(self, share: float) -> Setting:
        """Return everything at `share`, unrounded."""
        return Setting(self.freedom.amounts_at(share), share, share, share)

    @property
    def least_seconds(self) -> float:
        """How long the shortest of everything takes."""
        return self.seconds(self.at(0.0))

    @property
    def written_seconds(self) -> float:
        """How long everything takes in the middle of its range, rounded down."""
        return self.seconds(self._rounded_down(self.at(AS_WRITTEN)))

    def choose(self, goal_seconds: float) -> list[tuple[Setting, float]]:
        """Return what comes nearest to `goal_seconds`, the better one first, each with the seconds that are
        missing from it then: negative where it takes too long. It is one setting where that is exact.
        """
        share = self._share(goal_seconds)
        setting = self._rounded_down(self.at(share))
        setting, higher = self._with_remainders(setting, share, goal_seconds)
        found = [self.tuned(setting, goal_seconds)]
        if abs(found[0][1]) > HAIR_SECONDS and higher is not None:
            found.append(self.tuned(higher, goal_seconds))
            found.sort(key=lambda option: abs(option[1]))
        return found if abs(found[0][1]) > HAIR_SECONDS else found[:1]

    def tuned(self, setting: Setting, goal_seconds: float) -> tuple[Setting, float]:
        """Return `setting` with rests, and then the pace, such that it takes `goal_seconds`; and the seconds
        that are missing where these can't do more.
        """
        missing = goal_seconds - self.seconds(setting)
        if self._rest_span > 0.0:
            rests = _clamped(setting.rests + missing / self._rest_span)
            setting = replace(setting, rests=rests)
            missing = goal_seconds - self.seconds(setting)
        span = self.seconds(replace(setting, pace=1.0)) - self.seconds(replace(setting, pace=0.0))
        if abs(missing) > HAIR_SECONDS and span > 0.0:
            setting = replace(setting, pace=_clamped(setting.pace + missing / span))
            missing = goal_seconds - self.seconds(setting)
        return setting, missing

    def _share(self, goal_seconds: float) -> float:
        """Return the share at which everything takes `goal_seconds`, or the end of the range next to it."""
        low, high = 0.0, 1.0
        below = self.seconds(self.at(low)) - goal_seconds
        above = self.seconds(self.at(high)) - goal_seconds
        if below >= 0.0 or above <= 0.0:
            return low if below >= 0.0 else high
        for step in range(_STEPS):
            # Nearly a straight line; each second step halves, for the sake of what is none.
            part = 0.5 if step % 2 else below / (below - above)
            share = low + (high - low) * part
            off = self.seconds(self.at(share)) - goal_seconds
            if abs(off) < HAIR_SECONDS:
                return share
            if off < 0.0:
                low, below = share, off
            else:
                high, above = share, off
        return low

    def _rounded_down(self, setting: Setting) -> Setting:
        ranges = self.freedom.ranges
        amounts = {
            place: rounded_down(amount) if is_stepped(ranges[place], place.what) else amount
            for place, amount in setting.amounts.items()
        }
        return replace(setting, amounts=amounts)

    def _with_remainders(
        self, setting: Setting, share: float, goal_seconds: float
    ) -> tuple[Setting, Setting | None]:
        """Return `setting` with amounts rounded up as far as there is time, those first of which most was cut
        off; and the same with one more, that of the smallest step.
        """
        exact, ranges = self.freedom.amounts_at(share), self.freedom.ranges
        cut_off = {place: exact[place] - amount for place, amount in setting.amounts.items()}
        left = goal_seconds - self.seconds(setting)
        smallest: tuple[float, Place] | None = None
        for place in sorted(cut_off, key=lambda place: -cut_off[place]):
            step = self._step(setting, place)
            if not is_stepped(ranges[place], place.what) or setting.amounts[place] + 1 > ranges[place].high:
                continue
            if step <= left:
                setting, left = _raised(setting, place), left - step
            elif smallest is None or step < smallest[0]:
                smallest = (step, place)
        return setting, None if smallest is None else _raised(setting, smallest[1])

    def _step(self, setting: Setting, place: Place) -> float:
        """Return how much longer it takes with one more at `place`."""
        work_seconds = self.freedom.work_seconds
        return work_seconds(_raised(setting, place), place.exercise) - work_seconds(setting, place.exercise)


def _raised(setting: Setting, place: Place) -> Setting:
    return replace(setting, amounts={**setting.amounts, place: setting.amounts[place] + 1})


def _clamped(share: float) -> float:
    return min(max(share, 0.0), 1.0)
