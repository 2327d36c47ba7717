"""`portal import`: Cafs, organisations, structures, who runs them and their places, from a folder of CSV files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from resolvers.imports import import_all
from rules import french
from rules.imports import BY_NAME, FILES
from rules.imports.plan import Plan
from rules.problems import Code, Problem, Refused, problem
from server.job import REFUSED, as_job
from server.progress import progress_shown

MOST_SHOWN = 200


def import_files(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le dossier des fichiers CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tout vérifier, dire ce qui changerait, n'écrire rien.")] = False,
    template: Annotated[bool, typer.Option("--template", help="Écrire dans ce dossier un modèle de chaque fichier.")] = False,
) -> None:  # fmt: skip
    """Importer les Caf, gestionnaires, structures, gestions et autorisations : tout, ou rien s'il y a une erreur."""
    if template:
        _write_templates(folder)
        return
    bodies, unread = _read(folder)
    with progress_shown() as show:
        done = as_job(
            lambda: import_all(bodies, datetime.now(UTC), dry_run=dry_run, unread=unread, show=show), tell=told
        )
    typer.echo(summary(done, dry_run=dry_run))


def _read(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    known = ", ".join(BY_NAME)
    bodies, unread = {}, []
    for path in sorted(folder.glob("*.*")):
        if path.suffix.lower() != ".csv":
            continue
        if path.name not in BY_NAME:
            unread.append(problem(Code.IMPORT_STRANGE_FILE, path.name, "0", name=path.name, known=known))
            continue
        try:
            bodies[path.name] = path.read_bytes()
        except OSError:
            unread.append(problem(Code.IMPORT_STRANGE_FILE, path.name, "0", name=path.name, known=known))
    if not bodies and not unread:
        unread.append(problem(Code.IMPORT_NO_FILE, folder=folder, known=known))
    return bodies, unread


def told(refused: Refused) -> str:
    """Every mistake by file, line and column, up to as many as are read; the count is that of all."""
    lines = [_place(each) + f"{each.message} {each.remedy} [{each.code}]" for each in refused.problems[:MOST_SHOWN]]
    count, more = len(refused.problems), len(refused.problems) - MOST_SHOWN
    if more > 0:
        lines.append(f"… et {french.number(more)} de plus.")
    words = "erreur" if count == 1 else "erreurs"
    return "\n".join([*lines, f"{french.number(count)} {words} : rien n'a été importé."])


def _place(wrong: Problem) -> str:
    words = ("{}", "ligne {}", "colonne « {} »")
    said = [word.format(each) for word, each in zip(words, wrong.path, strict=False) if each != "0"]
    return f"{', '.join(said)} : " if said else ""


def summary(done: Plan, *, dry_run: bool) -> str:
    """What was created, changed and left, file by file."""
    lines = []
    for name, created in done.created.items():
        new, moved, left = map(french.number, (len(created), len(done.changed[name]), done.left[name]))
        lines.append(f"{BY_NAME[name].heading} : {new} création(s), {moved} modification(s), {left} sans changement")
    return "\n".join([*lines, "Essai : rien n'a été écrit." if dry_run else "Tout est écrit."])


def _write_templates(folder: Path) -> None:
    """A file of titles each, as a spreadsheet opens them. Nothing that is there already is written over."""
    there = [file.name for file in FILES if (folder / file.name).exists()]
    if there:
        typer.echo(f"Ces fichiers existent déjà : {', '.join(there)}. Donnez un autre dossier.", err=True)
        raise typer.Exit(REFUSED)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            titles = ";".join(column.label for column in file.columns)
            (folder / file.name).write_text(f"{titles}\r\n", encoding="utf-8-sig", newline="")
    except OSError as error:
        typer.echo(f"Impossible d'écrire dans {folder} ({error.strerror}). Donnez un autre dossier.", err=True)
        raise typer.Exit(REFUSED) from None
    typer.echo(f"Modèles écrits dans {folder} : {', '.join(BY_NAME)}.")
