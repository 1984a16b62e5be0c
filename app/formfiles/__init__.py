"""Reads `forms/*.toml` into `domain.forms`, and the sample people of `resources/demo`. Knows no rule of any service."""

from app.formfiles.catalogue import bundle_of, load_catalogue
from app.formfiles.people import load_people

__all__ = ["bundle_of", "load_catalogue", "load_people"]
