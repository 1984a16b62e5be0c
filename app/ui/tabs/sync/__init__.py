"""동기화: the line, central, what waits to be sent."""
