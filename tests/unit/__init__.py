"""The core and the presenters, without Qt, disk or network."""
