"""The first pages: what the lesson is about, the network drawn, its parameters, and what is to come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import counted, in_the, listed
from rnn_tutor.equations.array import Array, Shape
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Kind, Number
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.opening_words import words_of_story
from rnn_tutor.explain.prose import on_paper
from rnn_tutor.explain.switched_off import switched_off
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import symbol
from rnn_tutor.screens.layout.arrays import ends, inline
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, in_columns, table
from rnn_tutor.screens.pictures.network import network_lines
from rnn_tutor.screens.walk.in_full import in_full_sentence
from rnn_tutor.screens.walk.legend import legend_lines
from rnn_tutor.screens.walk.plan import plan_lines
from rnn_tutor.screens.walk.word import explained

PARAGRAPHS = re.compile(r"\n\s*\n")  # what parts them: an empty line


def story_screen(derivation: Derivation, page: Page) -> Lines:
    """What the lesson is about, what goes in, and what should come out."""
    lesson = derivation.lesson
    paragraphs = [text for text in PARAGRAPHS.split(lesson.about) if text.strip()]
    about = [line for text in paragraphs for line in [*page.prose(on_paper(text, lesson)), blank()]]
    about += [*page.prose(f"From: {lesson.source}"), blank()] if lesson.source.strip() else []
    words = explained(words_of_story(derivation), page)
    what = page.prose(data(derivation, page))
    return [*heading(page, lesson.title), *about, *what, *([blank(), *words[:-1]] if words else [])]


def network_screen(derivation: Derivation, page: Page) -> Lines:
    """The network, drawn, and how to read the drawing."""
    return [*heading(page, "The network"), *network_lines(derivation, page), blank(), *legend_lines(derivation, page)]


def parameters_screen(derivation: Derivation, page: Page) -> Lines:
    """The parameters with their start values, and why there are so many."""
    return [*heading(page, "Its parameters"), *parameter_lines(derivation, page)]


def plan_screen(derivation: Derivation, page: Page) -> Lines:
    """How many steps there are, and how the numbers are meant."""
    lines = [*heading(page, "What follows"), *plan_lines(derivation, page)]
    lesson = derivation.lesson
    if not lesson.in_full or page.full:
        return lines
    return [*lines, blank(), *page.prose(in_full_sentence(lesson.in_full, lesson.time_step.lower()))]


# The opening, page by page: each by its address in the walk.
SCREENS: dict[str, Callable[[Derivation, Page], Lines]] = {
    "start": story_screen,
    "network": network_screen,
    "parameters": parameters_screen,
    "plan": plan_screen,
}


def data(derivation: Derivation, page: Page) -> str:
    """What goes in, and what should come out."""
    lesson, unit = derivation.lesson, derivation.lesson.time_step.lower()
    inputs = ends([with_word(value, lesson, page) for value in lesson.inputs])
    targets = ends([with_word(value, lesson, page) for value in lesson.targets])
    each = f" ({unit}s 1 to {lesson.time_steps})" if lesson.time_steps > 1 else ""
    sentences = [f"Input{'s' * (len(inputs) > 1)}{each}: {', '.join(inputs)}."] if inputs else []
    if not inputs:
        sentences.append(f"There {'are' if lesson.time_steps > 1 else 'is'} {counted(lesson.time_steps, unit)}.")
    sentences += also_given(lesson, page)
    sentences += [f"Target{'s' * (len(targets) > 1)}: {', '.join(targets)}."] if targets else []
    sentences += gathered(lesson)
    return f"{' '.join(sentences)}{side_by_side(lesson)}"


def with_word(value: Array[Number], lesson: Lesson, page: Page) -> str:
    """An input or a target, with the word that it stands for."""
    word = lesson.word_of(value)
    return inline(value.map(number_text), page) + (f" ({word})" if word else "")


def also_given(lesson: Lesson, page: Page) -> list[str]:
    """The further numbers of each time step, such as masks."""
    shown = [
        f"{symbol(name)} = {', '.join(ends([inline(value.map(number_text), page) for value in arrays]))}"
        for name, arrays in lesson.given
    ]
    unit = lesson.time_step.lower()
    return [f"Given {in_the(unit)} each {unit} as well, and not learned: {'; '.join(shown)}."] if shown else []


def gathered(lesson: Lesson) -> list[str]:
    """How the losses of the time steps become one, where there are several."""
    network, unit = lesson.network, lesson.time_step.lower()
    if not network.loss_each_step or network.loss is None or lesson.time_steps == 1:
        return []
    return [f"The loss is the {'mean' if network.mean_over_steps else 'sum'} over the {unit}s."]


def side_by_side(lesson: Lesson) -> str:
    """That there are several sequences, and how to tell them apart."""
    if not lesson.sequences:
        return ""
    count = len(lesson.sequences)
    last = symbol(f"{lesson.network.each_step[0].name.removesuffix(lesson.sequences[0])}{lesson.sequences[-1]}")
    between = ["…"] if lesson.sequences[1:-1] else []
    order = f"[{', '.join(['sequence 1', *between, f'sequence {count}'])}]"
    sentence = f" These are {count} sequences side by side, given as {order}; {last} belongs to number {count}."
    lengths = [max_step(lesson, suffix) for suffix in lesson.sequences]
    if len(set(lengths)) > 1:
        unit = lesson.time_step.lower()
        sentence += f" They end after {', '.join(map(str, lengths))} {unit}s; the zeros after an end are not used."
    return sentence


def max_step(lesson: Lesson, suffix: str) -> int:
    """The last time step of a sequence."""
    own = next(equation for equation in lesson.network.each_step if equation.name.endswith(suffix))
    return lesson.time_steps if own.last is None else own.last


def parameter_lines(derivation: Derivation, page: Page) -> Lines:
    """The parameters with their start values, how many are trainable, and why not more."""
    lesson = derivation.lesson
    unrolled = derivation.unrolled
    shares = Counter(op.name for op in derivation.operations if op.kind is Kind.SHARE)
    uses = Counter(
        ref.name
        for op in derivation.forward_operations
        if op.phase is Phase.FORWARD or not shares
        for ref in unrolled.parameters_in(op.template)
    ) + Counter(op.name for op in derivation.operations if op.kind is Kind.SHARE and op.via == LOSS)
    idle = uses - shares if shares and lesson.training.truncate is None else Counter()
    names = [symbol(p.name) for p in lesson.parameters]
    starts = [inline(p.value.map(number_text), page) for p in lesson.parameters]
    used = [f"{uses[p.name]} ×" for p in lesson.parameters]
    is_plain = all(p.value.shape in ((), (1, 1)) for p in lesson.parameters)
    sizes = [] if is_plain else [["size", *(size(p.value.shape) for p in lesson.parameters)]]
    rows = across(names, [*sizes, ["start", *starts], ["used", *used]], page)
    count, unit = lesson.trainable_parameters, lesson.time_step.lower()
    title = counted(count, "trainable " * lesson.is_trained + "parameter")
    why = shared(uses, idle, derivation, unit)
    return [*page.prose(title, "title"), blank(), *rows, *([blank(), *page.prose(why)] if why else [])]


def size(shape: Shape) -> str:
    """Rows × columns."""
    return " × ".join(map(str, shape if shape and shape[1] > 1 else shape[:1] or (1,)))


def across(names: list[str], rows: list[list[str]], page: Page) -> Lines:
    """A table with a column for each parameter; where that is too wide, a row for each."""
    wide = [Column("", "label"), *(Column(name, right=True, title_style="parameter") for name in names)]
    high = [Column("", "parameter"), *(Column(row[0], right=True) for row in rows)]
    turned = [list(row) for row in zip(names, *(row[1:] for row in rows), strict=True)]
    return in_columns(wide, rows, page) or table(high, turned, page)


def shared(uses: Counter[str], idle: Counter[str], derivation: Derivation, unit: str) -> str:
    """Why there are as many parameters as there are; `idle` counts the uses from which no gradient comes back."""
    lesson, total = derivation.lesson, uses.total() - idle.total()
    count = lesson.trainable_parameters
    off = Counter(name for name, _ in switched_off(derivation))
    often = [symbol(p.name) for p in lesson.parameters if uses[p.name] - off[p.name] > 1]
    once = [symbol(p.name) for p in lesson.parameters if off[p.name] and uses[p.name] - off[p.name] == 1]
    names, verb = listed(often), "are" if len(often) > 1 else "is"
    everywhere = f"for every {unit}" + " and every sequence" * (len(lesson.sequences) > 1)
    if not lesson.is_trained:
        return f"{names} {verb} the same {everywhere}." if often and lesson.time_steps > 1 else ""
    if lesson.time_steps == 1 or not often:
        return f"Training may change {'each of them' if count > 1 else 'it'}."
    shapes = derivation.unrolled.shapes
    is_of_numbers = not any(shapes[one.name] for one in (*lesson.network.each_step, *lesson.network.output))
    places = f", although they act in {total - off.total()} places" if is_of_numbers else ""
    each = "each acts" if len(once) > 1 else "it acts"
    stand = "stand" if len(once) > 1 else "stands"
    alone = f" {listed(once)} {stand} in several places, too, but {each} in one only: elsewhere the input is 0."
    alone *= bool(once)
    if idle:
        often_idle = sorted(set(idle.values()))
        without = [symbol(p.name) for p in lesson.parameters if idle[p.name]]
        same = len(often_idle) == 1
        some = "One use" if often_idle == [1] else counted(often_idle[0], "use") if same else "Some uses"
        each, have = " each" * (len(without) > 1 and same), "has" if often_idle == [1] else "have"
        alone += f" {some}{each} of {listed(without)} {have} no effect on the loss."
    return (
        f"{names} {verb} the same {everywhere}: the network has one copy, and uses it again and again.{alone} So there "
        f"are only {count} numbers to train{places}. On the way back, the effect of each use is found on its own, and "
        f"the effects are added up at the end."
    )
