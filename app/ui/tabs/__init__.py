"""The stations of the window: one folder each, a view without decisions and a presenter without Qt."""
