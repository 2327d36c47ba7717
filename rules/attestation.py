"""What the approver accepts when he transmits a declaration; the text is stored with the transmission."""

ATTESTATION = (
    "J'atteste l'exactitude des données déclarées, dont je tiens les justificatifs à la disposition de la Caf, "
    "et j'engage la responsabilité du gestionnaire. La validation vaut signature."
)
