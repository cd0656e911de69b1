-- A campaign may have several lanes; what is counted of an operator is counted in each of them. Campaigns before had one,
-- which their settings name, or leave out when it is the usual one.
create table lane_before (
    campaign varchar(100) primary key,
    lane varchar(100) not null
);
insert into lane_before (campaign, lane)
    select id, case when settings like '%"lane":"coldstart"%' then 'coldstart'
                    when settings like '%"lane":"concurrency"%' then 'concurrency'
                    when settings like '%"lane":"leaks"%' then 'leaks'
                    else 'properties' end
    from campaign;

alter table unit add column lane varchar(100) default 'properties' not null;
update unit set lane = (select b.lane from lane_before b where b.campaign = unit.campaign);
drop index unit_by_state;
create index unit_by_state on unit (campaign, state, lane, task, ordinal);

alter table kept add column lane varchar(100) default 'properties' not null;
update kept set lane = (select b.lane from lane_before b where b.campaign = kept.campaign);
drop index kept_by_subject;
create index kept_by_subject on kept (campaign, lane, subject, reason);

create table counter_of_lane (
    campaign varchar(100) not null references campaign (id),
    lane varchar(100) not null,
    subject varchar(300) not null,
    dtypes varchar(300) not null,
    oracle varchar(100) not null,
    verdict varchar(20) not null,
    n bigint not null,
    primary key (campaign, lane, subject, dtypes, oracle, verdict)
);
insert into counter_of_lane (campaign, lane, subject, dtypes, oracle, verdict, n)
    select c.campaign, b.lane, c.subject, c.dtypes, c.oracle, c.verdict, c.n
    from counter c join lane_before b on b.campaign = c.campaign;
drop table counter;
alter table counter_of_lane rename to counter;

create table coverage_of_lane (
    campaign varchar(100) not null references campaign (id),
    lane varchar(100) not null,
    subject varchar(300) not null,
    meant_valid bigint not null,
    valid bigint not null,
    hostile bigint not null,
    exhausted int not null,
    primary key (campaign, lane, subject)
);
insert into coverage_of_lane (campaign, lane, subject, meant_valid, valid, hostile, exhausted)
    select c.campaign, b.lane, c.subject, c.meant_valid, c.valid, c.hostile, c.exhausted
    from coverage c join lane_before b on b.campaign = c.campaign;
drop table coverage;
alter table coverage_of_lane rename to coverage;

create table mark_of_lane (
    campaign varchar(100) not null references campaign (id),
    lane varchar(100) not null,
    subject varchar(300) not null,
    mark varchar(500) not null,
    primary key (campaign, lane, subject, mark)
);
insert into mark_of_lane (campaign, lane, subject, mark)
    select m.campaign, b.lane, m.subject, m.mark
    from mark m join lane_before b on b.campaign = m.campaign;
drop table mark;
alter table mark_of_lane rename to mark;

drop table lane_before;
