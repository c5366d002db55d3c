"""Many updates: what is kept of them, where they diverge, how they are stopped; shown, and written as JSON."""

import json
import math
import os
import signal
from dataclasses import replace
from itertools import pairwise

import pytest

from rnn_tutor.export.training_json import training_json
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.pictures.training import training_screen
from rnn_tutor.training import history as histories
from rnn_tutor.training.history import History, trained
from rnn_tutor.training.train import Diverged, Training, Update
from tests.cli.given import environment, run
from tests.terminals import at_terminal, exit_code
from tests.training.given import EACH_STEP, LETTERS, ONE_UNIT, lesson
from tests.training.papers import Optimizer, letters, one_unit
from tests.training.papers import trained as trained_by_the_papers

WIDE, NARROW, PLAIN = Page(), Page(width=40), Page(encoding="ascii", notation=False, boxes=False)

# A weight that multiplies the state grows without bounds: 2 is where it should be, 3 where it begins.
GROWING = """\
format_version: 1
title: Growing
time_step: Day
equations:
  each_step:
    A: input*W1 + previous(A)*W2
  loss: (target - A)**2
inputs: [0.1, 0.2, 0.1, 0.3, 0.1, 0.2]
target: 10
parameters: {W1: 1, W2: 3}
learning_rate: 0.1
"""


def in_words(history: History, page: Page = WIDE) -> str:
    return "\n".join(line.plain for line in training_screen(history, page))


def test_losses_and_last_parameters_are_those_of_the_papers() -> None:
    net = one_unit()
    wanted = trained_by_the_papers(net, 30, lambda: Optimizer("sgd", 0.1, {}))
    history = trained(Training(lesson(ONE_UNIT)), 30)
    values = [dict(net.parameters), *wanted]
    assert list(history.losses) == pytest.approx([net.loss(one) for one in values[:-1]], rel=1e-12)
    assert history.end is not None
    assert history.end.loss == pytest.approx(net.loss(values[-1]), rel=1e-12)
    assert history.end.total("W2").only == pytest.approx(net.gradient(values[-1])["W2"], rel=1e-9)


def test_long_lessons_are_trained_too() -> None:
    inputs = ", ".join(f"0.{n % 7 + 1}" for n in range(1500))
    long = lesson(ONE_UNIT.replace("0.5, 1.0, 0.8, -0.3, 0.7", inputs))
    net = one_unit(inputs=[(n % 7 + 1) / 10 for n in range(1500)])
    history = trained(Training(long), 2)
    assert history.losses[0] == pytest.approx(net.loss(dict(net.parameters)), rel=1e-12)
    assert history.losses[1] < history.losses[0]


def test_a_look_moves_nothing() -> None:
    training, other = Training(lesson(ONE_UNIT)), Training(lesson(ONE_UNIT))
    for _ in range(3):
        training.evaluate()
        training.loss_at("W2", 0, 7.0)
        (one,), (two,) = training.run(1), other.run(1)
        assert one.loss == two.loss


def test_the_loss_at_another_value_is_that_of_the_papers() -> None:
    training = Training(lesson(ONE_UNIT))
    assert training.loss_at("W2", 0, -1.5) == pytest.approx(one_unit().loss({**one_unit().parameters, "W2": -1.5}))
    of_letters = dict(letters().parameters)
    of_letters["W"] = of_letters["W"].copy()
    of_letters["W"][1, 2] = 4.0
    assert Training(lesson(LETTERS)).loss_at("W", 5, 4.0) == pytest.approx(float(letters().loss(of_letters)))


def test_of_many_updates_some_are_kept_evenly_and_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_KEPT", 10)
    history = trained(Training(lesson(ONE_UNIT)), 101)
    kept = [update.number for update in history.way]
    assert len(history.losses) == 101
    assert kept[-1] == 101
    assert kept[0] == 1
    assert len(kept) <= 11
    assert len({b - a for a, b in pairwise(kept[:-1])}) == 1


def test_divergence_is_named_where_it_began() -> None:
    of = lesson(GROWING)
    history = trained(Training(of), 100)
    found = history.diverged
    assert found is not None
    assert not history.stopped
    # The same once more, by hand: the first update that leaves the numbers.
    w1, w2, loss, updates = 1.0, 3.0, 0.0, 0
    inputs = [0.1, 0.2, 0.1, 0.3, 0.1, 0.2]
    while all(map(math.isfinite, (w1, w2, loss))):
        a, da1, da2 = 0.0, 0.0, 0.0
        for x in inputs:
            da1, da2 = x + da1 * w2, a + da2 * w2
            a = x * w1 + a * w2
        slope, loss = -2 * (10 - a), (10 - a) * (10 - a)
        w1, w2 = w1 - 0.1 * slope * da1, w2 - 0.1 * slope * da2
        updates += 1
    assert found.update == updates
    assert history.updates == updates - 1
    assert all(map(math.isfinite, history.losses))
    shown = in_words(history)
    assert f"In update {found.update}," in shown
    assert "The loss has risen since update 1" in shown


@pytest.mark.parametrize("page", [WIDE, NARROW, PLAIN], ids=["wide", "narrow", "plain"])
@pytest.mark.parametrize("text", [GROWING, ONE_UNIT, EACH_STEP, LETTERS])
def test_no_nan_is_shown(text: str, page: Page) -> None:
    for updates in (1, 2, 40):
        shown = in_words(trained(Training(lesson(text)), updates), page)
        assert not {"nan", "inf", "NaN", "Infinity"} & set(shown.replace("−", " ").split())
        assert max(map(len, shown.splitlines())) <= page.width
        assert page is not PLAIN or shown.isascii()


def test_an_operation_without_a_value_is_an_end_too() -> None:
    text = ONE_UNIT.replace("network: simple", "network: simple\nloss: binary_cross_entropy")
    text = text.replace("W3: 0.8, B3: 0.2", "W3: 0.8, B3: 0.3").replace("learning_rate: 0.1", "learning_rate: 3")
    with pytest.raises(Diverged) as raised:
        list(Training(lesson(text)).run(50))
    assert raised.value.problem == "the log of a negative number"


def test_ctrl_c_stops_with_what_there_is() -> None:
    def watch(update: Update) -> None:
        if update.number == 7:
            raise KeyboardInterrupt

    history = trained(Training(lesson(ONE_UNIT)), 100, watch)
    assert history.stopped
    assert history.updates == 7
    assert "Stopped after 7 updates" in in_words(history)
    assert "of the 100 asked for" in in_words(history)
    uninterrupted = trained(Training(lesson(ONE_UNIT)), 7)
    assert history.end is not None
    assert uninterrupted.end is not None
    assert history.end.loss == uninterrupted.end.loss


def test_json() -> None:
    document = json.loads(training_json(trained(Training(lesson(LETTERS)), 5)), parse_constant=pytest.fail)
    assert document["updates"] == len(document["losses"]) == 5
    assert [kept["update"] for kept in document["parameters"]] == [0, 1, 2, 3, 4, 5]
    assert document["parameters"][0]["values"]["U"] == [[0.3, 0.2], [-0.1, 0.4]]
    assert [p["target"] for p in document["predictions"]] == [[0, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert document["diverged"] is None
    assert document["loss"] < document["losses"][-1] < document["losses"][0]


def test_json_of_what_diverged() -> None:
    document = json.loads(training_json(trained(Training(lesson(GROWING)), 50)), parse_constant=pytest.fail)
    assert document["diverged"]["update"] == document["updates"] + 1
    assert document["diverged"]["quantity"] in ("A", "Loss", "W1", "W2")


def frozen(of: Lesson, *names: str) -> Lesson:
    return replace(of, parameters=tuple(replace(p, frozen=p.name in names) for p in of.parameters))


def test_frozen_parameters_stay_out_of_sight() -> None:
    of = frozen(lesson(ONE_UNIT), "W1", "B1", "B3")
    shown = in_words(trained(Training(of), 5))
    assert "W₂" in shown
    assert "B₃" not in shown.partition("Each parameter's way")[2].partition("What the network")[0]


def test_the_command() -> None:
    found = run("train", "stock-example", "--epochs", "50")
    assert found.returncode == 0
    assert "50 updates by gradient descent" in found.stdout
    assert found.stderr == ""
    written = json.loads(run("train", "stock-example", "--epochs", "50", "--to", "json").stdout)
    assert written["losses"][0] == pytest.approx(0.215746331760032)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--epochs", "0"], "Invalid value for '--epochs'"),
        (["--to", "xml"], "there is no format 'xml'"),
        (["--set", "W9=1"], "--set W9=1: there is nothing called 'W9' to set; there is W1, W2, B1, W3, B3"),
    ],
)
def test_what_the_command_refuses(arguments: list[str], said: str) -> None:
    found = run("train", "stock-example", *arguments)
    assert found.returncode == 2
    assert said in found.stderr


def test_ctrl_c_at_a_terminal() -> None:
    child = at_terminal(["train", "stock-example", "--epochs", "1000000"], environment(), columns=90, rows=60)
    child.expect(r"updates")
    child.expect(r"loss \d")
    os.kill(child.pid, signal.SIGINT)
    child.expect("Stopped after .* of the 1,000,000 asked for")
    assert exit_code(child) == 130
