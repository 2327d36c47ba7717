-- Two at once: the rights by which somebody acts are held while he acts; the keys of acts are his own. Run once.

-- What the person in force may do, read again and held until the transaction ends: his account, the session that asks (when
-- there is one), his grants on the tenures of these declarations, his staff roles. Whoever ends one of them waits, or was
-- first and is seen here. Reads nothing of anybody else's.
create function hold_rights(the_session int, the_day date, the_declarations int[])
returns table (role text, caf_id int, tenure_id int) language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
  author int := public.portal_id('portal.person');
begin
  perform from public.person p where p.id = author and p.active for share;
  if not found then
    raise exception 'this account is closed' using errcode = 'PC080';
  end if;
  if the_session is not null then
    perform from public.session s where s.id = the_session and s.person_id = author for key share;
    if not found then
      raise exception 'this session has ended' using errcode = 'PC080';
    end if;
  end if;
  return query
    select g.role::text, g.caf_id, g.tenure_id from public.role_grant g
    where g.person_id = author
      and g.tenure_id in (select d.tenure_id from public.declaration d where d.id = any (the_declarations))
      and g.state = 'ACTIVE' and g.ended_at is null and g.starts_on <= the_day
      and (g.ends_on is null or g.ends_on >= the_day)
    order by g.id for share of g;
  return query
    select r.role::text, r.caf_id, null::int from public.staff_role r
    where r.person_id = author and r.starts_on <= the_day and (r.ends_on is null or r.ends_on >= the_day)
    order by r.id for share;
end $$;

revoke all on function hold_rights from public;
grant execute on function hold_rights to portal_app;

-- ── Keys of acts: everybody's own ──────────────────────────────────────────────────────────────────────────────

alter table act_key enable row level security;
alter table act_key force row level security;
create policy of_owner on act_key to portal_owner using (true) with check (true);
create policy of_jobs on act_key to portal_job using (true) with check (true);
create policy own on act_key for select to portal_app using (person_id = (select portal_id('portal.person')));
create policy added on act_key for insert to portal_app with check (person_id = (select portal_id('portal.person')));
create policy answered on act_key for update to portal_app
  using (person_id = (select portal_id('portal.person')))
  with check (person_id = (select portal_id('portal.person')));

grant select, insert on act_key to portal_app;
grant update (made, rights, answer) on act_key to portal_app;
grant usage on sequence act_key_id_seq to portal_app;
grant select, insert, update, delete on act_key to portal_job;
grant usage on sequence act_key_id_seq to portal_job;
