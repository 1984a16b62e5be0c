"""Tests of Minwon Desk: unit, contract, integration, ui and journeys; `python3 -m tests` sets up and runs them all."""
