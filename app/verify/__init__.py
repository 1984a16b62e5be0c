"""The independent checker of a book; imports nothing else of the program."""
