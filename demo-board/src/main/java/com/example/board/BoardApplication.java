package com.example.board;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The board's own REST API, and the database whose address the system property {@code board.database} holds. */
@ApplicationPath("/api")
@DataSourceDefinition(
        name = "java:app/jdbc/board",
        className = "org.h2.jdbcx.JdbcDataSource",
        url = "${board.database}",
        user = "sa",
        password = "",
        maxPoolSize = 10)
public class BoardApplication extends Application {}
