"""The core and the presenters, without Qt or network; a presenter stands over a real desk in a folder of its own (`tests.presenting`)."""
