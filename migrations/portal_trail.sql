-- The audit trail: chained by hash, one chain for each Caf and one for what falls in none; read by those concerned. Run once.

-- ── A link of a chain ──────────────────────────────────────────────────────────────────────────────────────────

alter table audit_head add constraint audit_head_once unique (trail, chain);

-- The fields of a row in their order, each with its length in front, so that no two rows read alike; `at` is told in
-- microseconds. `rules/chain.py` says the same, for whoever checks.
create function canonical(the_row jsonb, the_fields text[]) returns bytea
language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp as $$
  select convert_to(string_agg(
    coalesce(octet_length(convert_to(the_row ->> field, 'UTF8')) || ':' || (the_row ->> field), '-'), ',' order by place), 'UTF8')
  from unnest(the_fields) with ordinality as each(field, place)
$$;

-- The place of a new row: after the last one of its chain, which nobody else adds to until this transaction ends. A head
-- that is further than the last row tells of rows that were taken away: their places are never given again.
create function chain_entry() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  the_chain int := coalesce(new.caf_id, 0);
  head public.audit_head%rowtype;
  last_seq bigint;
  last_hash bytea;
begin
  loop
    select * into head from public.audit_head h where h.trail = tg_argv[0] and h.chain = the_chain for no key update;
    exit when found;
    insert into public.audit_head (trail, chain, hash, anchor_hash)
      values (tg_argv[0], the_chain, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))
      on conflict (trail, chain) do nothing;
  end loop;
  execute format('select seq, hash from public.%I where coalesce(caf_id, 0) = $1 order by seq desc limit 1', tg_table_name)
    into last_seq, last_hash using the_chain;
  if last_seq is null or last_seq < head.seq then
    last_seq := head.seq;
    last_hash := head.hash;
  end if;
  new.seq := last_seq + 1;
  new.prev_hash := last_hash;
  new.hash := sha256(last_hash || public.canonical(
    to_jsonb(new) || jsonb_build_object('at', (extract(epoch from new.at) * 1000000)::bigint), string_to_array(tg_argv[1], ' ')));
  return new;
end $$;

-- Once for each statement: a row that is changed again and again in one transaction is found ever more slowly.
create function keep_heads() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  update public.audit_head h set seq = last.seq, hash = last.hash
  from (select distinct on (coalesce(caf_id, 0)) coalesce(caf_id, 0) as chain, seq, hash from added
        order by coalesce(caf_id, 0), seq desc) last
  where h.trail = tg_argv[0] and h.chain = last.chain;
  return null;
end $$;

-- ── What was done before there was a chain ─────────────────────────────────────────────────────────────────────

create unique index audit_place on audit_entry (coalesce(caf_id, 0), seq);
create unique index read_place on read_entry (coalesce(caf_id, 0), seq);

alter table audit_entry disable trigger immutable;
update audit_entry set
  door = case when request_id = 'command line' then 'COMMAND_LINE' end,
  told_manager = caf_id is not null and act in ('addOrganisation', 'renameOrganisation', 'addStructure', 'changeStructure', 'changeLicence',
    'transferStructure', 'closeStructure', 'reopenStructure', 'grantRole', 'grantRoles', 'activateRoleGrant',
    'suspendRoleGrant', 'endRoleGrant', 'openAccount', 'sendOpeningAgain', 'forcePasswordChange'),
  told_officer = caf_id is not null and (act in ('take', 'return', 'accept', 'reopen', 'cancel', 'grantDelay', 'openPeriod', 'changePeriod',
    'publishPeriod') or (act in ('approve', 'withdraw') and outcome = 'DONE')),
  told_national = act in ('nameStaff', 'endStaffRole', 'openCaf', 'renameCaf', 'deactivateAccount', 'reactivateAccount');

do $$
declare
  fields constant text[] := string_to_array('seq id at actor_id actor_name act outcome codes roles grant_id door caf_id structure_id tenure_id declaration_id role_grant_id object_type object_id person_id from_state to_state request_id told_manager told_officer told_national', ' ');
  nothing constant bytea := decode(repeat('00', 32), 'hex');
  entry audit_entry%rowtype;
  the_chain int;
  place bigint := 0;
  link bytea := nothing;
begin
  for entry in select * from audit_entry order by coalesce(caf_id, 0), id loop
    if the_chain is distinct from coalesce(entry.caf_id, 0) then
      the_chain := coalesce(entry.caf_id, 0);
      place := 0;
      link := nothing;
    end if;
    place := place + 1;
    entry.seq := place;
    entry.prev_hash := link;
    link := sha256(link || canonical(
      to_jsonb(entry) || jsonb_build_object('at', (extract(epoch from entry.at) * 1000000)::bigint), fields));
    update audit_entry set seq = place, prev_hash = entry.prev_hash, hash = link where id = entry.id;
  end loop;
  insert into audit_head (trail, chain, seq, hash, anchor_hash)
  select distinct on (coalesce(caf_id, 0)) 'ACTS', coalesce(caf_id, 0), seq, hash, nothing from audit_entry
  order by coalesce(caf_id, 0), seq desc;
end $$;
alter table audit_entry enable trigger immutable;

alter table audit_entry add constraint audit_chained
  check (seq is not null and prev_hash is not null and hash is not null);
alter table read_entry add constraint read_chained
  check (seq is not null and prev_hash is not null and hash is not null);

create trigger chained before insert on audit_entry for each row execute function chain_entry('ACTS',
  'seq id at actor_id actor_name act outcome codes roles grant_id door caf_id structure_id tenure_id declaration_id role_grant_id object_type object_id person_id from_state to_state request_id told_manager told_officer told_national');
create trigger heads after insert on audit_entry referencing new table as added
  for each statement execute function keep_heads('ACTS');
create trigger chained before insert on read_entry for each row execute function chain_entry('READS',
  'seq id at actor_id actor_name roles door caf_id whole_list object_type object_id request_id');
create trigger heads after insert on read_entry referencing new table as added
  for each statement execute function keep_heads('READS');

-- ── What never changes, and how reads of long ago go ───────────────────────────────────────────────────────────

create function refuse_all_but_purge() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'DELETE' and current_user = 'portal_owner' and current_setting('portal.purging', true) = 'on' then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'PC010';
end $$;

create trigger immutable before update or delete on read_entry for each row execute function refuse_all_but_purge();
create trigger never_emptied before truncate on read_entry for each statement execute function refuse_change();
create trigger never_erased before delete on audit_head for each row execute function refuse_change();
create trigger never_emptied before truncate on audit_head for each statement execute function refuse_change();

-- The oldest stretch of each chain of reads, all before a moment; what is kept hangs on the last link removed. For the
-- owner alone.
create function purge_reads(the_moment timestamptz) returns bigint language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
declare
  head audit_head%rowtype;
  until bigint;
  link bytea;
  gone bigint;
  removed bigint := 0;
begin
  perform set_config('portal.purging', 'on', true);
  for head in select * from audit_head h where h.trail = 'READS' order by h.chain for no key update loop
    select coalesce(min(r.seq) - 1, head.seq) into until from read_entry r
      where coalesce(r.caf_id, 0) = head.chain and r.at >= the_moment;
    continue when until <= head.anchor_seq;
    select r.hash into link from read_entry r where coalesce(r.caf_id, 0) = head.chain and r.seq = until;
    if link is null then
      raise exception 'the chain of reads % is broken at %', head.chain, until using errcode = 'PC090';
    end if;
    delete from read_entry r where coalesce(r.caf_id, 0) = head.chain and r.seq <= until;
    get diagnostics gone = row_count;
    removed := removed + gone;
    update audit_head set anchor_seq = until, anchor_hash = link where id = head.id;
  end loop;
  perform set_config('portal.purging', 'off', true);
  return removed;
end $$;
revoke all on function canonical, purge_reads from public;

-- ── Rows and privileges ────────────────────────────────────────────────────────────────────────────────────────

do $$
declare t text;
begin
  foreach t in array array['audit_head', 'read_entry'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_owner on %I to portal_owner using (true) with check (true)', t);
    execute format('create policy of_jobs on %I to portal_job using (true) with check (true)', t);
  end loop;
end $$;

-- Partners read what happened on their own tenures; staff what each act tells them.
create policy seen on audit_entry for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or (told_manager and caf_id = (select portal_id('portal.manager_caf')))
  or (told_officer and caf_id = (select portal_id('portal.officer_caf')))
  or (told_national and (select portal_national())));
create policy noted on read_entry for insert to portal_app with check (
  actor_id = (select portal_id('portal.person')));

revoke insert on audit_entry from portal_app, portal_auth;
revoke update, delete on audit_entry from portal_job;
grant insert (at, actor_id, actor_name, act, outcome, codes, roles, grant_id, door, caf_id, structure_id, tenure_id,
  declaration_id, role_grant_id, object_type, object_id, person_id, from_state, to_state, request_id, told_manager,
  told_officer, told_national) on audit_entry to portal_app, portal_auth;
grant select (id, at, actor_id, actor_name, act, outcome, codes, roles, door, caf_id, structure_id, tenure_id,
  declaration_id, role_grant_id, object_type, object_id, person_id, from_state, to_state, told_manager, told_officer,
  told_national) on audit_entry to portal_app;
grant insert (at, actor_id, actor_name, roles, door, caf_id, whole_list, object_type, object_id, request_id)
  on read_entry to portal_app;
grant usage on sequence read_entry_id_seq to portal_app;
grant select on audit_head to portal_job;
grant select, insert on read_entry to portal_job;
grant usage on sequence audit_head_id_seq, read_entry_id_seq to portal_job;

-- ── In list order ──────────────────────────────────────────────────────────────────────────────────────────────

create index audit_by_structure on audit_entry (structure_id, id);
create index audit_by_person on audit_entry (person_id, id);
create index audit_by_caf on audit_entry (caf_id, id);
create index audit_by_actor on audit_entry (actor_id, id);

-- ── What the admin shows of it: « Journal », to each of the staff what an act tells him ─────────────────────────

create view admin.journal with (security_invoker = true) as
select a.id, (a.at at time zone 'Europe/Paris')::date as jour,
  to_char(a.at at time zone 'Europe/Paris', 'HH24:MI:SS') as heure, a.actor_name as auteur,
  (select string_agg(
    case held.role
      when 'ACTIVITY_DATA_PROVIDER' then 'fournisseur de données d''activité'
      when 'FINANCIAL_DATA_PROVIDER' then 'fournisseur de données financières'
      when 'APPROVER' then 'approbateur'
      when 'HABILITATION_MANAGER' then 'gestionnaire des habilitations de la Caf'
      when 'DECLARATION_OFFICER' then 'agent de traitement de la Caf'
      when 'NATIONAL' then 'Cnaf' end, ', ' order by held.place)
    from unnest(string_to_array(a.roles, ',')) with ordinality as held(role, place)) as role,
  case a.act
    when 'save' then 'enregistrer la saisie'
    when 'completePart' then 'terminer la saisie d''un volet'
    when 'reopenPart' then 'rouvrir un volet'
    when 'sendBackPart' then 'renvoyer un volet à son fournisseur'
    when 'approve' then 'approuver et transmettre'
    when 'withdraw' then 'retirer la transmission'
    when 'take' then 'prendre en charge'
    when 'return' then 'retourner pour correction'
    when 'accept' then 'valider'
    when 'reopen' then 'rouvrir la déclaration'
    when 'cancel' then 'annuler la déclaration'
    when 'grantDelay' then 'accorder un délai'
    when 'stateGroupAccounts' then 'indiquer le total analytique de plusieurs structures'
    when 'openPeriod' then 'préparer une période'
    when 'changePeriod' then 'changer les jours d''une période'
    when 'publishPeriod' then 'publier une période'
    when 'addOrganisation' then 'enregistrer un gestionnaire'
    when 'renameOrganisation' then 'corriger le nom d''un gestionnaire'
    when 'addStructure' then 'enregistrer une structure'
    when 'changeStructure' then 'corriger une structure'
    when 'changeLicence' then 'enregistrer les places autorisées'
    when 'transferStructure' then 'changer le gestionnaire d''une structure'
    when 'closeStructure' then 'fermer une structure'
    when 'reopenStructure' then 'rouvrir une structure'
    when 'grantRole' then 'habiliter une personne'
    when 'grantRoles' then 'habiliter une personne sur plusieurs structures'
    when 'activateRoleGrant' then 'mettre une habilitation en service'
    when 'suspendRoleGrant' then 'suspendre une habilitation'
    when 'endRoleGrant' then 'mettre fin à une habilitation'
    when 'openAccount' then 'demander l''ouverture d''un compte'
    when 'sendOpeningAgain' then 'renvoyer le lien d''ouverture d''un compte'
    when 'forcePasswordChange' then 'exiger un nouveau mot de passe'
    when 'nameStaff' then 'nommer un agent'
    when 'endStaffRole' then 'mettre fin au rôle d''un agent'
    when 'deactivateAccount' then 'désactiver un compte'
    when 'reactivateAccount' then 'réactiver un compte'
    when 'openCaf' then 'ouvrir une Caf'
    when 'renameCaf' then 'corriger le nom d''une Caf'
    when 'signIn' then 'se connecter'
    when 'signOut' then 'se déconnecter'
    when 'changePassword' then 'changer son mot de passe'
    when 'acceptNotice' then 'accepter les mentions légales'
    when 'beginSecondFactor' then 'préparer un second facteur'
    when 'enableSecondFactor' then 'mettre un second facteur en service'
    when 'confirmSecondFactor' then 'donner le code du second facteur'
    when 'removeSecondFactor' then 'retirer un second facteur'
    when 'requestPasswordReset' then 'demander un nouveau mot de passe'
    when 'useLink' then 'choisir son mot de passe par un lien'
    when 'endSession' then 'fermer une de ses sessions'
    when 'endOtherSessions' then 'fermer ses autres sessions'
    when 'init' then 'ouvrir le premier compte de la Cnaf'
    when 'import' then 'importer des données'
    when 'release' then 'publier les moyennes d''une année'
    when 'sealAgain' then 'sceller de nouveau les seconds facteurs'
    when 'purgeReads' then 'effacer les lectures anciennes du journal' else a.act end as acte,
  case a.outcome
    when 'DONE' then 'fait'
    when 'REFUSED' then 'refusé' end as suite,
  replace(a.codes, ',', ', ') as refus,
  case a.door
    when 'API' then 'portail'
    when 'ADMIN' then 'administration'
    when 'TOKEN' then 'jeton d''accès'
    when 'COMMAND_LINE' then 'ligne de commande' end as porte,
  case a.object_type
    when 'Caf' then 'Caf'
    when 'Organisation' then 'gestionnaire'
    when 'Structure' then 'structure'
    when 'Tenure' then 'gestion'
    when 'Person' then 'personne'
    when 'RoleGrant' then 'habilitation'
    when 'AccountOpening' then 'compte demandé'
    when 'StaffRole' then 'rôle d''agent'
    when 'Period' then 'période'
    when 'Declaration' then 'déclaration'
    when 'GroupAccounts' then 'total analytique'
    when 'Session' then 'session'
    when 'Release' then 'publication des moyennes' else a.object_type end as objet,
  s.name as structure,
  -- The name that was typed in this Caf, of whoever it knows; nobody else is named.
  coalesce(
    (select g.person_name from role_grant g where g.person_id = a.person_id order by g.id desc limit 1),
    (select o.person_name from account_opening o where o.person_id = a.person_id order by o.id desc limit 1)) as personne
from audit_entry a left join structure s on s.id = a.structure_id;

grant select on admin.journal to portal_app;
