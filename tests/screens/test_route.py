"""Where a step stands on the way from the loss back to day 1."""

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.pictures.route import Route
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.route_lines import route_lines
from tests.screens.given import ASCII, LSTM, UNICODE, derivation_of, plain, simple, walk_of


def way(address: str, page: Page = UNICODE, lesson: str = "stock-example") -> list[str]:
    walk = walk_of(lesson)
    step = walk.stops[walk.places[address]].step
    assert step is not None
    return [line.strip() for line in plain(route_lines(Route(derivation_of(lesson)), step, page))]


def test_the_present_quantity_is_marked() -> None:
    assert way("backward:9") == ["Loss → P → Y₃ → X₃ → [Y₂] → X₂ → Y₁ → X₁"]


def test_a_parameter_hangs_from_the_quantity_it_acts_on() -> None:
    on_the_way, below = plain(
        route_lines(Route(derivation_of("stock-example")), walk_of("stock-example").derivation.steps[14], UNICODE)
    )
    assert on_the_way == "  Loss → P → Y₃ → [X₃] → Y₂ → X₂ → Y₁ → X₁"
    assert below == "                   └─ W₂"
    assert below.index("└") == on_the_way.index("X₃")


def test_forward_too() -> None:
    assert way("forward:3") == ["X₁ → Y₁ → [X₂] → Y₂ → X₃ → Y₃ → P → Loss"]
    assert way("loss:1") == ["X₁ → Y₁ → X₂ → Y₂ → X₃ → Y₃ → P → [Loss]"]


def test_parameters_have_no_order_of_their_own() -> None:
    assert way("update:2") == ["W₁ · [W₂] · B₁ · W₃ · B₃"]


def test_gates_side_by_side_are_not_joined_by_arrows() -> None:
    assert way("backward:4", Page(60), LSTM)[0].startswith("Loss → P → [H₃] → ")
    assert "[G₃] · I₃ · F₃ → H₂" in way("backward:10", Page(60), LSTM)[0]


def test_of_a_long_way_a_stretch_is_shown_with_both_ends() -> None:
    (line,) = way("backward:204", Page(40), simple(100))
    assert line.startswith("Loss → … → ")
    assert line.endswith(" → … → X₁")
    assert line.count("[") == 1
    before, after = line.split("[")
    assert abs(before.count("→") - after.count("→")) <= 1


def test_in_ascii() -> None:
    assert way("backward:9", ASCII) == ["Loss -> P -> Y3 -> X3 -> [Y2] -> X2 -> Y1 -> X1"]


def test_a_second_way_to_the_loss_is_drawn_as_a_branch() -> None:
    """Y₂ acts through P₂, which has a loss of its own, and through X₃."""
    walk = walk_of("loss-at-every-step")
    drawn = {}
    for step in walk.derivation.steps:
        if step.phase is Phase.BACKWARD and step.operation.kind is Kind.GRADIENT:
            lines = plain(route_lines(Route(walk.derivation), step, UNICODE))
            drawn[step.quantity, step.time_step] = lines
    assert drawn["Y", 3] == ["  Loss → P₃ → [Y₃] → X₃ · P₂ → Y₂ → X₂ · P₁ → Y₁ → X₁"]
    way, branch = drawn["Y", 2]
    assert way == "  Loss → P₃ → Y₃ → X₃ · P₂ → [Y₂] → X₂ · P₁ → Y₁ → X₁"
    assert (branch.index("└"), branch.index("┘")) == (way.index("X₃"), way.index("Y₂"))
    way, branch = drawn["P", 2]
    assert (branch.index("└"), branch.index("┘")) == (way.index("Loss"), way.index("P₂"))
