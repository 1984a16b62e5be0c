"""The window: tabs with a view that decides nothing and a presenter without Qt."""
