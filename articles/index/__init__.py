"""The news index: what sources publish, from their feeds to our articles."""
