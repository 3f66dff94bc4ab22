package io.socketless.reality.it;

import io.socketless.reality.servers.Cluster;
import java.util.Map;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Nodes with the board application, started once for all tests that leave them as they found them: two processes, or in
 * the first tier the server that Arquillian starts. A test class gets a {@link Client} for each as parameters named
 * {@code a} and {@code b}; with one node both are of the same.
 */
final class BoardCluster implements ParameterResolver, BeforeAllCallback, AfterAllCallback {
    private static final int NODES = Integer.getInteger("board.nodes", 2);
    static final String ORIGIN = "https://app.example.com";

    static final Map<String, String> SETTINGS = Map.of(
            "reality.write.secret",
            Client.SECRET,
            "reality.write.role",
            "writer",
            "reality.cors.origins",
            ORIGIN,
            "reality.request.timeout",
            "PT2S");

    private static final ArquillianExtension ARQUILLIAN = new ArquillianExtension();

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (NODES == 1) {
            ARQUILLIAN.beforeAll(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (NODES == 1) {
            ARQUILLIAN.afterAll(context);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Client.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Client(NODES == 1 ? OneServer.NODE : Started.CLUSTER.node(parameter.getIndex()), "board");
    }

    /** On its first use; not by JUnit, for which each class may be a run of its own. */
    private static final class Started {
        static final Cluster CLUSTER =
                Cluster.of(2, "/board/reality/health", SETTINGS, Wars.board()).start();
    }
}
