"""Routes for whoever runs the server: alive, ready, metrics."""

from __future__ import annotations

from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot.asking import asker_of
from bot.channels.problems import problem_response
from bot.metrics import exposition


def operations_routes() -> Blueprint:
    """/health (the process answers), /ready (a model is loaded, conversations are kept), /metrics (Prometheus text)."""
    routes = Blueprint("operations")

    @routes.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @routes.get("/ready")
    async def ready(request: Request) -> HTTPResponse:
        asker = asker_of(request.app)
        if not asker.ready:
            return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, "No model is loaded yet.")
        if not await asker.storage.works():
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Conversations cannot be kept. See the log, and whether the database's disk is full, read-only or "
                "held by another process.",
            )
        return json({"status": "ready"})

    @routes.get("/metrics")
    async def metrics(_: Request) -> HTTPResponse:
        return raw(exposition(), content_type=CONTENT_TYPE_LATEST)

    return routes
