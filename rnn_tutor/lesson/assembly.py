"""The network of a lesson: named or written out, its loss and parameters, and whether they fit each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tutor.english import listed
from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.lesson.document import ScalarNode
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.given_numbers import check_given_names, given_names
from rnn_tutor.lesson.lesson import Network, Parameter, Section
from rnn_tutor.lesson.lookup import RESERVED, Names, WrittenEquation, name_of, why_no_name
from rnn_tutor.lesson.misfits import report_misfits
from rnn_tutor.lesson.mistakes import follow
from rnn_tutor.lesson.networks import DEFAULT_ACTIVATION, NamedNetwork, network_names, read_network
from rnn_tutor.lesson.other_names import remedy_for
from rnn_tutor.lesson.parameters import GivenParameters
from rnn_tutor.lesson.passes import BothWays
from rnn_tutor.lesson.problems import did_you_mean, missing, shortened
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.sequences import MEAN
from rnn_tutor.lesson.wiring import (
    Wiring,
    looked_up,
    loss_of_table,
    quantities_read,
    read_at_their_ends,
    read_equations,
    read_loss,
)

DEFAULT_LOSS = "squared_error"
ONE_WORD = re.compile(r"\s*[^\W\d]\w*\s*")
SEVERAL_WORDS = re.compile(r"\s*[^\W\d][\w-]*(?:\s+[^\W\d][\w-]*)+\s*")  # mean squared error
OF_LIBRARY = re.compile(r"\s*(?:[^\W\d]\w*\.)+[^\W\d]\w*\s*(?:\([^()]*\))?\s*|\s*[A-Z]\w*Loss\(\)\s*")  # nn.MSELoss()
TARGETS = "add target: 1.2, or targets: with one value per time step"
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
    named = read_network(form.network, form.activation and activation, at_each_step=form.is_at_each_step)
    return _Assembly(filled, named.wiring, named).parts()


def chosen(filled: Filled[LessonForm], key: str, name: str | None, default: str, known: Sequence[str]) -> str | None:
    """The name of something built in, or else its default; None where there is no such thing."""
    if name is None or name in known:
        return name or default
    remedy = remedy_for(key, name, known) or "choose one of " + ", ".join(known)
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
        loss = self.loss()
        self.filled.problems.extend(wiring.problems)
        if form.activation in ACTIVATIONS and not wiring.uses_activation:
            remedy = f"write activation(…) in them, or {form.activation}(…) and leave this key out"
            self.filled.report(self.filled.key("activation"), "the equations don't use activation(…)", remedy)
        names = Names(
            file=named.document.file if named else self.filled.document.file,
            loss_file=self.filled.document.file,
            equations=[*wiring.each_step, *wiring.output, *([loss] if loss else [])],
            parameters=given.names,
            parameters_known="parameters" not in self.filled.unreliable,
            loss_each_step=form.is_at_each_step,
            time_steps=form.steps,
            has_inputs=form.time_steps is None or form.inputs is not None or named is not None,
            given=[name_of(name) for name in given_names(self.filled)],
            has_target=bool(form.all_targets) or bool({"target", "targets"} & self.filled.unreliable),
        )
        given.check(equation.name for equation in wiring.all)
        check_given_names(self.filled, {*given.names, *(equation.name for equation in wiring.all)})
        self.check_initial(names)
        self.check_learned(given)
        self.check_over_steps(loss)
        if named is not None and form.time_steps is not None and form.inputs is None:
            message = f"the network '{named.name}' reads an input at each time step, and there are none"
            self.filled.report(self.filled.key("time_steps"), message, "write inputs: instead, one per time step")
        if loss is not None:
            self.check_loss(loss, names)
        equations = looked_up(names, placed=named is None)
        self.filled.problems.extend(names.problems)
        if named is None:
            self.check_use(names)
        if names.problems or wiring.problems:
            return None
        network = Network(
            each_step=tuple(e for e in equations if e.section is Section.EACH_STEP),
            output=tuple(e for e in equations if e.section is Section.OUTPUT),
            loss=equations[-1] if loss else None,
            loss_each_step=names.loss_each_step,
            mean_over_steps=form.over_steps == MEAN,
            name=named.name if named else "",
            about=named.about if named else "",
        )
        if not self.check_directions(network):
            return None
        network = read_at_their_ends(network)
        if named is None or not self.filled.problems:
            report_misfits(self.filled, network, names.equations, given.shapes())
        return None if self.filled.problems else network

    def loss(self) -> WrittenEquation | None:
        """The loss: written out, or one of the table; None where the lesson stops at its predictions."""
        filled, form, written = self.filled, self.filled.form, self.wiring.loss
        if written is not None and form.loss is not None:
            message = "the loss is given here, and under `equations` too"
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
            message, remedy = f"{form.loss} compares with a target, and there is none", TARGETS
            filled.report(filled.place("loss"), message, f"{remedy}, or leave loss out")
        elif form.learning_rate is not None and not self.is_unclear:
            without = "; without one there is nothing to learn from, and learning_rate goes as well"
            filled.report(filled.document.root.place, missing("target"), TARGETS + without)
        return None

    @property
    def is_unclear(self) -> bool:
        """Whether the data couldn't be read."""
        return bool({"inputs", "sequences", "learning_rate"} & self.filled.unreliable)

    def names_a_loss(self, text: str) -> bool:
        """Whether what stands under `loss` is the name of a loss; one that isn't, and nothing else, is reported."""
        if text in LOSSES:
            return True
        quantities = {equation.name: None for equation in self.wiring.all}
        known = {*quantities, *GivenParameters(self.filled, self.named).names}
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
            message = "`over_steps` is for a loss at each time step, and there is one target, for the last"
            filled.report(filled.key("over_steps"), message, "write targets: with one per time step, or leave it out")
        elif loss is None and not filled.problems:
            message = "there is no loss to take over the time steps"
            filled.report(filled.key("over_steps"), message, "leave it out, or say loss: and what is differentiated")

    def check_loss(self, loss: WrittenEquation, names: Names) -> None:
        """That the loss compares quantities with the target, and those of each time step with `targets`."""
        filled = self.filled
        late = quantities_read(loss, names.output)
        if names.loss_each_step and late:
            is_for_targets = filled.form.targets is not None
            key, one = ("targets", "write target: with one value") if is_for_targets else ("over_steps", "leave it out")
            message = f"`{key}` is for each time step, and {late[0]} follows only after the last"
            filled.report(filled.key(key), message, f"{one}, or move {late[0]} under each_step")
        if loss.expression is None or loss.value is None:
            return
        defined = {*names.each_step, *names.output, *names.parameters, *RESERVED}
        if not loss.words <= defined:
            return  # what is meant by another name is told where it stands
        if names.has_target and not quantities_read(loss, ["target"]):
            key = "target" if filled.form.targets is None else "targets"
            remedy = f"write it like (target - {self.wiring.prediction})**2, or leave {key} out"
            filled.report(loss.value.place, "the loss doesn't look at the target", remedy)
        if not quantities_read(loss, [*names.each_step, *names.output]):
            remedy = f"write it like (target - {self.wiring.prediction})**2"
            filled.report(loss.value.place, "the loss doesn't look at any quantity of the network", remedy)

    def check_directions(self, network: Network) -> bool:
        """That every quantity can be found, from the first time step on or from the last back."""
        try:
            return bool(network.passes) or True
        except BothWays as error:
            first = next(e for e in self.wiring.each_step if e.name in error.names)
            several = f", by way of {listed([name for name in error.names if name != first.name])}"
            message = (
                f"{first.name} needs itself from the step before and from the step after"
                f"{several if len(error.names) > 1 else ''}, so neither can be found first"
            )
            remedy = "use two quantities, one with previous(…) and one with next(…), and join them in a third"
            place = first.value.place if first.value else self.filled.place("equations")
            self.filled.report(place, message, remedy)
            return False

    def check_initial(self, names: Names) -> None:
        """That each initial value is one that `previous(…)` or `next(…)` reads."""
        filled = self.filled
        read = {name for e in self.wiring.all for name in e.names(moved=True)}
        unclear = any(e.expression is None for e in self.wiring.all)
        for written in filled.form.initial:
            name = name_of(written)
            if [name_of(other) for other in filled.form.initial].count(name) > 1:
                message = f"there are several start values for {name}"
                filled.report(filled.key("initial", written), message, "keep one of them")
            elif name not in names.each_step:
                first = re.sub(r"(?:_?0|\.t0|\[0\]|_?init(?:ial)?)$", "", name)
                own = f"write {first}" if first in names.each_step else ""
                remedy = own or did_you_mean(name, names.each_step) or "those are " + ", ".join(names.each_step)
                message = f"{shortened(written)} is not a quantity of each time step"
                filled.report(filled.key("initial", written), message, remedy)
            elif name not in read and not unclear:
                words = ("previous", "next") if any("next(" in e.text for e in self.wiring.all) else ("previous",)
                message = f"no equation reads {' or '.join(f'{word}({name})' for word in words)}"
                filled.report(filled.key("initial", written), message, f"leave {name} out here")

    def check_learned(self, given: GivenParameters) -> None:
        """That each initial state that is a name is that of a parameter."""
        known = [parameter.name for parameter in given.own.values()]
        for written, name in self.filled.form.learned.items():
            if name_of(name) not in known:
                remedy = did_you_mean(name, known) or f"add {name} to the parameters, or write a number"
                message = f"there is no parameter {shortened(name)}"
                self.filled.report(self.filled.place("initial", written), message, remedy)

    def check_use(self, names: Names) -> None:
        """That each parameter stands in some equation."""
        filled = self.filled
        unclear = any(equation.expression is None for equation in names.equations)
        if "parameters" in filled.unreliable or unclear:
            return
        unused = {*names.unused} - names.suggested - {name_of(name) for name in filled.form.learned.values()}
        for written in filled.form.parameters:
            if name_of(written) in unused and not why_no_name(written, "parameter"):
                message = f"the parameter {shortened(written)} is in no equation"
                filled.report(filled.key("parameters", written), message, "use it, or leave it out")
