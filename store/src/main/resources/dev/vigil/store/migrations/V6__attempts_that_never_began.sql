-- How often a unit came back without having begun, for which its worker is to blame.
alter table unit add column idle int default 0 not null;
