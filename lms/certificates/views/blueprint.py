"""The blueprint that the screens hang on, and how a file leaves the house."""

from io import BytesIO

from flask import Blueprint, Response, request, send_file

bp = Blueprint("certificates", __name__)


def pdf_response(pdf: bytes, name: str) -> Response:
    """A PDF to look at, or to keep where `?download` asks for that; never kept by anybody between."""
    response = send_file(
        BytesIO(pdf),
        mimetype="application/pdf",
        as_attachment="download" in request.args,
        download_name=f"{name}.pdf",
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
