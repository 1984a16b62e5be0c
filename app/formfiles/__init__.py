"""Reads forms/*.toml into the form definitions of the domain."""
