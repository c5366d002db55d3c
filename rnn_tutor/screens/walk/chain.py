"""The chain rule of a backward step, before its slopes are put in: ∂Loss/∂Y₃ × ∂Y₃/∂X₃."""

from __future__ import annotations

from dataclasses import replace

from rnn_tutor.derivation.operation import GradientPath, Operation, Phase
from rnn_tutor.equations.tree import Expression, Kind, Negative, Power, Quotient, Ref, Sum, references
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.composition import compose
from rnn_tutor.notation.folding import MOST_TERMS
from rnn_tutor.notation.layout import Bracket, Fraction, Layout, Operator, Row, Sign, Symbol, Text
from rnn_tutor.notation.name_layout import symbol_layout
from rnn_tutor.screens.layout.formula import block, in_rows
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.layout.text_blocks import Block, beside, line


def chain_terms(step: Step, page: Page) -> list[Block]:
    """One product for each quantity through which the step's own acts; none where there is nothing to multiply.

    Between vectors the factors are matrices, and their order and transposes are the formula's to tell.
    """
    operation, shapes = step.operation, step.derivation.unrolled.shapes
    if operation.phase is not Phase.BACKWARD or operation.shape:
        return []
    consumers = consumers_of(step, operation)
    if any(shapes[consumer.name] for consumer in consumers if consumer.name != LOSS):
        return []
    if len(consumers) > MOST_TERMS or all(consumer.name == LOSS for consumer in consumers):
        return []
    if operation.kind is Kind.SHARE:
        return [block(product(consumer, symbol_layout(step.quantity)), page) for consumer in consumers]
    own = symbol_layout(step.quantity, step.ref.at)
    return [
        block(direct(step, path, own) if consumer.name == LOSS else product(consumer, own), page)
        for consumer, path in zip(consumers, operation.paths, strict=True)
    ]


def consumers_of(step: Step, operation: Operation) -> list[Ref]:
    """The quantities through which a step's own acts on the loss."""
    if operation.kind is Kind.SHARE:
        return [Ref(Kind.QUANTITY, operation.via, step.ref.at)]
    return [step.derivation.unrolled.consumer(step.time_step, path) for path in operation.paths]


def product(consumer: Ref, own: Symbol) -> Layout:
    """The gradient of what comes after, times how much that moves with one's own."""
    through, loss = symbol_layout(consumer.name, consumer.at), symbol_layout(LOSS)
    return Row((slope(loss, through), Operator(Sign.TIMES), slope(through, own)))


def direct(step: Step, path: GradientPath, own: Symbol) -> Layout:
    """What reaches the loss through nothing else: the derivative of the terms of the loss in which the name stands.

    ∂Loss/∂P₂ itself is the whole gradient, with what comes back from the quantities that are computed from P₂.
    """
    unrolled = step.derivation.unrolled
    equation, time, ref = unrolled.use(step.quantity, step.time_step, path)
    term = terms_with(ref, unrolled.template(equation, time))
    written = compose(step.pin(term), unrolled.paper)
    is_bracketed = isinstance(term, Ref) or (isinstance(term, Power) and isinstance(term.base, Sum))
    top = Row((Text("∂"), written if is_bracketed else Bracket(written)))
    return Fraction(top, replace(own, differential=True))


def terms_with(ref: Ref, expression: Expression) -> Expression:
    """An expression without the terms in which a name doesn't stand."""
    match expression:
        case Sum(terms):
            kept = [terms_with(ref, term) for term in terms if ref in references(term)]
            return kept[0] if len(kept) == 1 else Sum(tuple(kept))
        case Negative(operand):
            return Negative(terms_with(ref, operand))
        case Quotient(top, bottom) if ref not in references(bottom):
            return Quotient(terms_with(ref, top), bottom)
        case _:
            return expression


def slope(top: Symbol, bottom: Symbol) -> Fraction:
    """∂top/∂bottom."""
    return Fraction(replace(top, differential=True), replace(bottom, differential=True))


def chain_rows(terms: list[Block], width: int) -> list[Block]:
    """The products added up, in rows that fit; none where one of them, with its sign, is wider than a row."""
    signed = [terms[0], *(beside(line("+ "), term) for term in terms[1:])]
    return in_rows([[term] for term in signed], width) or []
