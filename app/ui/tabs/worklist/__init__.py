"""업무함: what has to be done, each row with its next act."""
