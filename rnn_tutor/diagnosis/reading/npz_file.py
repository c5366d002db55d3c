"""Numbers in numpy's .npz, without pickles; numpy is loaded when such a file is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.reading.json_file import LARGEST, TOO_LARGE

NO_ARCHIVE = "it is not an archive of numpy arrays"
REMEDY = "write it with np.savez(file, dW1=dW1, …)"
INSTALL = "pip install 'rnn-tutor[numpy]', or give the numbers as JSON"


def read_npz(path: str) -> dict[str, Any]:
    """The arrays by name.

    Raises:
        Unreadable: where there is no numpy, or the file is none of its archives, or holds something that is no array
            of numbers.
    """
    try:
        import numpy as np  # for this kind of file only
    except ImportError as error:
        raise Unreadable("reading .npz needs numpy, which isn't installed here", INSTALL) from error
    if not is_zipfile(path):
        raise Unreadable(NO_ARCHIVE, REMEDY)
    is_too_large = False
    try:
        with ZipFile(path) as zipped:  # a small archive may hold zeros without end
            is_too_large = sum(part.file_size for part in zipped.infolist()) > LARGEST
        # Opened here, since numpy leaves a broken archive open.
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as archive:
            found = {} if is_too_large else {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, KeyError, AttributeError, RuntimeError, TypeError) as error:
        pickled = "allow_pickle" in str(error)
        message = "it contains Python objects, which are not read" if pickled else NO_ARCHIVE
        raise Unreadable(message, REMEDY) from error
    except MemoryError as error:  # what it says of its size is believed before it is read
        raise Unreadable(*TOO_LARGE) from error
    except Exception as error:  # a broken archive may raise what zipfile and zlib have, without a common kind
        if type(error).__module__.partition(".")[0] in ("zipfile", "zlib"):
            raise Unreadable("it is a broken archive", "write it again") from error
        raise
    if is_too_large:
        raise Unreadable(*TOO_LARGE)
    strange = [name for name, array in found.items() if array.dtype.kind not in "fiu"]
    if strange:
        raise Unreadable(f"{strange[0]} is not an array of real numbers", "leave it out")
    return found
