"""What keeps listings clean: one idea a file, and score.py, which weighs them."""
