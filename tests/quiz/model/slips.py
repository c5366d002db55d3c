"""The slips: what people do wrong, each derived from the model's own formulas, with the mistakes that tell it.

The list follows what was found in public questions, bug reports and corrections.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.quiz.model.slip import Slip
from tests.quiz.model.slips_backward import gradient_slips
from tests.quiz.model.slips_forward import forward_slips, loss_slips
from tests.quiz.model.slips_shares import share_slips
from tests.quiz.model.slips_updates import total_slips, update_slips
from tests.quiz.model.working import Model


def slips(model: Model) -> Iterator[Slip]:
    """Every slip at every work where it can be made."""
    for work in model.works:
        match work.phase:
            case "forward":
                yield from forward_slips(model, work)
            case "loss":
                yield from loss_slips(model, work)
            case "backward" if work.via:
                yield from share_slips(model, work)
            case "backward":
                yield from gradient_slips(model, work)
            case "total":
                yield from total_slips(model, work)
            case _:
                yield from update_slips(model, work)
