"""What runs in the learner's own interpreter: their file, then `gradients(inputs, target, parameters)`.

Nothing but the standard library, and nothing of this package: it is started as a program by itself, in whichever Python
the learner uses. Standard input holds the lesson's numbers as JSON; the answer, JSON too, goes to the file descriptor
that the first argument names, so that what the learner prints stays what they print.
"""

from __future__ import annotations

import inspect
import json
import os
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any

SINGLES = ("float32", "float16", "bfloat16")


class NoNumber(Exception):
    """Something in the answer is no number; of an answer with names, `name` says which."""

    name = ""


def is_single(value: Any) -> bool:  # noqa: ANN401  # whatever the learner returns
    """Whether an array is of single precision."""
    return str(getattr(value, "dtype", "")).rpartition(".")[2] in SINGLES


def spelled(value: Any, *, single: bool = False) -> Any:  # noqa: ANN401  # as above
    """Numbers as texts that keep their digits, out of whatever holds numbers."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    single = single or is_single(value)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(name): spelled_as(str(name), part) for name, part in value.items() if part is not None}
    if isinstance(value, (list, tuple)):
        return [spelled(part, single=single) for part in value]
    if value is None or isinstance(value, (bool, str, bytes)):
        raise NoNumber(repr(value)[:60])
    try:
        number = float(value)
    except OverflowError:  # a whole number beyond what a float holds
        number = float("inf") if value > 0 else -float("inf")
    except (TypeError, ValueError) as error:
        raise NoNumber(repr(value)[:60]) from error
    return f"{number:.8g}" if single else repr(number)


def spelled_as(name: str, value: Any) -> Any:  # noqa: ANN401  # as above
    """What has a name; where it is no number, the name is told with it."""
    try:
        return spelled(value)
    except NoNumber as error:
        error.name = f"{name}.{error.name}" if error.name else name
        raise


def as_arrays(value: Any, numpy: Any) -> Any:  # noqa: ANN401  # as above
    """Lists as numpy's arrays, where the learner uses numpy."""
    if numpy is None:
        return value
    if isinstance(value, dict):
        return {name: as_arrays(part, numpy) for name, part in value.items()}
    return numpy.array(value, dtype=float) if isinstance(value, list) else value


def run(path: str) -> dict[str, Any]:
    """The learner's file, and what its function gives."""
    lesson = json.load(sys.stdin)
    sys.argv = [path]
    sys.path[0] = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120  # as when Python runs the file itself
    function = runpy.run_path(path, run_name="learner").get("gradients")
    if not callable(function):
        return {"problem": "no-function"}
    numpy = import_module("numpy") if {"numpy", "torch"} & sys.modules.keys() else None
    given = [as_arrays(lesson[name], numpy) for name in ("inputs", "target", "parameters")]
    if not takes(function, given):
        return {"problem": "arguments", "kind": f"gradients{inspect.signature(function)}"[:60]}
    answer = laid_open(function(*given))
    try:
        if isinstance(answer, dict):
            return {"names": spelled(answer)}
        if isinstance(answer, (list, tuple)):
            return {"row": [spelled(value) for value in answer]}
    except NoNumber as error:
        where = f"for {error.name[:60]} something" if error.name else "something"
        return {"problem": "no-number", "kind": str(error), "where": where}
    except RecursionError:
        return {"problem": "no-number", "kind": "endlessly nested lists", "where": "something"}
    return {"problem": "no-answer", "kind": type(answer).__name__}


def laid_open(answer: Any) -> Any:  # noqa: ANN401  # as above
    """A dict out of what holds one: a mapping, gradients beside a loss, names in pairs; a list out of an array."""
    if isinstance(answer, Mapping):
        return dict(answer)
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    if not isinstance(answer, (list, tuple)):
        return answer
    mappings = [part for part in answer if isinstance(part, Mapping)]
    if len(mappings) == 1:
        return dict(mappings[0])
    is_named = [isinstance(part, (list, tuple)) and len(part) == 2 and isinstance(part[0], str) for part in answer]
    return dict(answer) if answer and all(is_named) else answer


def takes(function: Any, given: list[Any]) -> bool:  # noqa: ANN401  # as above
    """Whether a function can be called so; what can't be told is tried."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(*given)
    except TypeError:
        return False
    return True


def stopped_by(error: BaseException, path: str) -> dict[str, Any]:
    """What is told of whatever stopped the learner's program: of the traceback only their own part."""
    kind = type(error).__name__
    if kind == "SystemExit":
        return {"problem": "exit", "kind": str(getattr(error, "code", None) or 0)}
    lines = traceback.format_exc().splitlines()
    start = next((place for place, line in enumerate(lines) if f'"{path}"' in line), None)
    if start is None:  # it never came to a line of theirs
        told = "".join(traceback.format_exception_only(type(error), error))
    else:
        told = "\n".join([lines[0], *lines[start:]])
    return {"problem": "raise", "kind": kind, "traceback": told}


def end_with(lifeline: int) -> None:
    """End this process, and all of its group, as soon as whoever started it is gone: killed, or its window closed."""

    def wait() -> None:
        try:
            os.read(lifeline, 1)  # nothing is ever written to it: it ends with the last who holds its other end
        except OSError:  # the learner's program has closed it
            return
        if os.name == "posix":
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    """Run, and answer."""
    channel, lifeline, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    end_with(lifeline)
    try:
        found = run(path)
    except BaseException as error:  # noqa: BLE001  # whatever stops the learner's program is for them to read
        found = stopped_by(error, path)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue
    with os.fdopen(channel, "w", encoding="utf-8") as answer:
        json.dump(found, answer)


main()
