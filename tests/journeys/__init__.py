"""A clerk's day as stories, through the real program."""
