-- How often a unit came back without having begun, for which its worker is to blame.
alter table unit add column idle int default 0 not null;
-- Of earlier attempts nobody knows; those without a failure of the unit's own are taken for such.
update unit set idle = greatest(0, attempt - failures - 1) where state in ('PLANNED', 'LEASED');
