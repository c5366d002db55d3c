"""The one parser: equations of a lesson, numbers of a lesson, and what a learner types.

A tokenizer and recursive descent over exact fractions. Nothing is ever evaluated as Python, and length, depth
and digits are bounded before anything is computed.

    expression = term {("+" | "-") term}
    term       = sign {("*" | "/" | "@") sign}          also 2(P - target), where answers allow it
    sign       = {"-" | "+"} power
    power      = item ["**" sign]                       so -a**2 is -(a**2), as on paper
    item       = number | name | name "(" … ")" | "(" expression ")" | "[" … "]", then [i], [i, j], [i:j], ², ᵀ or .T
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from rnn_tutor.equations.algebra import substitute
from rnn_tutor.equations.dialect import EQUATION, MOVED, NEXT, PREVIOUS, Dialect, FunctionDefinition
from rnn_tutor.equations.functions import BY_NOTATION, CONSTANTS, FUNCTIONS
from rnn_tutor.equations.operations.structural import PART
from rnn_tutor.equations.parser_errors import STARTS_A_FACTOR, unknown_function, wrong_count
from rnn_tutor.equations.source import source
from rnn_tutor.equations.token_reader import TokenReader
from rnn_tutor.equations.tokens import DOTS, EquationError, Token, tokenize
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
    extent,
    leaves,
)
from rnn_tutor.limits import DIGITS, EXPONENT, LEAVES, NESTING, PARENTHESES, PARTS

CHOICES = (TypedName("input"), TypedName("target"))  # what picks a row, E[input], where it is 1 at one place, else 0
ALL = "all"


def parse(text: str, dialect: Dialect = EQUATION) -> Expression:
    """The expression that a text stands for; names are left for the caller to look up.

    Raises:
        EquationError: with the place in the text, and how to mend it.
    """
    if len(text) > dialect.max_length:
        raise EquationError(
            (f"this has {len(text):,} characters; at most {dialect.max_length:,} are allowed"), dialect.max_length
        )
    expression = _Parser(tokenize(text), dialect).whole()
    nesting, parts = extent(expression)
    remedy = "write it in smaller parts"
    if nesting > NESTING.most:
        raise EquationError(f"more than {NESTING.most} operations inside one another", 0, len(text), remedy)
    if parts > PARTS.most:
        raise EquationError(f"more than {PARTS.most} names, numbers and operations", 0, len(text), remedy)
    return expression


class _Parser(TokenReader):
    def __init__(self, tokens: list[Token], dialect: Dialect) -> None:
        super().__init__(tokens)
        self.dialect = dialect
        self.depth = 0

    def whole(self) -> Expression:
        if self.here.kind == "end":
            raise EquationError("there is nothing here", 0)
        expression = self.expression()
        if self.here.kind != "end":
            raise self.unexpected()
        return expression

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > PARENTHESES.most:
            raise EquationError(
                f"parentheses nested deeper than {PARENTHESES.most}",
                self.here.offset,
                1,
                "write it in smaller parts",
            )
        terms = [self.term()]
        while sign := self.accept("+", "-"):
            term = self.term()
            terms.append(Negative(term) if sign.kind == "-" else term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def term(self) -> Expression:
        factors = [self.sign()]
        while True:
            if self.dialect.matrix_dots and self.here.text in DOTS:
                self.take()
                factors = [MatMul(_product(factors), self.sign())]
            elif self.accept("*"):
                factors.append(self.sign())
            elif self.accept("/"):
                factors = [Quotient(_product(factors), self.sign())]
            elif self.accept("@"):
                factors = [MatMul(_product(factors), self.sign())]
            elif self.dialect.implied_products and self.here.kind in STARTS_A_FACTOR:
                factors.append(self.power())
            else:
                return _product(factors)

    def sign(self) -> Expression:
        negative = False
        while sign := self.accept("-", "+"):
            negative ^= sign.kind == "-"
        operand = self.power()
        return Negative(operand) if negative else operand

    def power(self) -> Expression:
        base = self.item()
        if self.accept("**"):
            self.depth += 1
            if self.depth > PARENTHESES.most:
                raise EquationError("powers stacked too high", self.here.offset)
            exponent = self.sign()
            self.depth -= 1
            return Power(base, exponent)
        return base

    def item(self) -> Expression:
        token = self.take()
        item: Expression
        match token.kind:
            case "number":
                item = self.number(token)
            case "name":
                item = self.name(token)
            case "(":
                item = self.expression()
                self.close(")", token)
            case "[":
                item = Stack(self.listed("]", token))
            case _:
                self.place -= 1
                raise self.unexpected()
        return self.followed(item)

    def followed(self, item: Expression) -> Expression:
        while True:
            if raised := self.accept("power"):
                if len(raised.text) > 3:
                    raise EquationError("a raised number has at most 3 digits", raised.offset, raised.length)
                item = Power(item, Number(Fraction(raised.text)))
            elif self.accept("transposed"):
                item = Transpose(item)
            elif bracket := self.accept("["):
                item = self.element(item, bracket)
            else:
                return item

    def number(self, token: Token) -> Number:
        mantissa, _, exponent = token.text.lower().partition("e")
        if len(mantissa) > DIGITS.most or len(exponent) > 5 or abs(int(exponent or 0)) > EXPONENT.most:
            raise EquationError(
                f"a number has at most {DIGITS.most} digits and an exponent of at most {EXPONENT.most}",
                token.offset,
                token.length,
            )
        return Number(Fraction(token.text.rstrip(".")), token.text)

    def name(self, token: Token) -> Expression:
        if token.text in MOVED and self.here.kind == "(":
            name = self.one_name(token.text)
            return replace(name, previous=token.text == PREVIOUS, following=token.text == NEXT)
        if token.text == ALL and self.here.kind == "(" and not self.dialect.implied_products:
            return Apply(ALL, (self.one_name(ALL),))
        function = self.dialect.aliases.get(token.text) or BY_NOTATION.get(token.text, token.text)
        is_function = function in self.dialect.functions or token.text in self.dialect.formulas
        if self.here.kind == "(" and (is_function or not self.dialect.implied_products):
            return self.call(function, token)
        if self.dialect.implied_products and token.text in ("dLoss", "∂Loss"):
            return self.derivative(token)
        return TypedName(token.text, offset=token.offset)

    def derivative(self, token: Token) -> TypedName:
        """`dLoss/dX3` is one name, the gradient's."""
        after = self.tokens[self.place : self.place + 2]
        if [t.kind for t in after] == ["/", "name"] and after[1].text[0] in "d∂":
            self.place += 2
            return TypedName("d" + after[1].text[1:], offset=token.offset)
        return TypedName(token.text, offset=token.offset)

    def one_name(self, word: str) -> TypedName:
        """The one name that stands in previous(…), next(…) or all(…)."""
        opening = self.take()
        inner = self.accept("name")
        if inner is None:
            raise EquationError(
                f"{word}(…) takes one name",
                self.here.offset,
                self.here.length or 1,
                f"write {word}(Y)",
            )
        self.close(")", opening)
        return TypedName(inner.text, offset=inner.offset)

    def call(self, function: str, token: Token) -> Expression:
        opening = self.take()
        arguments = self.listed(")", opening)
        formula = self.dialect.formulas.get(token.text)
        if formula and (len(arguments) == len(formula.arguments) or function not in self.dialect.functions):
            return self.written_out(formula, arguments, token)
        if function not in self.dialect.functions:
            raise unknown_function(token, self.dialect)
        if not FUNCTIONS[function].takes(len(arguments)):
            raise wrong_count(function, len(arguments), token)
        return FUNCTIONS[function].read(arguments)

    def written_out(self, formula: FunctionDefinition, arguments: tuple[Expression, ...], token: Token) -> Expression:
        if len(arguments) != len(formula.arguments):
            form = f"{token.text}({', '.join(formula.arguments)})"
            raise EquationError(
                f"{token.text} takes {len(formula.arguments)} values",
                token.offset,
                token.length,
                f"write {form}",
            )
        expression = substitute(formula.expression, dict(zip(formula.arguments, arguments, strict=True)))
        if len(leaves(expression)) > LEAVES.most:
            raise EquationError("this grows too long when it is written out", token.offset, token.length)
        return expression

    def listed(self, closing: str, opening: Token) -> tuple[Expression, ...]:
        if self.here.kind == closing:
            raise EquationError("there is nothing between the brackets", self.here.offset)
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        self.close(closing, opening)
        return tuple(items)

    def element_range(self, operand: Expression, bracket: Token) -> Expression | None:
        """The elements from one to another, h[1:5], both included; nothing where one element is meant."""
        first, colon, last = (*self.tokens[self.place : self.place + 3], None, None, None)[:3]
        if ":" not in {token.kind for token in (first, colon) if token is not None}:
            return None
        bounds = [token.text for token in (first, last) if token is not None and token.kind == "number"]
        if len(bounds) < 2 or not all(text.isdecimal() for text in bounds) or not 1 <= int(bounds[0]) <= int(bounds[1]):
            message = "a slice goes from one element to another, counted from 1, both included"
            if bounds[:1] == ["0"] and len(bounds) == 2 and isinstance(operand, TypedName):
                raise EquationError(message, bracket.offset, 1, f"write {operand.name}[1:{bounds[1]}]")
            raise EquationError(message, bracket.offset, 1, "write h[1:5] for the first five")
        self.place += 3
        self.close("]", bracket)
        start, end = (Number(Fraction(text), text) for text in bounds)
        return PART(operand, start, end)

    def element(self, operand: Expression, bracket: Token) -> Expression:
        if isinstance(operand, TypedName) and operand.name in self.dialect.functions and operand.name not in CONSTANTS:
            message = "a function's brackets are round"
            raise EquationError(message, bracket.offset, 1, f"write {operand.name}(…)")
        if (element_range := self.element_range(operand, bracket)) is not None:
            return element_range
        places: list[int] = []
        indices = self.listed("]", bracket)
        if len(indices) == 1 and indices[0] in CHOICES and not self.dialect.implied_products:
            return MatMul(Transpose(operand), indices[0])  # the row of a class: all others are multiplied by 0
        if len(indices) > 1 and isinstance(operand, TypedName) and any(map(_is_read_in_time, indices)):
            written = f"{operand.name} @ concat({', '.join(map(source, indices))})"
            message = "square brackets behind a name pick an element"
            raise EquationError(message, bracket.offset, 1, f"write {written} for the product with the joined vector")
        for index in indices:
            if not isinstance(index, Number) or index.value.denominator != 1 or index.value < 1:
                remedy = "write h[1], or W[2, 1] for row 2, column 1"
                if isinstance(operand, TypedName) and index == Number(Fraction(0), "0"):
                    remedy = f"write {operand.name}[1] for the first"
                if isinstance(index, Negative):
                    remedy += "; the last step's value, in an equation of output, is h alone"
                raise EquationError("elements are counted from 1", bracket.offset, 1, remedy)
            places.append(int(index.value))
        if len(places) > 2:
            raise EquationError("an element has a row and a column, no more", bracket.offset)
        return Element(operand, *places)


def _is_read_in_time(index: Expression) -> bool:
    """Whether a state before or the input is read: what is joined, as in W[previous(h), input], and counts nothing."""
    names = [leaf for leaf in leaves(index) if isinstance(leaf, TypedName)]
    return any(leaf.previous or leaf.following or leaf.name == "input" for leaf in names)


def _product(factors: list[Expression]) -> Expression:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))
