-- A campaign from its publishing to its last correction: who opens, returns and follows what. Run once, as portal_owner.

-- ── What belongs together ──────────────────────────────────────────────────────────────────────────────────────

alter table licence add constraint licence_of_structure
  foreign key (caf_id, structure_id) references structure (caf_id, id);
alter table declaration_event add constraint event_same_declaration
  foreign key (caf_id, structure_id, tenure_id, declaration_id)
  references declaration (caf_id, structure_id, tenure_id, id);
alter table group_accounts add constraint group_accounts_same_caf
  foreign key (caf_id, organisation_id) references organisation (caf_id, id);

-- What a partner could write by himself is read by others: only what the workflow knows.
alter table declaration_event add constraint event_act_known check (act in ('save', 'completePart', 'reopenPart',
  'sendBackPart', 'approve', 'withdraw', 'take', 'return', 'accept', 'reopen', 'cancel', 'grantDelay'));
alter table declaration_event add constraint event_states_known check (
  from_state in ('OPEN', 'IN_PROGRESS', 'READY', 'TRANSMITTED', 'PROCESSING', 'RETURNED', 'ACCEPTED', 'CANCELLED')
  and to_state in ('OPEN', 'IN_PROGRESS', 'READY', 'TRANSMITTED', 'PROCESSING', 'RETURNED', 'ACCEPTED', 'CANCELLED'));
alter table group_accounts add constraint group_accounts_is_a_number check (total_charges <> 'NaN');

-- The places stood on the structure; from now on each authorisation has its day.
insert into licence (caf_id, structure_id, starts_on, places)
  select caf_id, id, opened_on, licensed_places from structure;

-- An update says until when it counts: a year has two of them.
alter table declaration_period add constraint period_once
  unique nulls not distinct (caf_id, structure_kind, kind, year, observed_until);

update declaration_period set published_at = opens_on::timestamp at time zone 'Europe/Paris'
  where exists (select from declaration d where d.period_id = declaration_period.id);

create index event_by_declaration on declaration_event (declaration_id, id);
create index declaration_by_state on declaration (caf_id, state, id);
create index period_by_caf on declaration_period (caf_id, year, id);

create trigger immutable before update or delete on declaration_event for each row execute function refuse_change();
create trigger never_emptied before truncate on declaration_event for each statement execute function refuse_change();

-- ── The life of a declaration, completed ───────────────────────────────────────────────────────────────────────

create or replace function check_declaration_move() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  -- A delay comes with an act of its own, which is checked below.
  if to_jsonb(new) - 'extended_to' = to_jsonb(old) - 'extended_to' then
    return new;
  end if;
  if new.state <> old.state and not exists (
    select from public.declaration_moves() m where m.leaves = old.state and m.leads_to = new.state
  ) then
    raise exception 'a declaration cannot go from % to %', old.state, new.state using errcode = 'PC011';
  end if;
  if new.state = old.state and old.state in ('ACCEPTED', 'CANCELLED') then
    raise exception 'nothing happens to a declaration that is %', old.state using errcode = 'PC011';
  end if;
  if new.version <> old.version + 1 then
    raise exception 'each act adds one to the version' using errcode = 'PC012';
  end if;
  if new.state in ('READY', 'TRANSMITTED') and exists (
    select from public.declaration_part p where p.declaration_id = new.id and p.state <> 'COMPLETE'
  ) then
    raise exception 'a part is not complete' using errcode = 'PC013';
  end if;
  -- An officer moves only what is the Caf's turn; of a draft he changes nothing but its dates.
  if new.state <> old.state and new.state not in ('PROCESSING', 'RETURNED', 'ACCEPTED', 'CANCELLED')
    and public.portal_id('portal.officer_caf') = new.caf_id
    and not new.tenure_id = any (public.portal_ids('portal.tenures'))
  then
    raise exception 'an officer does not lead a declaration to %', new.state using errcode = 'PC020';
  end if;
  return new;
end $$;

create or replace function check_declaration_proof() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.state = old.state then
    return new;
  end if;
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
  if new.state = 'RETURNED' and not exists (
    select from public.declaration_part p where p.declaration_id = new.id and p.state = 'SENT_BACK'
  ) then
    raise exception 'nothing was sent back' using errcode = 'PC019';
  end if;
  return new;
end $$;

-- Parts are sent back by people who do not write them, and by officers who do not even see them.
create function send_back_parts(
  the_declaration int, the_parts text[], the_reason text, the_items jsonb, the_name text, the_moment timestamptz
) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if public.portal_id('portal.person') is null or not exists (
    select from public.declaration d where d.id = the_declaration and (
      (d.state = 'READY' and d.tenure_id = any (public.portal_ids('portal.approver_tenures')))
      or (d.state in ('TRANSMITTED', 'PROCESSING', 'ACCEPTED') and d.caf_id = public.portal_id('portal.officer_caf')))
  ) then
    raise exception 'not one whose parts this person sends back' using errcode = 'PC021';
  end if;
  update public.declaration_part set state = 'SENT_BACK', version = version + 1, sent_back_reason = the_reason,
    sent_back_items = the_items, sent_back_by_name = the_name, sent_back_at = the_moment
  where declaration_id = the_declaration and part = any (the_parts) and state = 'COMPLETE';
end $$;

create function extend_declaration(the_declaration int, the_day date) returns void language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  update public.declaration set extended_to = greatest(extended_to, the_day)
  where id = the_declaration and caf_id = public.portal_id('portal.officer_caf') and isfinite(the_day);
  if not found then
    raise exception 'not a declaration of this officer' using errcode = 'PC022';
  end if;
end $$;

revoke all on function send_back_parts, extend_declaration from public;
grant execute on function send_back_parts, extend_declaration to portal_app;

-- ── Rows ───────────────────────────────────────────────────────────────────────────────────────────────────────

do $$
declare t text;
begin
  foreach t in array array['licence', 'declaration_event', 'group_accounts']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_owner on %I to portal_owner using (true) with check (true)', t);
    execute format('create policy of_jobs on %I to portal_job using (true) with check (true)', t);
  end loop;
end $$;

create policy seen on licence for select to portal_app using (
  structure_id = any ((select portal_ids('portal.structures'))::int[])
  or caf_id = (select portal_id('portal.manager_caf')) or caf_id = (select portal_id('portal.officer_caf'))
  or (select portal_national()));

create policy seen on declaration_event for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or told_caf_id = (select portal_id('portal.officer_caf')));
create policy told on declaration_event for insert to portal_app with check (
  actor_id = (select portal_id('portal.person'))
  and (tenure_id = any ((select portal_ids('portal.tenures'))::int[])
    or told_caf_id = (select portal_id('portal.officer_caf'))));

-- Only those to whom every structure that a total covers is known: a difference tells the accounts of the others.
create policy seen on group_accounts for select to portal_app using (
  tenures <@ (select portal_ids('portal.tenures')));
create policy stated on group_accounts for insert to portal_app with check (
  tenures <@ (select portal_ids('portal.finance_tenures')) and stated_by_id = (select portal_id('portal.person')));
create policy restated on group_accounts for update to portal_app
  using (tenures <@ (select portal_ids('portal.finance_tenures')))
  with check (tenures <@ (select portal_ids('portal.finance_tenures'))
    and stated_by_id = (select portal_id('portal.person')));

drop policy moved on declaration;
create policy moved on declaration for update to portal_app
  using (tenure_id = any ((select portal_ids('portal.tenures'))::int[]) or caf_id = (select portal_id('portal.officer_caf')))
  with check (
    (state in ('IN_PROGRESS', 'READY', 'TRANSMITTED')
      and tenure_id = any ((select portal_ids('portal.tenures'))::int[]))
    or caf_id = (select portal_id('portal.officer_caf')));

-- Publishing opens declarations with empty parts, of one's own Caf only.
create policy opened on declaration for insert to portal_app with check (
  caf_id = (select portal_id('portal.officer_caf')) and state = 'OPEN' and version = 1);
create policy opened on declaration_part for insert to portal_app with check (
  caf_id = (select portal_id('portal.officer_caf')) and state = 'EMPTY' and version = 1
  and "values" = '{}'::jsonb and remarks = '{}'::jsonb);
create policy kept on declaration_period for insert to portal_app with check (
  caf_id = (select portal_id('portal.officer_caf')));
create policy changed on declaration_period for update to portal_app
  using (caf_id = (select portal_id('portal.officer_caf')))
  with check (caf_id = (select portal_id('portal.officer_caf')));

-- ── Tables and columns of each role ────────────────────────────────────────────────────────────────────────────

grant select on licence, declaration_event, group_accounts to portal_app;
grant insert on declaration_event, group_accounts, declaration, declaration_part, declaration_period to portal_app;
grant update (tenures, total_charges, version, stated_by_id, stated_by_name, stated_at) on group_accounts to portal_app;
grant update (opens_on, due_on, closes_on, published_at, published_by_name) on declaration_period to portal_app;
grant update (state_since) on declaration to portal_app;
grant update (completed_by_name, completed_at) on declaration_part to portal_app;
grant usage on sequence declaration_event_id_seq, group_accounts_id_seq, declaration_id_seq, declaration_part_id_seq,
  declaration_period_id_seq to portal_app;

grant select, insert, update, delete on licence, declaration_event, group_accounts to portal_job;
grant usage on sequence licence_id_seq, declaration_event_id_seq, group_accounts_id_seq to portal_job;
