package io.socketless.reality.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The Hazelcast instance of the server. It outlives the application. */
final class ContainerInstance {

    private static final System.Logger LOG = System.getLogger(ContainerInstance.class.getName());

    private ContainerInstance() {}

    /** The instance under this name, if it is running and of the classes that this application loads. */
    @SuppressWarnings("BanJNDI") // The deployer names it, and reality.hazelcast.jndi-name takes no remote name.
    static Optional<HazelcastInstance> find(String jndiName) {
        for (String name : List.of(jndiName, "java:comp/env/" + jndiName)) {
            try {
                Object found = new InitialContext().lookup(name);
                if (found instanceof HazelcastInstance instance
                        && instance.getLifecycleService().isRunning()) {
                    return Optional.of(instance);
                }
                HazelcastMessages.FOREIGN_HAZELCAST.log(LOG, name);
            } catch (NamingException absent) {
                LOG.log(Level.DEBUG, "Nothing under the JNDI name {0}", name);
            }
        }
        return Optional.empty();
    }
}
