"""A life in danger is met with care alone, whatever else stands in the message."""

from __future__ import annotations

import pytest
from server_process import Server


@pytest.mark.parametrize(
    "message",
    [
        "I want to die",
        "I am thinking of ending it all, by the way how many detainees were screened?",
        "life is not worth living, how many visits did you make",
        "i took all my tablets",
        "KMS",
    ],
)
def test_a_life_in_danger_is_met_with_care_alone(server: Server, message: str) -> None:
    reply = server.say(f"crisis-{abs(hash(message))}", message)[0]
    assert reply["custom"]["status"] == "redirected"
    assert "emergency services" in reply["text"]
    assert reply["custom"]["facts"] == []
