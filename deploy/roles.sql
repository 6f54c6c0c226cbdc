-- Logins and the database of one installation, for an empty server. Run by psql as its superuser:
--   SECRETS=/path psql -v ON_ERROR_STOP=1 -f deploy/roles.sql
-- The folder SECRETS (/run/secrets unless set) holds owner_password, gateway_password and sealer_password.
-- Nobody who runs owns the tables, and who owns them does not run: see docs/operations.md.
\set ON_ERROR_STOP on
\set owner_password `cat "${SECRETS:-/run/secrets}/owner_password"`
\set gateway_password `cat "${SECRETS:-/run/secrets}/gateway_password"`
\set sealer_password `cat "${SECRETS:-/run/secrets}/sealer_password"`

create role drehkreuz_app nologin noinherit;
create role drehkreuz_sealer nologin noinherit;
create role drehkreuz_owner login password :'owner_password' in role drehkreuz_app, drehkreuz_sealer;
create role gateway login password :'gateway_password' in role drehkreuz_app;
create role sealer login password :'sealer_password' in role drehkreuz_sealer;

create database drehkreuz owner drehkreuz_owner;
revoke connect, temporary on database drehkreuz from public;
grant connect on database drehkreuz to gateway, sealer;
