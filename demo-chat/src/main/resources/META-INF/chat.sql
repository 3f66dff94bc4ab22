create table if not exists message (id varchar(64) primary key, room varchar(40) not null, author varchar(40) not null, text varchar(1000) not null, postedat bigint not null);
create index if not exists message_room on message (room, postedat);
