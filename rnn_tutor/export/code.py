"""A Python program of a lesson: its numbers, the forward pass as a loop, and the way back, filled in or to fill in.

What stands in it are the lesson's own operations, each once, as numpy (or Python, or torch) computes them.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.diagnosis.replay import Replay, is_of_start, operations_of
from rnn_tutor.diagnosis.slips.slip import parts_of
from rnn_tutor.equations.numpy_source import numpy_line, numpy_name, variables
from rnn_tutor.equations.shapes import shape_of
from rnn_tutor.equations.tree import At, Expression, Kind, Ref, references
from rnn_tutor.export.code_numbers import given_lines, in_quotes, quoted, written
from rnn_tutor.export.code_styles import STYLES, CodeStyle
from rnn_tutor.lesson.lesson import Equation, Lesson
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.lesson.passes import Pass
from rnn_tutor.notation.line import name_of

BLANK = "____"
OWN = (
    *("T", "t", "inputs", "target", "given", "parameters", LOSS),
    *("forward", "gradients", "forward_pass", "leaves", "math", "np", "torch"),
    *("Matrix", "each", "each_of_two", "total", "column", "tensor"),
)
INDENT = "    "
FROM_THE_START, FROM_THE_END = "range(1, T + 1)", "range(T, 0, -1)"


def lesson_code(
    lesson: Lesson, style: str = "numpy", *, solved: bool = False, diagnosed_by: Sequence[str] | None = None
) -> str:
    """The program; with `solved` its way back is filled in (by autograd, where torch has it).

    `diagnosed_by` are the words of the command that looks at it; by default the lesson is called by its name.
    """
    words = diagnosed_by or ("rnn-tutor", "diagnose", lesson.name, "THIS_FILE")
    return _Program(lesson, STYLES[style], shlex.join(words), solved=solved).text()


class _Program:
    def __init__(self, lesson: Lesson, style: CodeStyle, diagnosed_by: str, *, solved: bool) -> None:
        self.lesson = lesson
        self.diagnosed_by = diagnosed_by
        self.style = style
        self.library = style.library()
        self.solved = solved
        self.replay = Replay(lesson)
        self.unrolled = self.replay.unrolled
        self.parameters = [parameter.name for parameter in lesson.parameters]
        quantities = [equation.name for equation in self.unrolled.network.all if equation.name != LOSS]
        streams = [name for name in lesson.streams if name != "input"]
        self.variables = variables([*self.parameters, *quantities, *streams], {*OWN, *style.own})

    def text(self) -> str:
        """The whole file."""
        gradients = self.autograd() if self.by_autograd else self.backward()
        body = ["\n".join(part) for part in (self.forward(), gradients, self.closing())]
        functions = self.style.functions(self.library, scalar=self.unrolled.all_scalar)
        parts = [self.opening(), self.style.imported(self.library), "\n".join(self.given()), *functions, *body]
        return "\n\n\n".join(part for part in parts if part) + "\n"

    @property
    def by_autograd(self) -> bool:
        """Whether the gradients are left to the library."""
        return self.style.autograd and self.solved and self.unrolled.network.loss is not None

    def opening(self) -> str:
        """What the file is, and what to do with it."""
        title = in_quotes(self.lesson.title)
        blanks = (
            f"\n\nFill in the blanks ({BLANK}), one line of the backward pass after the other, and check after "
            "each:\n\n"
            f"    {in_quotes(self.diagnosed_by)}\n"
        )
        return f'"""{title}: the forward pass, and the gradients by backpropagation through time.' + (
            '"""' if self.solved else f'{blanks}"""'
        )

    def given(self) -> Iterator[str]:
        """The numbers of the lesson, and what a blank is."""
        yield from given_lines(self.lesson, INDENT)
        if not self.solved:
            yield f'{BLANK} = float("nan")  # a blank'

    def line(self, expression: Expression) -> str:
        """An expression as a line."""
        return numpy_line(expression, self.unrolled.shape, self.called, self.library)

    def called(self, ref: Ref) -> str:
        """What the program calls something."""
        return numpy_name(ref, lambda name: self.variables.get(name, name))

    def forward(self) -> Iterator[str]:
        """The forward pass: every quantity by its name, those of the time steps by number, from 1."""
        yield "def forward(inputs, target, parameters):"
        yield f"{INDENT}T = {self.unrolled.last}"
        for name in self.parameters:
            yield f"{INDENT}{self.variables[name]} = column(parameters[{quoted(name)}])"
        for name in self.lesson.streams:
            spelled = self.called(Ref(Kind.INPUT, name))
            source = spelled if name == "input" else f"given[{quoted(name)}]"
            yield f"{INDENT}{spelled} = {{t: column({source}[t - 1]) for t in range(1, T + 1)}}"
        if self.lesson.targets_are_timed and self.lesson.targets:
            yield f"{INDENT}target = {{t: column(target[t - 1]) for t in range(1, T + 1)}}"
        elif self.lesson.targets:
            yield f"{INDENT}target = column(target)"
        yield from self.started()
        for one in self.unrolled.network.passes:
            yield f"{INDENT}for t in {FROM_THE_END if one.backward else FROM_THE_START}:"
            yield from self.cut(one)
            for equation in map(self.unrolled.equation, one.names):
                ref = Ref(Kind.QUANTITY, equation.name, At.HERE)
                yield f"{INDENT * 2}{self.called(ref)} = {self.line(self.between(equation))}"
        for equation in self.unrolled.network.output:
            yield f"{INDENT}{self.variables[equation.name]} = {self.line(self.unrolled.template(equation, None))}"
        yield from self.loss()
        yield f"{INDENT}return locals()"

    def between(self, equation: Equation) -> Expression:
        """An equation as it holds where all that it reads lies within the lesson's time steps."""
        return self.unrolled.templates(equation)[-1]

    def started(self) -> Iterator[str]:
        """A place for each quantity of the time steps, with what it is where it begins."""
        initial, learned = dict(self.replay.derivation.lesson.initial), dict(self.lesson.learned)
        for equation in self.unrolled.network.each_step:
            value = initial.get(equation.name)
            at = "0" if self.lesson.starts[equation.name] == 0 else "T + 1"
            start = "" if value is None else f"{at}: column({written(value)})"
            if equation.name in learned:
                start = f"{at}: {self.variables[learned[equation.name]]}"
            yield f"{INDENT}{self.variables[equation.name]} = {{{start}}}"

    def cut(self, one: Pass) -> Iterator[str]:
        """Where autograd is not to go further back: truncation, counted from the last time step."""
        span = self.lesson.training.truncate
        templates = [self.between(self.unrolled.equation(name)) for name in one.names]
        at, index, test = (At.AFTER, "t+1", "T - t") if one.backward else (At.BEFORE, "t-1", "T - t + 1")
        carried = {ref.name for template in templates for ref in references(template) if ref.at is at}
        if span is None or not self.by_autograd or not carried:
            return
        yield f"{INDENT * 2}if ({test}) % {span} == 0:  # a window begins: values from before it are constants here"
        for name in sorted(carried):
            yield f"{INDENT * 3}{self.variables[name]}[{index}] = {self.variables[name]}[{index}].detach()"

    def loss(self) -> Iterator[str]:
        """The loss; over the time steps, their sum."""
        loss = self.unrolled.network.loss
        if loss is None:
            return
        line = self.line(self.unrolled.template(loss, None))
        if self.lesson.network.loss_each_step:
            line = f"sum({line} for t in range(1, T + 1))"
        yield f"{INDENT}{LOSS} = {line}"

    def backward(self) -> Iterator[str]:
        """The way back, a line for each kind of step."""
        yield "def gradients(inputs, target, parameters):"
        yield f"{INDENT}forward_pass = forward(inputs, target, parameters)"
        yield from self.unpacked()
        own = operations_of(self.replay, Kind.GRADIENT, Kind.SHARE)
        found = [op for _, op in own if not is_of_start(self.replay.derivation.lesson, op)]
        summed = [op.name for _, op in operations_of(self.replay, Kind.TOTAL)]
        for name in summed:
            zero = self.zero(name, self.variables[name])
            yield f"{INDENT}d{self.variables[name]} = {zero}  # {name_of(Ref(Kind.TOTAL, name))}, a sum of shares"
        for name in dict.fromkeys(op.name for op in found if op.kind is Kind.GRADIENT and op.time is not None):
            yield f"{INDENT}d{self.variables[name]} = {{}}"
        yield from self.pieces([op for op in found if op.time is None], INDENT)
        for one in reversed(self.unrolled.network.passes):
            timed = [op for op in found if op.time is not None and self.pass_of(op) is one]
            if timed:
                yield f"{INDENT}for t in {FROM_THE_START if one.backward else FROM_THE_END}:"
                yield from self.pieces(timed, INDENT * 2)
        yield f"{INDENT}return {{"
        for name in summed:
            yield f"{INDENT * 2}{quoted(name)}: d{self.variables[name]},"
        for name in dict.fromkeys(op.name for op in found if op.kind is Kind.GRADIENT):
            is_timed = any(op.time is not None for op in found if op.name == name and op.kind is Kind.GRADIENT)
            spelled = f"d{self.variables[name]}"
            value = f"[{spelled}[t] for t in sorted({spelled})]" if is_timed else spelled
            times = {op.time for op in found if op.name == name and op.kind is Kind.GRADIENT}
            if is_timed and len(times) < self.unrolled.last:
                continue
            yield f"{INDENT * 2}{json.dumps(f'd{name}', ensure_ascii=False)}: {value},"
        yield f"{INDENT}}}"

    def pass_of(self, operation: Operation) -> Pass:
        """The pass over the time steps whose way back an operation belongs to; the last for a share of the loss."""
        passes = self.unrolled.network.passes
        name = operation.via or operation.name
        return next((one for one in passes if name in one.names), passes[-1])

    def unpacked(self) -> Iterator[str]:
        """The numbers of the forward pass, by their names."""
        names = [*self.parameters, *(equation.name for equation in self.unrolled.network.all if equation.name != LOSS)]
        spelled = ["T", *(self.variables[name] for name in names)]
        spelled += [self.called(Ref(Kind.INPUT, name)) for name in self.lesson.streams]
        spelled += ["target"] if self.lesson.targets else []
        yield from (f'{INDENT}{name} = forward_pass["{name}"]' for name in spelled)

    def pieces(self, operations: list[Operation], indent: str) -> Iterator[str]:
        """Each kind of step once, with when it is done where that isn't at every time step."""
        times: dict[tuple[Kind, str, str, int, Expression | None], tuple[Expression, set[int | None]]] = {}
        for op in operations:
            for path, part in parts_of(op):
                line = (
                    op.kind,
                    op.name,
                    path.consumer if path else op.via,
                    path.offset if path else 0,
                    part if path else None,
                )
                times.setdefault(line, (part, set()))[1].add(op.time)
        is_timed = None not in {op.time for op in operations}
        every: set[int | None] = {*range(1, self.unrolled.last + 1)} if is_timed else {None}
        at = At.HERE if is_timed else At.UNTIMED
        for equation in reversed(self.unrolled.network.all):
            own = {
                line: found for line, found in times.items() if line[0] is Kind.GRADIENT and line[1] == equation.name
            }
            yield from self.gradient(Ref(Kind.QUANTITY, equation.name, at), list(own.values()), every, indent)
            for (kind, name, via, *_), (part, when) in times.items():
                if kind is Kind.SHARE and via == equation.name:
                    yield from self.added(f"d{self.variables[name]}", part, self.condition(when, every), indent)

    def gradient(
        self, of: Ref, found: list[tuple[Expression, set[int | None]]], every: set[int | None], indent: str
    ) -> Iterator[str]:
        """A quantity's gradient: what comes back at every time step first."""
        if not found:
            return
        name = self.called(Ref(Kind.GRADIENT, of.name, of.at))
        found = sorted(found, key=lambda one: one[1] != every)
        first, when = found[0]
        if when == every and (shape_of(first, self.unrolled.shape) or not self.unrolled.shapes[of.name]):
            yield f"{indent}{name} = {self.filled(first)}"
            found = found[1:]
        else:
            yield f"{indent}{name} = {self.zero(of.name, self.called(of))}"
        for part, times in found:
            yield from self.added(name, part, self.condition(times, every), indent)

    def zero(self, name: str, spelled: str) -> str:
        """What a sum begins with: a zero for each number of a quantity or parameter."""
        is_array = bool(self.unrolled.shapes[name])
        return self.library.spelled("{np.zeros_like}({0})", spelled) if is_array else "0"

    def added(self, name: str, part: Expression, condition: str, indent: str) -> Iterator[str]:
        """A line that adds to what is there."""
        line = f"{name} = {name} + {self.filled(part, bracketed=True)}"
        yield from [f"{indent}{condition}", f"{indent}{INDENT}{line}"] if condition else [f"{indent}{line}"]

    def filled(self, part: Expression, *, bracketed: bool = False) -> str:
        """A line's right side; or a blank, and what goes into it."""
        if self.solved:
            line = self.line(part)
            return f"({line})" if bracketed and line.startswith("-") else line
        names = list(dict.fromkeys(self.called(ref) for ref in references(part)))
        return f"{BLANK}  # from {', '.join(names)}" if names else BLANK

    def condition(self, when: set[int | None], every: set[int | None]) -> str:
        """When a line is done."""
        last = self.unrolled.last
        if when == every:
            return ""
        for edge, inside, at in ((last, "t < T", "t == T"), (1, "t > 1", "t == 1")):
            if when == {edge}:
                return f"if {at}:"
            if when == every - {edge}:
                return f"if {inside}:"
        span = self.lesson.training.truncate
        if span is not None and when == {time for time in every if time and time < last and (last - time) % span}:
            return f"if t < T and (T - t) % {span} != 0:  # cut every {span} steps"
        return f"if t in {tuple(sorted(time for time in when if time is not None))}:"

    def autograd(self) -> Iterator[str]:
        """The gradients as the library finds them."""
        yield "def gradients(inputs, target, parameters):"
        leaves = "{name: column(value).requires_grad_() for name, value in parameters.items()}"
        yield f"{INDENT}leaves = {leaves}"
        yield f"{INDENT}forward(inputs, target, leaves)['{LOSS}'].sum().backward()"
        yield f"{INDENT}return {{name: leaf.grad for name, leaf in leaves.items() if leaf.grad is not None}}"

    def closing(self) -> Iterator[str]:
        """What is done when the file is run by itself."""
        yield 'if __name__ == "__main__":'
        yield f"{INDENT}for name, value in gradients(inputs, target, parameters).items():"
        yield f"{INDENT * 2}print(name, value)"
