"""`lms catalogue`: the translations' own commands; they need neither database nor settings."""

import click

from lms.platform.i18n import checking, updating
from lms.platform.i18n.extraction import slices


@click.group("catalogue")
def cli() -> None:
    """Translations: collect the messages of the code, check what is translated."""


def _known(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and value not in slices():
        raise click.BadParameter(f"There is no slice {value!r}; there are {', '.join(slices())}.")
    return value


_slice = click.argument("slice_name", metavar="[SLICE]", required=False, callback=_known)


@cli.command("update")
@_slice
def update(slice_name: str | None) -> None:
    """Bring the catalogues of one slice, or of all, up to date with the code."""
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
@_slice
def check(slice_name: str | None) -> None:
    """Fail if a translation is missing, broken, or in the wrong letters."""
    for doubt in checking.glossary_doubts(slice_name):
        click.echo(f"warning: {doubt}", err=True)
    found = list(checking.problems(slice_name))
    for problem in found:
        click.echo(problem, err=True)
    if found:
        raise click.ClickException(f"{len(found)} problems in the catalogues.")
    click.echo("The catalogues are complete.")


if __name__ == "__main__":
    cli()
