"""A typed formula between vectors and matrices: which products are meant, and whether the shapes fit."""

from __future__ import annotations

from collections.abc import Mapping

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.bias_rows import with_bias_rows
from rnn_tutor.equations.operations.reductions import DOT
from rnn_tutor.equations.shapes import ShapeError, ShapeOf, describe, shape_clause, shape_of
from rnn_tutor.equations.source import quoted
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import (
    Apply,
    Expression,
    MatMul,
    Negative,
    Product,
    Ref,
    Sum,
    children,
    rebuild,
    references,
)
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.question import Question


def fitted(expression: Expression, question: Question, names: AnswerNames) -> tuple[Expression, Shape]:
    """The formula with each product as it is meant, and its shape.

    Raises:
        ShapeError: where shapes meet that don't fit; its message has the names as one types them.
    """
    of_ref = question.derivation.unrolled.shape
    typed = {ref: Ref(ref.kind, names.spelling(ref), offset=ref.offset) for ref in references(expression)}
    meant = {spelled: ref for ref, spelled in typed.items()}

    def shape(ref: Ref) -> Shape:
        return of_ref(meant[ref])

    try:
        spelled = with_products(renamed(expression, typed), shape)
        return renamed(spelled, meant), shape_of(spelled, shape)
    except ShapeError as error:
        if not question.whole or len(error.parts) == 1 or len({shape_of(part, shape) for part in error.parts}) > 1:
            raise  # only two of one shape that meet in a matrix product may be meant element by element
        left, right = map(quoted_factor, error.parts)
        message = f"{left} and {right} are both {common_shape(shape_of(error.parts[0], shape))}"
        raise ShapeError(message, error.parts, f"element by element it is {left} * {right}") from None


def quoted_factor(expression: Expression) -> str:
    """A factor of a product, as messages quote it."""
    return f"({quoted(expression)})" if isinstance(expression, Sum | Negative) else quoted(expression)


def common_shape(shape: Shape) -> str:
    """What two parts of one shape both are: `columns of 2 numbers`."""
    return f"columns of {describe(shape)}" if shape[1] == 1 else describe(shape)


def with_products(expression: Expression, of_ref: ShapeOf) -> Expression:
    """The formula with each matrix product by a single number as an ordinary one: a dot is written for both."""
    parts = children(expression)
    if not parts:
        return expression
    node = rebuild(expression, tuple(with_products(part, of_ref) for part in parts))
    node = with_bias_rows(node, of_ref) if isinstance(node, Sum) else node
    if isinstance(node, Apply) and node.function == DOT.name:
        return _dotted(node, of_ref)
    if not isinstance(node, MatMul) or (shape_of(node.left, of_ref) and shape_of(node.right, of_ref)):
        return node
    left = node.left.factors if isinstance(node.left, Product) else (node.left,)
    return Product((*left, node.right))


def _dotted(node: Apply, of_ref: ShapeOf) -> Expression:
    """dot(a, b) as programs mean it: of two vectors a number, else the product of matrices."""
    left, right = node.arguments
    shapes = shape_of(left, of_ref), shape_of(right, of_ref)
    if not all(shapes):
        return Product((left, right))
    return node if shapes[0] == shapes[1] and shapes[0][1] == 1 else MatMul(left, right)


def renamed(expression: Expression, names: Mapping[Ref, Ref]) -> Expression:
    """The expression with other names for its names."""
    return replace(expression, lambda part: names[part] if isinstance(part, Ref) else None)


def other_shape(question: Question, shape: Shape, start: int, length: int) -> EquationError:
    """What is said to a formula that comes to another shape than the vector or matrix that is asked for."""
    asked = question.step.operation.shape
    if shape == asked[::-1]:
        remedy = "rows stand where columns belong: transpose(…), or .T after it, exchanges them"
    else:
        remedy = f"write a formula of that shape, or {question.layout}"
    return EquationError(f"this {shape_clause(shape)}, but {place_of(asked)} asked for", start, length, remedy)


def place_of(shape: Shape) -> str:
    """A shape in words, with its verb: `2 numbers, one above the other, are`."""
    if shape[1] == 1:
        return f"{describe(shape)}, one above the other, are"
    return f"{describe(shape)} numbers are"


def one_number(
    question: Question, expression: Expression, names: AnswerNames, start: int, length: int
) -> EquationError:
    """What is said to a vector where one number is asked for."""
    of_ref = question.derivation.unrolled.shape
    vectors = [ref for ref in references(expression) if of_ref(ref)]
    place = question.element_label or "[1]"
    remedy = f"pick one element, as in {names.spelling(vectors[0])}{place}" if vectors else "pick one element"
    message = "the question asks for one number, but this is a vector or matrix"
    return EquationError(message, start, length, remedy)


def count_message(question: Question, wanted: int, given: int) -> str:
    """What is wrong where another count of numbers is given than is asked for."""
    if wanted == 1:
        return f"the question asks for one number, but {given} are given"
    return (
        f"the question asks for {wanted} numbers, as {question.layout}; {given} {'is' if given == 1 else 'are'} given"
    )
