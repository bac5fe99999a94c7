"""Judgement: add-factors that somebody puts into equations, with a name, a date and a reason."""
