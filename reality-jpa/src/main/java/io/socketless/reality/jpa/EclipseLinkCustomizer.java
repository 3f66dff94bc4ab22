package io.socketless.reality.jpa;

import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * The one line that EclipseLink needs, in {@code persistence.xml}. Other providers ignore it.
 *
 * <pre>{@code
 * <property name="eclipselink.session.customizer" value="io.socketless.reality.jpa.EclipseLinkCustomizer"/>
 * }</pre>
 *
 * An application that has a customizer already calls this one from its own.
 */
public final class EclipseLinkCustomizer implements SessionCustomizer {

    /** For EclipseLink. */
    public EclipseLinkCustomizer() {}

    @Override
    public void customize(Session session) {
        EclipseLinkListener listener = new EclipseLinkListener();
        session.getEventManager().addListener(listener.ofSession());
        for (ClassDescriptor descriptor : session.getDescriptors().values()) {
            // What a class above hears, it hears for those below as well.
            if (!descriptor.isAggregateDescriptor() && !descriptor.isChildDescriptor()) {
                descriptor.getEventManager().addListener(listener);
            }
        }
    }
}
