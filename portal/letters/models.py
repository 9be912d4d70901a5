"""E-mail that waits to be sent."""

from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """One e-mail to one address. The worker sends it and deletes it: nothing of it is kept."""

    to = models.EmailField()
    subject = models.CharField(max_length=120)
    body = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.subject

    @classmethod
    def write(cls, to: str, subject: str, body: str) -> None:
        """Leave it for the worker, in the transaction of what it tells about. A subject is one line."""
        cls.objects.create(to=to, subject=" ".join(subject.split())[:120], body=body)
