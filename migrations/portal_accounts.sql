-- Accounts, sign-in, mails, staff: who sees and writes what, and the acts that must see more than their author. Run once.

-- ── Keys, order, and what moves how ────────────────────────────────────────────────────────────────────────────

alter table account_opening add constraint account_opening_same_caf
  foreign key (caf_id, organisation_id) references organisation (caf_id, id);
alter table recovery_code add constraint recovery_code_once unique (person_id, code_hash);
create unique index account_opening_once on account_opening (person_id, coalesce(caf_id, 0));
create index account_opening_by_caf on account_opening (caf_id, id);
create index outgoing_mail_due on outgoing_mail (due_at, id) where sent_at is null and given_up_at is null;
create index outgoing_mail_by_caf on outgoing_mail (caf_id, id);
create index one_time_link_by_person on one_time_link (person_id, id);
create index session_by_expiry on session (expires_at);

create function check_grant_move() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.state <> new.state and (old.state, new.state) not in
    (('REQUESTED', 'ACTIVE'), ('ACTIVE', 'SUSPENDED'), ('SUSPENDED', 'ACTIVE')) then
    raise exception 'a grant cannot go from % to %', old.state, new.state using errcode = 'PC070';
  end if;
  return new;
end $$;

create trigger moves before update on role_grant for each row execute function check_grant_move();

-- A staff role that never began ends on the day before it would have, as a grant does.
alter table staff_role drop constraint staff_role_days_in_order;
alter table staff_role add constraint staff_role_days_in_order check (ends_on is null or ends_on >= starts_on - 1);

create trigger never_erased before delete on account_opening for each row execute function refuse_change();
create trigger never_emptied before truncate on account_opening for each statement execute function refuse_change();

-- Nobody is both staff and partner, whatever the door.
create function check_staff_apart() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.role_grant g where g.person_id = new.person_id and g.ended_at is null
      and daterange(g.starts_on, g.ends_on + 1) && daterange(new.starts_on, new.ends_on + 1)
  ) then
    raise exception 'a partner account' using errcode = 'PC072';
  end if;
  return null;
end $$;

create trigger apart_from_partners after insert or update on staff_role for each row execute function check_staff_apart();

-- ── Rows ───────────────────────────────────────────────────────────────────────────────────────────────────────

do $$
declare t text;
begin
  foreach t in array array['recovery_code', 'one_time_link', 'sign_in_attempt', 'account_opening', 'outgoing_mail']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_owner on %I to portal_owner using (true) with check (true)', t);
    execute format('create policy of_jobs on %I to portal_job using (true) with check (true)', t);
  end loop;
  foreach t in array array['recovery_code', 'one_time_link', 'sign_in_attempt']
  loop
    execute format('create policy of_sign_in on %I to portal_auth using (true) with check (true)', t);
  end loop;
end $$;

create policy seen on account_opening for select to portal_app using (
  caf_id = (select portal_id('portal.manager_caf')) or (caf_id is null and (select portal_national())));

-- A manager sees what is sent in the matters of his Caf, and whether it arrives.
create policy seen on outgoing_mail for select to portal_app using (
  caf_id = (select portal_id('portal.manager_caf')) or (caf_id is null and (select portal_national())));
create policy of_sign_in on outgoing_mail for insert to portal_auth with check (
  template in ('PASSWORD_RESET', 'PASSWORD_CHANGED', 'ACCOUNT_BLOCKED', 'SECOND_FACTOR_CHANGED') and caf_id is null
  and attempts = 0 and sent_at is null);

-- Still the one policy that looks at other tables: people are seen through a grant or a request in the manager's Caf,
-- staff by the Cnaf, which names it.
drop policy seen on person;
create policy seen on person for select to portal_app using (
  id = (select portal_id('portal.person'))
  or exists (select from role_grant g
             where g.person_id = person.id and g.caf_id = (select portal_id('portal.manager_caf')))
  or exists (select from account_opening o
             where o.person_id = person.id and o.caf_id = (select portal_id('portal.manager_caf')))
  or ((select portal_national()) and (
    exists (select from staff_role s where s.person_id = person.id)
    or exists (select from account_opening o where o.person_id = person.id and o.caf_id is null))));

-- Never on a grant of one's own.
alter policy ended on role_grant
  using (caf_id = (select portal_id('portal.manager_caf')) and person_id <> (select portal_id('portal.person')))
  with check (caf_id = (select portal_id('portal.manager_caf')) and person_id <> (select portal_id('portal.person')));

create policy ended on staff_role for update to portal_app
  using ((select portal_national())) with check ((select portal_national()));

create policy renamed on organisation for update to portal_app
  using (caf_id = (select portal_id('portal.manager_caf')))
  with check (caf_id = (select portal_id('portal.manager_caf')));

-- What happens to an account is noted by whoever it belongs to, before any scope is in force.
create policy noted_at_sign_in on audit_entry for insert to portal_auth with check (
  caf_id is null and structure_id is null and declaration_id is null and role_grant_id is null);

-- ── Tables and columns of each role ────────────────────────────────────────────────────────────────────────────

grant select on account_opening, outgoing_mail to portal_app;
grant update (state) on role_grant to portal_app;
grant update (name) on organisation to portal_app;
grant update (name, nature, commune, ctg_since) on structure to portal_app;
grant update (ends_on) on staff_role to portal_app;

grant select (must_change, notice_version, totp_secret, totp_since, totp_step, password_set_at),
  update (must_change, password_set_at, notice_version, notice_accepted_at, totp_secret, totp_since, totp_step)
  on person to portal_auth;
grant select, insert, update, delete on recovery_code, one_time_link, sign_in_attempt to portal_auth;
grant usage on sequence recovery_code_id_seq, one_time_link_id_seq, sign_in_attempt_id_seq to portal_auth;
grant insert on outgoing_mail, audit_entry to portal_auth;
grant usage on sequence outgoing_mail_id_seq, audit_entry_id_seq to portal_auth;

grant select, insert, update, delete on recovery_code, one_time_link, sign_in_attempt, account_opening, outgoing_mail
  to portal_job;
grant usage on sequence recovery_code_id_seq, one_time_link_id_seq, sign_in_attempt_id_seq, account_opening_id_seq,
  outgoing_mail_id_seq to portal_job;

-- ── Accounts: found or made by their address, which the author of the act may not see ──────────────────────────

-- Only the functions below call this. One mail to whoever it is, so that its row tells nothing of an account that was there
-- already; its text is told apart when it is sent.
-- held until the transaction ends: nobody becomes staff and partner at the same moment.
create function portal_account(the_email text, the_name text, the_caf int, the_moment timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  found_id int;
begin
  insert into public.person (email, display_name, active, created_at) values (the_email, the_name, true, the_moment)
    on conflict (email) do nothing;
  select id into found_id from public.person where email = the_email for no key update;
  insert into public.outgoing_mail (template, caf_id, person_id, created_at, due_at)
  select 'ACCOUNT_OPENED', the_caf, found_id, the_moment, the_moment
  where not exists (
    select from public.outgoing_mail m where m.person_id = found_id and m.template = 'ACCOUNT_OPENED'
      and m.caf_id is not distinct from the_caf and m.given_up_at is null and (m.sent_at is null or m.sent_at > the_moment - interval '1 day'));
  return found_id;
end $$;

-- Whether the caller answers for this person: a manager for those of his Caf, the Cnaf for staff.
create function portal_answers_for(the_person int) returns boolean language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select exists (select from public.role_grant g
                 where g.person_id = the_person and g.caf_id = public.portal_id('portal.manager_caf'))
      or exists (select from public.account_opening o
                 where o.person_id = the_person and o.caf_id = public.portal_id('portal.manager_caf'))
      or (public.portal_national() and (
        exists (select from public.staff_role s where s.person_id = the_person)
        or exists (select from public.account_opening o where o.person_id = the_person and o.caf_id is null)))
$$;

create function open_account(the_email text, the_name text, the_organisation int, the_moment timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  author int := public.portal_id('portal.person');
  the_caf int := public.portal_id('portal.manager_caf');
  found_id int;
  made int;
begin
  if author is null or (the_caf is null and not public.portal_national()) then
    raise exception 'neither a manager nor the Cnaf' using errcode = 'PC073';
  end if;
  if the_organisation is not null and not exists (
    select from public.organisation o where o.id = the_organisation and o.caf_id = the_caf) then
    raise exception 'no such organisation' using errcode = 'PC074';
  end if;
  found_id := public.portal_account(the_email, the_name, the_caf, the_moment);
  if found_id = author then
    raise exception 'to oneself' using errcode = 'PC003';
  end if;
  insert into public.account_opening (caf_id, organisation_id, person_id, person_name, person_email, opened_by_id, opened_at)
  values (the_caf, the_organisation, found_id, the_name, the_email, author, the_moment)
  on conflict (person_id, coalesce(caf_id, 0)) do update set person_name = excluded.person_name,
    organisation_id = coalesce(excluded.organisation_id, account_opening.organisation_id)
  returning id into made;
  return made;
end $$;

-- The link again, for whoever has not used the first one. Nothing tells whether there was anything to send.
create function send_opening_again(the_person int, the_moment timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not public.portal_answers_for(the_person) then
    raise exception 'no such person' using errcode = 'PC075';
  end if;
  update public.outgoing_mail set given_up_at = the_moment
    where person_id = the_person and template = 'ACCOUNT_OPENED' and sent_at is null and given_up_at is null
      and caf_id is not distinct from public.portal_id('portal.manager_caf');
  insert into public.outgoing_mail (template, caf_id, person_id, created_at, due_at)
  values ('ACCOUNT_OPENED', public.portal_id('portal.manager_caf'), the_person, the_moment, the_moment);
end $$;

-- A new password is wanted at the next sign-in, and every session ends. Staff answer to the Cnaf, not to a manager who
-- has typed their address.
create function force_password_change(the_person int, the_moment timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not public.portal_answers_for(the_person) then
    raise exception 'no such person' using errcode = 'PC075';
  end if;
  if not public.portal_national() and exists (
    select from public.staff_role s where s.person_id = the_person
      and (s.ends_on is null or s.ends_on >= (the_moment at time zone 'Europe/Paris')::date)) then
    raise exception 'a staff account' using errcode = 'PC004';
  end if;
  update public.person set must_change = true where id = the_person and password is not null;
  delete from public.session where person_id = the_person;
  insert into public.outgoing_mail (template, caf_id, person_id, created_at, due_at)
  values ('CHANGE_WANTED', public.portal_id('portal.manager_caf'), the_person, the_moment, the_moment);
end $$;

-- Closing an account, or opening it again: the Cnaf, for an address that it knows; never its author's own.
create function set_account_active(the_email text, the_answer boolean, the_moment timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  found_id int;
begin
  if not public.portal_national() or public.portal_id('portal.person') is null then
    raise exception 'not the Cnaf' using errcode = 'PC073';
  end if;
  select id into found_id from public.person where email = the_email for no key update;
  if found_id is null then
    raise exception 'no such person' using errcode = 'PC075';
  end if;
  if found_id = public.portal_id('portal.person') then
    raise exception 'to oneself' using errcode = 'PC003';
  end if;
  update public.person set active = the_answer where id = found_id;
  if not the_answer then
    delete from public.session where person_id = found_id;
    update public.one_time_link set used_at = the_moment where person_id = found_id and used_at is null;
  end if;
  return found_id;
end $$;

-- ── Staff and Cafs, named by the Cnaf ──────────────────────────────────────────────────────────────────────────

create function name_staff(
  the_email text, the_name text, the_role text, the_caf int, the_start date, the_end date, the_moment timestamptz
) returns int language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  author int := public.portal_id('portal.person');
  found_id int;
  made int;
begin
  if author is null or not public.portal_national() then
    raise exception 'not the Cnaf' using errcode = 'PC073';
  end if;
  if the_caf is not null and not exists (select from public.caf c where c.id = the_caf) then
    raise exception 'no such Caf' using errcode = 'PC076';
  end if;
  found_id := public.portal_account(the_email, the_name, null, the_moment);
  if found_id = author then
    raise exception 'to oneself' using errcode = 'PC003';
  end if;
  insert into public.staff_role (person_id, role, caf_id, starts_on, ends_on)
  values (found_id, the_role, the_caf, the_start, the_end) returning id into made;
  return made;
end $$;

create function open_caf(the_code text, the_name text) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  made int;
begin
  if not public.portal_national() then
    raise exception 'not the Cnaf' using errcode = 'PC073';
  end if;
  insert into public.caf (code, name) values (the_code, the_name) returning id into made;
  return made;
end $$;

create function rename_caf(the_caf int, the_name text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not public.portal_national() then
    raise exception 'not the Cnaf' using errcode = 'PC073';
  end if;
  update public.caf set name = the_name where id = the_caf;
  if not found then
    raise exception 'no such Caf' using errcode = 'PC076';
  end if;
end $$;

-- ── Granting a role: asked for or active, with its mail ────────────────────────────────────────────────────────

drop function grant_role(text, text, int, text, date, date, timestamptz);

create function grant_role(
  the_email text, the_name text, the_tenure int, the_role text, the_start date, the_end date, the_state text,
  the_moment timestamptz
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
  person_found := public.portal_account(the_email, the_name, t.caf_id, the_moment);
  if person_found = manager then
    raise exception 'to oneself' using errcode = 'PC003';
  end if;
  if exists (select from public.staff_role s where s.person_id = person_found
             and (s.ends_on is null or s.ends_on >= the_start)) then
    raise exception 'a staff account' using errcode = 'PC004';
  end if;
  insert into public.role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email,
                                 role, starts_on, ends_on, granted_by_id, granted_at, state)
  values (t.caf_id, t.organisation_id, t.structure_id, t.id, person_found, the_name, the_email,
          the_role, the_start, the_end, manager, the_moment, the_state)
  returning id into made;
  return made;
end $$;

-- ── Mails: to whoever holds these roles on a tenure that the caller sees ───────────────────────────────────────

create function post_mail(
  the_template text, the_tenure int, the_declaration int, the_roles text[], the_part text, the_day date,
  the_today date, the_moment timestamptz
) returns int language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  posted int;
begin
  if not exists (
    select from public.tenure t where t.id = the_tenure and (
      t.id = any (public.portal_ids('portal.tenures')) or t.caf_id = public.portal_id('portal.officer_caf')
      or t.caf_id = public.portal_id('portal.manager_caf'))
  ) then
    raise exception 'no such tenure' using errcode = 'PC001';
  end if;
  if the_declaration is not null and not exists (
    select from public.declaration d where d.id = the_declaration and d.tenure_id = the_tenure) then
    raise exception 'no such declaration' using errcode = 'PC001';
  end if;
  insert into public.outgoing_mail (template, caf_id, person_id, structure_id, tenure_id, declaration_id, part, day,
                                    created_at, due_at)
  select distinct the_template, g.caf_id, g.person_id, g.structure_id, g.tenure_id, the_declaration, the_part, the_day,
         the_moment, the_moment
  from public.role_grant g join public.person p on p.id = g.person_id
  where g.tenure_id = the_tenure and g.role = any (the_roles) and g.state = 'ACTIVE' and g.ended_at is null
    and g.starts_on <= the_today and (g.ends_on is null or g.ends_on >= the_today)
    and p.active and p.id is distinct from public.portal_id('portal.person');
  get diagnostics posted = row_count;
  return posted;
end $$;

-- ── « Qui voit mes données ? » ─────────────────────────────────────────────────────────────────────────────────

-- Who sees structures that the caller sees: people granted on his own tenures, and the staff of its Caf and of the
-- Cnaf, by role and number. A staff role has no last day when one of its holders has none.
create function who_sees(the_structures int[], the_today date)
returns table (structure_id int, person_name text, role text, starts_on date, ends_on date, persons int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select g.structure_id, g.person_name::text, g.role::text, g.starts_on, g.ends_on, 1
  from public.role_grant g
  where g.structure_id = any (the_structures) and g.state = 'ACTIVE' and g.ended_at is null
    and (g.ends_on is null or g.ends_on >= the_today)
    and (g.tenure_id = any (public.portal_ids('portal.tenures')) or g.caf_id = public.portal_id('portal.manager_caf'))
  union all
  select s.id, null, r.role::text, null, nullif(max(coalesce(r.ends_on, 'infinity')), 'infinity'), count(*)::int
  from public.structure s join public.staff_role r on r.caf_id = s.caf_id or r.caf_id is null
  where s.id = any (the_structures) and r.starts_on <= the_today and (r.ends_on is null or r.ends_on >= the_today)
    and (s.id = any (public.portal_ids('portal.structures')) or s.caf_id = public.portal_id('portal.manager_caf'))
  group by s.id, r.role
$$;

revoke all on function portal_account, portal_answers_for, open_account, send_opening_again, force_password_change,
  set_account_active, name_staff, open_caf, rename_caf, grant_role, post_mail, who_sees from public;
grant execute on function open_account, send_opening_again, force_password_change, set_account_active, name_staff,
  open_caf, rename_caf, grant_role, post_mail, who_sees to portal_app;
