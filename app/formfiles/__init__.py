"""Reads `forms/*.toml` into `domain.forms`, the words, and the sample people of `resources/demo`. Knows no rule of any service."""
