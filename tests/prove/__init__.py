"""The long looks: guarantees tried many times with real processes. `python -m tests.prove G1 --runs 200 --seed 1`."""
