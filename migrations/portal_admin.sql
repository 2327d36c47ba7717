-- What the admin reads: one view for each of its lists, in French, under the row-level security of whoever reads.
-- A label in here is the one of `rules`, held by a test. Run once.

create schema admin;
grant usage on schema admin to portal_app;

create function portal_today() returns date language sql stable parallel safe as $$
  select (now() at time zone 'Europe/Paris')::date
$$;

-- Who granted roles in the Caf of the manager who asks: his colleagues, whom he could not read otherwise.
create function portal_granters() returns table (person_id int, name text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.id, p.display_name::text from public.person p
  where exists (select from public.role_grant g
                where g.granted_by_id = p.id and g.caf_id = public.portal_id('portal.manager_caf'))
$$;
revoke all on function portal_granters from public;
grant execute on function portal_granters to portal_app;
create index role_grant_by_granter on role_grant (granted_by_id, caf_id);

-- ── For a Caf's habilitation managers ──────────────────────────────────────────────────────────────────────────

create view admin.personnes with (security_invoker = true) as
select k.person_id as id, (array_agg(k.person_name order by k.at desc))[1] as personne,
  (array_agg(k.person_email order by k.at desc))[1] as adresse,
  count(*) filter (where k.active)::int as habilitations,
  (min(k.at) at time zone 'Europe/Paris')::date as connue_depuis
from (
  select g.person_id, g.person_name, g.person_email, g.granted_at as at,
    g.state = 'ACTIVE' and g.ended_at is null and g.starts_on <= portal_today()
      and (g.ends_on is null or g.ends_on >= portal_today()) as active
  from role_grant g where g.caf_id = (select portal_id('portal.manager_caf'))
  union all
  select o.person_id, o.person_name, o.person_email, o.opened_at, false
  from account_opening o where o.caf_id = (select portal_id('portal.manager_caf'))
) k group by k.person_id;

create view admin.habilitations with (security_invoker = true) as
select g.id, g.person_name as personne, g.person_email as adresse, s.name as structure, o.name as gestionnaire,
  case g.role
    when 'ACTIVITY_DATA_PROVIDER' then 'fournisseur de données d''activité'
    when 'FINANCIAL_DATA_PROVIDER' then 'fournisseur de données financières'
    when 'APPROVER' then 'approbateur' end as role,
  g.starts_on as du, g.ends_on as au,
  case when g.ended_at is not null or g.ends_on < t.today then 'terminée'
    when g.state = 'REQUESTED' then 'demandée' when g.state = 'SUSPENDED' then 'suspendue'
    when g.starts_on > t.today then 'à venir' else 'active' end as etat,
  m.name as accordee_par, (g.granted_at at time zone 'Europe/Paris')::date as accordee_le
from role_grant g
join structure s on s.id = g.structure_id join organisation o on o.id = g.organisation_id
cross join (select portal_today() as today) t
left join portal_granters() m on m.person_id = g.granted_by_id
where g.caf_id = (select portal_id('portal.manager_caf'));

create view admin.courriels with (security_invoker = true) as
select m.id,
  case m.template
    when 'ACCOUNT_OPENED' then 'ouverture du compte'
    when 'PASSWORD_RESET' then 'mot de passe oublié'
    when 'PASSWORD_CHANGED' then 'mot de passe changé'
    when 'ACCOUNT_BLOCKED' then 'connexion suspendue'
    when 'SECOND_FACTOR_CHANGED' then 'second facteur modifié'
    when 'CHANGE_WANTED' then 'mot de passe à renouveler'
    when 'PART_READY' then 'déclaration à approuver'
    when 'PART_SENT_BACK' then 'volet renvoyé'
    when 'RETURNED' then 'déclaration retournée'
    when 'TRANSMITTED' then 'déclaration transmise'
    when 'ACCEPTED' then 'déclaration validée'
    when 'DEADLINE_NEAR' then 'échéance proche'
    when 'GRANT_ENDING' then 'fin d''habilitation proche' else m.template end as objet,
  coalesce(k.personne, p.display_name) as destinataire, coalesce(k.adresse, p.email) as adresse,
  (m.created_at at time zone 'Europe/Paris')::date as demande_le, m.attempts as essais,
  case when m.sent_at is not null then 'envoyé'
    when m.given_up_at is not null then 'abandonné' else 'en attente' end as etat,
  m.last_error as derniere_erreur
from outgoing_mail m
left join admin.personnes k on k.id = m.person_id and m.caf_id is not null
left join person p on p.id = m.person_id and m.caf_id is null
where coalesce(k.id, p.id) is not null;

-- ── For all staff: what each may read of organisations and structures ──────────────────────────────────────────

create view admin.gestionnaires with (security_invoker = true) as
select o.id, o.siret, o.name as raison_sociale,
  (select count(*)::int from tenure n where n.organisation_id = o.id and n.starts_on <= portal_today()
    and (n.ends_on is null or n.ends_on >= portal_today())) as structures,
  c.name as caf
from organisation o join caf c on c.id = o.caf_id;

create view admin.structures with (security_invoker = true) as
select s.id, s.id_equ as idequ, s.name as nom,
  case s.nature
    when 'MULTI_ACCUEIL' then 'Multi-accueil'
    when 'COLLECTIVE_CRECHE' then 'Crèche collective'
    when 'MICRO_CRECHE' then 'Micro-crèche'
    when 'FAMILY_CRECHE' then 'Crèche familiale'
    when 'PARENTAL_CRECHE' then 'Crèche parentale'
    when 'DROP_IN_NURSERY' then 'Halte-garderie'
    when 'KINDERGARTEN' then 'Jardin d''enfants' else s.nature end as nature,
  s.commune, run.name as gestionnaire,
  (select l.places from licence l where l.structure_id = s.id and l.starts_on <= t.today
    order by l.starts_on desc limit 1) as places,
  s.opened_on as ouverte_le, s.closed_on as fermee_le,
  -- Of a structure that is at work in the manager's Caf: nobody else reads grants here.
  case when s.caf_id = (select portal_id('portal.manager_caf')) and run.id is not null then
    case when exists (
      select from role_grant g where g.tenure_id = run.id and g.role = 'APPROVER' and g.state = 'ACTIVE'
        and g.ended_at is null and g.starts_on <= t.today and (g.ends_on is null or g.ends_on >= t.today)
    ) then 'en place' else 'aucun' end
  end as approbateur,
  c.name as caf
from structure s join caf c on c.id = s.caf_id cross join (select portal_today() as today) t
left join lateral (
  select n.id, o.name from tenure n join organisation o on o.id = n.organisation_id
  where n.structure_id = s.id and n.starts_on <= t.today and (n.ends_on is null or n.ends_on >= t.today) limit 1
) run on true;

create view admin.gestions with (security_invoker = true) as
select n.id, s.name as structure, o.name as gestionnaire, n.starts_on as du, n.ends_on as au,
  case when n.starts_on > t.today then 'à venir'
    when n.ends_on < t.today then 'terminée' else 'en cours' end as etat,
  c.name as caf
from tenure n join structure s on s.id = n.structure_id join organisation o on o.id = n.organisation_id
join caf c on c.id = n.caf_id cross join (select portal_today() as today) t;

create view admin.agrements with (security_invoker = true) as
select l.id, s.name as structure, l.starts_on as a_partir_du, l.places, c.name as caf
from licence l join structure s on s.id = l.structure_id join caf c on c.id = l.caf_id;

-- ── For a Caf's declaration officers ───────────────────────────────────────────────────────────────────────────

create view admin.periodes with (security_invoker = true) as
select d.id,
  case d.structure_kind
    when 'EAJE' then 'Établissement d''accueil du jeune enfant (Eaje)' else d.structure_kind end as type,
  case d.kind
    when 'FORECAST' then 'prévisionnel'
    when 'UPDATE' then 'actualisé'
    when 'ACTUAL' then 'réel' end as nature,
  d.year as annee, d.observed_until as donnees_jusqu_au, d.opens_on as ouverture, d.due_on as echeance,
  d.closes_on as cloture, (d.published_at at time zone 'Europe/Paris')::date as publiee_le,
  d.published_by_name as publiee_par
from declaration_period d where d.caf_id = (select portal_id('portal.officer_caf'));

create view admin.declarations with (security_invoker = true) as
select d.id, s.name as structure, o.name as gestionnaire,
  case d.kind
    when 'FORECAST' then 'prévisionnel'
    when 'UPDATE' then 'actualisé'
    when 'ACTUAL' then 'réel' end as nature,
  d.year as annee,
  case d.state
    when 'OPEN' then 'à compléter'
    when 'IN_PROGRESS' then 'en cours de saisie'
    when 'READY' then 'en attente d''approbation'
    when 'TRANSMITTED' then 'transmise à la Caf'
    when 'PROCESSING' then 'en cours de traitement'
    when 'RETURNED' then 'retournée pour correction'
    when 'ACCEPTED' then 'validée'
    when 'CANCELLED' then 'annulée' end as etat,
  (d.state_since at time zone 'Europe/Paris')::date as depuis_le, greatest(p.due_on, d.extended_to) as echeance,
  case when d.state in ('OPEN', 'IN_PROGRESS', 'READY', 'RETURNED')
    and greatest(p.due_on, d.extended_to) < portal_today() then 'oui' else 'non' end as en_retard
from declaration d join declaration_period p on p.id = d.period_id join structure s on s.id = d.structure_id
join organisation o on o.id = d.organisation_id
where d.caf_id = (select portal_id('portal.officer_caf'));

-- ── For the Cnaf ───────────────────────────────────────────────────────────────────────────────────────────────

create view admin.cafs with (security_invoker = true) as
select c.id, c.code, c.name as nom,
  (select count(*)::int from staff_role r where r.caf_id = c.id and r.role = 'HABILITATION_MANAGER'
    and r.starts_on <= portal_today() and (r.ends_on is null or r.ends_on >= portal_today())) as gestionnaires,
  (select count(*)::int from staff_role r where r.caf_id = c.id and r.role = 'DECLARATION_OFFICER'
    and r.starts_on <= portal_today() and (r.ends_on is null or r.ends_on >= portal_today())) as agents
from caf c where (select portal_national());

create view admin.agents with (security_invoker = true) as
select r.id, p.display_name as agent, p.email as adresse,
  case r.role
    when 'HABILITATION_MANAGER' then 'gestionnaire des habilitations de la Caf'
    when 'DECLARATION_OFFICER' then 'agent de traitement de la Caf'
    when 'NATIONAL' then 'Cnaf' end as role,
  c.name as caf, r.starts_on as du, r.ends_on as au,
  case when r.starts_on > t.today then 'à venir'
    when r.ends_on < t.today then 'terminée' else 'en cours' end as etat
from staff_role r join person p on p.id = r.person_id left join caf c on c.id = r.caf_id
cross join (select portal_today() as today) t
where (select portal_national());

grant select on all tables in schema admin to portal_app;
