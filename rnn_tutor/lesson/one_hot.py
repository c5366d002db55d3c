"""Words and class numbers as inputs and targets: each stands for a list that is 1 at its place in the vocabulary.

`vocabulary: [h, e, l, o]` names the words; with `vocabulary: 4` they are class numbers, counted from 0 as PyTorch and
Keras count them. Without a vocabulary, targets are class numbers where a loss takes scores of classes, and
inputs where they pick a row, `E[input]`. They become lists in the file's tree before anything is checked, so that every
rule holds for them.
"""

from __future__ import annotations

import re
from collections import abc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rnn_tutor.lesson.document import Document
from rnn_tutor.lesson.networks import OUTPUTS, network_names, read_network
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.problems import LessonError, Problem, did_you_mean, shortened
from rnn_tutor.limits import WORD_NUMBERS, WORDS

VOCABULARY, CROSS_ENTROPY = "vocabulary", "cross_entropy"
INPUTS, TARGETS = ("inputs",), ("target", "targets")
DATA = (*INPUTS, *TARGETS)
OF_DATA = ("inputs", "given", "initial")
OF_NETWORK = ("format_version", "title", "network", "activation", "equations", "time_steps", "parameters", *OF_DATA)
PICKED = re.compile(r"(?<![\w.])([^\W\d]\w*)\[\s*input\s*\]")
OF_CLASSES = re.compile(r"\bcross_entropy\b|\[\s*target\s*\]")
WORD = re.compile(r"[^\W\d]\w*")
SizesOf: TypeAlias = Callable[[Document], Mapping[str, int]]
"""How many numbers the quantities of a document's network have, by their names; none where it can't be told."""


@dataclass
class _Reader:
    file: str
    words: abc.Sequence[str]
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def read(self, node: Node) -> Node:
        """A value with each word in it as a list; lists and fractions of shares stay."""
        if isinstance(node, SequenceNode):
            return SequenceNode(node.place, [self.read(item) for item in node.items])
        if not isinstance(node, ScalarNode) or node.is_empty:
            return node
        self.count += len(self.words)
        if self.count > WORD_NUMBERS.most:
            message = f"the words up to here make {self.count:,} numbers; at most {WORD_NUMBERS.most:,} are allowed"
            remedy = "use fewer time steps, or a smaller vocabulary"
            raise LessonError([Problem(self.file, node.place, message, remedy)])
        if node.text in self.words:
            chosen = self.words.index(node.text)
            return SequenceNode(node.place, [number(node, int(place == chosen)) for place in range(len(self.words))])
        remedy = did_you_mean(node.text, self.words) or "the words are " + ", ".join(self.words[:20])
        message = f"{shortened(node.text)} is not in the vocabulary"
        if self.words == [str(n) for n in range(len(self.words))]:
            remedy = f"classes are counted from 0 to {len(self.words) - 1}"
            message = f"there is no class {shortened(node.text)}"
        self.problems.append(Problem(self.file, node.place, message, remedy))
        # Whatever stands in for it, nothing else is to be said of that.
        return SequenceNode(node.place, [number(node, int(place == 0)) for place in range(len(self.words))])

    def data(self, mapping: MappingNode, keys: abc.Sequence[str]) -> MappingNode:
        """A mapping with the words read that stand under some of its keys."""
        values = dict(mapping.values)
        for key in keys:
            node = values.get(key)
            is_list = isinstance(node, SequenceNode) and key != "target" and not is_shares(node)
            if node is not None and (is_list or (isinstance(node, ScalarNode) and key == "target")):
                values[key] = self.read(node)
        return MappingNode(mapping.place, mapping.keys, values)


def is_shares(node: SequenceNode) -> bool:
    """Whether a list holds lists of numbers already."""
    return any(isinstance(item, SequenceNode) for item in node.items)


def number(at: ScalarNode, value: int) -> ScalarNode:
    """A number at the place of a word."""
    return ScalarNode(at.place, str(value), written=str(value))


def with_tokens(document: Document, sizes: SizesOf) -> tuple[Document, list[Problem]]:
    """The document with words and class numbers as lists, and what is wrong with them.

    `sizes` tells how many numbers the quantities of a lesson have, for equations that are written out.

    Raises:
        LessonError: where these lists have more numbers than are read.
    """
    root = document.root
    if not isinstance(root, MappingNode):
        return document, []
    vocabulary = root.values.get(VOCABULARY)
    if words := words_of(vocabulary):
        reader = _Reader(document.file, words)
        root = with_sequences(root, reader, DATA)
        return replace(document, root=root), reader.problems
    problems: list[Problem] = []
    if vocabulary is None and (rows := rows_picked(root)):
        reader = _Reader(document.file, [str(n) for n in range(rows)])
        root = with_sequences(root, reader, INPUTS)
        problems += reader.problems
    if vocabulary is None and (classes := classes_of(replace(document, root=root), sizes)):
        reader = _Reader(document.file, [str(n) for n in range(classes)])
        root = with_sequences(root, reader, TARGETS)
        problems += reader.problems
    return replace(document, root=root), problems


def with_sequences(root: MappingNode, reader: _Reader, keys: abc.Sequence[str]) -> MappingNode:
    """The data of the lesson under some keys, and those of each of its sequences, with their words read."""
    root = reader.data(root, keys)
    several = root.values.get("sequences")
    if isinstance(several, SequenceNode):
        items = [reader.data(item, keys) if isinstance(item, MappingNode) else item for item in several.items]
        root = MappingNode(root.place, root.keys, {**root.values, "sequences": SequenceNode(several.place, items)})
    return root


def words_of(vocabulary: Node | None) -> list[str]:
    """The words of a vocabulary, or its class numbers."""
    if isinstance(vocabulary, SequenceNode):
        return [item.text for item in vocabulary.items if isinstance(item, ScalarNode)]
    if isinstance(vocabulary, ScalarNode) and vocabulary.text.isdecimal() and int(vocabulary.text) <= WORDS.most:
        return [str(place) for place in range(int(vocabulary.text))]
    return []


def classes_of(document: Document, sizes: SizesOf) -> int:
    """How many classes there are, where all targets are class numbers and a loss takes scores of classes; else 0."""
    root = document.root
    assert isinstance(root, MappingNode)
    given = [target for part in (root, *sequences_of(root)) for target in targets_in(part)]
    if not given or not all(isinstance(item, ScalarNode) and item.text.isdecimal() for item in given):
        return 0
    loss = loss_of(root)
    network, parameters = root.values.get("network"), root.values.get("parameters")
    if isinstance(network, ScalarNode):
        if loss != CROSS_ENTROPY or not isinstance(parameters, MappingNode) or network.text not in network_names():
            return 0
        wanted = read_network(network.text, None).shapes.items()
        values = [parameters.values.get(name) for name, shape in wanted if shape[:1] == (OUTPUTS,)]
        return next((len(value.items) for value in values if isinstance(value, SequenceNode)), 0)
    if not OF_CLASSES.search(loss):
        return 0
    found = sizes(document)
    if loss.strip() == CROSS_ENTROPY:
        return found.get(list(found)[-1], 0) if found else 0
    return next((found[name] for name in WORD.findall(loss) if found.get(name, 0) > 1), 0)


def rows_picked(root: MappingNode) -> int:
    """How many rows the matrix has of which an equation picks one, E[input]; 0 where none does."""
    parameters = root.values.get("parameters")
    for text in texts_in(root.values.get("equations")):
        for name in PICKED.findall(text):
            value = parameters.values.get(name) if isinstance(parameters, MappingNode) else None
            value = value.values.get("value") if isinstance(value, MappingNode) else value
            if isinstance(value, SequenceNode):
                return len(value.items)
    return 0


def sequences_of(root: MappingNode) -> list[MappingNode]:
    """The sequences of a lesson that has several."""
    several = root.values.get("sequences")
    return (
        [item for item in several.items if isinstance(item, MappingNode)] if isinstance(several, SequenceNode) else []
    )


def targets_in(part: MappingNode) -> list[Node]:
    """The targets of a lesson, or of one of its sequences; those that are null left out."""
    node = part.values.get("targets", part.values.get("target"))
    found = node.items if isinstance(node, SequenceNode) else [node] if node else []
    return [item for item in found if not (isinstance(item, ScalarNode) and item.is_empty)]


def loss_of(root: MappingNode) -> str:
    """What a lesson writes for its loss, by itself or under its equations."""
    equations = root.values.get("equations")
    inner = equations.values.get("loss") if isinstance(equations, MappingNode) else None
    node = root.values.get("loss", inner)
    return node.text if isinstance(node, ScalarNode) else ""


def texts_in(node: Node | None) -> abc.Iterator[str]:
    """All texts of a part of the tree."""
    match node:
        case ScalarNode():
            yield node.text
        case SequenceNode() | MappingNode():
            for part in node.items if isinstance(node, SequenceNode) else node.values.values():
                yield from texts_in(part)


def without_targets(document: Document) -> Document:
    """What a lesson says of its network, without what it says of targets, losses and updates."""
    root = document.root
    assert isinstance(root, MappingNode)
    kept = only(root, OF_NETWORK)
    if isinstance(equations := root.values.get("equations"), MappingNode):
        kept.values["equations"] = only(equations, [key for key in equations.keys if key != "loss"])
    for first in sequences_of(root)[:1]:
        own = only(first, OF_DATA)
        kept.keys.update(own.keys)
        kept.values.update(own.values)
    return replace(document, root=kept)


def only(mapping: MappingNode, keys: abc.Collection[str]) -> MappingNode:
    """A mapping with some of its keys."""
    kept = [key for key in mapping.keys if key in keys]
    return MappingNode(
        mapping.place, {key: mapping.keys[key] for key in kept}, {key: mapping.values[key] for key in kept}
    )
