"""Hashing, signing and sealing behind the ports."""
