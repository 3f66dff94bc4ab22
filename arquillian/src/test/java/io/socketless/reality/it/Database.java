package io.socketless.reality.it;

import io.socketless.reality.it.ledger.Ledger;
import io.socketless.reality.servers.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.h2.tools.Server;

/** The databases of the ledger, in a process of their own, so that they outlive every node. */
final class Database implements AutoCloseable {
    static final String USER = "ledger";
    static final String PASSWORD = "ledger";

    private final int port = Ports.free();
    private final Process process;

    /** Starts it, with accounts that are all empty. */
    Database() {
        try {
            Path directory =
                    Files.createDirectories(Path.of(System.getProperty("nodes.directory"), "database-" + port));
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-Dh2.bindAddress=127.0.0.1",
                            "-cp",
                            driver().toString(),
                            Server.class.getName(),
                            "-tcp",
                            "-tcpPort",
                            Integer.toString(port),
                            "-baseDir",
                            directory.toString(),
                            "-ifNotExists")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("database.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Waiting.atMostSeconds(30).ignoreExceptions().until(() -> create("ledger") && create("second"));
    }

    /** The jar of the driver, which is also the database. */
    static File driver() {
        try {
            return new File(Server.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String url(String name) {
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/./" + name;
    }

    /** The texts that committed transactions have written, each once. */
    Set<String> texts(String name) {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select text from account")) {
            Set<String> texts = new TreeSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(url(name), USER, PASSWORD);
    }

    private boolean create(String name) throws SQLException {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists account (id bigint primary key, text varchar(100) not null)");
            statement.execute(
                    "merge into account (id, text) select x, '' from system_range(0, " + (Ledger.ACCOUNTS - 1) + ")");
            return true;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
