-- Structures live: they open, change places, pass from one organisation to another and close. Run once, as portal_owner.

-- ── Within the life of the structure ───────────────────────────────────────────────────────────────────────────

-- After the row, so that keys and checks speak first. As the owner: the caller may not see all the rows looked at.
create function check_tenure_days() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.structure s where s.id = new.structure_id and (
      new.starts_on < s.opened_on or coalesce(new.ends_on, 'infinity') > coalesce(s.closed_on, 'infinity'))
  ) then
    raise exception 'a tenure lies within the life of its structure' using errcode = 'PC060';
  end if;
  return null;
end $$;

create trigger within_structure after insert or update on tenure for each row execute function check_tenure_days();

create function check_licence_days() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.structure s where s.id = new.structure_id
      and not new.starts_on between s.opened_on and coalesce(s.closed_on, 'infinity')
  ) then
    raise exception 'a licence begins within the life of its structure' using errcode = 'PC061';
  end if;
  return null;
end $$;

create trigger within_structure after insert or update on licence for each row execute function check_licence_days();

create function check_structure_days() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.tenure t where t.structure_id = new.id and (
      t.starts_on < new.opened_on or coalesce(t.ends_on, 'infinity') > coalesce(new.closed_on, 'infinity'))
  ) then
    raise exception 'a tenure lies within the life of its structure' using errcode = 'PC060';
  end if;
  if exists (
    select from public.licence l where l.structure_id = new.id
      and not l.starts_on between new.opened_on and coalesce(new.closed_on, 'infinity')
  ) then
    raise exception 'a licence begins within the life of its structure' using errcode = 'PC061';
  end if;
  return null;
end $$;

create trigger around_what_it_holds after update of opened_on, closed_on on structure
  for each row execute function check_structure_days();

-- Held for share: whoever ends the tenure at the same moment waits, and then finds this declaration. Who comes second
-- to somebody who has just ended it is told to try again.
create function check_declaration_year() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  first_day date := make_date(new.year, 1, 1);
  last_day date := make_date(new.year, 12, 31);
begin
  if not exists (
    select from public.tenure t
    where t.id = new.tenure_id and t.starts_on <= last_day and coalesce(t.ends_on, 'infinity') >= first_day
  ) then
    raise exception 'this tenure has no day in %', new.year using errcode = 'PC062';
  end if;
  perform from public.tenure t
    where t.id = new.tenure_id and t.starts_on <= last_day and coalesce(t.ends_on, 'infinity') >= first_day for share;
  if not found then
    raise exception 'this tenure has just ended' using errcode = '40001';
  end if;
  return null;
end $$;

create trigger within_tenure after insert on declaration for each row execute function check_declaration_year();

create function check_group_accounts() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if (select count(*) from public.tenure t where t.id = any (new.tenures)
        and (t.caf_id, t.organisation_id) = (new.caf_id, new.organisation_id)) <> cardinality(new.tenures) then
    raise exception 'these are not tenures of one organisation, each once' using errcode = 'PC063';
  end if;
  return null;
end $$;

create trigger of_one_organisation after insert or update on group_accounts
  for each row execute function check_group_accounts();

-- ── Ending and lengthening a tenure: its declarations are not the manager's to read ────────────────────────────

-- Answers the declarations of later years that are begun, and then does nothing. The untouched ones are cancelled.
-- No key of the tenure changes: whoever is saving one of its declarations does not wait for it.
create function end_tenure(the_tenure int, the_last_day date, the_reason text, the_name text, the_moment timestamptz)
returns table (kind text, year int) language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
  the_year int := extract(year from the_last_day);
begin
  -- No day would lengthen it for ever.
  if the_last_day is null then
    raise exception 'a tenure ends on a day' using errcode = '22004';
  end if;
  perform from public.tenure t where t.id = the_tenure and t.caf_id = public.portal_id('portal.manager_caf')
    for no key update;
  if not found or public.portal_id('portal.person') is null then
    raise exception 'no such tenure' using errcode = 'PC064';
  end if;
  perform from public.declaration d where d.tenure_id = the_tenure and d.year > the_year order by d.id for update;
  return query
    select d.kind::text, d.year from public.declaration d
    where d.tenure_id = the_tenure and d.year > the_year and d.state not in ('OPEN', 'CANCELLED') order by d.year, d.id;
  if found then
    return;
  end if;
  update public.tenure set ends_on = the_last_day where id = the_tenure;
  with cancelled as (
    update public.declaration d
    set state = 'CANCELLED', version = version + 1, updated_at = the_moment, state_since = the_moment
    where d.tenure_id = the_tenure and d.year > the_year and d.state = 'OPEN' returning d.*
  )
  insert into public.declaration_event (caf_id, told_caf_id, structure_id, tenure_id, declaration_id, at, act, actor_id,
                                        actor_name, from_state, to_state, version, reason)
  select c.caf_id, c.caf_id, c.structure_id, c.tenure_id, c.id, the_moment, 'cancel', public.portal_id('portal.person'),
         the_name, 'OPEN', 'CANCELLED', c.version, the_reason
  from cancelled c order by c.id;
end $$;

-- Undoes a closing. Answers what was sent up to the last day, and then does nothing.
create function reopen_structure(the_structure int) returns table (kind text, year int) language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
  the_last_day date;
  the_tenure int;
begin
  select s.closed_on into the_last_day from public.structure s
    where s.id = the_structure and s.caf_id = public.portal_id('portal.manager_caf')
    for no key update;
  if not found or public.portal_id('portal.person') is null then
    raise exception 'no such structure' using errcode = 'PC064';
  end if;
  select t.id into the_tenure from public.tenure t
    where t.structure_id = the_structure and t.ends_on = the_last_day for no key update;
  perform from public.declaration d where d.tenure_id = the_tenure order by d.id for update;
  return query
    select d.kind::text, d.year from public.declaration d
    where d.tenure_id = the_tenure and d.kind = 'ACTUAL' and d.year = extract(year from the_last_day)
      and d.state in ('TRANSMITTED', 'PROCESSING', 'ACCEPTED') order by d.id;
  if found then
    return;
  end if;
  update public.structure set closed_on = null where id = the_structure;
  update public.tenure set ends_on = null where id = the_tenure;
end $$;

revoke all on function end_tenure, reopen_structure from public;
grant execute on function end_tenure, reopen_structure to portal_app;

-- A tenure that has ended still has its last years to declare: a role on it may be granted and run beyond its last day.
create or replace function grant_role(
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
  if the_start < t.starts_on then
    raise exception 'before the tenure' using errcode = 'PC002';
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

-- ── Rows and columns: a habilitation manager keeps those of his own Caf ────────────────────────────────────────

create policy kept on organisation for insert to portal_app with check (
  caf_id = (select portal_id('portal.manager_caf')));
create policy kept on structure for insert to portal_app with check (
  caf_id = (select portal_id('portal.manager_caf')));
create policy closed on structure for update to portal_app
  using (caf_id = (select portal_id('portal.manager_caf')))
  with check (caf_id = (select portal_id('portal.manager_caf')));
create policy kept on tenure for insert to portal_app with check (
  caf_id = (select portal_id('portal.manager_caf')));
create policy kept on licence for insert to portal_app with check (
  caf_id = (select portal_id('portal.manager_caf')));
create policy corrected on licence for update to portal_app
  using (caf_id = (select portal_id('portal.manager_caf')))
  with check (caf_id = (select portal_id('portal.manager_caf')));
create policy withdrawn on licence for delete to portal_app
  using (caf_id = (select portal_id('portal.manager_caf')));

grant insert (caf_id, siret, name) on organisation to portal_app;
grant insert (caf_id, id_equ, name, kind, nature, commune, opened_on, ctg_since), update (closed_on) on structure
  to portal_app;
grant insert (caf_id, organisation_id, structure_id, starts_on, ends_on) on tenure to portal_app;
grant insert (caf_id, structure_id, starts_on, places), update (places), delete on licence to portal_app;
grant usage on sequence organisation_id_seq, structure_id_seq, tenure_id_seq, licence_id_seq to portal_app;
