"""The same services at a shell, one file for each group of commands (ARCHITECTURE A16)."""
