package io.socketless.reality.it;

import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.cdi.PageState;
import io.socketless.reality.it.board.BoardApplication;
import io.socketless.reality.it.inside.Clerk;
import io.socketless.reality.it.ledger.Ledger;
import io.socketless.reality.it.listed.ListedApplication;
import io.socketless.reality.it.misspelled.Mail;
import io.socketless.reality.it.office.Office;
import io.socketless.reality.it.page.RoomPage;
import io.socketless.reality.jpa.RealityKeys;
import io.socketless.reality.rest.RealityResource;
import io.socketless.reality.servers.Cluster;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ArchivePaths;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The applications that are deployed. */
final class Wars {

    private static final String TABLES =
            "<property name=\"jakarta.persistence.schema-generation.database.action\" value=\"drop-and-create\"/>";

    private Wars() {}

    /** The ready WAR, as it is. */
    static Path ready() {
        return Path.of(System.getProperty("servers.directory"), "reality-server.war");
    }

    /** An application with its own JAX-RS resources, CDI beans and users, and with both doors. */
    static Path board() {
        return export("board", boardArchive());
    }

    /** The same with the tests that run inside it, and with what they need. */
    static WebArchive boardWithTests() {
        return ShrinkWrap.create(WebArchive.class, "board.war")
                .merge(boardArchive())
                .addPackage(Clerk.class.getPackage())
                .addAsLibraries(jarOf(Assertions.class), jarOf(ByteBuddy.class));
    }

    private static WebArchive boardArchive() {
        return reality().addPackage(BoardApplication.class.getPackage()).addAsLibraries(jarOf(RealityResource.class));
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

    /** An application that tells JAX-RS its classes. */
    static Path listed() {
        return export("listed", reality().addPackage(ListedApplication.class.getPackage()));
    }

    /** An application that must not be deployed. */
    static Path misspelledResource() {
        return export(
                "misspelled-resource", reality().addClasses(MisspelledResource.class, MisspelledResource.Rest.class));
    }

    /** An application whose data is in these databases. */
    static Path ledger(Database database) {
        String sources = Stream.of("ledger", "second")
                .map(name -> """
                        <data-source>
                          <name>java:app/jdbc/%s</name>
                          <class-name>org.h2.jdbcx.JdbcDataSource</class-name>
                          <url>%s</url>
                          <user>%s</user>
                          <password>%s</password>
                        </data-source>
                        """.formatted(name, database.url(name), Database.USER, Database.PASSWORD))
                .collect(Collectors.joining());
        String descriptor = """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                %s</web-app>
                """.formatted(sources);
        String persistence = """
                <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
                  <persistence-unit name="ledger" transaction-type="JTA">
                    <jta-data-source>java:app/jdbc/ledger</jta-data-source>
                    <class>io.socketless.reality.it.ledger.Account</class>
                    <class>io.socketless.reality.it.ledger.KeyedAccount</class>
                    <shared-cache-mode>NONE</shared-cache-mode>
                    <properties>
                      <property name="eclipselink.session.customizer"
                                value="io.socketless.reality.jpa.EclipseLinkCustomizer"/>
                    </properties>
                  </persistence-unit>
                </persistence>
                """;
        return export(
                "ledger",
                reality()
                        .addPackage(Ledger.class.getPackage())
                        .addAsLibraries(Database.driver(), jarOf(RealityKeys.class))
                        .setWebXML(new StringAsset(descriptor))
                        .addAsResource(new StringAsset(persistence), "META-INF/persistence.xml"));
    }

    /**
     * An application with a page that is rendered from data, and with the client that calls the node of the
     * application.
     */
    static Path page() {
        return export(
                "page",
                reality()
                        .addAsLibraries(jarOf(RealityClient.class), jarOf(PageState.class))
                        .addAsLibraries(browserClient().toArray(File[]::new))
                        .addPackage(RoomPage.class.getPackage())
                        .addAsWebResource("page/room.xhtml", "room.xhtml")
                        .addAsWebResource("page/room.jsp", "room.jsp")
                        .addAsWebInfResource("page/faces-config.xml", "faces-config.xml")
                        // The server has another application with a shared store, and one port for it.
                        .addAsResource(
                                new StringAsset("reality.store=memory\n"), "META-INF/microprofile-config.properties"));
    }

    /** The jar of the browser client, unless the build has left it out. */
    static Stream<File> browserClient() {
        URL module = Wars.class.getResource("/META-INF/resources/reality-web/index.js");
        if (module == null) {
            return Stream.empty();
        }
        try {
            return Stream.of(new File(
                    ((JarURLConnection) module.openConnection()).getJarFileURL().getPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An application whose entities name their keys. */
    static Path office() {
        return export(
                "office", entities(reality(), Office.class.getPackage(), TABLES).addClass(OfficeServlet.class));
    }

    /** An application with an entity that names a property that is not there. */
    static Path misspelled() {
        return export("misspelled", entities(reality(), Mail.class.getPackage(), ""));
    }

    /** Two WARs, one without any beans, the other with the authorizer; Reality is in {@code lib/}. */
    static Path guardedEar() {
        EnterpriseArchive ear = ShrinkWrap.create(EnterpriseArchive.class)
                .addAsModule(
                        ShrinkWrap.create(WebArchive.class, "guarded-one.war").add(new StringAsset(""), "index.html"))
                .addAsModule(
                        ShrinkWrap.create(WebArchive.class, "guarded-two.war").addClass(Guard.class))
                // The server has another application with a shared store, and one port for it.
                .addAsLibrary(ShrinkWrap.create(JavaArchive.class, "settings.jar")
                        .addAsResource(
                                new StringAsset("reality.store=memory\n"), "META-INF/microprofile-config.properties"));
        addReality(ear);
        return export("guarded", ".ear", ear);
    }

    private static void addReality(EnterpriseArchive ear) {
        reality()
                .getContent(Filters.include("/WEB-INF/lib/.*\\.jar"))
                .forEach((path, node) -> ear.addAsLibrary(
                        node.getAsset(), path.get().substring(path.get().lastIndexOf('/') + 1)));
    }

    private static WebArchive entities(WebArchive archive, Package entities, String property) {
        return archive.addAsLibrary(jarOf(RealityKeys.class))
                .addPackage(entities)
                .addAsResource(persistence(property), "META-INF/persistence.xml");
    }

    /** As of an application that runs on every server: one line for Reality, which one of them needs. */
    private static StringAsset persistence(String property) {
        return new StringAsset("""
                <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
                  <persistence-unit name="office" transaction-type="JTA">
                    <jta-data-source>java:comp/DefaultDataSource</jta-data-source>
                    <shared-cache-mode>NONE</shared-cache-mode>
                    <properties>
                      <property name="eclipselink.session.customizer"
                                value="io.socketless.reality.jpa.EclipseLinkCustomizer"/>
                      %s
                    </properties>
                  </persistence-unit>
                </persistence>
                """.formatted(property));
    }

    /** The jar that a class is from; the build has packaged it before these tests run. */
    private static File jarOf(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
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
        return export(name, ".war", archive);
    }

    private static Path export(String name, String ending, Archive<?> archive) {
        try {
            Path directory =
                    Files.createDirectories(Path.of(System.getProperty("nodes.directory"), Cluster.server(), "wars"));
            Path file = directory.resolve(name + ending);
            archive.as(ZipExporter.class).exportTo(file.toFile(), true);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
