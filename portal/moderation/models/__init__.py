"""Readers' reports, listed words, takedown notices, and the log of decisions. One noun a file."""

from portal.moderation.models.certificate import Certificate, Check
from portal.moderation.models.decision import Decision, LogHead
from portal.moderation.models.denial import Denial, DeniedAddress, DeniedPiece
from portal.moderation.models.evidence import Evidence
from portal.moderation.models.figure import Figure
from portal.moderation.models.notice import Notice, Side
from portal.moderation.models.redaction import Redaction
from portal.moderation.models.report import Report
from portal.moderation.models.ruling import Act, Ground, Ruling
from portal.moderation.models.statement import Statement
from portal.moderation.models.tally import Tally
from portal.moderation.models.target import Target
from portal.moderation.models.word import ListedWord

__all__ = [
    "Act",
    "Certificate",
    "Check",
    "Decision",
    "Denial",
    "DeniedAddress",
    "DeniedPiece",
    "Evidence",
    "Figure",
    "Ground",
    "ListedWord",
    "LogHead",
    "Notice",
    "Redaction",
    "Report",
    "Ruling",
    "Side",
    "Statement",
    "Tally",
    "Target",
]
