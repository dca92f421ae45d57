"""`lms certificate`: check, fetch and reproduce certificates from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from lms.certificates import queries, services
from lms.certificates.document import fingerprint
from lms.certificates.models import Certificate
from lms.certificates.rules import STANDINGS, Standing
from lms.platform.db import transaction
from lms.platform.errors import DomainError
from lms.platform.i18n.dates import date_text
from lms.platform.ids import BadCode, parse_code


@click.group("certificate")
def cli() -> None:
    """Certificates: verify a code, write the file, prove that files can be made again."""


@cli.command("verify")
@click.argument("code")
@with_appcontext
def verify(code: str) -> None:
    """Say what CODE stands for; exit 0 only if the certificate is valid."""
    found = services.check(_read(code))
    if found is None:
        raise click.ClickException("No certificate has this code.")
    payload = found.payload
    click.echo(f"{STANDINGS[found.standing]}: {found.certificate.serial}")
    holder = " / ".join(found.initials) or "a holder who was erased"
    click.echo(f"  awarded to {holder}")
    click.echo(f"  by {payload.issuing_body.get('en') or payload.issuing_body[payload.language]}")
    click.echo(f"  issued on {date_text(found.certificate.issued_on)}")
    click.echo(f"  SHA-256 {found.certificate.file_sha256 or 'file is being prepared'}")
    if found.superseded_by:
        click.echo(f"  superseded by {found.superseded_by}")
    if found.standing is not Standing.VALID:
        sys.exit(1)


@cli.command("file")
@click.argument("code")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def file(code: str, out: Path) -> None:
    """Write the PDF that was issued under CODE to a file."""
    certificate = _certificate(code)
    try:
        pdf = services.file_of(certificate)
    except DomainError as refusal:
        raise click.ClickException(refusal.text) from None
    out.write_bytes(pdf)
    click.echo(f"{certificate.serial}: {len(pdf)} bytes written to {out}")


@cli.command("archive")
@click.argument("code")
@click.option("--reason", required=True, help="Who asks for it and by which right; recorded.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def open_archive(code: str, reason: str, out: Path) -> None:
    """Write what was sealed away of the certificate under CODE, whose holder was erased, to a ZIP file."""
    certificate = _certificate(code)
    if certificate.sealed_sha256 is None:
        raise click.ClickException("Its holder was not erased: nothing is sealed away.")
    with transaction():
        content = services.open_archive(certificate, reason)
    out.write_bytes(content)
    click.echo(f"{certificate.serial}: {len(content)} bytes written to {out}")


@cli.command("render-check")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many, the latest first.")
@with_appcontext
def render_check(limit: int | None) -> None:
    """Make each file again from its frozen payload and compare; exit 0 only if all are the same."""
    checked, different = 0, []
    for certificate in queries.issued_files(limit):
        checked += 1
        if fingerprint(services.render_payload(certificate)) != certificate.file_sha256:
            different.append(certificate.serial)
            click.echo(f"{certificate.serial} differs", err=True)
    click.echo(f"Files made again: {checked}; the same: {checked - len(different)}.")
    if different:
        sys.exit(1)


def _read(code: str) -> str:
    try:
        return parse_code(code)
    except BadCode as fault:
        raise click.ClickException(str(fault)) from None


def _certificate(code: str) -> Certificate:
    certificate = queries.by_code(_read(code))
    if certificate is None:
        raise click.ClickException("No certificate has this code.")
    return certificate
