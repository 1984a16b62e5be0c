"""Handing over a passport (COUNTER §3, flow F)."""
