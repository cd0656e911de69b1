-- What became of the findings of earlier campaigns that a campaign replayed.
create table replayed (
    campaign varchar(100) not null references campaign (id),
    signature_key varchar(64) not null,
    outcome varchar(20) not null,
    hits int not null,
    held int not null,
    runs int not null,
    primary key (campaign, signature_key)
);
create index finding_by_signature on finding (signature_key);
