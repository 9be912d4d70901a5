"""The digest of an edition by e-mail, for readers who asked twice: by the form, and by the link that it sent them."""
