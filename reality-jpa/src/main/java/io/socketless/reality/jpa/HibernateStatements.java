package io.socketless.reality.jpa;

import java.sql.PreparedStatement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.jdbc.internal.JdbcServicesImpl;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcMutationExecutor;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;

/**
 * Shows us the statements that change rows without an entity: JPQL, Criteria, and SQL that is given to Hibernate. No
 * event tells of them, but all are run by the one executor that a service of Hibernate hands out, so this stands in for
 * that service. Hibernate finds it by {@code META-INF/services}; an application does not use it.
 */
public final class HibernateStatements implements ServiceContributor, StandardServiceInitiator<JdbcServices> {

    /** For Hibernate. */
    public HibernateStatements() {}

    @Override
    public void contribute(StandardServiceRegistryBuilder services) {
        services.addInitiator(this);
    }

    @Override
    public Class<JdbcServices> getServiceInitiated() {
        return JdbcServices.class;
    }

    @Override
    public JdbcServices initiateService(Map<String, Object> configuration, ServiceRegistryImplementor registry) {
        return new Observed();
    }

    /** Shows a listener the statements of its persistence unit from now on; false if they are run by somebody else. */
    static boolean show(SessionFactoryImplementor factory, HibernateListener listener) {
        if (factory.getJdbcServices() instanceof Observed observed) {
            observed.listeners.put(factory, listener);
            return true;
        }
        return false;
    }

    static void forget(SessionFactoryImplementor factory) {
        if (factory.getJdbcServices() instanceof Observed observed) {
            observed.listeners.remove(factory);
        }
    }

    private static final class Observed extends JdbcServicesImpl implements JdbcMutationExecutor {

        private static final long serialVersionUID = 1;

        private final transient Map<SessionFactory, HibernateListener> listeners = new ConcurrentHashMap<>();

        @Override
        public JdbcMutationExecutor getJdbcMutationExecutor() {
            return this;
        }

        @Override
        public int execute(
                JdbcOperationQueryMutation mutation,
                JdbcParameterBindings bindings,
                Function<String, PreparedStatement> statementCreator,
                BiConsumer<Integer, PreparedStatement> expectationCheck,
                ExecutionContext context) {
            int rows = super.getJdbcMutationExecutor()
                    .execute(mutation, bindings, statementCreator, expectationCheck, context);
            HibernateListener listener = listeners.get(context.getSession().getFactory());
            if (listener != null) {
                listener.onStatement(mutation, context.getSession());
            }
            return rows;
        }
    }
}
