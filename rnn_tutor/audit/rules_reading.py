"""Poor lessons by how they are read: inputs that nothing reads, means of one number, a text that YAML cuts in two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rnn_tutor.audit.finding import Finding, equation_of, rule
from rnn_tutor.equations.operations.reductions import MEAN
from rnn_tutor.equations.shapes import shape_of
from rnn_tutor.equations.source import source
from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Sum, children, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.document import Document
from rnn_tutor.lesson.lesson import Equation, Section
from rnn_tutor.lesson.nodes import MappingNode, ScalarNode, SequenceNode
from rnn_tutor.lesson.problems import Problem, shortened

TEXTS = ("title", "about", "teaches", "question", "answer", "source", "chapter", "time_step")
COMMENT = re.compile(r"\s+#(?=\S)")
OF_LOSS = ("loss", "equations", "loss")  # its own key, or under the equations
OF_INPUTS = ("x", "X", "u", "x_t", "xt", "in_")


@rule
def unread_inputs(derivation: Derivation) -> Iterator[Finding]:
    """Inputs that are in no equation."""
    lesson = derivation.lesson
    refs = [ref for equation in lesson.network.all for ref in references(equation.expression)]
    read = {ref.name for ref in refs if ref.kind is Kind.INPUT}
    for name, _ in lesson.given:
        if name not in read:
            message = f"no equation uses the given numbers {name}, so they change nothing"
            yield Finding("unread-inputs", ("given", name), message, f"use {name} in one, or leave it out")
    if lesson.inputs and "input" not in read:
        taken = next((p.name for p in lesson.parameters if p.name in OF_INPUTS), None)
        remedy = f"write input for {taken}, and take {taken} out of the parameters" if taken else "use input in one"
        yield Finding("unread-inputs", ("inputs",), "no equation uses the inputs, so they change nothing", remedy)


@rule
def means_of_one(derivation: Derivation) -> Iterator[Finding]:
    """A mean of a single number, which is that number."""
    lesson, shape = derivation.lesson, derivation.unrolled.shape
    for equation in lesson.network.all:
        for operand in means_in(equation.expression):
            if shape_of(operand, shape):
                continue
            where = equation_of(derivation, equation.name)
            if equation.section is not Section.LOSS:
                message = f"{source(MEAN(operand))} is the mean of a single number, so it changes nothing"
                yield Finding("mean-of-one", where, message, "leave mean(…) out")
            else:
                yield mean_loss_of_one(derivation, equation)
                break


def mean_loss_of_one(derivation: Derivation, loss: Equation) -> Finding:
    """A mean in the loss over the one output of each step; the mean over the steps was meant, most likely."""
    lesson = derivation.lesson
    unit, network = lesson.time_step.lower(), lesson.network
    message = "the mean in the loss is over the outputs, but there is only one, so it changes nothing"
    remedy = "leave the mean out"
    refs = references(loss.expression)
    count = steps_summed(derivation, loss)
    if count > 1:
        message += (
            f": the loss is the sum over {'the ' * network.loss_each_step}{count} {unit}s, {count} times their mean"
        )
        remedy = f"add over_steps: mean for the mean over the {unit}s, as Keras and PyTorch take it, or {remedy}"
    elif lesson.time_steps > 1 and not lesson.targets and any(ref.at is At.LAST for ref in refs):
        message = f"the loss is the mean of a single number, at the last {unit}, so the mean changes nothing"
        remedy = f"write loss: {refs[0].name} and over_steps: mean for the mean over the {unit}s, or leave mean(…) out"
    return Finding("mean-of-one", OF_LOSS, message, remedy)


def steps_summed(derivation: Derivation, loss: Equation) -> int:
    """Over how many time steps the loss is a sum; of those without a target there is none."""
    network = derivation.lesson.network
    if network.mean_over_steps:
        return 0
    if network.loss_each_step:
        return derivation.lesson.time_steps
    expression = loss.expression
    at_steps = {ref.at for ref in references(expression) if ref.kind is Kind.TARGET and isinstance(ref.at, int)}
    return len(at_steps) if isinstance(expression, Sum) else 0


def means_over_one(document: Document) -> Iterator[Problem]:
    """Means over the time steps, or the sequences, where there is one."""
    root = document.root
    if not isinstance(root, MappingNode):
        return
    values = root.values
    for key, one, of in (
        ("over_steps", "time step", ("targets", "inputs")),
        ("over_sequences", "sequence", ("sequences",)),
    ):
        chosen = values.get(key)
        listed = next((node for name in of if isinstance(node := values.get(name), SequenceNode)), None)
        if not isinstance(chosen, ScalarNode) or chosen.text != "mean" or listed is None:
            continue
        counted = [item for item in listed.items if not (isinstance(item, ScalarNode) and item.is_empty)]
        if len(counted) == 1:
            message = f"the mean is over the losses of the {one}s, but there is only one, so it changes nothing"
            yield Problem(document.file, root.keys[key].place, message, f"leave {key} out", "warning", "mean-of-one")


def means_in(expression: Expression) -> Iterator[Expression]:
    """What means are taken of."""
    if isinstance(expression, Apply) and expression.function == MEAN.name:
        yield expression.arguments[0]
    for part in children(expression):
        yield from means_in(part)


def cut_texts(document: Document, text: str) -> Iterator[Problem]:
    """Texts of which YAML takes the rest for a comment: `title: Problem #3` is called Problem."""
    if not isinstance(document.root, MappingNode):
        return
    lines = text.split("\n")
    for key in TEXTS:
        value = document.root.values.get(key)
        if not isinstance(value, ScalarNode) or value.quoted or "\n" in value.written or not value.text:
            continue
        line = lines[value.place.line - 1]
        rest = line[value.place.column - 1 + len(value.written) :]
        if COMMENT.match(rest):
            whole = line[value.place.column - 1 :].strip()
            quoted = f'"{whole}"' if '"' not in whole else f"'{whole}'"
            message = f"YAML takes {shortened(rest.strip())} for a comment, so {key} is {shortened(value.text)} only"
            remedy = f"put the text in quotes: {key}: {quoted}, or write # with a space after it for a comment"
            yield Problem(document.file, value.place_of(len(value.text)), message, remedy, "warning", "cut-text")
