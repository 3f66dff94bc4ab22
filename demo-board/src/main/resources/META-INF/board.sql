create sequence if not exists notice_id;
create table if not exists notice (id bigint primary key, text varchar(1000) not null, changedat bigint not null);
