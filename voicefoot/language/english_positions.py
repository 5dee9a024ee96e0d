"""English: how to move over from one position to another."""

from __future__ import annotations

from collections.abc import Mapping

from voicefoot.model.position import (
    ALL_FOURS,
    HALF_KNEELING,
    HANGING,
    KNEELING,
    ON_BACK,
    ON_FRONT,
    ON_LEFT_SIDE,
    ON_RIGHT_SIDE,
    PLANK,
    SEATED,
    SIDE_PLANK,
    SQUATTING,
    STANDING,
    Position,
)

ELSEWHERE = Position("elsewhere")
"""Stands in `MOVE_OVER_LINES` for all that a routine has of its own: the body may be in any way."""

MOVE_OVER_LINES: Mapping[Position, tuple[str, Mapping[Position, str]]] = {
    STANDING: (
        "Stand up.",
        {
            PLANK: "Lower your knees, and stand up.",
            SIDE_PLANK: "Lower your hips, and stand up.",
            HANGING: "Come down, and stand.",
            ELSEWHERE: "Come to standing.",
        },
    ),
    SEATED: (
        "Sit down.",
        {
            PLANK: "Lower your knees, and sit down.",
            SIDE_PLANK: "Lower your hips, and sit up.",
            ON_BACK: "Sit up.",
            ON_FRONT: "Roll over, and sit up.",
            ON_LEFT_SIDE: "Sit up.",
            ON_RIGHT_SIDE: "Sit up.",
            HANGING: "Come down, and take a seat.",
        },
    ),
    KNEELING: (
        "Go down on your knees.",
        {
            HALF_KNEELING: "Bring your other knee down.",
            ALL_FOURS: "Come up onto your knees.",
            PLANK: "Lower your knees, and kneel upright.",
            SIDE_PLANK: "Lower your hips, and come up onto your knees.",
            ON_BACK: "Sit up, and come onto your knees.",
            ON_FRONT: "Push yourself up onto your knees.",
            ON_LEFT_SIDE: "Push yourself up onto your knees.",
            ON_RIGHT_SIDE: "Push yourself up onto your knees.",
            HANGING: "Come down, and go onto your knees.",
            ELSEWHERE: "Get onto your knees.",
        },
    ),
    HALF_KNEELING: (
        "Go down on one knee.",
        {
            KNEELING: "Bring one foot forward.",
            ALL_FOURS: "Come up onto one knee.",
            SQUATTING: "Lower one knee to the floor.",
            PLANK: "Lower your knees, and come up onto one knee.",
            SIDE_PLANK: "Lower your hips, and come up onto one knee.",
            ON_BACK: "Sit up, and come onto one knee.",
            ON_FRONT: "Push yourself up onto one knee.",
            ON_LEFT_SIDE: "Push yourself up onto one knee.",
            ON_RIGHT_SIDE: "Push yourself up onto one knee.",
            HANGING: "Come down, and go onto one knee.",
            ELSEWHERE: "Get onto one knee.",
        },
    ),
    ALL_FOURS: (
        "Go down on your hands and knees.",
        {
            SEATED: "Get onto your hands and knees.",
            KNEELING: "Put your hands on the floor.",
            HALF_KNEELING: "Come down onto your hands and knees.",
            SQUATTING: "Come forward onto your hands and knees.",
            PLANK: "Lower your knees to the floor.",
            SIDE_PLANK: "Turn onto your hands and knees.",
            ON_BACK: "Roll over, onto your hands and knees.",
            ON_FRONT: "Push yourself up onto your hands and knees.",
            ON_LEFT_SIDE: "Roll onto your hands and knees.",
            ON_RIGHT_SIDE: "Roll onto your hands and knees.",
            HANGING: "Come down, and get onto your hands and knees.",
            ELSEWHERE: "Get onto your hands and knees.",
        },
    ),
    SQUATTING: (
        "Squat down.",
        {
            SEATED: "Get into a squat.",
            KNEELING: "Come up into a squat.",
            HALF_KNEELING: "Come up into a squat.",
            ALL_FOURS: "Walk your hands back into a squat.",
            PLANK: "Step forward into a squat.",
            SIDE_PLANK: "Lower your hips, and come up into a squat.",
            ON_BACK: "Sit up, and come into a squat.",
            ON_FRONT: "Push yourself up into a squat.",
            ON_LEFT_SIDE: "Push yourself up into a squat.",
            ON_RIGHT_SIDE: "Push yourself up into a squat.",
            HANGING: "Come down into a squat.",
            ELSEWHERE: "Get into a squat.",
        },
    ),
    PLANK: (
        "Go down into a plank.",
        {
            SEATED: "Get into a plank.",
            ALL_FOURS: "Step back into a plank.",
            SQUATTING: "Put your hands down, and step back into a plank.",
            SIDE_PLANK: "Turn over into a plank.",
            ON_BACK: "Roll over, and come up into a plank.",
            ON_FRONT: "Push yourself up into a plank.",
            ON_LEFT_SIDE: "Roll over, and come up into a plank.",
            ON_RIGHT_SIDE: "Roll over, and come up into a plank.",
            HANGING: "Come down, and get into a plank.",
            ELSEWHERE: "Get into a plank.",
        },
    ),
    SIDE_PLANK: (
        "Go down into a side plank.",
        {
            SEATED: "Get into a side plank.",
            ALL_FOURS: "Turn into a side plank.",
            PLANK: "Turn into a side plank.",
            ON_BACK: "Roll onto your side, and lift into a side plank.",
            ON_FRONT: "Roll onto your side, and lift into a side plank.",
            ON_LEFT_SIDE: "Lift your hips into a side plank.",
            ON_RIGHT_SIDE: "Lift your hips into a side plank.",
            HANGING: "Come down, and get into a side plank.",
            ELSEWHERE: "Get into a side plank.",
        },
    ),
    ON_BACK: (
        "Lie down on your back.",
        {
            ALL_FOURS: "Turn over, and lie on your back.",
            PLANK: "Lower yourself, and roll onto your back.",
            SIDE_PLANK: "Lower your hips, and roll onto your back.",
            ON_FRONT: "Roll over onto your back.",
            ON_LEFT_SIDE: "Roll onto your back.",
            ON_RIGHT_SIDE: "Roll onto your back.",
            HANGING: "Come down, and lie on your back.",
            ELSEWHERE: "Lie on your back.",
        },
    ),
    ON_FRONT: (
        "Lie down on your front.",
        {
            ALL_FOURS: "Lower yourself onto your front.",
            PLANK: "Lower yourself onto your front.",
            SIDE_PLANK: "Lower your hips, and roll onto your front.",
            ON_BACK: "Roll over onto your front.",
            ON_LEFT_SIDE: "Roll onto your front.",
            ON_RIGHT_SIDE: "Roll onto your front.",
            HANGING: "Come down, and lie on your front.",
            ELSEWHERE: "Lie on your front.",
        },
    ),
    ON_LEFT_SIDE: (
        "Lie down on your left side.",
        {
            PLANK: "Lower yourself onto your left side.",
            SIDE_PLANK: "Lower your hips, and lie on your left side.",
            ON_BACK: "Roll onto your left side.",
            ON_FRONT: "Roll onto your left side.",
            ON_RIGHT_SIDE: "Roll over onto your left side.",
            HANGING: "Come down, and lie on your left side.",
            ELSEWHERE: "Lie on your left side.",
        },
    ),
    ON_RIGHT_SIDE: (
        "Lie down on your right side.",
        {
            PLANK: "Lower yourself onto your right side.",
            SIDE_PLANK: "Lower your hips, and lie on your right side.",
            ON_BACK: "Roll onto your right side.",
            ON_FRONT: "Roll onto your right side.",
            ON_LEFT_SIDE: "Roll over onto your right side.",
            HANGING: "Come down, and lie on your right side.",
            ELSEWHERE: "Lie on your right side.",
        },
    ),
    HANGING: (
        "Stand up, reach up, and hang.",
        {
            STANDING: "Reach up, and hang.",
            PLANK: "Get up, reach up, and hang.",
            SIDE_PLANK: "Get up, reach up, and hang.",
            ON_BACK: "Get up, reach up, and hang.",
            ON_FRONT: "Get up, reach up, and hang.",
            ON_LEFT_SIDE: "Get up, reach up, and hang.",
            ON_RIGHT_SIDE: "Get up, reach up, and hang.",
            ELSEWHERE: "Reach up, and hang.",
        },
    ),
}
"""For each position the usual line, and those from where it would sound odd."""
