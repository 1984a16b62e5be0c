"""The window as a program for people who do not see it finds it: from outside, over AT-SPI, by role and accessible name alone."""
