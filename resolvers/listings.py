"""What is read of each noun: the columns that the schema shows, and nothing else."""

from dataclasses import replace

from resolvers.pages import Listing

CAFS = Listing("caf", "t.id, t.code, t.name")
ORGANISATIONS = Listing("organisation", "t.id, t.caf_id, t.siret, t.name")
STRUCTURES = Listing(
    "structure",
    "t.id, t.caf_id, t.id_equ, t.name, t.kind, t.nature, t.commune, t.opened_on, t.closed_on, t.ctg_since",
    order=("name", "id"),
    types=("text", "int"),
)
LICENCES = Listing(
    "licence", "t.id, t.caf_id, t.structure_id, t.starts_on, t.places", order=("starts_on", "id"), types=("date", "int")
)
TENURES = Listing("tenure", "t.id, t.caf_id, t.organisation_id, t.structure_id, t.starts_on, t.ends_on")
AGREEMENTS = Listing(
    "agreement",
    "t.id, t.caf_id, t.structure_id, t.tenure_id, t.bonus, t.starts_on, t.ends_on, t.places, t.amount::text as amount,"
    " t.growth::text as growth",
    order=("starts_on", "id"),
    types=("date", "int"),
)
ROLE_GRANTS = Listing(
    "role_grant",
    "t.id, t.caf_id, t.structure_id, t.tenure_id, t.person_name, t.person_email, t.role, t.starts_on, t.ends_on,"
    " t.ended_at, t.granted_at, t.state",
)
PEOPLE = Listing(
    "person",
    "t.id, t.email, coalesce(told.opened, told.granted, t.display_name) as name",
    # The name that was typed here; the account's own only for staff, whom the Cnaf names. Nobody finds himself.
    joins="join lateral (select"
    " (select o.person_name from account_opening o where o.person_id = t.id order by o.id desc limit 1) as opened,"
    " (select g.person_name from role_grant g where g.person_id = t.id order by g.id desc limit 1) as granted"
    ") told on t.id <> (select portal_id('portal.person'))",
    order=("email", "id"),
    types=("text", "int"),
)
OPENINGS = Listing(
    "account_opening", "t.id, t.caf_id, t.organisation_id, t.person_id, t.person_name, t.person_email, t.opened_at"
)
STAFF_ROLES = Listing(
    "staff_role",
    "t.id, t.caf_id, t.role, t.starts_on, t.ends_on, p.display_name as person_name, p.email as person_email",
    # One's own role is told by `viewer`.
    joins="join person p on p.id = t.person_id and (select portal_national())",
)
PERIODS = Listing(
    "declaration_period",
    "t.id, t.caf_id, t.structure_kind, t.kind, t.year, t.observed_until, t.opens_on, t.due_on, t.closes_on,"
    " t.published_at, t.published_by_name",
    order=("opens_on", "id"),
    types=("date", "int"),
    descending=True,
)
DECLARATIONS = Listing(
    "declaration",
    "t.id, t.caf_id, t.organisation_id, t.structure_id, t.tenure_id, t.period_id, t.structure_kind, t.kind, t.year,"
    " t.form_version, t.state, t.version, t.created_at, t.updated_at, t.state_since, t.extended_to, p.opens_on,"
    " greatest(p.due_on, t.extended_to) as due_on, greatest(p.closes_on, t.extended_to) as closes_on, p.observed_until,"
    " s.nature, s.ctg_since, s.opened_on, run.starts_on as runs_from, run.ends_on as runs_until",
    joins="join declaration_period p on p.id = t.period_id join structure s on s.id = t.structure_id"
    " join tenure run on run.id = t.tenure_id",
    descending=True,
)
DECLARATIONS_BY_DUE = replace(
    DECLARATIONS,
    order=("due_on", "id"),
    types=("date", "int"),
    sorts=("greatest(p.due_on, t.extended_to)", "t.id"),
    descending=False,
)
PARTS = Listing(
    "declaration_part",
    't.id, t.caf_id, t.tenure_id, t.declaration_id, t.part, t.state, t.version, t.form_version, t."values"::text as "values",'
    " t.remarks::text as remarks, t.saved_by_name, t.saved_at, t.completed_by_name, t.completed_at, t.sent_back_by_name,"
    " t.sent_back_at, t.sent_back_reason, t.sent_back_items::text as sent_back_items",
)
GROUP_ACCOUNTS = Listing(
    "group_accounts",
    "t.id, t.caf_id, t.organisation_id, t.kind, t.year, t.tenures, t.total_charges, t.version, t.stated_by_name, t.stated_at",
)
_AMOUNTS = "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.psu::text as psu, t.amount::text as amount"
AMOUNTS = Listing("declaration_estimate", f"{_AMOUNTS}, t.fictional, t.computed_at")
ESTIMATES = Listing("declaration_estimate", f"{_AMOUNTS}, t.computed_at, t.detail::text as detail")
SUBMISSIONS = Listing(
    "submission",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.previous_id, t.number, t.reference, t.declaration_version,"
    " t.form_version, t.approver_name, t.attestation, t.sent_at, t.content_hash, t.late",
    descending=True,
)
SENT_LATE = Listing("submission", "t.id, t.declaration_id, t.late", descending=True)
SENT_AMOUNTS = Listing(
    "submission", f"{_AMOUNTS}, (t.estimate ->> 'fictional')::boolean as fictional, t.sent_at as computed_at"
)
SENT_ESTIMATES = Listing(
    "submission", f"{_AMOUNTS}, t.sent_at as computed_at, t.estimate::text as detail", descending=True
)
_OF_KIND = "join declaration d on d.id = t.declaration_id"
SENT_ACTIVITY = Listing("submission", "t.id, t.activity::text as content, d.structure_kind", joins=_OF_KIND)
SENT_FINANCE = Listing("submission", "t.id, t.finance::text as content, d.structure_kind", joins=_OF_KIND)
SENT_PARTS = Listing(
    "submission", "t.id, t.declaration_id, t.form_version, t.activity::text as activity, t.finance::text as finance"
)
_KIND = "array_position(array['FORECAST', 'UPDATE', 'ACTUAL'], {}.kind::text)"
_MINE, _OTHER = _KIND.format("d"), _KIND.format("e")
RIGHTS = Listing(
    "accepted_right",
    "t.id, t.caf_id, t.tenure_id, t.declaration_id, t.submission_id, t.psu::text as psu, t.amount::text as amount,"
    " t.accepted_by_name, t.accepted_at, d.state, d.year, later.kind as later_kind, later.observed_until as later_until",
    # The latest kind of the same tenure and year that has a right, if it comes after this one.
    joins="join declaration d on d.id = t.declaration_id join declaration_period p on p.id = d.period_id"
    " left join lateral (select e.kind, q.observed_until from declaration e join declaration_period q on q.id = e.period_id"
    " where e.tenure_id = d.tenure_id and e.year = d.year and e.state <> 'CANCELLED'"
    f" and ({_OTHER}, q.observed_until) > ({_MINE}, p.observed_until)"
    " and exists (select from accepted_right r where r.declaration_id = e.id)"
    f" order by {_OTHER} desc, q.observed_until desc limit 1) later on true",
    descending=True,
)
