"""The window as a clerk uses it: real widgets, real services, a real ledger in a temporary folder."""
