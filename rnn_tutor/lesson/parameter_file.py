"""Parameters from a file beside the lesson: `parameters: {file: weights.npz}`.

NumPy's .npz and .safetensors are read directly, never a pickle: both hold plain numbers behind a header. A number is
taken to be the shortest decimal that reads back as it, so that 0.1 in single precision is one tenth. The arrays take
their places in the lesson's tree before anything is checked; a name behind another picks an array: {W: weight_ih_l0}.

Formats: NumPy's NEP 1 (.npy, version 1 to 3) in a zip archive; https://github.com/huggingface/safetensors, "Format".
"""

from __future__ import annotations

import ast
import json
import re
import struct
import zipfile
from collections import abc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from math import prod
from pathlib import Path

from rnn_tutor.lesson.document import Document
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.onnx_weights import weight_name
from rnn_tutor.lesson.problems import LessonError, Problem, did_you_mean, shortened
from rnn_tutor.limits import PARAMETER_FILE_BYTES, PARAMETER_FILE_NUMBERS
from rnn_tutor.numbers.machine_float import plain, shortest_single

FILE, PARAMETERS = "file", "parameters"
ENDINGS = (".npz", ".npy", ".safetensors")
PICKLES = (".pt", ".pth", ".pkl", ".pickle", ".bin", ".ckpt")
OTHERS = (".h5", ".hdf5", ".keras", ".onnx", ".mat")
MAGIC = b"\x93NUMPY"

KINDS = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "b1": "?"}
"""NumPy's kinds of numbers, as `struct` calls them."""
SAFETENSORS = {"F16": "e", "F32": "f", "F64": "d", "I8": "b", "I16": "h", "I32": "i", "I64": "q", "U8": "B"}


class UnreadableFile(ValueError):
    """A file of numbers that can't be read, and how to mend it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True)
class FileArray:
    """An array of a file: its shape, and its numbers row by row as texts."""

    shape: tuple[int, ...]
    texts: abc.Sequence[str]


def with_parameter_file(document: Document, folder: Path) -> Document:
    """The document with the arrays of its parameter file, if it names one, as its parameters.

    Raises:
        LessonError: where the file can't be read.
    """
    root = document.root
    given = root.values.get(PARAMETERS) if isinstance(root, MappingNode) else None
    named = given.values.get(FILE) if isinstance(given, MappingNode) else None
    if not isinstance(root, MappingNode) or not isinstance(given, MappingNode) or not isinstance(named, ScalarNode):
        return document
    if not re.fullmatch(r"\.[a-z]\w{0,11}", Path(named.text).suffix.lower()):
        return document  # a parameter of that name
    try:
        arrays = read_arrays(folder / named.text)
    except UnreadableFile as error:
        message = f"{shortened(named.text)}: {error.message}"
        raise LessonError([Problem(document.file, named.place, message, error.remedy)]) from None
    parameters = with_arrays(document, given, named, arrays)
    return replace(document, root=MappingNode(root.place, root.keys, {**root.values, PARAMETERS: parameters}))


def with_arrays(document: Document, given: MappingNode, named: ScalarNode, arrays: dict[str, FileArray]) -> MappingNode:
    """The parameters of the lesson's own, those that it picks from the file by name, and else all of the file's."""
    keys: dict[str, ScalarNode] = {}
    values: dict[str, Node] = {}
    picked: set[str] = set()
    for key, value in given.values.items():
        if key == FILE:
            continue
        keys[key], values[key] = given.keys[key], value
        if isinstance(value, ScalarNode) and value.text in arrays:
            values[key] = as_node(value.text, arrays[value.text], named, document.file)
            picked.add(value.text)
        elif isinstance(value, ScalarNode) and value.text and not any(letter.isdigit() for letter in value.text):
            remedy = did_you_mean(value.text, arrays) or "its arrays are " + ", ".join(list(arrays)[:20])
            message = f"{shortened(named.text)} has no array {shortened(value.text)}"
            raise LessonError([Problem(document.file, value.place, message, remedy)])
    for name, array in arrays.items():
        if name not in picked and name not in keys and not picked:
            keys[name] = ScalarNode(named.place, name, written=name)
            values[name] = as_node(name, array, named, document.file)
    return MappingNode(given.place, keys, values)


def as_node(name: str, array: FileArray, at: ScalarNode, file: str) -> Node:
    """An array as the lesson would write it: a number, a vector, or a matrix by its rows.

    Raises:
        LessonError: where it has more than two sizes other than 1.
    """

    def scalar(text: str) -> ScalarNode:
        return ScalarNode(at.place, text, written=text)

    sizes = list(array.shape)
    while len(sizes) > 2 and 1 in sizes:
        sizes.remove(1)  # the first: in ONNX, the one direction
    if len(sizes) > 2:
        message = f"{shortened(at.text)}: the array {shortened(name)} has the shape {array.shape}"
        remedy = "an array can have at most two dimensions"
        if weight_name(name) and len(sizes) == 3 and sizes[0] == 2:
            remedy = f"only one direction can be read: save the first, {name}[:1]"
        raise LessonError([Problem(file, at.place, message, remedy)])
    if not sizes:
        return scalar(array.texts[0])
    if len(sizes) == 1:
        return SequenceNode(at.place, [scalar(text) for text in array.texts])
    rows = (array.texts[start : start + sizes[1]] for start in range(0, len(array.texts), sizes[1]))
    return SequenceNode(at.place, [SequenceNode(at.place, [scalar(text) for text in row]) for row in rows])


def read_arrays(path: Path) -> dict[str, FileArray]:
    """The arrays in a file, by name.

    Raises:
        UnreadableFile: where it isn't there, is too large, or holds something else.
    """
    suffix = path.suffix.lower()
    if suffix in PICKLES:
        remedy = "save it with safetensors.torch.save_file, or numpy.savez"
        raise UnreadableFile("a pickle may run any program, so it is not opened", remedy)
    if suffix in OTHERS:
        raise UnreadableFile("this format can't be read", "save its arrays with numpy.savez, or as .safetensors")
    try:
        if path.stat().st_size > PARAMETER_FILE_BYTES.most:
            raise UnreadableFile(
                f"the file has more than {PARAMETER_FILE_BYTES.most // 1_000_000} MB", "use a smaller network"
            )
        found = dict(READERS[suffix](path))
    except OSError as error:
        raise UnreadableFile(
            f"it can't be read: {error.strerror}", "its path is relative to the lesson's folder"
        ) from None
    except (zipfile.BadZipFile, struct.error, ValueError, SyntaxError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"it isn't a {suffix} file, or is damaged", "save it again") from None
    if sum(len(array.texts) for array in found.values()) > PARAMETER_FILE_NUMBERS.most:
        raise UnreadableFile(f"it has more than {PARAMETER_FILE_NUMBERS.most:,} numbers", "use a smaller network")
    if not found:
        raise UnreadableFile("it contains no arrays", "save some with numpy.savez")
    return found


def _npz(path: Path) -> Iterator[tuple[str, FileArray]]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.file_size > PARAMETER_FILE_BYTES.most:
                raise UnreadableFile(f"{entry.filename} has more than {PARAMETER_FILE_BYTES.most // 1_000_000} MB")
            yield entry.filename.removesuffix(".npy"), _array(archive.read(entry))


def _npy(path: Path) -> Iterator[tuple[str, FileArray]]:
    yield path.stem, _array(path.read_bytes())


def _array(data: bytes) -> FileArray:
    if not data.startswith(MAGIC):
        raise UnreadableFile("it contains something other than arrays", "save arrays with numpy.savez")
    wide = data[6] > 1
    start = 12 if wide else 10
    length = struct.unpack("<I" if wide else "<H", data[8:start])[0]
    header = ast.literal_eval(data[start : start + length].decode("latin-1"))
    order, kind = header["descr"][0], header["descr"][1:]
    if kind not in KINDS:
        raise UnreadableFile(f"its numbers have the type {header['descr']}", "save them as float32 or float64")
    texts = _texts(data[start + length :], KINDS[kind], header["shape"], ">" if order == ">" else "<")
    return FileArray(header["shape"], _by_rows(texts, header["shape"]) if header["fortran_order"] else texts)


def _by_rows(texts: abc.Sequence[str], shape: tuple[int, ...]) -> list[str]:
    """The numbers of a matrix that is kept column by column, row by row."""
    if len(shape) != 2:
        return list(texts)
    return [texts[column * shape[0] + row] for row in range(shape[0]) for column in range(shape[1])]


def _safetensors(path: Path) -> Iterator[tuple[str, FileArray]]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, start = json.loads(data[8 : 8 + length]), 8 + length
    for name, about in header.items():
        if name == "__metadata__":
            continue
        first, last = about["data_offsets"]
        shape, part = tuple(about["shape"]), data[start + first : start + last]
        if about["dtype"] == "BF16":  # the upper half of a single-precision number
            part = bytes(chain.from_iterable((0, 0, part[n], part[n + 1]) for n in range(0, len(part), 2)))
            yield name, FileArray(shape, _texts(part, "f", shape, "<"))
        elif about["dtype"] in SAFETENSORS:
            yield name, FileArray(shape, _texts(part, SAFETENSORS[about["dtype"]], shape, "<"))
        else:
            raise UnreadableFile(f"its numbers have the type {about['dtype']}", "save them as F32 or F64")


def _texts(data: bytes, kind: str, shape: tuple[int, ...], order: str) -> list[str]:
    count = prod(shape)
    if count > PARAMETER_FILE_NUMBERS.most:
        raise UnreadableFile(f"it has more than {PARAMETER_FILE_NUMBERS.most:,} numbers", "use a smaller network")
    numbers = struct.unpack(f"{order}{count}{kind}", data[: count * struct.calcsize(f"{order}{kind}")])
    if kind in "ef":
        return [shortest_single(number) for number in numbers]
    return [plain(repr(number)) if kind == "d" else str(int(number)) for number in numbers]


READERS: dict[str, Callable[[Path], Iterator[tuple[str, FileArray]]]] = {
    ".npz": _npz,
    ".npy": _npy,
    ".safetensors": _safetensors,
}
