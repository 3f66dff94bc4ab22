package io.socketless.reality.it;

import io.socketless.reality.it.board.BoardApplication;
import io.socketless.reality.servers.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ArchivePaths;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The applications that are deployed. */
final class Wars {

    private Wars() {}

    /** The ready WAR, as it is. */
    static Path ready() {
        return Path.of(System.getProperty("servers.directory"), "reality-server.war");
    }

    /** An application with its own JAX-RS resources, CDI beans and users. */
    static Path board() {
        return export("board", reality().addPackage(BoardApplication.class.getPackage()));
    }

    /** An application with neither a JAX-RS application nor a {@code web.xml}, and these properties of its own. */
    static Path plain(String name, Map<String, String> properties) {
        String text = properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue() + "\n")
                .collect(Collectors.joining());
        return export(
                name,
                reality()
                        .addClass(FireServlet.class)
                        .addAsResource(new StringAsset(text), "META-INF/microprofile-config.properties"));
    }

    /** A page, and nothing of Reality. */
    static Path empty() {
        return export("empty", ShrinkWrap.create(WebArchive.class).add(new StringAsset("empty"), "index.html"));
    }

    /** The jars that a user adds to an application, and nothing else. */
    private static WebArchive reality() {
        WebArchive ready = ShrinkWrap.create(ZipImporter.class, "reality-server.war")
                .importFrom(ready().toFile())
                .as(WebArchive.class);
        return ShrinkWrap.create(WebArchive.class)
                .merge(ready, ArchivePaths.root(), Filters.include("/WEB-INF/lib/.*"));
    }

    private static Path export(String name, WebArchive archive) {
        try {
            Path directory =
                    Files.createDirectories(Path.of(System.getProperty("nodes.directory"), Cluster.server(), "wars"));
            Path war = directory.resolve(name + ".war");
            archive.as(ZipExporter.class).exportTo(war.toFile(), true);
            return war;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
