"""A step on a page."""

from rnn_tutor.screens.layout.page import Page
from tests.screens.given import LSTM, UNICODE, plain, text, walk_of


def page_of(address: str, page: Page = UNICODE, lesson: str = "stock-example") -> list[str]:
    walk = walk_of(lesson)
    return plain(walk.page(walk.stops[walk.places[address]], page))


def test_a_step_back_through_time() -> None:
    assert page_of("backward:9") == [
        "── Step 9 of 17 · back through time ─────────────────────────── page 21 of 42 ──",
        "",
        "  Gradient of Y₂, day 2",
        "",
        "       ∂Loss   ∂Loss   ∂X₃   ∂Loss",
        "       ───── = ───── × ─── = ───── × W₂",
        "        ∂Y₂     ∂X₃    ∂Y₂    ∂X₃",
        "",
        "             = −0.164 × 0.3",
        "",
        "   ▶ by hand   −0.049",
        "       exact   −0.049340741853359355410",
        "",
        *page_of("backward:9")[13:-2],  # why: the words are the derivation's
        "",
        "  Loss → P → Y₃ → X₃ → [Y₂] → X₂ → Y₁ → X₁",
    ]


def test_equals_signs_and_digits_stand_under_each_other() -> None:
    walk = walk_of("stock-example")
    for stop in walk.stops:
        if stop.step is None:
            continue
        lines = page_of(stop.address)
        signs = {line.index(" = ") for line in lines if line.startswith("     ") and " = " in line}
        (hand,) = [line for line in lines if "by hand  " in line]
        (exact,) = [line for line in lines if "  exact  " in line]
        assert len(signs) == 1
        assert hand.index("by hand   ") + 10 == exact.index("exact   ") + 8 == signs.pop() + 3


def test_the_chain_rule_is_left_out_where_there_is_no_chain() -> None:
    assert "───── = −2(target − P)" in text_of("backward:1")


def test_several_ways_are_added_up() -> None:
    lines = text_of("backward:22", lesson=LSTM)
    assert "Gradient of H₂, word 2" in lines
    assert lines.count("∂H₂") == 5  # its own name, and a way through each of the four gates


def text_of(address: str, page: Page = UNICODE, lesson: str = "stock-example") -> str:
    return "\n".join(page_of(address, page, lesson))


def test_a_phase_begins_with_what_it_is_about() -> None:
    assert "Now backwards." in text_of("backward:1")
    assert "Now backwards." not in text_of("backward:2")


def test_on_a_narrow_page_the_formula_takes_two_rows() -> None:
    assert page_of("backward:5", Page(40))[4:14] == [
        "   ∂Loss   ∂Loss   ∂Y₃",
        "   ───── = ───── × ───",
        "    ∂X₃     ∂Y₃    ∂X₃",
        "",
        "           ∂Loss",
        "         = ───── × Y₃(1 − Y₃)",
        "            ∂Y₃",
        "",
        "         = −0.742 × 0.670 × (1 − 0.670)",
        "         = −0.742 × 0.670 × 0.33",
    ]


def test_many_digits_go_on_in_the_next_line() -> None:
    from rnn_tutor.screens.walk.walk import Walk

    walk = Walk(walk_of("stock-example").derivation, digits=60)
    lines = plain(walk.page(walk.stops[walk.places["forward:2"]], Page(40)))
    start = next(number for number, line in enumerate(lines) if "exact" in line)
    digits = "".join(line[11:] for line in lines[start : start + 3])
    assert digits.startswith("0.58661757891733005779")
    assert len(digits) == 62
    assert "Step 2 of 7" in text(walk.page(walk.stops[walk.places["forward:2"]], Page(40)))


def test_a_sum_of_one_says_where_its_contribution_was_found() -> None:
    lines = page_of("total:4")
    said = "its one share, from step 2 of the backward pass, is its gradient"
    assert said in " ".join(" ".join(lines).split())
    assert "       ───── = −0.622" in lines  # and not that ∂Loss/∂W₃ is ∂Loss/∂W₃
    assert "its one share" not in " ".join(page_of("total:1"))


def test_the_first_gradient_is_read_aloud() -> None:
    said = " ".join(" ".join(page_of("backward:1")).split())
    assert "if P were 0.001 larger, the loss would be about 0.000928 smaller" in said
    target, prediction = 1.2, 0.735514982201
    change = (target - prediction - 0.001) ** 2 - (target - prediction) ** 2
    assert round(change, 5) == -0.00093  # and so it is
    assert "Read it like this" not in " ".join(page_of("backward:2"))


def test_the_result_is_marked_without_colour() -> None:
    assert [line for line in page_of("backward:9") if "▶" in line] == ["   ▶ by hand   −0.049"]
    in_ascii = plain(
        walk_of("stock-example").page(
            walk_of("stock-example").stops[20], Page(40, "ascii", notation=False, boxes=False)
        )
    )
    assert [line for line in in_ascii if line.startswith(">")] == [">by hand   -0.049"]


def test_a_number_that_keeps_one_digit_is_shown_to_three_as_well() -> None:
    assert "The exact value, to three digits, is −0.000387." in " ".join(" ".join(page_of("backward:16")).split())
    assert "To three digits" not in " ".join(page_of("backward:14"))
