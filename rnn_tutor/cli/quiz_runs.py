"""Holding a quiz: the lesson, the numbers, the questions, and the learner's progress brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rnn_tutor.cli.course_progress import way_to_the_next
from rnn_tutor.cli.given_lesson import begin_lesson, derive_lesson, lesson_id, set_again
from rnn_tutor.cli.quiz_keeper import QuizKeeper, left_in_the_middle, taken_up
from rnn_tutor.cli.quiz_options import USUAL_PHASE, QuizOptions
from rnn_tutor.english import counted
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.progress import ReviewStep, Session, Store, due, open_store, schedule, utc_now
from rnn_tutor.progress.fingerprint import fingerprint
from rnn_tutor.quiz.exercise import exercise, fresh_seed
from rnn_tutor.quiz.meaning import MeaningQuestion, meaning_questions
from rnn_tutor.quiz.plan import PHASES, NothingToAsk, QuizPlan, epoch_of, phases_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz, quiz
from rnn_tutor.screens.layout.output import Ask, Output
from rnn_tutor.screens.quiz.dialogue import QuizConversation

Ways = Sequence[tuple[str, Sequence[str]]]


def hold(options: QuizOptions, output: Output, ask: Ask) -> dict[str, Any]:
    """Hold a quiz, and give its result in the form of the contract for programs.

    Raises:
        LessonError: with all that is wrong with the lesson.
        NothingToAsk: where the options leave no question.
    """
    base = begin_lesson(options.lesson, options.settings)
    if base.lesson.network.loss is None and not options.phase_is_chosen:
        options = replace(options, phase="forward")  # there is nothing else to ask
    name, state = lesson_id(options.lesson), fingerprint(base.lesson)
    with open_store(save=options.save) as store:
        left = left_in_the_middle(store, name, options.key(), state) if options.save else None
        if left is not None and options.restart:
            store.abandon(left)
            left = None
        seed = seed_of(options, left)
        derivation = base if seed is None else exercise(base.lesson, seed)
        under_way = quiz(of_epoch(derivation, options), plan_of(options, seed))
        remarks: list[tuple[str, Sequence[str]]] = []
        if left is not None and taken_up(under_way, left, store):
            remarks.append(going_on(under_way, options))
        else:
            left = Session(lesson=name, options=options.key(), fingerprint=state)
        if seed is not None:
            same = replace(options, seed=seed).command()
            remarks.append((f"Fresh numbers, of seed {seed}. The same ones again:", same))
        keeper = QuizKeeper(store, left, seed, resumable=options.save)
        conversation = QuizConversation(under_way, output, ask, keeper, remarks)
        conversation.on = lambda done: ways_on(done, options, seed)
        conversation.interrupted = lambda left: ways_on_from(left, options, store, options.command())
        if seed is None:
            conversation.worked_out = lambda question: worked_out(question, options)
        sit(conversation, keeper)
    return under_way.as_json(seed)


def plan_of(options: QuizOptions, seed: int | None) -> QuizPlan:
    """What the options ask for: by themselves the gradients, a named phase or a range all of its steps."""
    phases, sums = PHASES[options.phase], options.phase == USUAL_PHASE
    if not options.phase_is_chosen and (options.first or options.last):
        phases, sums = phases_of(options.first, options.last) or PHASES["backward"], False
    mix = (seed or 0) if options.phase == "mix" else None
    own = not (options.phase_is_chosen or options.first or options.last)
    return QuizPlan(phases, options.first, options.last, options.attempts, options.exam, sums=sums, mix=mix, own=own)


def of_epoch(derivation: Derivation, options: QuizOptions) -> Derivation:
    """The derivation of the epoch that is asked for.

    Raises:
        NothingToAsk: where the lesson has no such epoch, or the options name two.
    """
    named = epoch_of(options.first, options.last)
    if options.epoch is not None and named not in (None, options.epoch):
        raise NothingToAsk(f"--epoch is {options.epoch}, but the step belongs to epoch {named}")
    wanted = options.epoch or named or 1
    count = derivation.lesson.training.epochs
    if wanted > count:
        has = "one epoch" if count == 1 else f"{count} epochs"
        raise NothingToAsk(f"there is no epoch {wanted}: the lesson has {has}; --set epochs={wanted} gives it more")
    while derivation.epoch < wanted and derivation.next is not None:
        derivation = derivation.next
    return derivation


def hold_review(options: QuizOptions, only: str | None, output: Output, ask: Ask) -> dict[str, Any]:
    """Hold a quiz on what is due for review, of one lesson: the one named, or the one whose step is most overdue.

    Raises:
        LessonError: with all that is wrong with the lesson.
    """
    with open_store(save=options.save) as store:
        now = utc_now()
        steps = [step for step in due(store.attempts(), now) if only is None or step.lesson == lesson_id(only)]
        chosen, derivation = openable(steps, only)
        if derivation is None:
            tell_nothing_due(store, output, now)
            return {"lesson": only, "seed": None, "asked": 0, "right_first_time": 0, "answers": []}
        options = replace(options, lesson=chosen[0].lesson)
        seed = seed_of(options, None)
        names = frozenset(step.step for step in chosen)
        plan = QuizPlan(PHASES["all"], attempts=options.attempts, only=names, mix=seed or 0)
        options = replace(options, epoch=derivation.epoch)
        under_way = quiz(of_epoch(derivation if seed is None else exercise(derivation.lesson, seed), options), plan)
        session = Session(lesson=options.lesson, options={"review": True}, fingerprint="")
        keeper = QuizKeeper(store, session, seed, resumable=False)
        due_now = f"{counted(len(under_way.questions), 'step')} {'is' if len(chosen) == 1 else 'are'} due for review."
        conversation = QuizConversation(
            under_way, output, ask, keeper, [(due_now, ())], lambda _: ways_after_review(store, only)
        )
        conversation.interrupted = lambda left: ways_on_from(left, options, store, ["rnn-tutor", "quiz", "--review"])
        sit(conversation, keeper)
        return under_way.as_json(seed)


def sit(conversation: QuizConversation, keeper: QuizKeeper) -> None:
    """Let the quiz be answered; what could not be kept meanwhile is written at the end, however that comes."""
    keeper.follow(conversation.quiz)
    try:
        conversation.run()
    finally:
        keeper.store.settle()
        conversation.say_news()


def seed_of(options: QuizOptions, left: Session | None) -> int | None:
    """The seed of the numbers: the one asked for, that of the quiz that is gone on with, or a fresh one."""
    if not options.random:
        return None
    if options.seed is not None:
        return options.seed
    kept = left.state.get("seed") if left is not None else None
    return kept if isinstance(kept, int) else fresh_seed()


def going_on(under_way: Quiz, options: QuizOptions) -> tuple[str, Sequence[str]]:
    """That the quiz goes on, and how to begin afresh."""
    place, count = under_way.position + 1, len(under_way.questions)
    sentence = f"Going on where you left off, at question {place} of {count}. To start over:"
    return sentence, options.command("--restart")


def worked_out(question: Question, options: QuizOptions) -> tuple[str, Sequence[str]]:
    """Where to see a question worked out."""
    same = [options.lesson, *set_again(options.settings)]
    return "To see this step worked out:", ["rnn-tutor", "walk", *same, "--from", question.step.identity]


def ways_on(done: Quiz, options: QuizOptions, seed: int | None) -> Ways:
    """How to go on after a quiz."""
    ways: list[tuple[str, Sequence[str]]] = []
    if done.question is not None and options.save:
        ways.append(("To go on from here:", options.command()))
    missed = next((q.step.identity for q in done.questions if done.firsts.get(q.step.identity) is False), None)
    if missed is not None and seed is None:
        same = [options.lesson, *set_again(options.settings)]
        ways.append(("To see it worked out:", ["rnn-tutor", "walk", *same, "--from", missed]))
    if done.question is None:
        if done.plan.own and done.derivation.lesson.quiz.steps:
            ways.append(("All of its gradients:", replace(options, phase="backward", phase_is_chosen=True).command()))
        fresh = replace(options, random=True, seed=None)
        ways.append(("Once more, with other numbers:", fresh.command()))
        ways.append(("To write its backward pass yourself:", ["rnn-tutor", "code", options.lesson]))
        if options.save:
            ways.append(("What to practise next:", ["rnn-tutor", "progress"]))
            ways += way_to_the_next(lesson_id(options.lesson))
    return ways


def ways_on_from(left: Quiz, options: QuizOptions, store: Store, command: Sequence[str]) -> Ways:
    """What is said to somebody who leaves with Ctrl-C: that the answers are kept, where they are, and how to go on."""
    if not options.save:
        return []
    kept = "Your answers are kept. " if left.asked and store.saves else ""
    return [(f"{kept}To go on from here:", command)]


def ways_after_review(store: Store, only: str | None) -> Ways:
    """How to go on after a review."""
    lessons = dict.fromkeys(step.lesson for step in due(store.attempts(), utc_now()))
    if only is None and lessons:
        return [("More is due:", ["rnn-tutor", "quiz", "--review"])]
    return [("Your progress:", ["rnn-tutor", "progress"])]


def openable(steps: Sequence[ReviewStep], only: str | None) -> tuple[list[ReviewStep], Derivation | None]:
    """The due steps of the first lesson that can be opened and still has them, and its derivation.

    Raises:
        LessonError: where the one lesson that was named can't be opened.
    """
    for lesson in dict.fromkeys(step.lesson for step in steps):
        try:
            derivation = derive_lesson(only or lesson)
        except LessonError:
            if only is not None:
                raise
            continue
        of_lesson = [step for step in steps if step.lesson == lesson]
        for epoch in derivation.epochs:
            there = {(one.identity, one.quantity, one.time_step) for one in asked_somewhere(epoch)}
            if chosen := [step for step in of_lesson if (step.step, step.quantity, step.time_step) in there]:
                return chosen, epoch
    return [], None


def asked_somewhere(derivation: Derivation) -> list[Step | MeaningQuestion]:
    """All that a quiz may ask of a derivation."""
    return [*derivation.steps, *(meaning_questions(derivation) if derivation.lesson.network.loss else ())]


def tell_nothing_due(store: Store, output: Output, now: datetime) -> None:
    """Say that nothing is due, and when something will be."""
    page = output.page()
    coming = [step.due for step in schedule(store.attempts()) if step.due > now]
    sentence = "Nothing is due for review."
    if coming:
        sentence += f" Next time: {min(coming).astimezone():%Y-%m-%d %H:%M}."
    else:
        sentence += " What you answer in a quiz comes back here, spaced over time."
    output.write(page.prose(sentence))
    for notice in store.notices:
        output.write(page.prose(notice))
