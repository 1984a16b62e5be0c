"""Fakes of the ports, kept honest by tests/contract."""
