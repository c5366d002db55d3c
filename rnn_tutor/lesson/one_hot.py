"""Words and class numbers as inputs and targets: each stands for a list that is 1 at its place in the vocabulary.

`vocabulary: [h, e, l, o]` names the words; with `vocabulary: 4` they are class numbers, counted from 0 as PyTorch and
Keras count them. They become lists in the file's tree before anything is checked, so that every rule holds for them.
"""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass, field, replace

from rnn_tutor.lesson.document import Document
from rnn_tutor.lesson.networks import OUTPUTS, network_names, read_network
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.problems import LessonError, Problem, did_you_mean, shortened
from rnn_tutor.limits import WORD_NUMBERS, WORDS

VOCABULARY, CROSS_ENTROPY = "vocabulary", "cross_entropy"
DATA = ("inputs", "target", "targets")


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
            message = f"up to here, words stand for {self.count:,} numbers; at most {WORD_NUMBERS.most:,} are read"
            remedy = "take fewer time steps, or a smaller vocabulary"
            raise LessonError([Problem(self.file, node.place, message, remedy)])
        if node.text in self.words:
            chosen = self.words.index(node.text)
            return SequenceNode(node.place, [number(node, int(place == chosen)) for place in range(len(self.words))])
        remedy = did_you_mean(node.text, self.words) or "the words are " + ", ".join(self.words[:20])
        message = f"{shortened(node.text)} is not in the vocabulary"
        self.problems.append(Problem(self.file, node.place, message, remedy))
        return SequenceNode(node.place, [number(node, 0) for _ in self.words])

    def data(self, mapping: MappingNode) -> MappingNode:
        """A mapping with the words in its data read."""
        values = dict(mapping.values)
        for key in DATA:
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


def with_tokens(document: Document) -> tuple[Document, list[Problem]]:
    """The document with words and class numbers as lists, and what is wrong with them.

    Raises:
        LessonError: where these lists have more numbers than are read.
    """
    root = document.root
    if not isinstance(root, MappingNode):
        return document, []
    vocabulary = root.values.get(VOCABULARY)
    words = words_of(vocabulary)
    if words:
        reader = _Reader(document.file, words)
        root = with_sequences(root, reader)
        return replace(document, root=root), reader.problems
    if vocabulary is None and (classes := classes_of(root)):
        reader = _Reader(document.file, [str(n) for n in range(classes)])
        targets = MappingNode(
            root.place, root.keys, {k: v for k, v in root.values.items() if k in ("target", "targets")}
        )
        return replace(document, root=replace(root, values={**root.values, **reader.data(targets).values})), (
            reader.problems
        )
    return document, []


def with_sequences(root: MappingNode, reader: _Reader) -> MappingNode:
    """The data of the lesson, and of each of its sequences, with their words read."""
    root = reader.data(root)
    several = root.values.get("sequences")
    if isinstance(several, SequenceNode):
        items = [reader.data(item) if isinstance(item, MappingNode) else item for item in several.items]
        root = MappingNode(root.place, root.keys, {**root.values, "sequences": SequenceNode(several.place, items)})
    return root


def words_of(vocabulary: Node | None) -> list[str]:
    """The words of a vocabulary, or its class numbers."""
    if isinstance(vocabulary, SequenceNode):
        return [item.text for item in vocabulary.items if isinstance(item, ScalarNode)]
    if isinstance(vocabulary, ScalarNode) and vocabulary.text.isdecimal() and int(vocabulary.text) <= WORDS.most:
        return [str(place) for place in range(int(vocabulary.text))]
    return []


def classes_of(root: MappingNode) -> int:
    """How many classes there are, where the targets of a named network's cross-entropy are class numbers; else 0."""
    loss, network = root.values.get("loss"), root.values.get("network")
    targets, parameters = root.values.get("targets", root.values.get("target")), root.values.get("parameters")
    found = targets.items if isinstance(targets, SequenceNode) else [targets]
    given = [item for item in found if not (isinstance(item, ScalarNode) and item.is_empty)]
    are_numbers = bool(given) and all(isinstance(item, ScalarNode) and item.text.isdecimal() for item in given)
    if not (
        isinstance(loss, ScalarNode)
        and loss.text == CROSS_ENTROPY
        and are_numbers
        and isinstance(parameters, MappingNode)
    ):
        return 0
    if not isinstance(network, ScalarNode) or network.text not in network_names():
        return 0
    for name, shape in read_network(network.text, None).shapes.items():
        value = parameters.values.get(name)
        if shape[:1] == (OUTPUTS,) and isinstance(value, SequenceNode):
            return len(value.items)
    return 0
