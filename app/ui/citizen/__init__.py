"""양방향: the citizen's own screen, what it shows and what comes back from it. The clerk's side of it stands in the basket."""
