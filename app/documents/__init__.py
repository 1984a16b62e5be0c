"""Receipts and reports as files: what is printed and handed over."""
