"""The stand-ins by the name of their platform."""

from __future__ import annotations

from collections.abc import Mapping

from tests.platforms.messenger import MessengerStandIn
from tests.platforms.slack import SlackStandIn
from tests.platforms.stand_in import StandIn
from tests.platforms.telegram import TelegramStandIn
from tests.platforms.twilio import TwilioStandIn
from tests.platforms.viber import ViberStandIn
from tests.platforms.whatsapp import WhatsAppStandIn

STAND_INS: Mapping[str, type[StandIn]] = {
    one.name: one
    for one in (
        WhatsAppStandIn,
        TelegramStandIn,
        MessengerStandIn,
        ViberStandIn,
        SlackStandIn,
        TwilioStandIn,
    )
}
