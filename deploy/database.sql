-- The four roles of the portal and its database, run once by an administrator of the server; run again it changes nothing:
--   psql "$ADMIN_URL" --set=ON_ERROR_STOP=1 --file=deploy/database.sql
-- Another name: add --set=database=NAME. The roles get their passwords afterwards (\password), so that none is written here.
\if :{?database}
\else
  \set database portal
\endif

select format('create role %I login nosuperuser nocreatedb nocreaterole nobypassrls noreplication', role)
from unnest(array['portal_owner', 'portal_app', 'portal_auth', 'portal_job']) as role
where not exists (select from pg_roles where rolname = role) \gexec

alter role portal_app set statement_timeout = '5s';
alter role portal_app set idle_in_transaction_session_timeout = '10s';
alter role portal_auth set statement_timeout = '5s';
alter role portal_auth set idle_in_transaction_session_timeout = '10s';

-- An administrator who is no superuser has to be one of the owner's to create its database.
select 'grant portal_owner to current_user' where not pg_has_role(current_user, 'portal_owner', 'usage') \gexec
select format('create database %I owner portal_owner template template0 encoding ''UTF8''', :'database')
where not exists (select from pg_database where datname = :'database') \gexec

revoke all on database :"database" from public;
grant connect on database :"database" to portal_app, portal_auth, portal_job;

\connect :"database"
alter schema public owner to portal_owner;
revoke all on schema public from public;
grant usage on schema public to portal_app, portal_auth, portal_job;
