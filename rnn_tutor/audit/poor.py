"""Everything that makes a lesson a poor one. To look for more, write one rule and add it here."""

from __future__ import annotations

from rnn_tutor.audit import rules_lesson, rules_reading, rules_values
from rnn_tutor.audit.finding import Rule

RULES: tuple[Rule, ...] = (
    rules_lesson.no_words,
    rules_lesson.unreached,
    rules_reading.unread_inputs,
    rules_reading.means_of_one,
    rules_values.saturated,
    rules_values.vanished,
    rules_values.lost_by_hand,
    rules_values.loss_rises,
    rules_values.nothing_to_see,
    rules_lesson.untellable,
)
