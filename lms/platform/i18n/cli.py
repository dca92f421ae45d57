"""`lms catalogue`: the translations' own commands; they need neither database nor settings."""

import click

from lms.platform.i18n import checking, updating
from lms.platform.i18n.extraction import slices


@click.group("catalogue")
def cli() -> None:
    """Translations: collect the messages of the code, check what is translated."""


@cli.command("update")
@click.argument("slice_name", metavar="[SLICE]", required=False)
def update(slice_name: str | None) -> None:
    """Bring the catalogues of one slice, or of all, up to date with the code."""
    if slice_name is not None and slice_name not in slices():
        raise click.BadParameter(
            f"There is no slice {slice_name!r}; there are {', '.join(slices())}."
        )
    for name in [slice_name] if slice_name else slices():
        updated = updating.update(name)
        missing = ", ".join(f"{code} {count}" for code, count in updated.missing.items() if count)
        state = f"to translate: {missing}" if missing else "all translated"
        click.echo(f"{name}: {updated.messages} messages, {state}.")
        for broken in updated.broken:
            click.echo(f"  left as it was, cannot be read: {broken}", err=True)
    if slice_name is None:
        for path in updating.drop_strays():
            click.echo(f"Removed {path}: there is no such slice.")


@cli.command("check")
def check() -> None:
    """Fail if a translation is missing, broken, or in the wrong letters."""
    for doubt in checking.glossary_doubts():
        click.echo(f"warning: {doubt}", err=True)
    found = list(checking.problems())
    for problem in found:
        click.echo(problem, err=True)
    if found:
        raise click.ClickException(f"{len(found)} problems in the catalogues.")
    click.echo("The catalogues are complete.")


if __name__ == "__main__":
    cli()
