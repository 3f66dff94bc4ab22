package com.example.chat;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The chat's own REST API, and the database whose address the system property {@code chat.database} holds. */
@ApplicationPath("/api")
@DataSourceDefinition(
        name = "java:app/jdbc/chat",
        className = "org.h2.jdbcx.JdbcDataSource",
        url = "${chat.database}",
        user = "sa",
        password = "",
        maxPoolSize = 10)
public class ChatApplication extends Application {}
