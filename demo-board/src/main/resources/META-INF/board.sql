create table if not exists notice (id bigint generated always as identity primary key, text varchar(1000) not null, changedat bigint not null);
