"""One file for each thing a clerk or a timer does; each works through the ports alone."""
