"""Long looks at speed: `python -m tests.bench record` and `python -m tests.bench search`. No part of the test run."""
