"""처음 설정: the pages that make a desk of a computer, those that set it up, and training."""
