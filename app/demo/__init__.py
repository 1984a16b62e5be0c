"""The counter day of `minwon demo`: sample people, drafts, and what happens to them."""
