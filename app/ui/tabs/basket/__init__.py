"""현재 민원인: the basket beside the intake tabs, and taking the money for it."""
