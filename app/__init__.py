"""Minwon Desk (민원데스크): the counter of a Korean civil-affairs office, at work with or without its centre."""

__version__ = "0.1.0"
