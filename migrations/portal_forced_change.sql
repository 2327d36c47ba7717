-- Typing an address into « ouvrir un compte » makes a person known to a Caf, not answerable to it: a manager who could
-- end the sessions of anybody whose address he has read somewhere would hold the whole country's partners by it. He may
-- while the person holds a grant of his Caf that has not ended, which her own account and her mails tell her.
create or replace function force_password_change(the_person int, the_moment timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  the_day date := (the_moment at time zone 'Europe/Paris')::date;
begin
  if not public.portal_answers_for(the_person) then
    raise exception 'no such person' using errcode = 'PC075';
  end if;
  if not public.portal_national() then
    if exists (select from public.staff_role s where s.person_id = the_person
               and (s.ends_on is null or s.ends_on >= the_day)) then
      raise exception 'a staff account' using errcode = 'PC004';
    end if;
    if not exists (select from public.role_grant g where g.person_id = the_person
                   and g.caf_id = public.portal_id('portal.manager_caf')
                   and g.ended_at is null and (g.ends_on is null or g.ends_on >= the_day)) then
      raise exception 'no grant here' using errcode = 'PC077';
    end if;
  end if;
  update public.person set must_change = true where id = the_person and password is not null;
  delete from public.session where person_id = the_person;
  insert into public.outgoing_mail (template, caf_id, person_id, created_at, due_at)
  values ('CHANGE_WANTED', public.portal_id('portal.manager_caf'), the_person, the_moment, the_moment);
end $$;
