"""Numbers in .safetensors; the library of that name is loaded when such a file is given."""

from __future__ import annotations

from typing import Any

from rnn_tutor.diagnosis.numbers import Unreadable

INSTALL = "pip install 'rnn-tutor[safetensors]', or give the numbers as JSON"


def read_safetensors(path: str) -> dict[str, Any]:
    """The tensors by name, as numpy arrays.

    Raises:
        Unreadable: where the library is missing, or the file is none of its own.
    """
    try:
        from safetensors import SafetensorError  # for this kind of file only
        from safetensors.numpy import load_file  # for this kind of file only
    except ImportError as error:
        raise Unreadable("reading .safetensors needs safetensors and numpy", INSTALL) from error
    try:
        return dict(load_file(path))
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(
            f"it is not a file of tensors ({error})", ("write it with safetensors.numpy.save_file")
        ) from error
