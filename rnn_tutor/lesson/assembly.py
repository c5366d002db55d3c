"""The network of a lesson: named or written out, its loss and parameters, and whether they fit each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import Network, Parameter, Section
from rnn_tutor.lesson.misfits import report_misfits
from rnn_tutor.lesson.names import Names, WrittenEquation, name_of, why_no_name
from rnn_tutor.lesson.networks import DEFAULT_ACTIVATION, NamedNetwork, network_names, read_network
from rnn_tutor.lesson.parameters import GivenParameters
from rnn_tutor.lesson.problems import did_you_mean, missing, shortened
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.wiring import Wiring, looked_up, loss_of_table, quantities_read, read_equations

DEFAULT_LOSS = "squared_error"
LABELS = {"activation": "activation function", "loss": "loss", "network": "network"}


def assembled(filled: Filled[LessonForm]) -> tuple[Network, tuple[Parameter, ...]] | None:
    """The network of a lesson, its loss included, and its parameters.

    None where they can't be made out. Problems are reported.
    """
    form = filled.form
    activation = chosen(filled, "activation", form.activation, DEFAULT_ACTIVATION, ACTIVATIONS)
    if {"network", "equations"} & filled.unreliable:
        return None
    if form.network is not None and form.equations is not None:
        message = "there is a named network, and there are equations"
        filled.report(filled.key("equations"), message, "keep one of the two")
        return None
    if form.equations is not None:
        wiring = read_equations(filled.document, activation or DEFAULT_ACTIVATION)
        return _Assembly(filled, wiring, None).parts()
    if form.network is None:
        if not filled.is_misspelled("network"):
            remedy = "add network: simple, or equations: with your own"
            filled.report(filled.document.root.place, missing("network"), remedy)
        return None
    if not chosen(filled, "network", form.network, "", network_names()):
        return None
    named = read_network(form.network, form.activation and activation, at_each_step=form.targets is not None)
    return _Assembly(filled, named.wiring, named).parts()


def chosen(filled: Filled[LessonForm], key: str, name: str | None, default: str, known: Sequence[str]) -> str | None:
    """The name of something built in, or else its default; None where there is no such thing."""
    if name is None or name in known:
        return name or default
    remedy = did_you_mean(name, known) or "choose one of " + ", ".join(known)
    filled.report(filled.place(key), f"there is no {LABELS[key]} {shortened(name)}", remedy)
    return None


@dataclass
class _Assembly:
    filled: Filled[LessonForm]
    wiring: Wiring
    named: NamedNetwork | None

    def parts(self) -> tuple[Network, tuple[Parameter, ...]] | None:
        given = GivenParameters(self.filled, self.named)
        network = self.network(given)
        return None if network is None else (network, given.all)

    def network(self, given: GivenParameters) -> Network | None:
        form, wiring, named = self.filled.form, self.wiring, self.named
        self.filled.problems.extend(wiring.problems)
        if form.activation in ACTIVATIONS and not wiring.uses_activation:
            remedy = f"write activation(…) in them, or {form.activation}(…) and leave this key out"
            self.filled.report(self.filled.key("activation"), "the equations don't use activation(…)", remedy)
        loss = self.loss()
        names = Names(
            file=named.document.file if named else self.filled.document.file,
            equations=[*wiring.each_step, *wiring.output, *([loss] if loss else [])],
            parameters=given.names,
            parameters_known="parameters" not in self.filled.unreliable,
            loss_each_step=form.targets is not None and form.target is None,
        )
        given.check(equation.name for equation in wiring.all)
        self.check_initial(names)
        if loss is not None:
            self.check_loss(loss, names)
        equations = looked_up(names, placed=named is None)
        self.filled.problems.extend(names.problems)
        if named is None:
            self.check_use(names)
        if names.problems or wiring.problems or loss is None or loss.expression is None:
            return None
        network = Network(
            each_step=tuple(e for e in equations if e.section is Section.EACH_STEP),
            output=tuple(e for e in equations if e.section is Section.OUTPUT),
            loss=equations[-1],
            loss_each_step=names.loss_each_step,
            name=named.name if named else "",
            about=named.about if named else "",
        )
        if named is None or not self.filled.problems:
            report_misfits(self.filled, network, names.equations, given.shapes())
        return None if self.filled.problems else network

    def loss(self) -> WrittenEquation | None:
        """The loss: written out among the equations, or one of the table."""
        form, written = self.filled.form, self.wiring.loss
        if written is not None:
            if form.loss is not None:
                message = "the loss is given here, and under `equations` too"
                self.filled.report(self.filled.key("loss"), message, "keep one of the two")
            return written
        name = chosen(self.filled, "loss", form.loss, DEFAULT_LOSS, list(LOSSES))
        return loss_of_table(name, self.wiring.prediction) if name else None

    def check_loss(self, loss: WrittenEquation, names: Names) -> None:
        """That the loss compares quantities with the target, and those of each time step with `targets`."""
        filled = self.filled
        late = quantities_read(loss, names.output)
        if names.loss_each_step and late:
            message = f"`targets` has a value for each time step, and {late[0]} follows only after the last"
            remedy = f"write target: with one value, or move {late[0]} under each_step"
            filled.report(filled.key("targets"), message, remedy)
        if loss.expression is None or loss.value is None:
            return
        if not quantities_read(loss, ["target"]):
            filled.report(loss.value.place, "the loss doesn't look at the target", "write it like (target - P)**2")
        if not quantities_read(loss, [*names.each_step, *names.output]):
            remedy = f"write it like (target - {self.wiring.prediction})**2"
            filled.report(loss.value.place, "the loss doesn't look at any quantity of the network", remedy)

    def check_initial(self, names: Names) -> None:
        """That each initial value is one that `previous(…)` reads."""
        filled = self.filled
        read = {name for e in self.wiring.all for name in e.names(previous=True)}
        unclear = any(e.expression is None for e in self.wiring.all)
        for written in filled.form.initial:
            name = name_of(written)
            if [name_of(other) for other in filled.form.initial].count(name) > 1:
                message = f"there are several start values for {name}"
                filled.report(filled.key("initial", written), message, "keep one of them")
            elif name not in names.each_step:
                remedy = did_you_mean(name, names.each_step) or "those are " + ", ".join(names.each_step)
                message = f"{shortened(written)} is not a quantity of each time step"
                filled.report(filled.key("initial", written), message, remedy)
            elif name not in read and not unclear:
                message = f"no equation reads previous({name})"
                filled.report(filled.key("initial", written), message, f"leave {name} out here")

    def check_use(self, names: Names) -> None:
        """That each parameter stands in some equation."""
        filled = self.filled
        unclear = any(equation.expression is None for equation in names.equations)
        if "parameters" in filled.unreliable or unclear:
            return
        unused = {*names.unused} - names.suggested
        for written in filled.form.parameters:
            if name_of(written) in unused and not why_no_name(written, "parameter"):
                message = f"the parameter {shortened(written)} is in no equation"
                filled.report(filled.key("parameters", written), message, "use it, or leave it out")
