"""`portal bench`: a PostgreSQL, a population and a portal of its own, measured and thrown away."""

from pathlib import Path
from typing import Annotated

import typer

ROUNDS, QUICK_ROUNDS = 5, 3
SECONDS, QUICK_SECONDS = 2.5, 0.5
WARM_UP, QUICK_WARM_UP = 1.0, 0.3


def register(app: typer.Typer) -> None:
    """Add the verb to the `portal` command."""
    app.command()(bench)


def bench(
    rounds: Annotated[int, typer.Option(min=3, max=20, help="Nombre de tours.")] = ROUNDS,
    quick: Annotated[bool, typer.Option("--quick", help="Moins d'une minute, moins précis.")] = False,
    json: Annotated[Path | None, typer.Option(help="Fichier où écrire aussi les mesures.")] = None,
) -> None:
    """Comparer chaque requête à son plancher, la meilleure réponse écrite à la main (moins de 8 minutes)."""
    # Here, so that the other verbs need not load the whole portal.
    from demo.bench.client import NotAnswered
    from demo.bench.national_release import SMALL
    from demo.bench.run import NoPortal, Pace, run
    from demo.bench.sides import Differs

    pace = Pace(min(rounds, QUICK_ROUNDS), QUICK_SECONDS, QUICK_WARM_UP) if quick else Pace(rounds, SECONDS, WARM_UP)
    try:
        text, data = run(pace, typer.echo, nation=SMALL if quick else None)
    except (Differs, NotAnswered, NoPortal) as reason:
        typer.echo(f"La mesure s'arrête : {reason}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"\n{text}")
    if json is not None:
        json.write_bytes(data)
