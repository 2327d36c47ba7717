-- The agreements that open a bonus of the Psu, kept for a tenure by its Caf. Run once, as portal_owner.

-- ── What belongs together ──────────────────────────────────────────────────────────────────────────────────────

alter table agreement add constraint agreement_same_tenure
  foreign key (caf_id, structure_id, tenure_id) references tenure (caf_id, structure_id, id);

alter table agreement add constraint agreement_one_at_a_time
  exclude using gist (tenure_id with =, bonus with =, daterange(starts_on, ends_on + 1) with &&);

create index agreement_by_structure on agreement (structure_id, id);

-- ── Within the tenure ──────────────────────────────────────────────────────────────────────────────────────────

-- Without an end it runs as long as the tenure. As the owner: the caller may not see all the rows looked at.
create function check_agreement_days() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.tenure t where t.id = new.tenure_id and (
      new.starts_on not between t.starts_on and coalesce(t.ends_on, 'infinity')
      or new.ends_on > coalesce(t.ends_on, 'infinity'))
  ) then
    raise exception 'an agreement lies within its tenure' using errcode = 'PC065';
  end if;
  return null;
end $$;

create trigger within_tenure after insert or update on agreement for each row execute function check_agreement_days();

-- A tenure does not end before an agreement begins. What would run beyond its last day counts until that day.
create function check_tenure_agreements() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.agreement a where a.tenure_id = new.id
      and a.starts_on not between new.starts_on and coalesce(new.ends_on, 'infinity')
  ) then
    raise exception 'an agreement begins within its tenure' using errcode = 'PC065';
  end if;
  return null;
end $$;

create trigger around_its_agreements after update of starts_on, ends_on on tenure
  for each row execute function check_tenure_agreements();

-- What was counted in figures that were sent is ended, never struck out. The figures are not the manager's to read.
create function check_agreement_unused() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select from public.declaration d where d.tenure_id = old.tenure_id
      and d.year between extract(year from old.starts_on) and coalesce(extract(year from old.ends_on), d.year)
      and exists (select from public.submission s where s.declaration_id = d.id)
  ) then
    raise exception 'figures were sent that count this agreement' using errcode = 'PC066';
  end if;
  return old;
end $$;

create trigger never_used before delete on agreement for each row execute function check_agreement_unused();

-- ── Rows and columns: read by the partners of the tenure and by its Caf, kept by the habilitation managers ─────

alter table agreement enable row level security;
alter table agreement force row level security;
create policy of_owner on agreement to portal_owner using (true) with check (true);
create policy of_jobs on agreement to portal_job using (true) with check (true);
create policy seen on agreement for select to portal_app using (
  tenure_id = any ((select portal_ids('portal.tenures'))::int[])
  or caf_id = (select portal_id('portal.manager_caf')) or caf_id = (select portal_id('portal.officer_caf')));
create policy kept on agreement for insert to portal_app with check (
  caf_id = (select portal_id('portal.manager_caf')));
create policy corrected on agreement for update to portal_app
  using (caf_id = (select portal_id('portal.manager_caf')))
  with check (caf_id = (select portal_id('portal.manager_caf')));
create policy withdrawn on agreement for delete to portal_app
  using (caf_id = (select portal_id('portal.manager_caf')));

grant select, insert (caf_id, structure_id, tenure_id, bonus, starts_on, ends_on, places, amount, growth),
  update (ends_on, places, amount, growth), delete on agreement to portal_app;
grant usage on sequence agreement_id_seq to portal_app;
grant select, insert, update, delete on agreement to portal_job;
grant usage on sequence agreement_id_seq to portal_job;

-- ── What the admin shows of it: « Journal » names the acts on them ─────────────────────────────────────────────

create or replace view admin.journal with (security_invoker = true) as
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
    when 'recordAgreement' then 'enregistrer un accord qui ouvre un bonus'
    when 'endAgreement' then 'mettre fin à un accord qui ouvre un bonus'
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
    when 'recompute' then 'recalculer les estimations des brouillons'
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
    when 'Agreement' then 'accord'
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
