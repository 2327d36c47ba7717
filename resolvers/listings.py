"""What is read of each noun: the columns that the schema shows, and nothing else."""

from resolvers.pages import Listing

CAFS = Listing("caf", "t.id, t.code, t.name")
ORGANISATIONS = Listing("organisation", "t.id, t.caf_id, t.siret, t.name")
STRUCTURES = Listing(
    "structure",
    "t.id, t.caf_id, t.id_equ, t.name, t.kind, t.nature, t.commune, t.licensed_places, t.opened_on, t.closed_on",
    order=("name", "id"),
    types=("text", "int"),
)
TENURES = Listing("tenure", "t.id, t.caf_id, t.organisation_id, t.structure_id, t.starts_on, t.ends_on")
ROLE_GRANTS = Listing(
    "role_grant",
    "t.id, t.caf_id, t.structure_id, t.tenure_id, t.person_name, t.person_email, t.role, t.starts_on, t.ends_on,"
    " t.ended_at, t.granted_at",
)
DECLARATIONS = Listing(
    "declaration",
    "t.id, t.caf_id, t.organisation_id, t.structure_id, t.tenure_id, t.structure_kind, t.kind, t.year,"
    " t.form_version, t.state, t.version, t.created_at, t.updated_at, p.opens_on, p.due_on, p.closes_on",
    joins="join declaration_period p on p.id = t.period_id",
    descending=True,
)
PARTS = Listing(
    "declaration_part",
    't.id, t.caf_id, t.tenure_id, t.declaration_id, t.part, t.state, t.version, t.form_version, t."values"::text as "values",'
    " t.remarks::text as remarks, t.saved_by_name, t.saved_at",
)
ESTIMATES = Listing(
    "declaration_estimate",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.detail::text as detail, t.computed_at",
)
SUBMISSIONS = Listing(
    "submission",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.number, t.declaration_version, t.form_version,"
    " t.activity::text as activity, t.finance::text as finance, t.estimate::text as estimate,"
    " t.approver_name, t.attestation, t.sent_at, t.content_hash, d.structure_kind",
    joins="join declaration d on d.id = t.declaration_id",
    descending=True,
)
RIGHTS = Listing(
    "accepted_right",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.submission_id, t.psu::text as psu, t.amount::text as amount,"
    " t.accepted_by_name, t.accepted_at",
    descending=True,
)
