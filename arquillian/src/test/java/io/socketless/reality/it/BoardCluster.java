package io.socketless.reality.it;

import io.socketless.reality.servers.Cluster;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Two nodes with the board application, started once for all tests that leave them as they found them. A test class gets a
 * {@link Client} for each as parameters named {@code a} and {@code b}.
 */
final class BoardCluster implements ParameterResolver {
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
        Started started =
                context.getRoot().getStore(Namespace.create(BoardCluster.class)).getOrComputeIfAbsent(Started.class);
        return new Client(started.cluster.node(parameter.getIndex()), "board");
    }

    /** Closed by JUnit after the last test. */
    static final class Started implements ExtensionContext.Store.CloseableResource {
        private final Cluster cluster =
                Cluster.of(2, "/board/reality/health", SETTINGS, Wars.board()).start();

        @Override
        public void close() {
            cluster.close();
        }
    }
}
