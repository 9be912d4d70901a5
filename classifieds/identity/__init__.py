"""How sure the site is of who posts: a level per category, and what each level asks (docs/operating.md)."""
