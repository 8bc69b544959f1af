"""Names of intents that understanding itself knows; all others are only data."""

from __future__ import annotations

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

FALLBACK = DEFAULT_NLU_FALLBACK_INTENT_NAME
OUT_OF_SCOPE = "out_of_scope"
COMPARISON = "ask_comparison"
GROUP = "ask_group"
REPEAT = "follow_up_repeat"
EXACT = "follow_up_exact"
# Topics of a comparison that may be asked of one figure as well.
EXACTNESS = ("exact", "rounded")
# What only has a sense behind something else, of which it asks a number or a detail.
OF_THE_LAST = ("follow_up_count", "follow_up_detail")
FOLLOW_UP_PREFIX = "follow_up_"
DISTRESS = "care_distress"
EXPLOSIVE = "care_explosive"
CARE_FOLLOW_UP = "care_follow_up"
REMARK = "remark"
FORM = ("ask_form", "ask_summary")
SMALL_TALK = ("greet", "goodbye", "thank", "acknowledge", "affirm", "deny", REMARK)
# A person's own need comes before any question of fact in the same message.
NEED_PREFIXES = ("care_", "accusation", "insult")
# These are met as well, but a question of fact beside them shows that they only say who asks and why.
REQUEST_PREFIXES = ("request_aid", "offer_personal_data", "blame_", "press_")
# Said beside anything else, these are heard, though they need no answer of their own.
POLITE = ("greet", "thank", "goodbye")
# What is asked right after a need was told is asked of this programme area, where it names nothing itself.
AREA_OF_NEED = {
    "care_missing_relative": "missing_persons",
    "care_detained_relative": "detention",
    "care_former_detainee": "detention",
    "care_mine_injury": "mine_risk",
    "care_explosive": "mine_risk",
}
