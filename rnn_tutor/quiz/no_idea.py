"""What people type who don't know: no answer, and no mistake either."""

from __future__ import annotations

import re

from rnn_tutor.quiz.names import AnswerNames

APOSTROPHES = str.maketrans("", "", "'’‘`´")
NO_IDEA = re.compile(
    r"(?:i )?(?:really |just )?(?:do not|dont|cant|cannot) ?(?:know|remember|tell|say|do (?:it|this|that))(?: .*)?"
    r"|(?:i have |ive )?(?:no|not the faintest) (?:idea|clue)|idk|dunno|not sure|unsure|(?:im )?(?:lost|stuck)"
    r"|(?:i )?(?:need |want |please )?(?:help|a hint)(?: me)?(?: please)?|(?:what|how|why|huh)|(?:i )?give up|pass"
    r"|(?:ich )?(?:weiss|weiß)(?: ich| es| das)* nicht|keine ahnung|hilfe|je ne sais pas|no (?:lo )?s[eé]"
)
QUESTION_MARKS = re.compile(r"[?\s]+")


def has_no_idea(typed: str, names: AnswerNames) -> bool:
    """Whether somebody says that they don't know; a word that the lesson uses as a name is an answer."""
    if "?" in typed and QUESTION_MARKS.fullmatch(typed):
        return True
    words = " ".join(re.sub(r"[.,;:!?…]+", " ", typed.casefold().translate(APOSTROPHES)).split())
    return bool(NO_IDEA.fullmatch(words)) and not all(map(names.may_mean, words.split()))
