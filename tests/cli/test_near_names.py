"""A name on the command line that is nearly one that there is."""

import pytest
import typer

from rnn_tutor.cli.options import known


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Elman", "there is no network 'Elman'; did you mean 'elman'?"),
        ("lstn", "there is no network 'lstn'; did you mean 'lstm'?"),
        ("quux", "there is no network 'quux'; there are elman, gru, lstm."),
    ],
)
def test_a_name_that_is_nearly_right_is_asked_about(name: str, said: str) -> None:
    with pytest.raises(typer.BadParameter) as caught:
        known(name, ("elman", "gru", "lstm"), "network")
    assert caught.value.message == said
