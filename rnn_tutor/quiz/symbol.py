"""A lesson's own symbols, explained from the lesson: W1a, X₂, dX3, η, target."""

from __future__ import annotations

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import in_the, listed, minus
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Expression, Kind, MatMul, Product, Ref, Sum, children, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.network_equations import network_equations
from rnn_tutor.notation.line import name_of, symbol
from rnn_tutor.notation.speller import on_screens, typed
from rnn_tutor.quiz.names import AnswerNames

MOST_NUMBERS = 4  # of a vector that is written out


def symbol_in_words(derivation: Derivation, word: str) -> str:
    """What a symbol of the lesson stands for, in a sentence or two; empty where the lesson has none of that name.

    The result of a step isn't told, nor the formula of a gradient: in a quiz it may be what is asked.
    """
    ref = symbol_meant(derivation, word.strip())
    return "" if ref is None else in_words(derivation, ref)


def symbol_meant(derivation: Derivation, word: str) -> Ref | None:
    """What a symbol stands for, as it is typed or as the screen has it; without a time step it is the first."""
    names = AnswerNames(derivation)
    on_screen = {text: ref for ref in names.known.values() for text in on_screens(ref)}
    found = names.known.get(word) or on_screen.get(word)
    if found is not None:
        return found
    without_step = word.removesuffix("ₜ").removesuffix("_t")
    return names.known.get(f"{without_step}1") or names.known.get(f"{without_step}_1")


def in_words(derivation: Derivation, ref: Ref) -> str:
    """What a number of the lesson is."""
    lesson, name = derivation.lesson, name_of(ref)
    when = f" {in_the(lesson.time_step.lower())} {lesson.time_step.lower()} {ref.at}" if isinstance(ref.at, int) else ""
    given = written(derivation, ref)
    value = f": {given}" if given else ""
    match ref.kind:
        case Kind.PARAMETER:
            starts = f"; it starts at {given}" if given else ""
            return f"{name} is {role(derivation, ref)}{starts}. {uses(derivation, ref)}".strip()
        case Kind.INPUT:
            return f"{name} is what the network reads{when}{value}."
        case Kind.TARGET:
            return f"{name} is what the network should have predicted{when}{value}."
        case Kind.RATE:
            return (
                f"{name} is the learning rate{value}. It says how far an update moves the parameters that are trained."
            )
        case Kind.SETTING:
            return f"{name} is a setting of the optimizer{value}."
        case Kind.GRADIENT | Kind.TOTAL | Kind.SHARE:
            return gradient_in_words(ref, when)
        case Kind.UPDATED:
            return f"{name} is {symbol(ref.name)} after the update."
        case Kind.QUANTITY:
            return quantity_in_words(derivation, ref, when, value)
        case _:
            return f"{name} is a number of the update."


def gradient_in_words(ref: Ref, when: str) -> str:
    """A gradient: what it is of, how it is typed, and what it says."""
    of = symbol(ref.name, ref.at) if ref.kind is Kind.GRADIENT else symbol(ref.name)
    through = f"{when} alone" if ref.kind is Kind.SHARE and when else ""
    what = {
        Kind.GRADIENT: f"the gradient of {of}",
        Kind.TOTAL: f"the gradient of {of}, all its shares added up",
        Kind.SHARE: f"a share of the gradient of {of}",
    }[ref.kind]
    return (
        f"{name_of(ref)} is {what}; in an answer it is typed {typed(ref)}. It says how the loss changes with "
        f"{of}{through}: if {of} grows by a small amount, the loss changes by about the gradient times that amount."
    )


def quantity_in_words(derivation: Derivation, ref: Ref, when: str, value: str) -> str:
    """A number of the forward pass, with its formula; a first state is given."""
    step = next((step for step in derivation.steps if step.ref == ref), None)
    if step is None:
        return f"{name_of(ref)} is what the network starts with{value}."
    if step.phase is Phase.LOSS:
        return f"{name_of(ref)} says how far off the prediction is: {name_of(ref)} = {step.formula}."
    return f"{name_of(ref)} is a number that the network computes{when}: {name_of(ref)} = {step.formula}."


def role(derivation: Derivation, ref: Ref) -> str:
    """What kind of parameter it is: a bias is a term of its own wherever it stands, a weight a factor."""
    lesson = derivation.lesson
    trained = lesson.is_trained and not any(one.frozen for one in lesson.parameters if one.name == ref.name)
    may_change = ", a number that training may change" if trained else ", a number that stays as it is"
    stands = [e.expression for e in lesson.network.all if ref in references(e.expression)]
    if stands and all(isinstance(one, Sum) and ref in one.terms for one in stands):
        return f"a bias, a parameter that is added{may_change}"
    if stands and all(is_factor(ref, one) for one in stands):
        return f"a weight, a parameter that something is multiplied by{may_change}"
    return f"a parameter{may_change}"


def is_factor(ref: Ref, expression: Expression) -> bool:
    """Whether a parameter is a factor wherever it stands in an expression."""
    match expression:
        case Product(factors) | Sum(factors):
            return all(isinstance(expression, Product) if part == ref else is_factor(ref, part) for part in factors)
        case MatMul():
            return True
        case _:
            return expression != ref and all(is_factor(ref, part) for part in children(expression))


def uses(derivation: Derivation, ref: Ref) -> str:
    """In which equations a parameter stands."""
    stands = Ref(Kind.PARAMETER, ref.name)
    found = [one.text for one in network_equations(derivation) if stands in references(one.equation.expression)]
    return f"It stands in {listed(found)}." if found else ""


def written(derivation: Derivation, ref: Ref) -> str:
    """A number that the lesson gives; nothing for what is computed, and for large matrices."""
    if not derivation.is_given(ref):
        return ""
    rows, columns = derivation.unrolled.shape(ref) or (1, 1)
    if rows * columns > MOST_NUMBERS:
        return ""
    numbers = [
        number_text(derivation.given_number(ref, row, column)) for row in range(rows) for column in range(columns)
    ]
    return minus(numbers[0] if not derivation.unrolled.shape(ref) else f"[{', '.join(numbers)}]")
