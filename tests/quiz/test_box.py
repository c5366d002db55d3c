"""What may come into the box: anything. An answer comes back, quickly, and nothing is ever run."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.session import Quiz
from tests.quiz.given import stock_quiz
from tests.terminals import PATIENCE

HOSTILE = [
    "9**9**9**9",
    "10**10**10",
    "((9^9999)^9999)^9999",
    "2^-9999^9999",
    "exp(exp(exp(9)))",
    "exp(-exp(20))",
    "1/(sqrt(2)*sqrt(2)-2)",
    "1/0",
    "0**-1",
    "log(-1)",
    "sqrt(-1)",
    "1e400*1e400*1e400",
    "1e99999",
    "1" * 150,
    "(" * 100_000,
    "(" * 100_000 + ")" * 100_000,
    "-" * 100_000 + "1",
    "1+" * 100_000 + "1",
    "[" * 100_000,
    "9" * 1_000_000,
    "a" * 1_000_000,
    "\x00\x01\x1b[2J\x7f",
    "\x1b]0;title\x07",
    b"-0.9\xe2\x88".decode("utf-8", "replace"),
    "\ud800",
    "\u202e-0.9",
    "",
    " ",
    "=",
    "==",
    "[",
    "]",
    "[]",
    "()",
    "1 2",
    "sigmoid",
    "sigmoid(",
    "sigmoid()",
    "sigmoid(1, 2)",
    "previous(Y)",
    "W1[1]",
    "W1[0]",
    "W1[1,1]",
    "W1[999999999999]",
    "W1.value",
    "__import__('os').system('true')",
    "().__class__.__bases__",
    "lambda: 0",
    "open('x','w')",
    "f'{1}'",
    "x := 1",
    "if",
    "1 if 1 else 2",
    "0x10",
    "1_000",
    "1j",
    "inf",
    "nan",
    "True",
    "√2",
    "½",
    "٣",
    "²",
    "by_sign(1)",
    "relu_slope(1)",
    "size(1)",
    "e^e^e^e",
    "-0.9, -0.9",
]


def answered(quiz: Quiz, text: str) -> Feedback:
    """The answer to a line; the quiz stays where it is."""
    feedback = quiz.answer(text)
    quiz.position = 0
    quiz.attempts.clear()
    quiz.tries = 0
    return feedback


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    feedback = answered(stock_quiz(), text)
    assert feedback.grade.verdict in (AnswerVerdict.UNREADABLE, AnswerVerdict.WRONG)
    if feedback.problem is not None:
        assert 0 <= feedback.problem.offset <= len(text)
        assert feedback.problem.message
        assert feedback.attempts_left == 3


CHARACTERS = "0123456789.eE+-*/^()[],= XYPWBdt∂σ₃×−²" + "XY123" * 3
NAMES = ["dP", "dX3", "Y3", "W2", "target", "input3", "sigmoid(", "exp(", "tanh(", "σ(", "∂Loss/∂X₃", "dLoss/dY3", "η"]


def random_line(random_: random.Random) -> str:
    """Bytes at random, or characters and names of answers at random."""
    kind = random_.random()
    length = random_.randint(0, 40)
    if kind < 0.3:
        return random_.randbytes(length).decode("utf-8", "replace")
    if kind < 0.6:
        return "".join(random_.choice(CHARACTERS) for _ in range(length))
    parts = [random_.choice([*NAMES, *"0123456789.+-*/^()", "**", " "]) for _ in range(length // 2)]
    return "".join(parts)


def answer_many(lines: int, seed: int) -> int:
    """Answer so many random lines; how many could be read."""
    random_, quiz = random.Random(seed), stock_quiz()
    read = 0
    for _ in range(lines):
        read += answered(quiz, random_line(random_)).problem is None
    return read


def test_two_thousand_random_lines() -> None:
    assert answer_many(2_000, seed=1) > 40  # some are answers


@pytest.mark.campaign
def test_fifty_thousand_random_lines() -> None:
    assert answer_many(50_000, seed=2) > 1_000


BYTES = [
    b"-0.9\xe2\x88\n",
    b"\x00\xff\xfe\n",
    b"\x1b[2J\n",
    b"(" * 100_000 + b"\n",
    b"9" * 1_000_000 + b"\n",
    b"\xed\xa0\x80\n",
    b"-0.928",
]


def test_bytes_that_are_no_text_reach_the_box_too(tmp_path: Path) -> None:
    """Through the program's own standard input: no traceback, and the answer after them counts."""
    done = subprocess.run(
        [sys.executable, "-m", "rnn_tutor", "quiz", "--json", "--no-save"],
        input=b"".join(BYTES),
        capture_output=True,
        env={"RNN_TUTOR_DATA": str(tmp_path), "PATH": "/usr/bin", "PYTHONPATH": "."},
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stderr
    assert b'"right_first_time": 1' in done.stdout
