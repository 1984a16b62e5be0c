"""수납: what is still to be paid, and receipts again."""
