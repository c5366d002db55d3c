"""The pictures of a page's steps: the way under each, and on `v` the curve that belongs to it, drawn once."""

from __future__ import annotations

from html import escape

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.export.page_text import scroll
from rnn_tutor.export.svg_picture import Curves, bars_svg, figure
from rnn_tutor.export.svg_route import route_svg
from rnn_tutor.pictures.curve import MOST_STEPS, curve_picture, steepest_picture
from rnn_tutor.pictures.over_time import TITLE, journeys, scale_of
from rnn_tutor.pictures.route import Route

PAGE = "pictures"  # the page of the gradients over time


class PagePictures:
    """What is drawn on a page, and where: what comes again is a link, which the page's script follows by itself."""

    def __init__(self, derivation: Derivation) -> None:
        self.last = derivation.epochs[-1]
        self.curves = Curves()
        self.routes = {epoch.epoch: Route(epoch) for epoch in derivation.epochs}
        self.places: dict[tuple[str, str], str] = {}
        self.has_curves = derivation.lesson.time_steps <= MOST_STEPS
        self.journeys = journeys(self.last) if self.last.phase(Phase.BACKWARD) else []

    def route(self, step: Step) -> str:
        """Where a step stands on the way."""
        return scroll(route_svg(self.routes[step.derivation.epoch], step), "The path")

    def of_step(self, step: Step, page: str) -> str:
        """The picture that belongs to a step, on the page of this name; empty where none does."""
        curve = curve_picture(step) if self.has_curves else None
        if curve is None:
            is_back = step.operation.phase is Phase.BACKWARD and step.operation.kind is Kind.GRADIENT
            is_drawn = is_back and self.journeys and step.derivation is self.last
            return _details(_again(PAGE, TITLE), PAGE) if is_drawn else ""
        drawn = self.places.setdefault((curve.title, curve.words), page)
        return _details(figure(curve, self.curves) if drawn == page else _again(drawn, curve.title), drawn)

    def over_time(self) -> str:
        """The gradients on their way back, and the loss along the parameter along which it changes most."""
        parts = []
        scale = scale_of(self.journeys)
        if self.journeys:
            parts.append(f"<h3>{TITLE}</h3>")
        for journey in self.journeys:
            if scale is None or not any(journey.sizes):
                parts.append(f"<p>{escape(journey.in_words())}</p>")
                continue
            words = f"{journey.in_words()} {scale.explained(is_pair=True)}"
            parts.append(f"{scroll(bars_svg(journey, scale), 'How large the gradients are')}<p>{escape(words)}</p>")
        steepest = steepest_picture(self.last) if self.last.phase(Phase.BACKWARD) else None
        return f'<div class="drawn">{"".join(parts)}{figure(steepest, self.curves) if steepest else ""}</div>'


def _details(inner: str, drawn: str) -> str:
    return (
        f'<details class="picture" data-of="{drawn}"><summary>Picture (v)</summary>'
        f'<div class="drawn">{inner}</div></details>'
    )


def _again(page: str, title: str) -> str:
    return f'<p><a href="#{page}">{escape(title)}</a></p>'
