"""The organisations of the demo: in which Caf, under which name, how many structures, and who does what for them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blueprint:
    """An organisation and its structures.

    `alone`: one person does everything. `named`: who answers for the accounts, and who approves. `of`: the domain of the
    same legal person in another Caf, whose people it shares.
    """

    caf: str
    name: str
    domain: str
    commune: str
    structures: int
    alone: bool = False
    named: tuple[str, str] | None = None
    of: str = ""


CAFS = {
    "901": "Caf du Val-d'Ambre (fictive)",
    "902": "Caf des Monts-Clairs (fictive)",
    "903": "Caf de la Côte-Verte (fictive)",
    "904": "Caf de la Plaine-Dorée (fictive)",
    "905": "Caf des Îles-Blanches (fictive)",
}
STAFF = (("solene.bazin", "Solène Bazin"), ("hugo.navarro", "Hugo Navarro"))
"""Who grants the roles and who processes the declarations of a Caf of which no story tells."""
LARGE = "enfance-en-plaine"
"""Forty structures, for whoever wants to see an overview."""
SMALL_CAF = "905"
"""So few structures that nothing may be published of it."""

ORGANISATIONS = (
    Blueprint("901", "Ville de Boisfleury", "boisfleury", "Boisfleury", 6),
    Blueprint("901", "Association Les Premiers Pas", "premierspas", "Boisfleury", 2, alone=True),
    Blueprint("901", "Ccas de Montclair-les-Bains", "montclair", "Montclair-les-Bains", 7),
    Blueprint("901", "Crèches Arc-en-Ciel (Sarl)", "arcenciel", "Saint-Hilaire-du-Lac", 9),
    Blueprint("901", "Communauté d'agglomération du Val-d'Ambre", "agglo-valdambre", "Boisfleury", 12),
    Blueprint("901", "Ville de Saint-Hilaire-du-Lac", "sainthilaire", "Saint-Hilaire-du-Lac", 6),
    Blueprint("901", "Mutualité du Val-d'Ambre", "mutualite-va", "Boisfleury", 7),
    Blueprint("901", "Association Trottinette", "trottinette", "Thorins", 3),
    Blueprint("901", "Ville de Thorins", "thorins", "Thorins", 6),
    Blueprint("901", "Centre hospitalier de Boisfleury", "ch-boisfleury", "Boisfleury", 2),
    Blueprint("901", "Familles rurales de Sérigny", "fr-serigny", "Sérigny", 2),
    Blueprint("901", "Commune de Rivecourt", "rivecourt", "Rivecourt", 4),
    Blueprint("901", "Crèche parentale Les Pieds Nus", "piedsnus", "Longeval", 1, alone=True),
    Blueprint("901", "Communauté de communes des Deux-Rives", "deuxrives", "Longeval", 7),
    Blueprint("902", "Communauté de communes du Haut-Vernon", "hautvernon", "Vernonville", 9),
    Blueprint("902", "Mutualité des Monts-Clairs", "mutualite-mc", "Sainte-Odile-sur-Lys", 8),
    Blueprint("902", "Crèche parentale La Cabane", "lacabane", "Pierrefeu-le-Haut", 1, alone=True),
    Blueprint("902", "Commune de Sainte-Odile-sur-Lys", "sainteodile", "Sainte-Odile-sur-Lys", 4),
    Blueprint("902", "Ville de Vernonville", "vernonville", "Vernonville", 8),
    Blueprint("902", "Association Montagne et Petite Enfance", "montagne-pe", "Pierrefeu-le-Haut", 6),
    Blueprint("902", "Ccas de Valbonnais", "ccas-valbonnais", "Valbonnais", 5),
    Blueprint("902", "Crèches des Cimes (Sas)", "crechesdescimes", "Vernonville", 7),
    Blueprint("902", "Commune de Bellecombe", "bellecombe", "Bellecombe", 4),
    Blueprint("902", "Familles rurales de Montfleury", "fr-montfleury", "Montfleury", 2),
    Blueprint("902", "Association Les Marmousets", "marmousets", "Clairvaux-le-Lac", 3),
    Blueprint("902", "Ville de Clairvaux-le-Lac", "clairvaux", "Clairvaux-le-Lac", 5),
    Blueprint("902", "Centre hospitalier de Vernonville", "ch-vernonville", "Vernonville", 1),
    Blueprint("902", "Syndicat intercommunal de la Lys", "si-lys", "Sainte-Odile-sur-Lys", 4),
    Blueprint("903", "Ville de Port-Lannec", "portlannec", "Port-Lannec", 6),
    Blueprint("903", "Familles rurales de Kermoal", "kermoal", "Kermoal", 1, alone=True),
    Blueprint("903", "Petits Navires (Sas)", "petitsnavires", "Port-Lannec", 5),
    Blueprint("903", "Centre hospitalier de Port-Lannec", "ch-portlannec", "Port-Lannec", 1),
    Blueprint("903", "Communauté de communes de la Côte-Verte", "cc-coteverte", "Kermoal", 7),
    Blueprint("903", "Mutualité de l'Ouest", "mutualite-ouest", "Port-Lannec", 6),
    Blueprint("903", "Association Vent du Large", "ventdularge", "Grandlieu", 4),
    Blueprint("903", "Ville de Grandlieu", "grandlieu", "Grandlieu", 5),
    Blueprint("903", "Commune de Marsac-le-Vieux", "marsac", "Marsac-le-Vieux", 2),
    Blueprint("903", "Ccas de Vieuxpont", "ccas-vieuxpont", "Vieuxpont", 3),
    Blueprint("903", "Crèche parentale Les Goélands", "goelands", "Port-Lannec", 1, alone=True),
    Blueprint("904", "Fédération Enfance en Plaine", LARGE, "Aubeterre", 40, named=("Rachel Monnier", "Étienne Lacroix")),
    Blueprint("904", "Ville d'Aubeterre", "aubeterre", "Aubeterre", 10),
    Blueprint("904", "Communauté d'agglomération de la Plaine", "agglo-plaine", "Aubeterre", 12),
    Blueprint("904", "Mutualité des Monts-Clairs", "mutualite-mc-plaine", "Aubeterre", 6, of="mutualite-mc"),
    Blueprint("904", "Crèches Arc-en-Ciel (Sarl)", "arcenciel-plaine", "Fontaigne", 7, of="arcenciel"),
    Blueprint("904", "Ville de Fontaigne", "fontaigne", "Fontaigne", 7),
    Blueprint("904", "Commune de Verrières-le-Grand", "verrieres", "Verrières-le-Grand", 3),
    Blueprint("904", "Association Bout de Chou", "boutdechou", "Villars-sous-Bois", 4),
    Blueprint("904", "Ccas de Pont-du-Bois", "ccas-pontdubois", "Pont-du-Bois", 4),
    Blueprint("904", "Familles rurales de Neuville", "fr-neuville", "Neuville-sur-Orne", 2),
    Blueprint("904", "Ville de La Roche-Blanche", "rocheblanche", "La Roche-Blanche", 6),
    Blueprint("904", "Hôpital de la Plaine", "hopital-plaine", "Aubeterre", 2),
    Blueprint("904", "Association Les Petits Sillons", "petitssillons", "Saint-Aubin-des-Monts", 1, alone=True),
    Blueprint("905", "Commune de l'Île-Blanche", "ileblanche", "L'Île-Blanche", 2),
    Blueprint("905", "Association Le Petit Phare", "petitphare", "Port-Nacre", 2),
    Blueprint("905", "Crèche parentale La Goélette", "lagoelette", "Port-Nacre", 1, alone=True),
)  # fmt: skip
