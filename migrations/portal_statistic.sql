-- Comparative statistics: what structures add, and the releases, frozen for ever. Run once, as portal_owner.

-- ── What belongs together ──────────────────────────────────────────────────────────────────────────────────────

alter table structure_ratio add constraint structure_ratio_same_submission
  foreign key (caf_id, structure_id, tenure_id, declaration_id, submission_id)
  references submission (caf_id, structure_id, tenure_id, declaration_id, id);
alter table structure_ratio add constraint structure_ratio_of_right
  foreign key (submission_id) references accepted_right (submission_id);

alter table statistics_release add constraint release_of_year unique (structure_kind, year, id);
alter table statistics_cell add constraint cell_same_release
  foreign key (structure_kind, year, release_id) references statistics_release (structure_kind, year, id);
create unique index cell_once on statistics_cell (release_id, ratio, caf_id, axis, code) nulls not distinct;

create index structure_ratio_by_structure on structure_ratio (structure_id, year);
create index structure_ratio_by_year on structure_ratio (structure_kind, year, declaration_id);
create index cell_by_place on statistics_cell (structure_kind, year, caf_id);
create index cell_by_id on statistics_cell (structure_kind, year, id);

-- What a structure adds is that of its declaration and of its organisation, and only an actual declaration adds.
create function check_structure_ratio() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (
    select from public.declaration d
    join public.organisation o on o.id = d.organisation_id
    where d.id = new.declaration_id and d.kind = 'ACTUAL'
      and (d.structure_kind, d.year, left(o.siret, 9)) = (new.structure_kind, new.year, new.siren)
  ) then
    raise exception 'this ratio is not that of an actual declaration' using errcode = 'PC040';
  end if;
  return new;
end $$;

create trigger of_declaration before insert or update on structure_ratio
  for each row execute function check_structure_ratio();

-- ── Frozen for ever ────────────────────────────────────────────────────────────────────────────────────────────

create trigger immutable before update or delete on statistics_release for each row execute function refuse_change();
create trigger immutable before update or delete on statistics_cell for each row execute function refuse_change();
create trigger never_emptied before truncate on statistics_release for each statement execute function refuse_change();
create trigger never_emptied before truncate on statistics_cell for each statement execute function refuse_change();

-- A cell comes with its release or never: later none can be added to it.
create function check_cell_release() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if exists (
    select from added a join public.statistics_release r on r.id = a.release_id
    where r.xmin <> pg_current_xact_id()::xid
  ) then
    raise exception 'this release is closed' using errcode = 'PC041';
  end if;
  return null;
end $$;

create trigger with_release after insert on statistics_cell referencing new table as added
  for each statement execute function check_cell_release();

-- ── Rows: enabled and forced; a release is known to whoever is signed in ───────────────────────────────────────

do $$
declare t text;
begin
  foreach t in array array['structure_ratio', 'statistics_release', 'statistics_cell']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_owner on %I to portal_owner using (true) with check (true)', t);
    execute format('create policy of_jobs on %I to portal_job using (true) with check (true)', t);
  end loop;
end $$;

create policy seen on structure_ratio for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or caf_id = (select portal_id('portal.officer_caf')));
create policy stored on structure_ratio for insert to portal_app with check (
  caf_id = (select portal_id('portal.officer_caf')));
create policy replaced on structure_ratio for update to portal_app
  using (caf_id = (select portal_id('portal.officer_caf')))
  with check (caf_id = (select portal_id('portal.officer_caf')));
create policy seen on statistics_release for select to portal_app using (
  (select portal_id('portal.person')) is not null);
create policy seen on statistics_cell for select to portal_app using (
  (select portal_id('portal.person')) is not null);

-- ── Tables and columns of each role ────────────────────────────────────────────────────────────────────────────

grant select on structure_ratio, statistics_release, statistics_cell to portal_app;
grant insert on structure_ratio to portal_app;
grant update (submission_id, siren, nature, size_class, numerator, denominator, reason) on structure_ratio to portal_app;
grant usage on sequence structure_ratio_id_seq to portal_app;

grant select, insert, update, delete on structure_ratio to portal_job;
grant select, insert on statistics_release, statistics_cell to portal_job;
grant usage on sequence structure_ratio_id_seq, statistics_release_id_seq, statistics_cell_id_seq to portal_job;
