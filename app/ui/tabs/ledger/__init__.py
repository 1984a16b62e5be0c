"""대장: every case, paged by key, and the case in hand."""
