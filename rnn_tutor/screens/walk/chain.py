"""The chain rule of a backward step, before its slopes are put in: ∂Loss/∂Y₃ × ∂Y₃/∂X₃."""

from __future__ import annotations

from dataclasses import replace

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.equations.tree import At, Kind, Ref
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.folding import MOST_TERMS
from rnn_tutor.notation.layout import Fraction, Layout, Operator, Row, Sign, Symbol
from rnn_tutor.notation.name_layout import symbol_layout
from rnn_tutor.screens.layout.formula import block, in_rows
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.layout.text_blocks import Block, beside, line


def chain_terms(step: Step, page: Page) -> list[Block]:
    """One product for each quantity through which the step's own acts; none where there is nothing to multiply.

    Between vectors the factors are matrices, and their order and transposes are the formula's to tell.
    """
    operation, unrolled = step.operation, step.derivation.unrolled
    if operation.phase is not Phase.BACKWARD or not unrolled.all_scalar:
        return []
    consumers = consumers_of(step, operation)
    if len(consumers) > MOST_TERMS or all(consumer.name == LOSS for consumer in consumers):
        return []
    own = symbol_layout(step.quantity, step.ref.at if operation.kind is Kind.GRADIENT else At.UNTIMED)
    return [block(product(consumer, own), page) for consumer in consumers]


def consumers_of(step: Step, operation: Operation) -> list[Ref]:
    """The quantities through which a step's own acts on the loss."""
    if operation.kind is Kind.SHARE:
        return [Ref(Kind.QUANTITY, operation.via, step.ref.at)]
    return [step.derivation.unrolled.consumer(step.time_step, path) for path in operation.paths]


def product(consumer: Ref, own: Symbol) -> Layout:
    """The gradient of what comes after, times how much that moves with one's own."""
    through, loss = symbol_layout(consumer.name, consumer.at), symbol_layout(LOSS)
    if consumer.name == LOSS:
        return slope(loss, own)
    return Row((slope(loss, through), Operator(Sign.TIMES), slope(through, own)))


def slope(top: Symbol, bottom: Symbol) -> Fraction:
    """∂top/∂bottom."""
    return Fraction(replace(top, differential=True), replace(bottom, differential=True))


def chain_rows(terms: list[Block], width: int) -> list[Block]:
    """The products added up, in rows that fit; none where one of them, with its sign, is wider than a row."""
    signed = [terms[0], *(beside(line("+ "), term) for term in terms[1:])]
    return in_rows([[term] for term in signed], width) or []
