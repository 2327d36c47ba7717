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
_AMOUNTS = "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.psu::text as psu, t.amount::text as amount"
AMOUNTS = Listing("declaration_estimate", f"{_AMOUNTS}, t.fictional, t.computed_at")
ESTIMATES = Listing("declaration_estimate", f"{_AMOUNTS}, t.computed_at, t.detail::text as detail")
SUBMISSIONS = Listing(
    "submission",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.number, t.declaration_version, t.form_version,"
    " t.approver_name, t.attestation, t.sent_at, t.content_hash",
    descending=True,
)
SENT_AMOUNTS = Listing(
    "submission", f"{_AMOUNTS}, (t.estimate ->> 'fictional')::boolean as fictional, t.sent_at as computed_at"
)
SENT_ESTIMATES = Listing(
    "submission", f"{_AMOUNTS}, t.sent_at as computed_at, t.estimate::text as detail", descending=True
)
_OF_KIND = "join declaration d on d.id = t.declaration_id"
SENT_ACTIVITY = Listing("submission", "t.id, t.activity::text as content, d.structure_kind", joins=_OF_KIND)
SENT_FINANCE = Listing("submission", "t.id, t.finance::text as content, d.structure_kind", joins=_OF_KIND)
RIGHTS = Listing(
    "accepted_right",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.submission_id, t.psu::text as psu, t.amount::text as amount,"
    " t.accepted_by_name, t.accepted_at",
    descending=True,
)
