-- Who leads. Every take counts the epoch up; who holds an older one writes no more. Beats say that the leader lives.
create table leader (
    name varchar(100) primary key,
    epoch bigint not null,
    beats bigint not null,
    taken_ms bigint not null
);

-- Names that one node at a time holds, for a while, by the clock of the database.
create table hold (
    name varchar(100) primary key,
    owner varchar(500) not null,
    until_ms bigint not null
);

-- SHA-256 of an accepted result, which tells the same one from another one; null when an earlier version accepted it.
alter table result add column digest varchar(64);

-- A kept case is known by its unit and by what it is, whatever was observed; null when an earlier version kept it.
alter table kept add column case_key varchar(64);
create unique index kept_by_case on kept (unit, case_key);

-- What remains of a campaign whose details were pruned: when that was, the distinct calls of its operators, and the sums
-- of the results that are gone.
alter table campaign add column pruned_ms bigint default 0 not null;
alter table coverage add column pruned_calls bigint default 0 not null;
create table rate (
    campaign varchar(100) not null references campaign (id),
    lane varchar(100) not null,
    task varchar(20) not null,
    units bigint not null,
    took_ms bigint not null,
    generated bigint not null,
    judged bigint not null,
    inconclusive bigint not null,
    unrun bigint not null,
    invocations bigint not null,
    crashes bigint not null,
    primary key (campaign, lane, task)
);

-- How often a unit came back for a fault of its own; a lost worker, or an end of the run, is none.
alter table unit add column failures int default 0 not null;
