"""What is chosen by the times that are written."""

from __future__ import annotations

import pytest

from tests.planning.test_apply_fit import ranged
from tests.support.builders import FEET, amount, exercise, on_beat, routine
from voicefoot.model.choices import Choices
from voicefoot.model.routine import Dose, Move, Range, RepeatedHold, SingleHold
from voicefoot.planning.fit_model import FitModel
from voicefoot.planning.freedom import Place, Setting


def model(*exercises: object, **fields: object) -> FitModel:
    return FitModel(routine(*exercises, **fields), Choices())  # type: ignore[arg-type]  # exercises only


def test_all_are_eased_alike() -> None:
    found = model(exercise(ranged(10, 20)), exercise(Move(SingleHold(amount(20.0, 60.0)))))
    ((setting, missing),) = found.choose(found.seconds(found.at(0.25)))
    assert missing == pytest.approx(0.0, abs=1e-6)
    assert setting.share == pytest.approx(0.25, abs=0.01)
    assert setting.amounts == {Place(0, 0, 0, "reps"): 12.0, Place(1, 0, 0, "hold"): 30.0}


def test_those_of_which_most_was_cut_off_are_rounded_up_first() -> None:
    found = model(*(exercise(ranged(10, high, 1.0), sides=FEET) for high in (11, 14, 19)))
    half = [10.5, 12.0, 14.5]
    ((setting, _),) = found.choose(2 * (sum(half) + 0.5 - 0.25))
    assert sum(setting.amounts.values()) in (37.0, 36.0)
    assert all(abs(a - b) < 1.0 for a, b in zip(setting.amounts.values(), half, strict=True))


def test_what_is_left_goes_into_the_rests() -> None:
    found = model(exercise(ranged(10, 12, 4.0), sets=2, rest_seconds=60.0), rest_between_seconds=10.0)
    for goal in range(130, 190, 3):
        options = found.choose(float(goal))
        for setting, missing in options:
            assert 0.0 <= setting.rests <= 1.0
            assert 0.0 <= setting.pace <= 1.0
            assert found.seconds(setting) + missing == pytest.approx(goal)


def test_nothing_may_change_where_no_range_is_written() -> None:
    found = model(exercise(on_beat(10, 2.0), may_fit=False))
    ((setting, missing),) = found.choose(15.0)
    assert (missing, setting.amounts) == (-5.0, {})
    assert found.seconds(Setting()) == 20.0


@pytest.mark.parametrize("share", [0.07, 0.3, 0.5, 0.71, 0.96])
@pytest.mark.parametrize("hold", [amount(5.0, 60.0), amount(1.0, 2.0)])
def test_all_are_eased_alike_where_one_range_multiplies_another(share: float, hold: Range) -> None:
    """Twice as many holds, twice as long, take four times as long: the time is no straight line."""
    found = model(exercise(Move(RepeatedHold(Dose(amount(5, 15)), hold, 1.0))))
    ((setting, _), *_) = found.choose(found.seconds(found.at(share)))
    assert setting.share == pytest.approx(share, abs=1e-4)
