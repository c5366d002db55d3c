"""Every family of slips: to teach the diagnosis a new one, write a function that yields it and list it here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.diagnosis.slips import (
    batch_rows,
    factors,
    operands,
    paths,
    scales,
    slopes,
    softmax,
    sums,
    updates,
    weights,
)
from rnn_tutor.diagnosis.slips.slip import DerivationSlip

Family: TypeAlias = Callable[[Replay], Iterator[DerivationSlip]]

FAMILIES: tuple[Family, ...] = (
    paths.nothing_through_time,
    scales.seeds,
    scales.whole_gradients,
    sums.one_share,
    sums.mean_over_time,
    slopes.slopes,
    slopes.handed_on_raw,
    operands.wrong_time_step,
    factors.without_weights,
    softmax.elementwise,
    softmax.scores_in_loss,
    weights.in_place,
    paths.truncated,
    paths.one_path,
    paths.only_last_loss,
    paths.output_everywhere,
    operands.turned,
    batch_rows.products,
    batch_rows.sums,
    operands.swapped,
    operands.wrong_weight,
    operands.wrong_quantity,
    slopes.where_none_belongs,
    sums.another_sum,
    sums.onto_another_sum,
    sums.no_gradient,
    sums.no_gradients_but_parameters,
    updates.direction,
    updates.corrections,
    updates.operands,
    weights.after_update,
    factors.bias_put_in,
    factors.squared,
    factors.lines,
    updates.lines,
)
"""The more telling before the more general: of two that compute the same, the first is named first."""


def backward_slips(replay: Replay) -> Iterator[DerivationSlip]:
    """All slips of the way back and of the update; none where nothing goes back."""
    if replay.lesson.network.loss is None:
        return
    for family in FAMILIES:
        yield from family(replay)
