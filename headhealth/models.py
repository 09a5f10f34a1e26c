"""Re-exports every model for Django's discovery; defines nothing."""

from headhealth.comments.comment_settings import CommentSettings
from headhealth.comments.reader_comment import ReaderComment
from headhealth.evidence.evidence_link import EvidenceLink
from headhealth.evidence.publisher_statements import PublisherStatements
from headhealth.feedback.feedback import Feedback
from headhealth.guest_reading.invitation import GuestInvitation
from headhealth.guest_reading.opinion import GuestOpinion
from headhealth.job_lease import JobLease
from headhealth.page_cache.content_generation import ContentGeneration
from headhealth.pages.a_to_z_page import AToZPage, AToZPageMixin
from headhealth.pages.condition_page import ConditionPage, ConditionPageMixin
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.symptom_list_page import SymptomListPage, SymptomListPageMixin
from headhealth.pages.treatment_page import TreatmentPage, TreatmentPageMixin
from headhealth.re_review.re_review_request import ReReviewItem, ReReviewRequest
from headhealth.reader_forms.address_limits import AddressCount
from headhealth.reminders.reminder_run import ReminderRun
from headhealth.reminders.sent_reminder import SentReminder
from headhealth.review.adoption import Adoption
from headhealth.review.anchoring.ledger_anchor import LedgerAnchor
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.contribution import Contribution
from headhealth.review.contributor import Contributor
from headhealth.review.dependency import Dependency
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.medically_reviewed import MedicallyReviewedMixin
from headhealth.review.page_deputy import PageDeputy
from headhealth.review.rebaseline import Rebaseline
from headhealth.review.registration_record import RegistrationRecord
from headhealth.review.review_clock import ReviewClock
from headhealth.review.review_ledger import LedgerEntry, LedgerHead
from headhealth.review.review_policy import ReviewPolicy, TypeInterval
from headhealth.snippets.source import Source
from headhealth.snippets.source_notice import SourceNotice
from headhealth.snippets.symptom import Symptom
from headhealth.source_checks.source_link import SourceCheck, SourceLink
from headhealth.upkeep_step import UpkeepStep
from headhealth.withdrawal.withdrawal import Withdrawal
from headhealth.workflow.medical_review_task import MedicalReviewTask
from headhealth.workflow.review_request import ReviewClaim, ReviewRequest

__all__ = [
    "AToZPage",
    "AToZPageMixin",
    "AddressCount",
    "Adoption",
    "CommentSettings",
    "ConditionPage",
    "ConditionPageMixin",
    "ContentGeneration",
    "ContentWithdrawal",
    "Contribution",
    "Contributor",
    "Dependency",
    "EmergencyPublication",
    "EvidenceLink",
    "Feedback",
    "GuestInvitation",
    "GuestOpinion",
    "HealthPageMixin",
    "JobLease",
    "LedgerAnchor",
    "LedgerEntry",
    "LedgerHead",
    "MedicalReview",
    "MedicalReviewTask",
    "MedicallyReviewedMixin",
    "PageDeputy",
    "ReReviewItem",
    "ReReviewRequest",
    "PublisherStatements",
    "ReaderComment",
    "ReminderRun",
    "Rebaseline",
    "RegistrationRecord",
    "ReviewClaim",
    "ReviewClock",
    "ReviewPolicy",
    "ReviewRequest",
    "SentReminder",
    "Source",
    "SourceCheck",
    "SourceLink",
    "SourceNotice",
    "Symptom",
    "SymptomListPage",
    "SymptomListPageMixin",
    "TreatmentPage",
    "TreatmentPageMixin",
    "TypeInterval",
    "UpkeepStep",
    "Withdrawal",
]
