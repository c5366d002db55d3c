"""The walk: a step on a page, and what surrounds it."""
