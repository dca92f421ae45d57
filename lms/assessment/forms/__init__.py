"""Lists of marks as they are typed, and columns of them as they are pasted."""

from lms.assessment.forms.marks import MarksForm, listed_ids, marks_form
from lms.assessment.forms.paste import PasteForm, is_absent

__all__ = ["MarksForm", "PasteForm", "is_absent", "listed_ids", "marks_form"]
