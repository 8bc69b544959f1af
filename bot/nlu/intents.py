"""Names of intents that understanding itself knows; all others are only data."""

from __future__ import annotations

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

FALLBACK = DEFAULT_NLU_FALLBACK_INTENT_NAME
OUT_OF_SCOPE = "out_of_scope"
COMPARISON = "ask_comparison"
GROUP = "ask_group"
KEY_FIGURES = "ask_key_figures"
SMALL_TALK = ("greet", "goodbye", "thank", "acknowledge")
QUESTION_PREFIX = "ask_"
FOLLOW_UP_PREFIX = "follow_up_"
DISTRESS = "care_distress"
FORMER_DETAINEE = "care_former_detainee"
DETENTION = "ask_detention"
MISSING_RELATIVE = "care_missing_relative"
# Someone in need comes before any question of fact in the same message.
CARE_PREFIXES = (
    "care_",
    "request_aid",
    "offer_personal_data",
    "accusation",
    "blame_",
    "press_",
    "insult",
)
# In a story around a question, fewer intents count: "I write for a newspaper" asks for no comment.
STORY_CARE_PREFIXES = ("care_", "accusation", "insult")
