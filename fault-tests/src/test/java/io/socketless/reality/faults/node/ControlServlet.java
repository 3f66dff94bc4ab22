package io.socketless.reality.faults.node;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.socketless.reality.Invalidation;
import io.socketless.reality.Reality;
import io.socketless.reality.RealityUnavailableException;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What an application does by calls within the process: {@code POST /control/delete?key=}, {@code /commit?key=}, {@code
 * /rollback?key=}, {@code /owned?key=}, which tells the keys that this node owns, {@code /slow}, which delays the
 * events of Hazelcast, and {@code /die?key=}, which answers as soon as the transaction is committed and ends the
 * process before anything is published.
 */
public class ControlServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Reality reality;

    @Inject
    private transient Event<Invalidation> changes;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] keys = request.getParameterValues("key");
        try {
            switch (request.getPathInfo()) {
                case "/delete" -> reality.now().delete(keys[0]);
                case "/commit" -> transaction(keys, Status.STATUS_COMMITTED);
                case "/rollback" -> transaction(keys, Status.STATUS_ROLLEDBACK);
                case "/slow" -> slowDown();
                case "/owned" -> {
                    for (String key : keys) {
                        if (owns(key)) {
                            response.getWriter().println(key);
                        }
                    }
                }
                case "/die" -> {
                    prepare(keys);
                    response.setContentLength(0); // so that the answer is complete
                    response.flushBuffer();
                    Runtime.getRuntime().halt(137); // as kill -9 does
                }
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (RealityUnavailableException unavailable) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** Somebody else's listener takes its time on the threads that deliver Hazelcast's events. */
    private static void slowDown() {
        EntryUpdatedListener<String, byte[]> slow =
                event -> LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
        Hazelcast.getAllHazelcastInstances()
                .forEach(instance -> instance.<String, byte[]>getMap("reality").addEntryListener(slow, false));
    }

    private static boolean owns(String key) {
        return Hazelcast.getAllHazelcastInstances().stream().anyMatch(instance -> {
            Member owner = instance.getPartitionService().getPartition(key).getOwner();
            return owner != null && owner.localMember();
        });
    }

    private void transaction(String[] keys, int outcome) {
        prepare(keys);
        Transactions.installed().complete(outcome);
    }

    private void prepare(String[] keys) {
        Transactions.installed().begin();
        changes.fire(Invalidation.of(keys[0]));
        for (int i = 1; i < keys.length; i++) {
            changes.fire(Invalidation.of(keys[i]));
        }
        Transactions.installed().prepare();
    }
}
