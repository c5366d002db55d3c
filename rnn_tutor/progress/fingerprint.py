"""What tells a state of a lesson from another, so that what was left in the middle goes on only where it fits."""

from __future__ import annotations

import hashlib

from rnn_tutor.lesson.lesson import Lesson


def fingerprint(lesson: Lesson) -> str:
    """What tells a state of a lesson from another one: its equations and its numbers, not its words."""
    network = lesson.network
    equations = [(e.name, e.expression) for e in network.all]
    numbers = (lesson.inputs, lesson.targets, lesson.parameters, lesson.initial, lesson.learned, lesson.learning_rate)
    numbers = (*numbers, *lesson.given)  # type: ignore[assignment]  # of any length
    everything = (equations, network.loss_each_step, network.mean_over_steps, numbers, lesson.rounding, lesson.training)
    asked = lesson.quiz
    if asked.steps or asked.questions:  # a quiz of its own has other questions at the same places
        everything = (*everything, [step.name for step in asked.steps], [one.ask for one in asked.questions])  # type: ignore[assignment]  # of any length
    return hashlib.sha256(repr(everything).encode()).hexdigest()
