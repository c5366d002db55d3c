"""The library of mistakes: each rule changes the step's own derivation the way people do, and says so in words.

After BUGGY (Brown and Burton, "Diagnostic models for procedural bugs in basic mathematical skills", 1978): wrong
answers are not written by a teacher, but derived. A rule yields *slips*: what the learner may have computed, as an
expression over the same numbers. To teach the quiz a new mistake, write one rule and add it to `RULES`.
"""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.quiz import rules_formula, rules_graph, rules_names, rules_numbers
from rnn_tutor.quiz.setting import Rule, Setting, Slip

RULES: tuple[Rule, ...] = (
    rules_numbers.earlier_slip,
    rules_formula.sign,
    rules_graph.wrong_direction,
    rules_graph.share_not_total,
    rules_graph.total_not_share,
    rules_graph.updated_not_gradient,
    rules_graph.missing_path,
    rules_formula.activation_derivative,
    rules_formula.missing_factor,
    rules_names.wrong_time_step,
    rules_names.wrong_operand,
    rules_formula.missing_term,
    rules_graph.learning_rate_early,
    rules_names.transposed,
    rules_names.wrong_element,
    rules_numbers.decimal_shift,
    rules_numbers.rounded_too_early,
)
"""Every rule, the more telling before the more general: of two that compute the same, the first is named."""


def slips(setting: Setting) -> Iterator[Slip]:
    """All that the rules derive for a question, what is the same expression once."""
    seen = {setting.expression}
    for rule in RULES:
        for slip in rule(setting):
            if slip.own:
                yield slip
            elif slip.expression not in seen:
                seen.add(slip.expression)
                yield slip
