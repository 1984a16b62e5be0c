"""Pictures of the whole window: `python -m tests.gallery --out DIR`."""
