"""The network of a lesson: named or written out, its loss and parameters, and whether they fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rnn_tutor.english import listed
from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.tree import Kind, Ref, leaves
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.given_numbers import check_given_names, given_names
from rnn_tutor.lesson.lesson import Equation, Network, Parameter, Section
from rnn_tutor.lesson.lesson_loss import LessonLoss
from rnn_tutor.lesson.lookup import Names
from rnn_tutor.lesson.misfits import report_misfits
from rnn_tutor.lesson.naming import name_of, why_no_name
from rnn_tutor.lesson.networks import DEFAULT_ACTIVATION, NamedNetwork, network_names, read_network
from rnn_tutor.lesson.other_names import remedy_for
from rnn_tutor.lesson.parameters import GivenParameters
from rnn_tutor.lesson.passes import BothWays
from rnn_tutor.lesson.problems import EMPTY, did_you_mean, missing, shortened
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.sequences import MEAN, check_named_steps
from rnn_tutor.lesson.wiring import (
    Wiring,
    looked_up,
    read_at_their_ends,
    read_equations,
    with_biases,
)
from rnn_tutor.lesson.written_equation import WrittenEquation

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
        message = "the lesson has both a named network and equations"
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
        of_loss = LessonLoss(self.filled, wiring, given.names)
        loss = of_loss.chosen()
        self.filled.problems.extend(wiring.problems)
        if form.activation in ACTIVATIONS and not wiring.uses_activation:
            remedy = f"write activation(…) in them, or {form.activation}(…) and leave this key out"
            self.filled.report(self.filled.key("activation"), "the equations don't use activation(…)", remedy)
        names = self.names(given, loss)
        given.check(equation.name for equation in wiring.all)
        check_given_names(self.filled, {*given.names, *(equation.name for equation in wiring.all)})
        self.check_initial(names)
        self.check_learned(given)
        of_loss.check_over_steps(loss)
        if named is not None and form.time_steps is not None and form.inputs is None:
            message = f"the network '{named.name}' reads an input at each time step, but there are none"
            self.filled.report(self.filled.key("time_steps"), message, "write inputs: instead, one per time step")
        if loss is not None:
            of_loss.check(loss, names)
        equations = looked_up(names, placed=named is None)
        self.filled.problems.extend(names.problems)
        if named is None:
            self.check_use(names)
            self.check_that_one_is_named(names, equations)
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
        check_named_steps(self.filled, network)
        if named is None or not self.filled.problems:
            shapes = report_misfits(self.filled, network, names.equations, given.shapes())
            network = with_biases(network, shapes)
        return None if self.filled.problems else network

    def names(self, given: GivenParameters, loss: WrittenEquation | None) -> Names:
        """The names that the equations may read."""
        form, wiring, named = self.filled.form, self.wiring, self.named
        return Names(
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

    def check_directions(self, network: Network) -> bool:
        """That every quantity can be found, from the first time step on or from the last back."""
        try:
            return bool(network.passes) or True
        except BothWays as error:
            first = next(e for e in self.wiring.each_step if e.name in error.names)
            several = f", through {listed([name for name in error.names if name != first.name])}"
            message = (
                f"{first.name} needs itself from the previous step and from the next step"
                f"{several if len(error.names) > 1 else ''}, so neither can be computed first"
            )
            remedy = "use two quantities, one with previous(…) and one with next(…), and combine them in a third"
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

    def check_that_one_is_named(self, names: Names, equations: Iterable[Equation]) -> None:
        """That a lesson without parameters, whose equations read none either, is told how a number becomes one."""
        filled = self.filled
        read = {leaf.kind for e in equations for leaf in leaves(e.expression) if isinstance(leaf, Ref)}
        if "parameters" not in filled.unreliable or names.problems or self.wiring.problems or Kind.PARAMETER in read:
            return
        empty = (filled.place("parameters"), EMPTY)
        for place, problem in enumerate(filled.problems):
            if problem.message == missing("parameters") or (problem.place, problem.message) == empty:
                message = "no number in the equations has a name, so there is nothing to learn"
                remedy = "give one a name: w*input instead of 0.5*input, with parameters: {w: 0.5}"
                filled.problems[place] = replace(problem, message=message, remedy=remedy)

    def check_use(self, names: Names) -> None:
        """That each parameter stands in some equation."""
        filled = self.filled
        unclear = any(equation.expression is None for equation in names.equations)
        if "parameters" in filled.unreliable or unclear:
            return
        unused = {*names.unused} - names.suggested - {name_of(name) for name in filled.form.learned.values()}
        for written in filled.form.parameters:
            if name_of(written) in unused and not why_no_name(written, "parameter"):
                message = f"no equation uses the parameter {shortened(written)}"
                filled.report(filled.key("parameters", written), message, "use it in one, or leave it out")
