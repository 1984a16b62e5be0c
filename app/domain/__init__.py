"""The rules of the counter as pure functions and frozen dataclasses: no disk, no network, no clock."""
