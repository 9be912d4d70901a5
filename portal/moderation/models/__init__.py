"""Readers' reports, listed words, takedown notices, and the log of decisions. One noun a file."""

from portal.moderation.models.certificate import Certificate, Check
from portal.moderation.models.decision import Decision, LogHead
from portal.moderation.models.denial import Denial, DeniedAddress, DeniedPiece
from portal.moderation.models.notice import Notice
from portal.moderation.models.report import Report
from portal.moderation.models.tally import Tally
from portal.moderation.models.target import Target
from portal.moderation.models.word import ListedWord

__all__ = [
    "Certificate",
    "Check",
    "Decision",
    "Denial",
    "DeniedAddress",
    "DeniedPiece",
    "ListedWord",
    "LogHead",
    "Notice",
    "Report",
    "Tally",
    "Target",
]
