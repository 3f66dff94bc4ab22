package io.socketless.reality.it;

import io.socketless.reality.servers.Cluster;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Nodes with the board application, started once for all tests that leave them as they found them: two, or one in the first tier. A test
 * class gets a {@link Client} for each as parameters named {@code a} and {@code b}; both are of the same node if there is one.
 */
final class BoardCluster implements ParameterResolver {
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

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Client.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Client(Started.CLUSTER.node(parameter.getIndex() % NODES), "board");
    }

    /** On its first use; not by JUnit, for which each class may be a run of its own. */
    private static final class Started {
        static final Cluster CLUSTER = Cluster.of(NODES, "/board/reality/health", SETTINGS, Wars.board())
                .start();
    }
}
