"""What cannot be stored, whoever writes and by whatever door: crossings, overlaps, unknown words."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from tests.world import World

FOREIGN_KEY, UNIQUE, CHECK, EXCLUSION, FILLED = "23503", "23505", "23514", "23P01", "23502"


def names(done: World, other: World) -> dict[str, int]:
    """What the cases below speak of: `_1` and `_2` stand in one Caf, `_x` in another."""
    return {
        "caf": done.caf, "caf_x": other.caf,
        "org": done.organisation, "org_x": other.organisation,
        "structure_1": done.structures[0], "structure_2": done.structures[1], "structure_x": other.structures[0],
        "tenure_1": done.tenures[0], "tenure_2": done.tenures[1], "tenure_x": other.tenures[0],
        "period": done.period, "period_x": other.period,
        "declaration_1": done.declarations[0], "declaration_2": done.declarations[1],
        "declaration_x": other.declarations[0],
        "director": done.people["director"].id, "manager": done.people["manager"].id,
        "deputy": done.people["deputy"].id,
    }  # fmt: skip


async def refused(connection: Any, statement: str, done: World, other: World) -> tuple[str, str | None]:
    """Run a statement with the names filled in; the SQLSTATE and the constraint that refuse it."""
    with pytest.raises(asyncpg.PostgresError) as error:
        await connection.execute(statement.format(**names(done, other)))
    return error.value.sqlstate, error.value.constraint_name


TENURE = "insert into tenure (caf_id, organisation_id, structure_id, starts_on, ends_on) values ({values}, '1990-01-01', '1990-12-31')"
ROLE_GRANT = (
    "insert into role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email, role,"
    " starts_on, granted_by_id, granted_at) values ({values}, {{manager}}, 'N', 'n@x.example', 'APPROVER', '2025-01-01',"
    " {{deputy}}, now())"
)
DECLARATION = (
    "insert into declaration (caf_id, organisation_id, structure_id, tenure_id, period_id, structure_kind, kind, year,"
    " form_version, created_at, updated_at) values ({values}, 1, now(), now())"
)
PART = (
    "insert into declaration_part (caf_id, structure_id, tenure_id, declaration_id, part, form_version)"
    " values ({values}, 'ACTIVITY', 1)"
)
ESTIMATE = (
    "insert into declaration_estimate (caf_id, structure_id, tenure_id, declaration_id, detail, computed_at)"
    " values ({values}, '{{{{}}}}', now())"
)
SUBMISSION = (
    "insert into submission (caf_id, structure_id, tenure_id, declaration_id, previous_id, number, reference,"
    " declaration_version, form_version, activity, finance, estimate, approver_id, approver_name, attestation, sent_at, content_hash)"
    " values ({values}, 9, 'T24-0000-0000-0000-8', 1, 1, '{{{{}}}}', '{{{{}}}}', '{{{{}}}}', {{deputy}}, 'N', 'A', now(), repeat('0', 64))"
)
RIGHT = (
    "insert into accepted_right (caf_id, structure_id, tenure_id, declaration_id, submission_id, psu, amount,"
    " accepted_by_id, accepted_by_name, accepted_at) values ({values}, 1, 1, {{deputy}}, 'N', now())"
)
LICENCE = "insert into licence (caf_id, structure_id, starts_on, places) values ({values}, '2030-01-01', 20)"
EVENT = (
    "insert into declaration_event (caf_id, structure_id, tenure_id, declaration_id, told_caf_id, act, part, at, actor_id,"
    " actor_name, from_state, to_state, version) values ({values}, null, 'save', 'ACTIVITY', now(), {{deputy}}, 'N', 'OPEN',"
    " 'OPEN', 1)"
)
GROUP = (
    "insert into group_accounts (caf_id, organisation_id, kind, tenures, total_charges, year, stated_by_id, stated_by_name,"
    " stated_at) values ({values}, 2030, {{deputy}}, 'N', now())"
)
PERIOD = (
    "insert into declaration_period (caf_id, structure_kind, kind, year, observed_until, opens_on, due_on, closes_on)"
    " values ({{caf}}, 'EAJE', {values}, '2031-01-01', '2031-02-01', '2031-03-01')"
)
SENT = (
    "insert into submission (caf_id, structure_id, tenure_id, declaration_id, number, reference, declaration_version,"
    " form_version, activity, finance, estimate, approver_id, approver_name, attestation, sent_at, content_hash)"
    " values ({caf}, {structure_2}, {tenure_2}, {declaration_2}, 1, 'T24-0000-0000-0000-9', 1, 1, '{{}}', '{{}}', '{{}}', {deputy}, 'N', 'A', now(),"
    " repeat('0', 64));"
)
ROOM = (
    "insert into declaration_period (caf_id, structure_kind, kind, year, opens_on, due_on, closes_on)"
    " values ({caf}, 'ALSH', 'ACTUAL', 2024, '2025-01-01', '2025-02-01', '2025-03-01'),"
    " ({caf}, 'EAJE', 'ACTUAL', 2030, '2031-01-01', '2031-02-01', '2031-03-01');"
    "delete from declaration_part where declaration_id = {declaration_2};"
)
ALSH = "(select id from declaration_period where caf_id = {caf} and structure_kind = 'ALSH')"
FRESH = "(select id from declaration_period where caf_id = {caf} and year = 2030)"
SENT_1, SENT_2 = (f"(select min(id) from submission where declaration_id = {{declaration_{n}}})" for n in (1, 2))


@pytest.mark.parametrize(
    ("template", "values", "constraint"),
    [
        (TENURE, "{caf}, {org_x}, {structure_1}", "tenure_organisation_same_caf"),
        (TENURE, "{caf}, {org}, {structure_x}", "tenure_structure_same_caf"),
        (TENURE, "{caf_x}, {org_x}, {structure_1}", "tenure_structure_same_caf"),
        (ROLE_GRANT, "{caf_x}, {org}, {structure_1}, {tenure_1}", "role_grant_same_tenure"),
        (ROLE_GRANT, "{caf}, {org_x}, {structure_1}, {tenure_1}", "role_grant_same_tenure"),
        (ROLE_GRANT, "{caf}, {org}, {structure_2}, {tenure_1}", "role_grant_same_tenure"),
        (ROLE_GRANT, "{caf}, {org}, {structure_1}, {tenure_x}", "role_grant_same_tenure"),
        (DECLARATION, "{caf}, {org}, {structure_2}, {tenure_1}, " + FRESH + ", 'EAJE', 'ACTUAL', 2030", "declaration_same_tenure"),
        (DECLARATION, "{caf}, {org_x}, {structure_1}, {tenure_1}, " + FRESH + ", 'EAJE', 'ACTUAL', 2030", "declaration_same_tenure"),
        (DECLARATION, "{caf}, {org}, {structure_1}, {tenure_1}, {period_x}, 'EAJE', 'ACTUAL', 2024", "declaration_same_period"),
        (DECLARATION, "{caf}, {org}, {structure_1}, {tenure_1}, " + ALSH + ", 'EAJE', 'ACTUAL', 2024", "declaration_same_period"),
        (DECLARATION, "{caf}, {org}, {structure_1}, {tenure_1}, " + ALSH + ", 'ALSH', 'FORECAST', 2024", "declaration_same_period"),
        (DECLARATION, "{caf}, {org}, {structure_1}, {tenure_1}, " + ALSH + ", 'ALSH', 'ACTUAL', 2023", "declaration_same_period"),
        (DECLARATION, "{caf}, {org}, {structure_1}, {tenure_1}, " + ALSH + ", 'ALSH', 'ACTUAL', 2024", "declaration_same_kind"),
        (PART, "{caf}, {structure_2}, {tenure_1}, {declaration_2}", "part_same_declaration"),
        (PART, "{caf}, {structure_1}, {tenure_1}, {declaration_2}", "part_same_declaration"),
        (PART, "{caf_x}, {structure_2}, {tenure_2}, {declaration_2}", "part_same_declaration"),
        (ESTIMATE, "{caf}, {structure_1}, {tenure_1}, {declaration_2}", "estimate_same_declaration"),
        (ESTIMATE, "{caf_x}, {structure_2}, {tenure_2}, {declaration_2}", "estimate_same_declaration"),
        (SUBMISSION, "{caf}, {structure_1}, {tenure_1}, {declaration_2}, null", "submission_same_declaration"),
        (SUBMISSION, "{caf_x}, {structure_2}, {tenure_2}, {declaration_2}, null", "submission_same_declaration"),
        (SUBMISSION, "{caf}, {structure_2}, {tenure_2}, {declaration_2}, " + SENT_1, "submission_follows_previous"),
        (LICENCE, "{caf_x}, {structure_1}", "licence_of_structure"),
        (EVENT, "{caf}, {structure_2}, {tenure_1}, {declaration_2}", "event_same_declaration"),
        (EVENT, "{caf}, {structure_1}, {tenure_1}, {declaration_2}", "event_same_declaration"),
        (EVENT, "{caf_x}, {structure_2}, {tenure_2}, {declaration_2}", "event_same_declaration"),
        (GROUP, "{caf}, {org_x}, 'ACTUAL', array[{tenure_1}, {tenure_2}], 1", "group_accounts_same_caf"),
        (RIGHT, "{caf}, {structure_1}, {tenure_1}, {declaration_1}, " + SENT_2, "right_same_submission"),
        (RIGHT, "{caf_x}, {structure_2}, {tenure_2}, {declaration_2}, " + SENT_2, "right_same_submission"),
    ],
)  # fmt: skip
async def test_no_row_crosses_from_one_tenant_to_another(
    job: Any, done: World, other: World, template: str, values: str, constraint: str
) -> None:
    await job.execute((ROOM + SENT).format(**names(done, other)))
    statement = template.format(values=values)
    assert await refused(job, statement, done, other) == (FOREIGN_KEY, constraint)


PERSON = "insert into person (email, display_name, password, active, created_at) values ({values}, true, now())"
CHANGE = "update {values} where id in ({{tenure_1}}, {{period}}, {{structure_1}}, {{org}})"
STAFF = "insert into staff_role (person_id, role, caf_id, starts_on, ends_on) values ({{director}}, {values})"


@pytest.mark.parametrize(
    ("template", "values", "constraint"),
    [
        (PERSON, "'a@x.example', 'N', 'Chaque matin, 20 enfants.'", "person_password_argon2id"),
        (PERSON, "'a@x.example', 'N', 'pbkdf2_sha256$600000$x$y'", "person_password_argon2id"),
        (PERSON, "'a@x.example', 'N', '$argon2i$v=19$x'", "person_password_argon2id"),
        (PERSON, "'A@x.example', 'N', null", "person_email_lower"),
        (PERSON, "'nobody', 'N', null", "person_email_lower"),
        (PERSON, "'a@x.example', '', null", "person_has_name"),
        (CHANGE, "organisation set siret = '1234567890123x'", "organisation_siret_digits"),
        (CHANGE, "organisation set siret = '123'", "organisation_siret_digits"),
        (CHANGE, "organisation set name = ''", "organisation_has_name"),
        ("update licence set places = 0 where structure_id = {{structure_1}}", "", "licence_places_positive"),
        ("update licence set places = 1000 where structure_id = {{structure_1}}", "", "licence_places_positive"),
        (CHANGE, "structure set closed_on = opened_on - 1", "structure_days_in_order"),
        (CHANGE, "structure set name = ''", "structure_has_name"),
        (CHANGE, "tenure set ends_on = starts_on - 1", "tenure_days_in_order"),
        (CHANGE, "declaration_period set due_on = opens_on - 1", "period_days_in_order"),
        (CHANGE, "declaration_period set closes_on = due_on - 1", "period_days_in_order"),
        (CHANGE, "declaration_period set observed_until = '2024-06-30'", "period_observes_its_year"),
        (PERIOD, "'UPDATE', 2025, null", "period_observes_its_year"),
        (PERIOD, "'UPDATE', 2025, '2024-06-30'", "period_observes_its_year"),
        (PERIOD, "'ACTUAL', 2025, '2025-06-30'", "period_observes_its_year"),
        (PERIOD, "'ACTUAL', 1999, null", "period_year_possible"),
        (PERIOD, "'BUDGET', 2025, null", "period_kind_known"),
        (EVENT.replace("null, 'save'", "{{caf_x}}, 'save'"), "{caf}, {structure_1}, {tenure_1}, {declaration_1}", "event_told_to_its_caf"),
        (EVENT.replace("'save'", "'erase'"), "{caf}, {structure_1}, {tenure_1}, {declaration_1}", "event_act_known"),
        (EVENT.replace(" 'OPEN', 1", " 'DONE', 1"), "{caf}, {structure_1}, {tenure_1}, {declaration_1}", "event_states_known"),
        (EVENT.replace("'ACTIVITY'", "'OTHER'"), "{caf}, {structure_1}, {tenure_1}, {declaration_1}", "event_part_known"),
        (GROUP, "{caf}, {org}, 'ACTUAL', array[{tenure_1}], 1", "group_accounts_of_several"),
        (GROUP, "{caf}, {org}, 'ACTUAL', array[{tenure_1}, {tenure_2}], -0.01", "group_accounts_positive"),
        (GROUP, "{caf}, {org}, 'ACTUAL', array[{tenure_1}, {tenure_2}], 'NaN'", "group_accounts_is_a_number"),
        (GROUP, "{caf}, {org}, 'UPDATE', array[{tenure_1}, {tenure_2}], 1", "group_accounts_kind_known"),
        (STAFF, "'APPROVER', {caf}, '2025-01-01', null", "staff_role_known"),
        (STAFF, "'NATIONAL', {caf}, '2025-01-01', null", "staff_role_caf_or_national"),
        (STAFF, "'DECLARATION_OFFICER', null, '2025-01-01', null", "staff_role_caf_or_national"),
        (STAFF, "'NATIONAL', null, '2025-01-03', '2025-01-01'", "staff_role_days_in_order"),
        ("update role_grant set role = 'NATIONAL' where tenure_id = {{tenure_1}}", "", "role_grant_known"),
        ("update role_grant set ends_on = starts_on - 2 where tenure_id = {{tenure_1}}", "", "role_grant_days_in_order"),
        ("update role_grant set person_id = granted_by_id where tenure_id = {{tenure_1}}", "", "role_grant_not_self"),
        ("update declaration_part set part = 'OTHER', version = version + 1 where declaration_id = {{declaration_2}}", "", "part_known"),
        ("update declaration_part set state = 'DONE', version = version + 1 where declaration_id = {{declaration_2}}", "", "part_state_known"),
        ("update declaration_part set \"values\" = '[]', version = version + 1 where declaration_id = {{declaration_2}}", "", "part_values_are_objects"),
        ("update declaration_part set remarks = '1', version = version + 1 where declaration_id = {{declaration_2}}", "", "part_values_are_objects"),
        ("insert into session (person_id, token_hash, created_at, seen_at, expires_at) values ({{director}}, 'clear', now(), now(), now())", "", "session_hash_is_sha256"),
        ("insert into audit_entry (at, actor_id, actor_name, act, outcome) values (now(), {{director}}, 'N', 'save', 'MAYBE')", "", "audit_outcome_known"),
    ],
)  # fmt: skip
async def test_what_is_no_such_thing_is_refused(
    job: Any, done: World, other: World, template: str, values: str, constraint: str
) -> None:
    assert await refused(job, template.format(values=values), done, other) == (CHECK, constraint)


OLD, NEW = date(2015, 1, 1), date(2019, 12, 31)


@pytest.mark.parametrize(
    ("starts", "ends", "fits"),
    [
        (date(2010, 1, 1), date(2014, 12, 31), True),
        (date(2010, 1, 1), date(2015, 1, 1), False),
        (date(2010, 1, 1), None, False),
        (date(2016, 1, 1), date(2016, 12, 31), False),
        (date(2019, 12, 31), None, False),
        (date(2020, 1, 1), None, True),
        (date(2021, 1, 1), date(2021, 1, 1), True),
    ],
    ids=["day before", "same first day", "around", "inside", "same last day", "day after", "later"],
)
@pytest.mark.parametrize("table", ["tenure", "role_grant", "staff_role"])
async def test_one_at_a_time(job: Any, done: World, table: str, starts: date, ends: date | None, fits: bool) -> None:
    person = done.people["director"].id
    if table == "tenure":
        place = await job.fetchval(
            "insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on)"
            " values ($1, 'X', 'N', 'EAJE', 'MULTI_ACCUEIL', 'C', '2000-01-01') returning id", done.caf,
        )  # fmt: skip
        statement = (
            "insert into tenure (caf_id, organisation_id, structure_id, starts_on, ends_on)"
            f" values ({done.caf}, {done.organisation}, {place}, $1, $2)"
        )
    elif table == "role_grant":
        statement = (
            "insert into role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name,"
            " person_email, role, starts_on, ends_on, granted_by_id, granted_at)"
            f" values ({done.caf}, {done.organisation}, {done.structures[0]}, {done.tenures[0]}, {person}, 'N', 'E',"
            f" 'APPROVER', $1, $2, {done.people['manager'].id}, now())"
        )
    else:
        statement = (
            "insert into staff_role (person_id, role, caf_id, starts_on, ends_on)"
            f" values ({done.people['officer'].id}, 'HABILITATION_MANAGER', {done.caf}, $1, $2)"
        )
    await job.execute(statement, OLD, NEW)
    if fits:
        await job.execute(statement, starts, ends)
        return
    with pytest.raises(asyncpg.ExclusionViolationError) as refusal:
        await job.execute(statement, starts, ends)
    assert refusal.value.constraint_name == f"{table}_one_at_a_time"


@pytest.mark.parametrize("differs", ["person", "tenure", "role", "ended at once"])
async def test_grants_that_differ_live_side_by_side(job: Any, done: World, differs: str) -> None:
    statement = (
        "insert into role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email,"
        " role, starts_on, granted_by_id, granted_at) values ($1, $2, $3, $4, $5, 'N', 'E', $6, '2025-01-01', $7, now())"
    )
    place = 1 if differs == "tenure" else 0
    person = "deputy" if differs == "person" else "director"
    role = "FINANCIAL_DATA_PROVIDER" if differs in {"role", "person"} else "ACTIVITY_DATA_PROVIDER"
    if differs == "ended at once":
        await job.execute("update role_grant set ended_at = now() where tenure_id = $1", done.tenures[0])
    if differs == "tenure":
        await job.execute("update role_grant set ends_on = starts_on where tenure_id = $1", done.tenures[1])
    await job.execute(
        statement, done.caf, done.organisation, done.structures[place], done.tenures[place],
        done.people[person].id, role, done.people["manager"].id,
    )  # fmt: skip


async def test_one_declaration_is_alive_for_a_tenure_and_a_period(job: Any, done: World, other: World) -> None:
    again = DECLARATION.format(
        values="{caf}, {org}, {structure_2}, {tenure_2}, {period}, 'EAJE', 'ACTUAL', 2024"
    ).format(**names(done, other))
    with pytest.raises(asyncpg.UniqueViolationError) as refusal:
        async with job.transaction():
            await job.execute(again)
    assert refusal.value.constraint_name == "declaration_one_alive"
    cancel = "update declaration set state = 'CANCELLED', version = version + 1 where id = $1"
    await job.execute(cancel, done.declarations[1])
    await job.execute(again)


async def test_a_period_is_laid_down_once(job: Any, done: World) -> None:
    lay = (
        "insert into declaration_period (caf_id, structure_kind, kind, year, observed_until, opens_on, due_on, closes_on)"
        " values ($1, 'EAJE', $2, 2025, $3, '2025-06-15', '2025-10-31', '2025-12-31')"
    )
    june, september = date(2025, 6, 30), date(2025, 9, 30)
    for kind, until in (("FORECAST", None), ("UPDATE", june), ("UPDATE", september), ("ACTUAL", None)):
        await job.execute(lay, done.caf, kind, until)
    for kind, until in (("FORECAST", None), ("UPDATE", june), ("ACTUAL", None)):
        with pytest.raises(asyncpg.UniqueViolationError) as refusal:
            async with job.transaction():
                await job.execute(lay, done.caf, kind, until)
        assert refusal.value.constraint_name == "period_once"
