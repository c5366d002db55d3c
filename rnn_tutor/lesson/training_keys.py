"""How a lesson is trained: optimizer, weight decay, clipping, truncation, epochs."""

from __future__ import annotations

from rnn_tutor.equations.literals import parse_number
from rnn_tutor.equations.optimizers import DECAY, OPTIMIZERS, SETTINGS, Optimizer
from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import TrainingKeys
from rnn_tutor.lesson.other_names import remedy_for
from rnn_tutor.lesson.problems import did_you_mean, shortened
from rnn_tutor.lesson.schema import LessonForm

WEIGHT_DECAY = "weight_decay"
RATES = frozenset({"lr", "learning_rate", "rate", "eta", "alpha", "step_size"})
OF_UPDATES = ("epochs", "optimizer", WEIGHT_DECAY, "clip")


def training_of(filled: Filled[LessonForm]) -> TrainingKeys:
    """The training of a lesson. Problems are reported."""
    form = filled.form
    row, settings = optimizer_of(filled)
    check_lengths(filled)
    check_updates(filled)
    return TrainingKeys(
        optimizer=row.name,
        settings=tuple((settings | decay_of(filled, row)).items()),
        epochs=form.epochs,
        clip_value=form.clip.value if form.clip else None,
        clip_norm=form.clip.norm if form.clip else None,
        truncate=form.truncate,
    )


def optimizer_of(filled: Filled[LessonForm]) -> tuple[Optimizer, dict[str, Number]]:
    """The optimizer and its settings, those not given with their usual values."""
    chosen = filled.form.optimizer
    name, path, given = (chosen, (), {}) if isinstance(chosen, str) else (chosen.name, ("name",), chosen.settings)
    row = OPTIMIZERS.get(name)
    if row is None:
        remedy = optimizer_remedy(name)
        filled.report(filled.place("optimizer", *path), f"there is no optimizer {shortened(name)}", remedy)
        return OPTIMIZERS["sgd"], {}
    settings = {setting: parse_number(usual) for setting, usual in row.settings.items() if setting != DECAY}
    for setting, number in given.items():
        if setting in settings:
            settings[setting] = number
            check_setting(filled, setting, number, ("optimizer", setting))
        else:
            message = f"{row.title} has no setting {shortened(setting)}"
            filled.report(filled.key("optimizer", setting), message, remedy_for_setting(setting, settings))
    return row, settings


def optimizer_remedy(name: str) -> str:
    """What to write for an optimizer that there isn't."""
    meant = remedy_for("optimizer", name, OPTIMIZERS)
    settings = ", with settings like {name: adam, beta1: 0.9}" if meant and "(" in name else ""
    return f"{meant}{settings}" if meant else "choose one of " + ", ".join(OPTIMIZERS)


def remedy_for_setting(setting: str, settings: dict[str, Number]) -> str:
    """What to write instead of a setting that an optimizer doesn't have."""
    if setting in (DECAY, WEIGHT_DECAY):
        return f"write {WEIGHT_DECAY}: beside optimizer"
    if setting in RATES:
        return "write learning_rate: beside optimizer"
    if not settings:
        return "leave it out"
    return did_you_mean(setting, settings) or "its settings are " + ", ".join(settings)


def decay_of(filled: Filled[LessonForm], row: Optimizer) -> dict[str, Number]:
    """The weight decay as a setting of the optimizer; none where there is no decay."""
    given = filled.form.weight_decay
    if given is None:
        return {DECAY: parse_number(row.settings[DECAY])} if DECAY in row.settings else {}
    check_setting(filled, DECAY, given, (WEIGHT_DECAY,))
    return {DECAY: given} if given.value or DECAY in row.settings else {}


def check_setting(filled: Filled[LessonForm], setting: str, number: Number, path: tuple[str, ...]) -> None:
    """That a setting is a share, or else not negative."""
    name = path[-1]
    if SETTINGS[setting].share and not 0 <= number.value < 1:
        filled.report(filled.place(*path), f"{name} has to be at least 0 and below 1", "write one like 0.9")
    elif number.value < 0:
        filled.report(filled.place(*path), f"{name} can't be negative", "write one like 0.01, or 0")


def check_lengths(filled: Filled[LessonForm]) -> None:
    """Clipping by one way that leaves something, a cut that cuts something."""
    form = filled.form
    if (clip := form.clip) is not None:
        given = {key: number for key, number in (("norm", clip.norm), ("value", clip.value)) if number}
        if len(given) != 1:
            remedy = "keep one of the two" if given else "write a limit after it"
            filled.report(filled.place("clip"), "gradients are clipped by norm or by value", remedy)
        for key, number in given.items():
            if number.value <= 0:
                filled.report(filled.place("clip", key), "the limit has to be above 0", "write one like 1")
    if "inputs" in filled.unreliable:
        return
    steps = form.steps
    if form.truncate is not None and form.truncate >= steps:
        message = f"a cut every {form.truncate} time steps cuts nothing, because there {count_clause(steps)}"
        remedy = f"write a number below {steps}, or leave it out" if steps > 1 else "leave it out"
        filled.report(filled.place("truncate"), message, remedy)


def check_updates(filled: Filled[LessonForm]) -> None:
    """That what is said of updates is said of some: without a learning rate there are none."""
    form = filled.form
    if form.learning_rate is not None or "learning_rate" in filled.unreliable:
        return
    given = [key for key in OF_UPDATES if key in form.model_fields_set]
    for key in given:
        filled.report(filled.key(key), f"`{key}` is for updates, but there are none", "add learning_rate: 0.1")


def count_clause(steps: int) -> str:
    """How many time steps there are, in words."""
    return "is only one" if steps == 1 else f"are only {steps}"
