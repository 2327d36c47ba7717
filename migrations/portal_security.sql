-- Who sees and changes which rows, and the rules that hold whatever the door. Run once, as portal_owner.

create extension if not exists btree_gist;

-- ── What belongs together, pinned by composite keys ────────────────────────────────────────────────────────────

alter table organisation add constraint organisation_of_caf unique (caf_id, id);
alter table structure add constraint structure_of_caf unique (caf_id, id);
alter table structure add constraint structure_of_kind unique (id, kind);
alter table tenure add constraint tenure_of_structure unique (caf_id, structure_id, id);
alter table tenure add constraint tenure_of_organisation unique (caf_id, structure_id, organisation_id, id);
alter table declaration_period add constraint period_of_caf unique (caf_id, structure_kind, kind, year, id);
alter table declaration add constraint declaration_of_tenure unique (caf_id, structure_id, tenure_id, id);
alter table submission add constraint submission_of_declaration unique (caf_id, structure_id, tenure_id, declaration_id, id);

alter table tenure add constraint tenure_organisation_same_caf
  foreign key (caf_id, organisation_id) references organisation (caf_id, id);
alter table tenure add constraint tenure_structure_same_caf
  foreign key (caf_id, structure_id) references structure (caf_id, id);
alter table role_grant add constraint role_grant_same_tenure
  foreign key (caf_id, structure_id, organisation_id, tenure_id) references tenure (caf_id, structure_id, organisation_id, id);
alter table declaration add constraint declaration_same_tenure
  foreign key (caf_id, structure_id, organisation_id, tenure_id) references tenure (caf_id, structure_id, organisation_id, id);
alter table declaration add constraint declaration_same_period
  foreign key (caf_id, structure_kind, kind, year, period_id) references declaration_period (caf_id, structure_kind, kind, year, id);
alter table declaration add constraint declaration_same_kind
  foreign key (structure_id, structure_kind) references structure (id, kind);
alter table declaration_part add constraint part_same_declaration
  foreign key (caf_id, structure_id, tenure_id, declaration_id) references declaration (caf_id, structure_id, tenure_id, id);
alter table declaration_estimate add constraint estimate_same_declaration
  foreign key (caf_id, structure_id, tenure_id, declaration_id) references declaration (caf_id, structure_id, tenure_id, id);
alter table submission add constraint submission_same_declaration
  foreign key (caf_id, structure_id, tenure_id, declaration_id) references declaration (caf_id, structure_id, tenure_id, id);
alter table submission add constraint submission_follows_previous
  foreign key (caf_id, structure_id, tenure_id, declaration_id, previous_id)
  references submission (caf_id, structure_id, tenure_id, declaration_id, id);
alter table accepted_right add constraint right_same_submission
  foreign key (caf_id, structure_id, tenure_id, declaration_id, submission_id)
  references submission (caf_id, structure_id, tenure_id, declaration_id, id);

-- ── One at a time ──────────────────────────────────────────────────────────────────────────────────────────────

alter table tenure add constraint tenure_one_at_a_time
  exclude using gist (structure_id with =, daterange(starts_on, ends_on + 1) with &&);
alter table role_grant add constraint role_grant_one_at_a_time
  exclude using gist (person_id with =, tenure_id with =, role with =, daterange(starts_on, ends_on + 1) with &&)
  where (ended_at is null);
alter table staff_role add constraint staff_role_one_at_a_time
  exclude using gist (person_id with =, role with =, daterange(starts_on, ends_on + 1) with &&);
create unique index declaration_one_alive on declaration (tenure_id, period_id) where state <> 'CANCELLED';

-- ── In list order ──────────────────────────────────────────────────────────────────────────────────────────────

create index tenure_by_structure on tenure (structure_id, id);
create index tenure_by_organisation on tenure (organisation_id);
create index role_grant_by_structure on role_grant (structure_id, id);
create index role_grant_by_caf on role_grant (caf_id, id);
create index declaration_by_tenure on declaration (tenure_id, id);
create index declaration_by_structure on declaration (structure_id, id);
create index declaration_by_caf on declaration (caf_id, id);
create index declaration_by_period on declaration (period_id);
create index right_by_declaration on accepted_right (declaration_id);
create index audit_by_declaration on audit_entry (declaration_id, id);

-- ── What never changes ─────────────────────────────────────────────────────────────────────────────────────────

create function refuse_change() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'PC010';
end $$;

create trigger immutable before update or delete on submission for each row execute function refuse_change();
create trigger immutable before update or delete on accepted_right for each row execute function refuse_change();
create trigger immutable before update or delete on audit_entry for each row execute function refuse_change();
create trigger never_emptied before truncate on submission for each statement execute function refuse_change();
create trigger never_emptied before truncate on accepted_right for each statement execute function refuse_change();
create trigger never_emptied before truncate on audit_entry for each statement execute function refuse_change();
create trigger never_erased before delete on role_grant for each row execute function refuse_change();
create trigger never_emptied before truncate on role_grant for each statement execute function refuse_change();

-- ── The life of a declaration ──────────────────────────────────────────────────────────────────────────────────

create function declaration_moves() returns table (leaves text, leads_to text) language sql immutable as $$
  values ('OPEN', 'IN_PROGRESS'), ('IN_PROGRESS', 'IN_PROGRESS'), ('RETURNED', 'IN_PROGRESS'),
         ('OPEN', 'READY'), ('IN_PROGRESS', 'READY'), ('RETURNED', 'READY'), ('READY', 'IN_PROGRESS'),
         ('READY', 'TRANSMITTED'), ('TRANSMITTED', 'READY'), ('TRANSMITTED', 'PROCESSING'),
         ('TRANSMITTED', 'RETURNED'), ('PROCESSING', 'RETURNED'), ('PROCESSING', 'ACCEPTED'), ('ACCEPTED', 'RETURNED'),
         ('OPEN', 'CANCELLED'), ('IN_PROGRESS', 'CANCELLED'), ('READY', 'CANCELLED'),
         ('TRANSMITTED', 'CANCELLED'), ('PROCESSING', 'CANCELLED'), ('RETURNED', 'CANCELLED')
$$;

-- These checks run as the owner: the caller may not see all the rows that they look at.
create function check_declaration_move() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select from public.declaration_moves() m where m.leaves = old.state and m.leads_to = new.state) then
    raise exception 'a declaration cannot go from % to %', old.state, new.state using errcode = 'PC011';
  end if;
  if new.version <> old.version + 1 then
    raise exception 'each act adds one to the version' using errcode = 'PC012';
  end if;
  if new.state in ('READY', 'TRANSMITTED') and exists (
    select from public.declaration_part p where p.declaration_id = new.id and p.state <> 'COMPLETE'
  ) then
    raise exception 'a part is not complete' using errcode = 'PC013';
  end if;
  return new;
end $$;

create trigger moves before update on declaration for each row execute function check_declaration_move();

-- What the API does first must be there: a transmission made by an approver, a right stored by an officer.
create function check_declaration_proof() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.state = 'TRANSMITTED' and not exists (
    select from public.submission s where s.declaration_id = new.id and s.declaration_version = old.version
  ) then
    raise exception 'nothing was transmitted' using errcode = 'PC015';
  end if;
  if new.state = 'ACCEPTED' and not exists (
    select from public.accepted_right r where r.submission_id = (
      select max(s.id) from public.submission s where s.declaration_id = new.id)
  ) then
    raise exception 'no right was stored' using errcode = 'PC016';
  end if;
  return new;
end $$;

create trigger proven before update on declaration for each row execute function check_declaration_proof();

create function check_right() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.submission s
    where s.id = new.submission_id and (s.psu, s.amount) is distinct from (new.psu, new.amount)
  ) then
    raise exception 'the right is not the estimate of the transmission' using errcode = 'PC017';
  end if;
  return new;
end $$;

create trigger copied after insert on accepted_right for each row execute function check_right();

create function check_grant_end() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.ended_at is not null then
    raise exception 'this grant has ended' using errcode = 'PC018';
  end if;
  return new;
end $$;

create trigger ended_for_good before update on role_grant for each row execute function check_grant_end();

create function check_part_change() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.version <> old.version + 1 then
    raise exception 'each act adds one to the version' using errcode = 'PC012';
  end if;
  if (new."values" is distinct from old."values" or new.remarks is distinct from old.remarks) and (
    old.state = 'COMPLETE' or not exists (
      select from public.declaration d
      where d.id = old.declaration_id and d.state in ('OPEN', 'IN_PROGRESS', 'RETURNED')
    )
  ) then
    raise exception 'this part is sealed' using errcode = 'PC014';
  end if;
  return new;
end $$;

create trigger sealed before update on declaration_part for each row execute function check_part_change();

-- ── What the policies read: the scope set by the server for one transaction ────────────────────────────────────

create function portal_ids(setting text) returns int[] language sql stable parallel safe as $$
  select coalesce(nullif(current_setting(setting, true), ''), '{}')::int[]
$$;
create function portal_id(setting text) returns int language sql stable parallel safe as $$
  select nullif(current_setting(setting, true), '')::int
$$;
create function portal_national() returns boolean language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('portal.national', true), ''), 'off')::boolean
$$;

-- ── Rows: enabled and forced on every table but the public ones; the owner and the jobs see all ────────────────

do $$
declare t text;
begin
  foreach t in array array['organisation', 'structure', 'tenure', 'person', 'session', 'staff_role', 'role_grant',
    'declaration_period', 'declaration', 'declaration_part', 'declaration_estimate', 'submission', 'accepted_right',
    'audit_entry']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_owner on %I to portal_owner using (true) with check (true)', t);
    execute format('create policy of_jobs on %I to portal_job using (true) with check (true)', t);
  end loop;
end $$;

create policy seen on organisation for select to portal_app using (
  id = any ((select portal_ids('portal.organisations'))::int[])
  or caf_id = (select portal_id('portal.manager_caf')) or caf_id = (select portal_id('portal.officer_caf'))
  or (select portal_national()));
create policy seen on structure for select to portal_app using (
  id = any ((select portal_ids('portal.structures'))::int[])
  or caf_id = (select portal_id('portal.manager_caf')) or caf_id = (select portal_id('portal.officer_caf'))
  or (select portal_national()));
create policy seen on tenure for select to portal_app using (
  id = any ((select portal_ids('portal.tenures'))::int[])
  or caf_id = (select portal_id('portal.manager_caf')) or caf_id = (select portal_id('portal.officer_caf'))
  or (select portal_national()));

create policy seen on role_grant for select to portal_app using (
  person_id = (select portal_id('portal.person'))
  or tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or caf_id = (select portal_id('portal.manager_caf')));
create policy ended on role_grant for update to portal_app
  using (caf_id = (select portal_id('portal.manager_caf')))
  with check (caf_id = (select portal_id('portal.manager_caf')));

create policy seen on staff_role for select to portal_app using (
  person_id = (select portal_id('portal.person')) or (select portal_national()));

-- The one policy that looks at another table: a person is seen through a grant in the manager's Caf.
create policy seen on person for select to portal_app using (
  id = (select portal_id('portal.person'))
  or exists (select from role_grant g
             where g.person_id = person.id and g.caf_id = (select portal_id('portal.manager_caf'))));
create policy of_sign_in on person to portal_auth using (true) with check (true);
create policy of_sign_in on session to portal_auth using (true) with check (true);

create policy seen on declaration_period for select to portal_app using (
  (select portal_id('portal.person')) is not null);

create policy seen on declaration for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or caf_id = (select portal_id('portal.officer_caf')));
create policy moved on declaration for update to portal_app
  using (tenure_id = any ((select portal_ids('portal.tenures'))::int[]) or caf_id = (select portal_id('portal.officer_caf')))
  with check (
    (state in ('IN_PROGRESS', 'READY', 'TRANSMITTED')
      and tenure_id = any ((select portal_ids('portal.tenures'))::int[]))
    or (state in ('PROCESSING', 'RETURNED', 'ACCEPTED', 'CANCELLED')
      and caf_id = (select portal_id('portal.officer_caf'))));

create policy seen on declaration_part for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[]));
create policy typed on declaration_part for update to portal_app
  using ((part = 'ACTIVITY' and tenure_id = any ((select portal_ids('portal.activity_tenures'))::int[]))
      or (part = 'FINANCE' and tenure_id = any ((select portal_ids('portal.finance_tenures'))::int[])))
  with check ((part = 'ACTIVITY' and tenure_id = any ((select portal_ids('portal.activity_tenures'))::int[]))
      or (part = 'FINANCE' and tenure_id = any ((select portal_ids('portal.finance_tenures'))::int[])));

create policy seen on declaration_estimate for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[]));
create policy added on declaration_estimate for insert to portal_app with check (
  tenure_id = any ((select portal_ids('portal.activity_tenures'))::int[])
  or tenure_id = any ((select portal_ids('portal.finance_tenures'))::int[]));
create policy redone on declaration_estimate for update to portal_app
  using (tenure_id = any ((select portal_ids('portal.activity_tenures'))::int[])
      or tenure_id = any ((select portal_ids('portal.finance_tenures'))::int[]))
  with check (tenure_id = any ((select portal_ids('portal.activity_tenures'))::int[])
      or tenure_id = any ((select portal_ids('portal.finance_tenures'))::int[]));

create policy seen on submission for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or caf_id = (select portal_id('portal.officer_caf')));
create policy sent on submission for insert to portal_app with check (
  tenure_id = any ((select portal_ids('portal.approver_tenures'))::int[])
  and approver_id = (select portal_id('portal.person')));

create policy seen on accepted_right for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or caf_id = (select portal_id('portal.officer_caf')));
create policy accepted on accepted_right for insert to portal_app with check (
  caf_id = (select portal_id('portal.officer_caf')) and accepted_by_id = (select portal_id('portal.person')));

create policy noted on audit_entry for insert to portal_app with check (
  actor_id = (select portal_id('portal.person')));

-- ── Tables and columns of each role ────────────────────────────────────────────────────────────────────────────

grant select on caf, organisation, structure, tenure, role_grant, staff_role, declaration_period, declaration,
  declaration_part, declaration_estimate, submission, accepted_right to portal_app;
grant select (id, email, display_name, active, created_at) on person to portal_app;
grant update (ends_on, ended_by_id, ended_at) on role_grant to portal_app;
grant update (state, version, updated_at) on declaration to portal_app;
grant update (state, version, form_version, "values", remarks, saved_by_id, saved_by_name, saved_at)
  on declaration_part to portal_app;
grant insert, update on declaration_estimate to portal_app;
grant insert on submission, accepted_right, audit_entry to portal_app;
grant usage on sequence declaration_estimate_id_seq, submission_id_seq, accepted_right_id_seq, audit_entry_id_seq
  to portal_app;

grant select (id, email, display_name, password, active), update (password) on person to portal_auth;
grant select, insert, update, delete on session to portal_auth;
grant usage on sequence session_id_seq to portal_auth;

grant select, insert, update, delete on all tables in schema public to portal_job;
grant usage on all sequences in schema public to portal_job;

-- ── Granting a role: the one act that must see people whom the manager may not see yet ─────────────────────────

create function grant_role(
  the_email text, the_name text, the_tenure int, the_role text, the_start date, the_end date, the_moment timestamptz
) returns int language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  manager int := public.portal_id('portal.person');
  t public.tenure%rowtype;
  person_found int;
  made int;
begin
  select * into t from public.tenure where id = the_tenure and caf_id = public.portal_id('portal.manager_caf');
  if not found or manager is null then
    raise exception 'no such tenure' using errcode = 'PC001';
  end if;
  if the_start < t.starts_on or (t.ends_on is not null and (the_end is null or the_end > t.ends_on)) then
    raise exception 'outside the tenure' using errcode = 'PC002';
  end if;
  insert into public.person (email, display_name, active, created_at) values (the_email, the_name, true, the_moment)
    on conflict (email) do nothing;
  select id into person_found from public.person where email = the_email;
  if person_found = manager then
    raise exception 'to oneself' using errcode = 'PC003';
  end if;
  if exists (select from public.staff_role s where s.person_id = person_found
             and (s.ends_on is null or s.ends_on >= the_start)) then
    raise exception 'a staff account' using errcode = 'PC004';
  end if;
  insert into public.role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email,
                                 role, starts_on, ends_on, granted_by_id, granted_at)
  values (t.caf_id, t.organisation_id, t.structure_id, t.id, person_found, the_name, the_email,
          the_role, the_start, the_end, manager, the_moment)
  returning id into made;
  return made;
end $$;

revoke all on function grant_role from public;
grant execute on function grant_role to portal_app;
