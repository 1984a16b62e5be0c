"""The services at a shell, one file per command group."""
