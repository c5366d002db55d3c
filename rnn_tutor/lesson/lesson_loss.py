"""The loss of a lesson: one of the table, an equation written out, or whatever else is differentiated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lookup import Names
from rnn_tutor.lesson.mistakes import follow
from rnn_tutor.lesson.naming import RESERVED, name_of
from rnn_tutor.lesson.nodes import ScalarNode
from rnn_tutor.lesson.other_names import remedy_for
from rnn_tutor.lesson.problems import missing, shortened
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.wiring import Wiring, loss_of_table, quantities_read, read_loss
from rnn_tutor.lesson.written_equation import WrittenEquation

DEFAULT_LOSS = "squared_error"
UNCLEAR = {"inputs", "sequences", "learning_rate"}
ONE_WORD = re.compile(r"\s*[^\W\d]\w*\s*")
SEVERAL_WORDS = re.compile(r"\s*[^\W\d][\w-]*(?:\s+[^\W\d][\w-]*)+\s*")  # mean squared error
OF_LIBRARY = re.compile(r"\s*(?:[^\W\d]\w*\.)+[^\W\d]\w*\s*(?:\([^()]*\))?\s*|\s*[A-Z]\w*Loss\(\)\s*")  # nn.MSELoss()
TARGETS = "add target: 1.2, or targets: with one value per time step"


@dataclass
class LessonLoss:
    """What a lesson says of its loss, beside its equations and the names of its parameters."""

    filled: Filled[LessonForm]
    wiring: Wiring
    parameters: Sequence[str]

    def chosen(self) -> WrittenEquation | None:
        """The loss: written out, or one of the table; None where the lesson stops at its predictions."""
        filled, form, written = self.filled, self.filled.form, self.wiring.loss
        if written is not None and form.loss is not None:
            message = "the loss is given twice, here and under `equations`"
            filled.report(filled.key("loss"), message, "keep one of the two")
        if written is not None and written.text in LOSSES:
            return loss_of_table(written.text, self.wiring.prediction)
        if written is not None:
            return written
        has_target = bool(form.all_targets) or bool({"target", "targets"} & filled.unreliable)
        if form.loss is not None and not self.names_a_loss(form.loss):
            return self.written_loss(form.loss)
        if has_target or form.loss not in (None, *LOSSES):
            name = form.loss if form.loss in LOSSES else DEFAULT_LOSS
            return loss_of_table(name, self.wiring.prediction)
        if form.targets and not form.all_targets and "targets" not in filled.unreliable:
            filled.report(filled.place("targets"), "every target is null", "give at least one time step a target")
            return None
        if filled.is_misspelled("target") or filled.is_misspelled("targets") or "sequences" in filled.unreliable:
            return None
        if form.loss is not None:
            message, remedy = f"{form.loss} needs a target, but there is none", TARGETS
            filled.report(filled.place("loss"), message, f"{remedy}, or leave loss out")
        elif form.learning_rate is not None and not UNCLEAR & filled.unreliable:
            without = "; without a target nothing is learned: leave out learning_rate, too"
            filled.report(filled.document.root.place, missing("target"), TARGETS + without)
        return None

    def names_a_loss(self, text: str) -> bool:
        """Whether what stands under `loss` is the name of a loss; one that isn't, and nothing else, is reported."""
        if text in LOSSES:
            return True
        quantities = {equation.name: None for equation in self.wiring.all}
        known = {*quantities, *self.parameters}
        if not any(kind.fullmatch(text) for kind in (ONE_WORD, SEVERAL_WORDS, OF_LIBRARY)) or name_of(text) in known:
            return False
        losses, names = ", ".join(LOSSES), ", ".join(quantities)
        remedy = remedy_for("loss", text, LOSSES) or f"choose one of {losses}, or a quantity: {names}"
        self.filled.report(self.filled.place("loss"), f"there is no loss {shortened(text)}", remedy)
        return True

    def written_loss(self, text: str) -> WrittenEquation | None:
        """What is differentiated, as an expression under `loss`."""
        scalar = follow(self.filled.document.root, ("loss",))[0]
        assert isinstance(scalar, ScalarNode), text
        self.wiring.loss = read_loss(scalar, self.wiring, self.filled.document.file)
        return self.wiring.loss

    def check_over_steps(self, loss: WrittenEquation | None) -> None:
        """That `over_steps` has a loss at each step."""
        filled = self.filled
        if filled.form.over_steps is None:
            return
        if filled.form.target is not None:
            message = "`over_steps` is for a loss at each time step, but there is one target, for the last"
            filled.report(filled.key("over_steps"), message, "write targets: with one per time step, or leave it out")
        elif loss is None and not filled.problems:
            message = "there is no loss to add up or average over the time steps"
            filled.report(
                filled.key("over_steps"), message, ("leave it out, or add loss: with the quantity to differentiate")
            )

    def check(self, loss: WrittenEquation, names: Names) -> None:
        """That the loss compares quantities with the target, and those of each time step with `targets`."""
        filled = self.filled
        late = quantities_read(loss, names.output)
        if names.loss_each_step and late:
            is_for_targets = filled.form.targets is not None
            key, one = ("targets", "write target: with one value") if is_for_targets else ("over_steps", "leave it out")
            message = f"`{key}` is for each time step, but {late[0]} is computed only after the last"
            filled.report(filled.key(key), message, f"{one}, or move {late[0]} under each_step")
        if loss.expression is None or loss.value is None:
            return
        defined = {*names.each_step, *names.output, *names.parameters, *RESERVED}
        if not loss.words <= defined:
            return  # what is meant by another name is told where it stands
        if names.has_target and not quantities_read(loss, ["target"]):
            key = "target" if filled.form.targets is None else "targets"
            remedy = f"write it like (target - {self.wiring.prediction})**2, or leave {key} out"
            filled.report(loss.value.place, "the loss doesn't depend on the target", remedy)
        if not quantities_read(loss, [*names.each_step, *names.output]):
            remedy = f"write it like (target - {self.wiring.prediction})**2"
            filled.report(loss.value.place, "the loss doesn't depend on any quantity of the network", remedy)
