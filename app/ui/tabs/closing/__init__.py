"""마감·보고: the sums of the day, opening and closing it, the sheets."""
