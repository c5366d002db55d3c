"""The parser: what it reads, what it refuses and where, and that nothing makes it stumble."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnn_tutor.equations.dialect import EQUATION, Dialect, FunctionDefinition
from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.literals import parse_number
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.tokens import EquationError, tokenize
from rnn_tutor.equations.tree import (
    Apply,
    Element,
    Expression,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Stack,
    Sum,
    Transpose,
    TypedName,
    children,
)
from rnn_tutor.limits import PARENTHESES

ANSWER = Dialect(max_length=200, implied_products=True)
LESSON = Dialect(functions=WRITABLE)


def outcome(text: str, dialect: Dialect) -> Expression | EquationError:
    """What is read, or why it is refused; the error lies within the text."""
    try:
        return parse(text, dialect)
    except EquationError as error:
        refused = error
    assert refused.message
    assert 0 <= refused.offset <= max(len(text), 1)
    return refused


def number(text: str) -> Number:
    return Number(Fraction(text))


def names(*texts: str) -> tuple[TypedName, ...]:
    return tuple(TypedName(text) for text in texts)


a, b, c = names("a", "b", "c")
TWO = number("2")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a + b - c", Sum((a, b, Negative(c)))),
        ("a - b*c", Sum((a, Negative(Product((b, c)))))),
        ("a*b/c", Quotient(Product((a, b)), c)),
        ("a/b/c", Quotient(Quotient(a, b), c)),
        ("a/b*c", Product((Quotient(a, b), c))),
        ("-a**2", Negative(Power(a, TWO))),
        ("(-a)**2", Power(Negative(a), TWO)),
        ("a**-2", Power(a, Negative(TWO))),
        ("a**b**c", Power(a, Power(b, c))),
        ("--a", a),
        ("-+-+a", a),
        ("a - -b", Sum((a, Negative(Negative(b))))),
        ("a @ b", MatMul(a, b)),
        ("a @ b @ c", MatMul(MatMul(a, b), c)),
        ("2*a @ b", MatMul(Product((TWO, a)), b)),
        ("transpose(a)", Transpose(a)),
        ("a[2]", Element(a, 2)),
        ("a[2, 1]", Element(a, 2, 1)),
        ("[a, b]", Stack((a, b))),
        ("max(a, b)", Apply("max", (a, b))),
        ("previous(a)", TypedName("a", previous=True)),
        ("(((a)))", a),
        ("  a\n +\tb ", Sum((a, b))),
    ],
)
def test_precedence_and_forms(text: str, expression: Expression) -> None:
    assert parse(text) == expression


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("a − b", "a - b"),
        ("a – b", "a - b"),
        ("a × b", "a*b"),
        ("a·b", "a*b"),
        ("a ⊙ b", "a*b"),
        ("a ÷ b", "a/b"),
        ("a^2", "a**2"),
        ("a²", "a**2"),
        ("a¹²", "a**12"),
        ("-a²", "-(a**2)"),
        ("(a + b)²", "(a + b)**2"),
        ("X₃", "X3"),
        ("W₁₂", "W12"),
        ("σ(a)", "sigmoid(a)"),
        ("Wᵀ @ a", "transpose(W) @ a"),
        ("W.T @ a", "transpose(W) @ a"),
        ("W₂ᵀ*a₁", "transpose(W2)*a1"),
        ("(W @ U).T[1]", "transpose(W @ U)[1]"),
        ("1e−3", "0.001"),
        ("a × −2", "a * -2"),
    ],
)
def test_what_books_and_keyboards_write(typed: str, plain: str) -> None:
    assert parse(typed) == parse(plain)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("2(P - target)", "2*(P - target)"),
        ("2 a", "2*a"),
        ("2a", "2*a"),
        ("(a)(b)", "a*b"),
        ("a(b + c)", "a*(b + c)"),
        ("2σ(a)", "2*sigmoid(a)"),
        ("-2(a)²", "-2*(a**2)"),
        ("dLoss/dX3 * Y2", "dX3*Y2"),
        ("∂Loss/∂X₃ × Y₂", "dX3*Y2"),
        ("∂X₃ × Y₂", "∂X3*Y2"),
    ],
)
def test_an_answer_may_leave_out_the_sign_for_times(typed: str, plain: str) -> None:
    assert parse(typed, ANSWER) == parse(plain, ANSWER)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", "1/10"),
        ("1e-3", "1/1000"),
        ("1E3", "1000"),
        ("1e+3", "1000"),
        ("1.e5", "100000"),
        ("2.", "2"),
        (".5", "1/2"),
        ("007", "7"),
        (
            "0.30000000000000000000000000000000000000001",
            "30000000000000000000000000000000000000001/100000000000000000000000000000000000000000",
        ),
        ("1/3", "1/3"),
        ("-2/3", "-2/3"),
        ("−0.5", "-1/2"),
        ("+0.5", "1/2"),
        ("1/3/2", "1/6"),
        ("(0.25)", "1/4"),
    ],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    assert parse_number(text).value == Fraction(value)


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**9), max_value=10**9))
def test_every_decimal_is_itself(value: object) -> None:
    assert parse_number(str(value)).value == Fraction(str(value))


@pytest.mark.parametrize(
    "text", ["", "a", "nan", "inf", "1/0", "1 2", "2**3", "1,5", "0x10", "1_000", "1e", "e3", "1e99999"]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(EquationError):
        parse_number(text)


# What is wrong, and where.


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "there is nothing here"),
        ("   ", 0, "there is nothing here"),
        ("a + ", 2, "ends too early"),
        ("a +* b", 3, "can't stand here"),
        ("(a + b", 0, "never closed"),
        ("a + (b*(c)", 4, "never closed"),
        ("a)", 1, "can't stand here"),
        ("a b", 2, "an operation is missing before 'b'"),
        ("2(a)", 1, "an operation is missing before '('"),
        ("a + sigmoyd(b)", 4, "there is no function 'sigmoyd'"),
        ("max(a)", 0, "max takes 2 values"),
        ("sigmoid(a, b)", 0, "sigmoid takes 1 value"),
        ("sigmoid()", 8, "there is nothing between"),
        ("a + $b", 4, "'$' has no meaning"),
        ("a\x1b[2J", 1, "a control character (U+001B)"),
        ("0,35", 1, "a comma is not a decimal point"),
        ("previous(a + b)", 11, "can't stand here"),
        ("previous(2)", 9, "previous(…) takes one name"),
        ("h[0]", 1, "elements are counted from 1"),
        ("h[a]", 1, "elements are counted from 1"),
        ("h[1.5]", 1, "elements are counted from 1"),
        ("h[1, 2, 3]", 1, "a row and a column"),
        ("a + 1e999", 4, "digits and an exponent"),
        ("a == b", 2, "can't stand here"),
        ("a.b", 1, "'.' has no meaning"),
        ("a + 'b'", 4, "has no meaning"),
        ("a; b", 1, "';' has no meaning"),
        ("lambda: a", 6, "':' has no meaning"),
        ("σ(X₃ + $)", 7, "'$' has no meaning"),
    ],
)
def test_an_error_points_at_its_character(text: str, offset: int, message: str) -> None:
    with pytest.raises(EquationError) as caught:
        parse(text, LESSON)
    assert message in caught.value.message
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("sigmoyd(a)", "did you mean 'sigmoid'?"),
        ("previus(a)", "did you mean 'previous'?"),
        ("0,35", "write 0.35"),
        ("(a", "add ')'"),
        ("a b", "write * for times"),
        ("h[0]", "write h[1] for the first"),
    ],
)
def test_an_error_says_how_to_mend_it(text: str, remedy: str) -> None:
    with pytest.raises(EquationError) as caught:
        parse(text, LESSON)
    assert caught.value.remedy == remedy


# What is out to hurt.

HOSTILE = [
    "(" * 100_000,
    "-" * 100_000,
    "-" * 1999 + "a",
    "1" * 100_000,
    "9**9**9**9",
    "((9^9)^9)^9",
    "10**10**10",
    "a" * 100_000,
    "a" * 1999,
    "(" * 900 + "a" + ")" * 900,
    "sigmoid(" * 200 + "a" + ")" * 200,
    "a" + "²" * 1999,
    "a" + "² " * 900,
    "a" + "[1]" * 600,
    "1" + "/1" * 999,
    "a" + "@a" * 999,
    "a" + "**a" * 600,
    "a" + "+a" * 999,
    "a" + "*a" * 999,
    "[" * 1000,
    "[a, " * 300,
    "__import__('os').system('true')",
    "().__class__.__bases__[0]",
    "lambda: 0",
    "a if b else c",
    "f'{a}'",
    "\x00",
    "\ud800",
    "𝟙 + ½ + Ⅷ + ㎏ + ﷺ",
    "٣ + 3",
    "a\u202eb",
    "é + e\u0301",
    "1e400",
    "0." + "0" * 400 + "1",
]


def walked(expression: Expression, depth: int = 0) -> int:
    """The depth of a tree, found by the kind of recursion that every later step uses."""
    return max((walked(part, depth + 1) for part in children(expression)), default=depth)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("dialect", [LESSON, ANSWER], ids=["lesson", "answer"])
def test_what_is_out_to_hurt_is_read_or_refused(text: str, dialect: Dialect) -> None:
    found = outcome(text, dialect)
    if not isinstance(found, EquationError):
        assert walked(found) <= 200
        hash(found)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_as_a_number_it_is_refused_too(text: str) -> None:
    with suppress(EquationError):
        assert abs(parse_number(text).value) < 10**500


@pytest.mark.parametrize("power", ["a" + "²" * 4, "a⁴⁰⁰⁰", "a⁹⁹⁹⁹⁹"])
def test_a_raised_number_is_read_whole_or_not_at_all(power: str) -> None:
    """a⁴⁰⁰⁰ is not a⁴⁰⁰."""
    found = outcome(power, EQUATION)
    if isinstance(found, EquationError):
        assert found.offset == 1
    else:
        assert found == Power(a, number("".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in power[1:])))


def test_how_deep_parentheses_go() -> None:
    deep = PARENTHESES.most - 1
    assert parse("(" * deep + "a" + ")" * deep) == a
    with pytest.raises(EquationError, match="nested deeper"):
        parse("(" * (deep + 1) + "a" + ")" * (deep + 1))


alphabet = st.sampled_from("abXW12.,0 ()[]+-*/@^²³σ×−∂'\"\\=:#\n\te")


@settings(max_examples=200)
@given(text=st.text(alphabet, max_size=40) | st.text(max_size=30))
@example("1.e")
@example("..")
def test_random_text_is_read_or_refused(text: str) -> None:
    for dialect in (EQUATION, ANSWER):
        outcome(text, dialect)
    with suppress(EquationError):
        parse_number(text)


@given(data=st.binary(max_size=60))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    for encoding in ("latin-1", "utf-8"):
        outcome(data.decode(encoding, "surrogateescape"), ANSWER)


@given(text=st.text(alphabet, max_size=40))
def test_tokens_lie_where_they_say(text: str) -> None:
    with suppress(EquationError):
        place = 0
        for token in tokenize(text)[:-1]:
            assert text[place : token.offset].strip() == ""
            place = token.offset + token.length
        assert text[place:].strip() == ""


# Dialects.


def test_a_formula_of_a_dialect_is_written_out() -> None:
    dialect = Dialect(
        formulas={"miss": FunctionDefinition(("x", "y"), Sum((TypedName("x"), Negative(TypedName("y")))))}
    )
    assert parse("miss(a, b*c)**2", dialect) == Power(Sum((a, Negative(Product((b, c))))), TWO)
    with pytest.raises(EquationError, match="miss takes 2 values"):
        parse("miss(a)", dialect)


def test_a_formula_inside_itself_does_not_grow_without_end() -> None:
    dialect = Dialect(formulas={"twice": FunctionDefinition(("x",), Sum((TypedName("x"), TypedName("x"))))})
    with pytest.raises(EquationError, match="grows too long"):
        parse("twice(" * 20 + "a" + ")" * 20, dialect)


def test_an_alias_is_the_function_that_it_stands_for() -> None:
    dialect = Dialect(functions=WRITABLE, aliases={"activation": "tanh"})
    assert parse("activation(a)", dialect) == Apply("tanh", (a,))


@pytest.mark.parametrize("internal", ["by_sign(a, b, c, a)", "size(a)", "relu_slope(a)", "Φ(a)"])
def test_what_is_for_derivations_only_is_not_read_in_lessons(internal: str) -> None:
    with pytest.raises(EquationError, match="there is no function"):
        parse(internal, LESSON)
