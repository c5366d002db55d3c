"""Attempts at random, with every text and number that an attempt may hold."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from rnn_tutor.progress import AnswerVerdict, Attempt, Skill

# Every character there is: halves of surrogate pairs, control characters, marks that turn the direction.
_any_text = st.text(st.characters(exclude_categories=()), max_size=40)
_names = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)
_counts = st.integers(0, 1_000_000_000)
_times = st.datetimes(
    datetime(1970, 1, 2),  # noqa: DTZ001 -- Hypothesis adds the zone
    datetime(2999, 12, 30),  # noqa: DTZ001 -- as above
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-9))]),
)

attempts: st.SearchStrategy[Attempt] = st.builds(
    Attempt,
    session=_names,
    lesson=_names,
    step=_names,
    quantity=_names,
    time_step=st.none() | _counts,
    skill=st.sampled_from(Skill),
    given=_any_text | st.just("9" * 1000),
    verdict=st.sampled_from(AnswerVerdict),
    mistakes=st.lists(_names, max_size=25).map(tuple),
    number=st.integers(1, 1_000_000_000),
    hints=_counts,
    seed=st.none() | st.integers() | st.just(10**40),
    at=_times,
)
